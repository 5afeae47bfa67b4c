"""A task's page: the village reports on it, the office verifies it, and nothing arrives twice."""

import re
from html import unescape

import pytest

from actions.attachment import list_attachments
from actions.checklist import Found
from actions.finding import list_findings
from actions.history import read_history
from actions.inspection import order_outright, report, start
from actions.notice import list_notices
from actions.permission import CONSOLE
from actions.reading import list_readings
from states.roles import Role
from tests.actions.figures import report as report_figure
from tests.actions.figures import targets
from tests.files import HTML, PDF, photo
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import HOME, KEY, Browser, Open
from web.door import FIELD

VILLAGE = f"/villages/{ZHUZHAI}"
TRAINING = f"{VILLAGE}/tasks/training"
ENROLMENT = f"{VILLAGE}/tasks/enrolment"
SELF = f"{VILLAGE}/tasks/self-inspection"
REPAIR = f"{VILLAGE}/tasks/errand.rectification%231"

PHOTO = ("files", "签到表.jpg", photo())


MULTIPART = {"Origin": HOME, "Content-Type": "multipart/form-data; boundary=x"}


def multipart(headers: bytes, content: bytes) -> bytes:
    """The body of a form with its key and one part more, exactly so."""
    key = f'--x\r\nContent-Disposition: form-data; name="{FIELD}"\r\n\r\n{KEY[FIELD]}\r\n'
    return key.encode() + b"--x\r\n" + headers + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


@pytest.fixture
def campaign(campaign: Town) -> Town:
    """The pilot has just been issued, and the first check has opened what may be done."""
    campaign.check()
    return campaign


@pytest.fixture
def may(campaign: Town) -> Town:
    """10 May: every community has 100 people to enrol."""
    campaign.at("2012-05-02").check()
    targets(campaign, coverage=100, renewal=10)
    campaign.at("2012-05-10").check()
    return campaign


@pytest.fixture
def inspected(campaign: Town) -> Town:
    """An inspection has found something at 朱寨社区 on 7 May."""
    order_outright(campaign.at("2012-05-07").desk, CONSOLE, [ZHUZHAI], [1], "群众来电反映")
    start(campaign.desk, CONSOLE, 1)
    report(campaign.desk, CONSOLE, 1, "已查", findings=[Found("minor", "花名册不全")])
    return campaign


# ── Three taps ────────────────────────────────────────────────────────────────────────


def test_from_the_villages_page_to_a_submitted_report_are_two_taps(campaign: Town, browser: Browser) -> None:
    links = browser.see(VILLAGE).links
    assert TRAINING in links
    page = browser.see(TRAINING)
    assert "签到表（负责人、协办员）" in page.text
    form = page.form(f"{TRAINING}/report")
    answer = browser.hand_in(form.action, {**form.fields, "said": "两人到会", "deed": "submit"}, [PHOTO])
    assert answer.headers["location"] == TRAINING
    page = browser.see(TRAINING)
    assert "已提交，请等待核验；核验时限为4月26日（星期四）。上传材料 1 份。" in page.text
    assert "由领导小组办公室核验，核验时限 4月26日 周四" in page.text
    assert "签到表.jpg" in page.text
    assert not [form for form in page.forms if form.action.endswith("/report")]


def test_what_is_owed_stands_before_anything_else_on_the_villages_page(
    june: Town, open_browser: Open
) -> None:
    text = open_browser(june.desk).see(VILLAGE).text
    assert text.index("现在要办的") < text.index("如果一直不办") < text.index("去办理")
    assert text.index("去办理") < text.index("现处阶段")


def test_without_a_script_the_form_carries_its_key_and_with_one_its_draft(
    campaign: Town, browser: Browser
) -> None:
    page = browser.see(TRAINING)
    [form] = page.all("form", enctype="multipart/form-data")
    assert form["data-draft"] == f"{ZHUZHAI}/training/1"
    assert form["data-done"] == TRAINING
    assert form["data-who"] == "console"
    keys = {browser.see(TRAINING).form(f"{TRAINING}/report").fields["report_key"] for _ in range(2)}
    assert len(keys) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", key) for key in keys)


def test_a_form_that_arrives_twice_leads_to_the_same_page_and_is_done_once(
    campaign: Town, browser: Browser
) -> None:
    form = browser.see(TRAINING).form(f"{TRAINING}/report")
    answers = [browser.hand_in(form.action, dict(form.fields), [PHOTO]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len({answer.headers["set-cookie"] for answer in answers}) == 1
    assert len(list_attachments(campaign.desk, None, ZHUZHAI)) == 1
    assert len([one for one in read_history(campaign.desk) if one.trigger == "submit"]) == 1


def test_a_plain_form_without_files_is_taken_too(campaign: Town, browser: Browser) -> None:
    page = browser.pressed(f"{TRAINING}/report", said="两人到会")
    assert "已提交，请等待核验" in page.text


def test_a_browser_sends_an_empty_file_where_none_was_chosen(campaign: Town, browser: Browser) -> None:
    part = (
        b'Content-Disposition: form-data; name="files"; filename=""\r\nContent-Type: application/octet-stream'
    )
    answer = browser.send(f"{TRAINING}/report", multipart(part, b""), **MULTIPART)
    assert answer.status_code == 303, answer.text
    assert list_attachments(campaign.desk, None, ZHUZHAI) == []


# ── What is refused ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("现场.jpg", HTML, "不是可以上传的类型"),
        ("../../etc/x.jpg", photo(), "含有路径"),
        ("x.html", photo(), "与扩展名不符"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_words_and_nothing_is_submitted(
    campaign: Town, browser: Browser, name: str, content: bytes, says: str
) -> None:
    answer = browser.hand_in(f"{TRAINING}/report", {"said": "到会"}, [("files", name, content)])
    assert answer.status_code == 400
    assert says in unescape(answer.text)
    assert campaign.task(ZHUZHAI, "training").state == "open"


def test_a_name_on_two_lines_gets_nowhere(campaign: Town, browser: Browser) -> None:
    part = b"Content-Disposition: form-data; name=\"files\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x.jpg"
    answer = browser.send(f"{TRAINING}/report", multipart(part, photo()), **MULTIPART)
    names = [one.name for one in list_attachments(campaign.desk, None, ZHUZHAI)]
    assert answer.status_code in (303, 400)
    assert not [name for name in names if "\r" in name or "\n" in name]
    assert "x" not in answer.headers.get("set-cookie", "").partition("=")[0]


def test_more_files_than_may_be_are_refused(campaign: Town, browser: Browser) -> None:
    answer = browser.hand_in(f"{TRAINING}/report", {}, [PHOTO] * 10)
    assert answer.status_code == 400
    assert "一次最多上传 9 个文件" in answer.text


def test_a_task_that_is_not_there_has_no_page(browser: Browser) -> None:
    for key in ("nothing", "errand.rectification%239", "%2e%2e", "x%0ay"):
        assert browser.get(f"{VILLAGE}/tasks/{key}").status_code == 404, key


# ── What is handed out ────────────────────────────────────────────────────────────────


def test_a_file_is_downloaded_and_never_shown_as_a_page(campaign: Town, browser: Browser) -> None:
    browser.hand_in(f"{TRAINING}/report", {}, [("files", '报"告".pdf', PDF)])
    assert "/attachments/1" in browser.see(TRAINING).links
    answer = browser.get("/attachments/1")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    for number in ("2", "0", "x", "99999999999"):
        assert browser.get(f"/attachments/{number}").status_code == 404


# ── Figures ───────────────────────────────────────────────────────────────────────────


def test_a_figure_is_asked_once(may: Town, browser: Browser) -> None:
    report_figure(may, ZHUZHAI, 30)
    page = browser.see(ENROLMENT)
    assert "5月10日已报 30，没有变化就不用再填" in page.text
    form = page.form(f"{ENROLMENT}/report")
    fields = {**form.fields, "indicator": ["coverage", "renewal"], "heads": ["", "4"], "deed": "keep"}
    answer = browser.hand_in(form.action, fields)
    assert answer.status_code == 303, answer.text
    assert "已保存，任务尚未提交。上报数值 1 项。" in browser.see(ENROLMENT).text
    assert [(one.indicator, one.count) for one in list_readings(may.desk)] == [
        ("coverage", 30),
        ("renewal", 4),
    ]


def test_figures_that_meet_their_targets_settle_the_task(may: Town, browser: Browser) -> None:
    fields: dict[str, object] = {"indicator": ["coverage", "renewal"], "heads": ["97", "10"]}
    assert browser.hand_in(f"{ENROLMENT}/report", fields).status_code == 303
    page = browser.see(ENROLMENT)
    assert "数值已达到目标，任务已办结。" in page.text
    assert may.task(ZHUZHAI, "enrolment").state == "verified"


def test_what_is_no_head_count_is_refused(may: Town, browser: Browser) -> None:
    fields: dict[str, object] = {"indicator": ["coverage"], "heads": ["97%"]}
    answer = browser.hand_in(f"{ENROLMENT}/report", fields)
    assert answer.status_code == 400
    assert "应为人数（整数）" in answer.text


# ── The self-inspection ───────────────────────────────────────────────────────────────


def test_a_village_fills_in_its_self_inspection(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-06-05").check()
    page = browser.see(SELF)
    assert "先保存" not in page.text
    items = re.findall(r'name="item" value="([^"]+)"', page.html)
    assert len(items) == 6
    fields: dict[str, object] = {
        "item": items,
        "answer": ["yes"] * 6,
        "note": [""] * 6,
        "severity": ["minor"],
        "finding": ["漏登 2 户"],
        "said": "已自查",
    }
    assert browser.hand_in(f"{SELF}/report", fields, [PHOTO]).status_code == 303
    assert campaign.task(ZHUZHAI, "self-inspection").state == "submitted"
    assert [one.text for one in list_findings(campaign.desk)] == ["漏登 2 户"]
    assert "漏登 2 户" in browser.see(VILLAGE).text


def test_a_checklist_that_is_begun_is_filled_in_whole(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-06-05").check()
    fields: dict[str, object] = {"item": ["targets-met"], "answer": ["yes"], "note": [""]}
    answer = browser.hand_in(f"{SELF}/report", fields, [PHOTO])
    assert answer.status_code == 400
    assert "检查表还有 5 项未答" in answer.text
    assert list_attachments(campaign.desk, None, ZHUZHAI) == []


# ── The repair of a finding ───────────────────────────────────────────────────────────


def test_a_repair_is_reported_before_and_after(inspected: Town, browser: Browser) -> None:
    assert REPAIR in browser.see(VILLAGE).links
    page = browser.see(REPAIR)
    for essential in ("要整改的问题", "花名册不全", "提出异议", "整改前", "整改后"):
        assert essential in page.text
    assert browser.hand_in(f"{REPAIR}/report", {"said": " "}).status_code == 400
    files = [("before", "前.jpg", photo(colour="red")), ("after", "后.jpg", photo())]
    answer = browser.hand_in(f"{REPAIR}/report", {"said": "已补全"}, files)
    assert answer.headers["location"] == REPAIR
    page = browser.see(REPAIR)
    assert "由督查室核验" in page.text
    assert "前.jpg 整改前" in page.text
    assert "已核验" in browser.pressed(f"{REPAIR}/verify").text


def test_who_inspects_adds_photographs_to_what_was_found(inspected: Town, browser: Browser) -> None:
    fields: dict[str, object] = {"back": VILLAGE}
    answer = browser.hand_in("/findings/1/files", fields, [("files", "现场.jpg", photo())])
    assert answer.headers["location"] == f"{VILLAGE}#finding-1"
    assert "现场.jpg 检查时" in browser.see(REPAIR).text
    assert browser.hand_in("/findings/1/files", fields).status_code == 400


# ── What the office does, and what else a village may ask ─────────────────────────────


def test_it_is_withdrawn_sent_back_verified_and_opened_again(campaign: Town, browser: Browser) -> None:
    browser.pressed(f"{TRAINING}/report", said="到会")
    assert "已撤回，时限继续计算" in browser.pressed(f"{TRAINING}/withdraw").text
    browser.pressed(f"{TRAINING}/report", said="到会")
    assert "请写明理由" in browser.press(f"{TRAINING}/return", reason=" ").text
    page = browser.pressed(f"{TRAINING}/return", reason="签到表看不清")
    assert "已退回 ：签到表看不清" in page.text
    browser.pressed(f"{TRAINING}/report", said="已重拍")
    assert "已核验。" in browser.pressed(f"{TRAINING}/verify").text
    assert "已重新打开" in browser.pressed(f"{TRAINING}/reopen", reason="人数不符").text
    assert "已免除这项任务" in browser.pressed(f"{TRAINING}/waive", reason="已参加区里的培训").text
    assert browser.press(f"{TRAINING}/verify").status_code == 409


def test_the_page_offers_what_may_be_done_now(campaign: Town, browser: Browser) -> None:
    def offered() -> set[str]:
        forms = browser.see(TRAINING).forms
        return {form.action.rpartition("/")[2] for form in forms if form.action.startswith(TRAINING)}

    assert offered() == {"report", "waive"}
    browser.pressed(f"{TRAINING}/report")
    assert offered() == {"withdraw", "verify", "return", "waive"}
    browser.pressed(f"{TRAINING}/verify")
    assert offered() == {"reopen"}


def test_a_later_date_is_asked_for_on_the_page(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    form = browser.see(SELF).form("/dates/extensions")
    assert form.fields["back"] == SELF
    asked = {"until": "2012-06-20", "reason": "外出人员未返乡", "progress": "已查八成"}
    page = browser.pressed(form.action, **{**form.fields, **asked})
    assert "申请延至 6月20日" in page.text
    assert "待预审" in page.text


def test_a_notice_is_acknowledged_with_a_date(overdue: Town, open_browser: Open) -> None:
    browser = open_browser(overdue.desk)
    page = browser.see(VILLAGE)
    assert "待签收的通知" in page.text
    form = next(form for form in browser.see(SELF).forms if form.action.endswith("/acknowledge"))
    number = int(form.action.split("/")[2])
    page = browser.pressed(form.action, **{**form.fields, "until": "2012-06-19"})
    assert f"通知 {number} 已签收" in page.text
    [signed] = [one for one in list_notices(overdue.desk) if one.id == number]
    assert (signed.state, str(signed.promised_on)) == ("acknowledged", "2012-06-19")
    assert browser.press(form.action).status_code == 409
    assert browser.press("/notices/999999/acknowledge").status_code == 404


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "</textarea><b>", "{{7*7}}"])
def test_what_people_write_and_what_they_call_their_files_stays_text(
    campaign: Town, browser: Browser, hostile: str
) -> None:
    name = "<b onclick=x>{{7*7}}.jpg"
    browser.hand_in(f"{TRAINING}/report", {"said": hostile}, [("files", name, photo())])
    page = browser.see(TRAINING)
    assert hostile in page.text
    assert name in page.text
    assert page.html.count("<script") == 1


# ── Who is offered what ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "unit", "offered"),
    [
        (Role.VILLAGE_HEAD, ZHUZHAI, {"report"}),
        (Role.LEADING_GROUP_OFFICE, SUBDISTRICT, {"waive"}),
        (Role.LINKED_LEADER, ZHUZHAI, set()),
    ],
)
def test_everybody_is_offered_what_the_own_role_may(
    campaign: Town, open_browser: Open, role: Role, unit: str, offered: set[str]
) -> None:
    page = open_browser(campaign.desk, actor=campaign.who(role, unit)).see(TRAINING)
    assert {
        form.action.rpartition("/")[2] for form in page.forms if form.action.startswith(TRAINING)
    } == offered


def test_another_village_sees_neither_the_task_nor_its_files(campaign: Town, open_browser: Open) -> None:
    own = open_browser(campaign.desk, actor=campaign.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert own.hand_in(f"{TRAINING}/report", {"said": "到会"}, [PHOTO]).status_code == 303
    assert own.get("/attachments/1").status_code == 200
    other = open_browser(campaign.desk, actor=campaign.who(Role.VILLAGE_HEAD, GONGYELU))
    for path in (TRAINING, "/attachments/1"):
        assert other.get(path).status_code == 403
    assert other.hand_in(f"{TRAINING}/report", {"said": "到会"}, [PHOTO]).status_code == 403


def test_one_is_asked_to_acknowledge_the_own_notices_only(overdue: Town, open_browser: Open) -> None:
    head = overdue.who(Role.VILLAGE_HEAD, ZHUZHAI)
    page = open_browser(overdue.desk, actor=head).see(SELF)
    asked = {int(form.action.split("/")[2]) for form in page.forms if form.action.endswith("/acknowledge")}
    mine = {one.id for one in list_notices(overdue.desk) if one.person_id == head.person_id}
    assert asked
    assert asked <= mine

"""An inspection's whole story on one page: to decide on it, and to fill in its report at the village."""

import pytest

from actions.attachment import list_attachments
from actions.draw import draw_lots
from actions.finding import list_findings
from actions.inspection import list_inspections, order_outright, propose, start
from actions.permission import CONSOLE
from states.roles import Role
from tests.files import photo
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town
from tests.web.conftest import Browser, Open


@pytest.fixture
def on_site(campaign: Town) -> Town:
    """7 May: a leader who has no say in inspections is sent to 朱寨社区, and is there."""
    leader = campaign.who(Role.LINKED_LEADER, GONGYELU).person_id
    assert leader is not None
    order_outright(campaign.at("2012-05-07").desk, CONSOLE, [ZHUZHAI], [leader], "群众来电反映")
    start(campaign.desk, CONSOLE, 1)
    return campaign


def test_a_proposal_shows_how_the_village_was_urged_and_what_may_be_done(
    overdue: Town, open_browser: Open
) -> None:
    page = open_browser(overdue.desk).see("/inspections/2")
    assert "“自查自纠”6月10日（星期日）到期，逐级督办后仍未完成" in page.text
    assert "督办经过" in page.text
    assert "没有督办记录" not in page.text
    assert page.form("/inspections/2/order").boxes
    assert page.form("/inspections/2/dismiss").fields["back"] == "/inspections/2"


def test_several_are_dismissed_with_one_reason(campaign: Town, browser: Browser) -> None:
    for unit in (ZHUZHAI, TONGHANG):
        propose(campaign.desk, CONSOLE, unit, "群众来电反映")
    form = browser.see("/inspections").form("/inspections/dismiss")
    assert [value for name, value in form.boxes if name == "inspection"] == ["1", "2"]
    assert browser.press("/inspections/dismiss", inspection=[1, 2], reason=" ").status_code == 400
    page = browser.pressed("/inspections/dismiss", inspection=[1, 2], reason="均已补办")
    assert "2 项督查不予立项" in page.text
    assert {one.state for one in list_inspections(campaign.desk)} == {"dismissed"}


def test_of_several_none_is_dismissed_if_one_cannot_be(campaign: Town, browser: Browser) -> None:
    propose(campaign.desk, CONSOLE, ZHUZHAI, "群众来电反映")
    order_outright(campaign.desk, CONSOLE, [TONGHANG], [1], "重点督查")
    assert browser.press("/inspections/dismiss", inspection=[1, 2], reason="已补办").status_code == 409
    assert list_inspections(campaign.desk)[0].state == "proposed"


def test_a_proposal_is_merged_only_into_an_open_one_of_the_same_village(
    campaign: Town, browser: Browser
) -> None:
    drawn = draw_lots(campaign.at("2012-05-07").desk, CONSOLE, SUBDISTRICT, seed="第一轮")
    [(unit, periodic)] = drawn.inspections.items()
    other = next(code for code in (ZHUZHAI, TONGHANG, GONGYELU) if code != unit)
    propose(campaign.desk, CONSOLE, other, "群众来电反映")
    assert not [form for form in browser.see("/inspections").forms if form.action.endswith("/merge")]
    special = propose(campaign.desk, CONSOLE, unit, "群众来电反映")
    page = browser.see("/inspections")
    offered = [one["value"] for one in page.all("option") if one["value"] == str(special)]
    assert offered == [str(special)]
    browser.pressed(f"/inspections/{periodic}/merge", into=special, reason="合并检查")
    assert list_inspections(campaign.desk)[periodic - 1].state == "dismissed"


def test_whoever_is_sent_fills_in_the_report_there_with_photographs_of_what_was_found(
    on_site: Town, open_browser: Open
) -> None:
    browser = open_browser(on_site.desk, actor=on_site.who(Role.LINKED_LEADER, GONGYELU))
    assert browser.get("/inspections").status_code == 403
    form = browser.see("/inspections/1").form("/inspections/1/report")
    fields = {
        **form.fields,
        "text": "已查",
        "severity": ["minor"] * 4,
        "finding": ["", "未公示", "", "未签字"],
    }
    fields |= {"item": [], "answer": [], "note": []}
    sent = [("photos2", "公示栏.jpg", photo()), ("photos4", "登记表.jpg", photo(colour="red"))]
    answer = browser.hand_in(form.action, fields, sent)
    assert answer.headers["location"] == "/inspections/1#inspection-1"
    found = {one.text: one.id for one in list_findings(on_site.desk)}
    kept = list_attachments(on_site.desk, None, ZHUZHAI)
    assert [(one.finding_id, one.part, one.name) for one in kept] == [
        (found["未公示"], "found", "公示栏.jpg"),
        (found["未签字"], "found", "登记表.jpg"),
    ]


def test_a_photograph_of_nothing_is_sent_back_with_the_whole_report(on_site: Town, browser: Browser) -> None:
    answer = browser.hand_in("/inspections/1/report", {"text": "已查"}, [("photos1", "x.jpg", photo())])
    assert answer.status_code == 400
    assert "问题 1 选了照片，但没有写明问题的内容" in answer.text
    assert list_inspections(on_site.desk)[0].state == "on_site"


def test_before_and_after_the_repair_are_seen_side_by_side(on_site: Town, browser: Browser) -> None:
    fields = {"text": "已查", "severity": "minor", "finding": "未公示"}
    browser.hand_in("/inspections/1/report", fields, [("photos1", "公示栏.jpg", photo())])
    repair = f"/villages/{ZHUZHAI}/tasks/errand.rectification%231/report"
    done = {"said": "已公示", "deed": "submit"}
    assert browser.hand_in(repair, done, [("after", "新公示.jpg", photo(colour="blue"))]).status_code == 303
    page = browser.see("/inspections/1")
    assert [one["src"] for one in page.all("img") if one["src"].startswith("/attachments")] == [
        "/attachments/1",
        "/attachments/2",
    ]
    assert "整改前" in page.text
    assert page.form("/findings/1/verify").fields["back"] == "/inspections/1"
    assert browser.get("/attachments/2").headers["content-type"] == "image/jpeg"


def test_another_offices_people_do_not_see_it(on_site: Town, open_browser: Open) -> None:
    browser = open_browser(on_site.desk, actor=on_site.who(Role.VILLAGE_HEAD, TONGHANG))
    assert browser.get("/inspections/1").status_code == 403
    assert browser.get("/inspections/99").status_code == 404


def test_open_findings_are_counted_by_age_and_the_overdue_come_first(on_site: Town, browser: Browser) -> None:
    fields = {"text": "已查", "severity": ["minor", "grave"], "finding": ["未公示", "数值不符"]}
    browser.pressed("/inspections/1/report", **fields)
    due = {one.text: one.due for one in list_findings(on_site.desk)}
    first, last = sorted(due, key=lambda text: due[text])
    assert "7 天以内" in browser.see("/inspections").text
    on_site.at(max(due.values()))
    text = browser.see("/inspections").text
    assert text.index(first) < text.index(last)
    assert "已逾期" in text


def test_the_programme_shows_every_round_with_strata_and_what_came_of_the_draw(
    campaign: Town, browser: Browser
) -> None:
    assert "第 1 轮，5月7日 周一 未到" in browser.see("/inspections").text
    campaign.at("2012-05-07")
    assert "第 1 轮，5月7日 周一 尚未抽签" in browser.see("/inspections").text
    browser.pressed("/inspections/draw", unit=SUBDISTRICT, campaign=1, round="2012-05-07", seed="第一轮")
    text = browser.see("/inspections").text
    assert "每层抽 25 %，至少 1 个" in text
    assert "社区：3 个" in text
    assert "0 / 1" in text

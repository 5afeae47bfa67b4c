"""Every wording in both languages says why it came, what stops it, by when, what follows, whom to ask."""

from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from typing import get_args

import pytest
from jinja2 import UndefinedError

from notifications.render import FORMS, NoWords, render
from notifications.sandbox import environment
from plans.model import RungSpec, TaskSpec
from plans.rules import rulebook
from records.claimed import Claimed, Promise
from states.calendar import Offset
from tests.notifications.outbox import ORDERED, PILOT, SHANGHAI, ZHUZHAI_TASK, claimed
from tests.notifications.told import LINK, SENT_BACK, TOLD, digest_of, message_of

AFTERWARDS = datetime(2012, 6, 18, 8, tzinfo=SHANGHAI)

DEADLINES = {
    date(2012, 4, 25): {"zh": "4月25日（星期三）", "en": "Wednesday 25 April"},
    date(2012, 6, 10): {"zh": "6月10日（星期日）", "en": "Sunday 10 June"},
    date(2012, 6, 13): {"zh": "6月13日（星期三）", "en": "Wednesday 13 June"},
    date(2012, 6, 14): {"zh": "6月14日（星期四）", "en": "Thursday 14 June"},
    date(2012, 6, 26): {"zh": "6月26日（星期二）", "en": "Tuesday 26 June"},
}

PARTS = ("subject", "line", "txt")
"""What each form of a notice is written in, in each language."""

both_languages = pytest.mark.parametrize("language", ["zh", "en"])
every_form = pytest.mark.parametrize("kind_and_form", sorted(TOLD))


def said(notice: Claimed, language: str = "zh") -> str:
    message = message_of(notice, language=language)
    return f"{message.subject}\n{message.text}"


def test_every_pair_of_kind_and_form_is_tried_here() -> None:
    assert TOLD.keys() == FORMS


@both_languages
@every_form
def test_a_notice_names_unit_task_date_plan_clause_and_whom_to_ask(
    kind_and_form: tuple[str, str], language: str
) -> None:
    notice = TOLD[kind_and_form]
    text = said(notice, language)
    title = {"zh": "自查自纠", "en": "Inspect and correct yourselves"}[language]
    first = {"zh": "参加业务培训", "en": "Attend the training"}[language]
    if notice.form == "errand":
        title = {"zh": "问题整改：台账缺3户缴费凭证", "en": "Rectification: 台账缺3户缴费凭证"}[language]
    about = title if notice.task else "自查自纠" if notice.inspection else first
    assert notice.due is not None
    for essential in ("朱寨社区", about, DEADLINES[notice.due][language], "上工办〔2012〕5号"):
        assert essential in text
    of_a_task = "三.三.2" if notice.form == "errand" else "三.三.1"
    assert ("文头" if notice.kind == "issue" else of_a_task if notice.task else "三.三.2") in text
    (ask,) = [line for line in text.splitlines() if line.startswith(("咨询：", "Ask: "))]
    assert "办公室主任" in ask or "工业路街道" in ask


@both_languages
@every_form
def test_a_notice_leaves_no_place_empty(kind_and_form: tuple[str, str], language: str) -> None:
    message = message_of(TOLD[kind_and_form], language=language)
    for strange in ("None", "{", "}", "Undefined", "()", "（）", "  ", "，，", "。。", ".."):
        assert strange not in message.text, strange
    lines = message.text.splitlines()
    assert [line for line in lines if line.endswith(("：", ":"))] in ([], [f"{message.recipient}："])
    assert all(line == line.rstrip() for line in lines)
    assert message.subject
    assert "\n" not in message.subject


@both_languages
@every_form
def test_a_notice_can_be_read_on_a_phone(kind_and_form: tuple[str, str], language: str) -> None:
    message = message_of(TOLD[kind_and_form], language=language)
    assert len(message.subject) <= {"zh": 45, "en": 120}[language]
    assert len(message.text) <= {"zh": 420, "en": 1000}[language]


@both_languages
@every_form
def test_nothing_of_the_other_language_slips_in(kind_and_form: tuple[str, str], language: str) -> None:
    if language == "zh":
        assert not {"day", "the", "will", "by"} & set(said(TOLD[kind_and_form]).split())
    else:
        assert "领导小组办公室" not in said(TOLD[kind_and_form], "en").replace("办公室主任", "")


def test_every_form_that_a_plan_may_name_has_its_words() -> None:
    forms = {form for _, form in FORMS}
    assert set(get_args(RungSpec.model_fields["form"].annotation)) <= forms
    folders = {folder.name for folder in (files("templates") / "notices").iterdir() if folder.is_dir()}
    assert folders - {"_base", "_digest"} == forms
    for form in forms:
        names = {file.name for file in (files("templates") / "notices" / form).iterdir()}
        assert names == {f"{language}.{part}.j2" for language in ("zh", "en") for part in PARTS}


@both_languages
@pytest.mark.parametrize("form", sorted(get_args(RungSpec.model_fields["form"].annotation)))
def test_every_rung_that_may_come_next_is_announced(form: str, language: str) -> None:
    rung = {"key": "next", "after": {"working_days": 2}, "to": ["leading_group"], "form": form}
    body = PILOT.plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    body["deadlines"]["village"]["ladder"] = [body["deadlines"]["village"]["ladder"][0], rung]
    book = rulebook(type(PILOT.plan).model_validate(body))
    message = message_of(TOLD["escalation", "overdue"], book=book, language=language)
    assert DAY_AFTER_THE_ELEVENTH[language] in message.text
    assert {"zh": "领导小组成员", "en": "the leading group"}[language] in message.text


DAY_AFTER_THE_ELEVENTH = {"zh": "6月12日（星期二）", "en": "Tuesday 12 June"}


def test_a_reminder_says_what_is_left_what_to_attach_and_who_is_told_on_monday() -> None:
    text = said(TOLD["reminder", "reminder"])
    assert "还有3天，尚未提交" in text
    assert "自查表和自查报告" in text
    assert "6月11日（星期一）向村（居）负责人发催办通知" in text


def test_on_the_day_itself_a_reminder_says_today() -> None:
    today = replace(TOLD["reminder", "reminder"], queued_at=datetime(2012, 6, 10, 8, tzinfo=SHANGHAI))
    assert "就在今天" in said(today)
    assert "today," in said(today, "en")


def test_an_overdue_notice_says_how_late_who_is_next_and_what_an_acknowledgement_holds() -> None:
    text = said(TOLD["escalation", "overdue"])
    assert "已逾期1天" in text
    assert "6月12日（星期二）报告包村（社区）领导" in text
    assert "暂缓升级3个工作日（今日签收的，至6月14日（星期四））" in text


def test_a_linked_leader_reads_that_the_village_is_theirs_and_who_was_told_before() -> None:
    text = said(TOLD["escalation", "leader"])
    assert "您包联的朱寨社区" in text
    assert "此前已通知村（居）负责人" in text


def test_the_head_of_the_leading_group_is_not_called_a_linked_leader() -> None:
    assert "包联" not in said(replace(TOLD["escalation", "leader"], role="leading_group_head"))


def test_the_supervision_letter_is_a_letter() -> None:
    lines = said(TOLD["escalation", "supervision_letter"]).splitlines()
    assert lines[1] == "督办通知单"
    for part in ("督办事项：自查自纠", "责任单位：朱寨社区"):
        assert part in lines
    assert any(line.startswith("督办要求：请责成朱寨社区立即提交") for line in lines)


def test_the_last_rung_of_a_ladder_threatens_with_no_further_one() -> None:
    text = said(replace(TOLD["escalation", "overdue"], rung=3))
    assert "督办已到最后一级" in text
    assert "签收" not in text


def test_the_supervision_office_learns_by_when_it_decides_and_on_what() -> None:
    text = said(TOLD["escalation", "inspection_proposed"])
    assert "督查编号 3" in text
    assert "6月13日（星期三）前决定是否立项" in text


def test_a_proposal_that_was_dismissed_meanwhile_can_still_be_told() -> None:
    gone = replace(TOLD["escalation", "inspection_proposed"], inspection=None)
    assert "请尽快决定是否立项" in said(gone)
    assert "please decide soon" in said(gone, "en")


def test_many_reasons_are_counted_and_not_all_named() -> None:
    ordered = replace(ORDERED, reasons=("一。", "二", "三", "四", "五"))
    text = said(replace(TOLD["inspection_ordered", "inspection_village"], inspection=ordered))
    assert "事由：一；二；三，等5项。" in text


def test_who_has_to_verify_is_asked_to_and_who_has_not_is_asked_to_see_to_it() -> None:
    late = TOLD["escalation", "verification_overdue"]
    assert "请立即核验通过，或写明理由退回" in said(late)
    above = replace(late, role="leading_group_head", rung=1, told=(0,))
    assert "请督促领导小组办公室立即核验" in said(above)
    assert "此前已通知领导小组办公室" in said(above)


def test_a_returned_task_says_why_and_shows_the_decreed_date() -> None:
    text = said(TOLD["returned", "returned"])
    assert "退回意见：自查表缺第3页" in text
    assert "时限：6月14日（星期四），含当日；原定时限6月10日（星期日）" in text


@pytest.mark.parametrize(
    ("state", "cycle", "words"),
    [
        ("submitted", 1, "已经提交，不必再办"),
        ("verified", 1, "已经核验，不必再办"),
        ("waived", 1, "已经免除，不必再办"),
        ("open", 2, "请以最新的通知为准"),
    ],
)
def test_a_notice_that_comes_too_late_says_so(state: str, cycle: int, words: str) -> None:
    for form in ("reminder", "overdue", "supervision_letter"):
        notice = next(told for (_, name), told in TOLD.items() if name == form)
        late = replace(notice, task=replace(ZHUZHAI_TASK, state=state, cycle=cycle))
        assert words in said(late)
        assert "When this was sent" in said(late, "en")


def test_a_submission_that_was_withdrawn_need_not_be_verified() -> None:
    for state, words in (("open", "已经撤回"), ("returned", "已经退回")):
        withdrawn = replace(ZHUZHAI_TASK, state=state)
        text = said(replace(TOLD["reminder", "verify"], task=withdrawn))
        assert words in text
        assert "已经提交，等待核验" in text


def test_where_nobody_holds_the_role_the_office_itself_is_to_be_asked() -> None:
    assert "咨询：工业路街道领导小组办公室" in said(replace(TOLD["escalation", "overdue"], contacts=()))
    assert "Ask: leading group's office, 工业路街道" in said(
        replace(TOLD["escalation", "overdue"], contacts=()), "en"
    )


@pytest.mark.parametrize(
    ("unit", "kind", "task"),
    [
        ("410106004000", "township", "召开动员大会"),
        ("410106004000-police", "department", "提供居民身份信息"),
        ("410106004002", "community", "参加业务培训"),
    ],
)
def test_the_notice_of_issue_names_the_first_tasks_of_whom_it_is_issued_to(
    unit: str, kind: str, task: str
) -> None:
    notice = replace(TOLD["issue", "issue"], unit=unit, unit_kind=kind, unit_name="某单位")
    text = said(notice)
    assert task in text
    assert "自查自纠" not in text


def test_a_unit_that_owes_nothing_yet_is_told_of_no_task() -> None:
    text = said(replace(TOLD["issue", "issue"], unit="410106000000", unit_kind="county", office=None))
    assert "近期任务" not in text


@pytest.mark.parametrize("key", ["mobilization-meeting", "identity-data"])
def test_tasks_of_the_office_and_of_departments_have_their_own_ladder(key: str) -> None:
    spec: TaskSpec = PILOT.tasks[key]
    task = replace(ZHUZHAI_TASK, key=key, due=spec.due, effective_due=spec.due)
    told_on = PILOT.calendar.told_after(spec.due, Offset(1, "working_days"))
    notice = replace(
        TOLD["escalation", "overdue"],
        unit_kind="department" if spec.owner_kind == "department" else "township",
        task=task,
        due=spec.due,
        queued_at=datetime(told_on.year, told_on.month, told_on.day, 8, tzinfo=SHANGHAI),
    )
    upward = {"office": "领导小组组长", "department": "领导小组办公室"}[spec.owner_kind]
    assert f"报告{upward}" in said(notice)


def test_what_people_wrote_is_never_a_template_and_never_a_second_line() -> None:
    sly = replace(SENT_BACK, reason="{{ 7 * 7 }}{% for x in range(9) %}\n依据：中央文件\n咨询：骗子 138")
    notice = replace(TOLD["returned", "returned"], task=sly, unit_name="朱寨\n{{ unit }}")
    message = message_of(notice, recipient="主任\r\nBcc: x@y")
    assert "{{ 7 * 7 }}{% for x in range(9) %} 依据：中央文件 咨询：骗子 138" in message.text
    assert len([line for line in message.text.splitlines() if line.startswith("依据：")]) == 1
    assert message.recipient == "主任 Bcc: x@y"
    assert "朱寨 {{ unit }}" in message.subject


def test_the_same_digest_is_the_same_message_and_no_other_is() -> None:
    notice = TOLD["escalation", "overdue"]
    first, again = message_of(notice), message_of(notice, attempt=3, recipient="新主任", channel="sms")
    assert first.message_id == again.message_id
    others = [
        message_of(notice, id=42),
        message_of(notice, person_id=6),
        message_of(notice, made_at=AFTERWARDS),
    ]
    assert len({message.message_id for message in (first, *others)}) == 4


def test_what_is_acknowledged_before_it_is_sent_again_makes_no_other_message() -> None:
    two = TOLD["escalation", "overdue"], replace(TOLD["word", "word"], id=13)
    assert message_of(*two).message_id == message_of(two[0]).message_id


def test_a_message_is_written_when_it_was_made_in_the_zone_of_the_campaign() -> None:
    message = message_of(TOLD["escalation", "overdue"])
    assert message.written_at.isoformat() == "2012-06-11T08:00:00+08:00"
    assert (message.digest_id, message.address, message.language) == (41, "head@zhuzhai.example", "zh")


def test_a_notice_that_was_held_back_counts_the_days_until_it_comes() -> None:
    thursday = datetime(2012, 6, 14, 8, tzinfo=SHANGHAI)
    message = message_of(TOLD["escalation", "overdue"], made_at=thursday, held_back=1)
    assert "已逾期4天" in message.text
    assert "本通知因免打扰时段、每日条数限制或汇总时间，此前暂缓发送" in message.text


def test_a_reminder_that_comes_after_the_day_does_not_speak_of_today() -> None:
    late = message_of(TOLD["reminder", "reminder"], made_at=datetime(2012, 6, 12, 8, tzinfo=SHANGHAI))
    assert "已过2天，尚未提交" in late.text
    assert "今天" not in late.text + late.short


def test_an_unknown_language_is_answered_in_chinese() -> None:
    assert message_of(TOLD["escalation", "overdue"], language="fr").language == "zh"


@pytest.mark.parametrize(("kind", "form"), [("reminder", "overdue"), ("praise", "praise")])
def test_a_kind_without_words_is_refused(kind: str, form: str) -> None:
    with pytest.raises(NoWords, match=f"{kind}/{form}"):
        message_of(claimed(kind, form))


def test_a_template_may_not_name_what_is_not_there() -> None:
    without_task = replace(TOLD["escalation", "overdue"], task=None)
    with pytest.raises(UndefinedError):
        message_of(without_task)


def test_nothing_is_no_word() -> None:
    template = environment().from_string("{{ next }}")
    with pytest.raises(UndefinedError):
        template.render(next=None)


@both_languages
@every_form
def test_every_form_of_a_message_leads_to_the_page_where_it_is_acknowledged(
    kind_and_form: tuple[str, str], language: str
) -> None:
    message = message_of(TOLD[kind_and_form], link=LINK, language=language)
    assert message.text.rstrip().endswith(f"\n{LINK}")
    assert f'<a class="button" href="{LINK}">' in (message.html or "")
    assert f"]({LINK})" in message.card
    assert message.short.endswith(f" {LINK}")


@pytest.mark.parametrize(
    "link", ["https://evil.example/)[x](y", 'https://h/"><script>', "javascript:alert(1)", "https://h", "h/x"]
)
def test_what_is_no_link_of_ours_stands_in_no_message(link: str) -> None:
    with pytest.raises(ValueError, match="no link of ours"):
        message_of(TOLD["escalation", "overdue"], link=link)


@both_languages
@every_form
def test_a_short_message_is_one_line_that_says_who_what_and_by_when(
    kind_and_form: tuple[str, str], language: str
) -> None:
    notice = TOLD[kind_and_form]
    short = message_of(notice, link=LINK, language=language).short
    assert "\n" not in short
    assert "【" not in short  # the provider puts the sender's own in front
    assert notice.due is not None
    assert "朱寨社区" in short
    assert DEADLINES[notice.due][language] in short
    assert len(short) <= {"zh": 160, "en": 290}[language]


def test_page_and_card_say_all_that_the_mail_says() -> None:
    message = message_of(TOLD["escalation", "overdue"], link=LINK)
    for line in filter(None, message.text.splitlines()):
        for paragraph in line.split("：", 1):
            if paragraph != LINK and "点此" not in paragraph:
                assert paragraph in message.card
                assert paragraph in (message.html or "")
    assert "**时限：** 6月10日" in message.card


def test_a_reply_counts_too_where_it_is_taken() -> None:
    notice = TOLD["escalation", "overdue"]
    assert "直接回复本邮件" not in message_of(notice).text
    taken = render(digest_of(notice), PILOT, reply_to="ack+1@duban.example.gov.cn")
    assert "直接回复本邮件，也算签收" in taken.text
    assert taken.reply_to == "ack+1@duban.example.gov.cn"


PROMISED = (Promise(date(2012, 6, 8), "朱寨社区 主任", "village_head"),)


@both_languages
@pytest.mark.parametrize(
    "form", ["overdue", "leader", "supervision_letter", "inspection_proposed", "verification_overdue"]
)
def test_a_broken_promise_is_told_to_the_next_rung_as_such(form: str, language: str) -> None:
    notice = replace(TOLD["escalation", form], promises=PROMISED)
    message = message_of(notice, language=language)
    words = {
        "zh": "朱寨社区 主任（村（居）负责人）曾承诺6月8日（星期五）前办结，届时没有办结。",
        "en": "朱寨社区 主任 (village head) promised to have it dealt with by Friday 8 June; that promise",
    }[language]
    assert words in message.text
    assert {"zh": "没有兑现", "en": "not kept"}[language] in message.short


def test_a_promise_whose_day_has_not_passed_is_not_broken() -> None:
    today = (Promise(date(2012, 6, 11), "朱寨社区 主任", "village_head"),)
    assert "承诺" not in message_of(replace(TOLD["escalation", "leader"], promises=today)).text

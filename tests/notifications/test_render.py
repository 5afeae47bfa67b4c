"""Every wording in both languages says why it came, what stops it, by when, what follows, whom to ask."""

from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from typing import get_args

import pytest
from jinja2 import UndefinedError

from notifications.render import FORMS, NoWords, environment, render
from plans.model import RungSpec, TaskSpec
from plans.rules import rulebook
from records.claimed import Claimed
from states.calendar import Offset
from states.deadline import AWAITING
from tests.notifications.outbox import ORDERED, PILOT, SHANGHAI, ZHUZHAI_TASK, claimed

SUBMITTED = replace(ZHUZHAI_TASK, state=AWAITING, submitted_on=date(2012, 6, 8), verify_by=date(2012, 6, 13))
SENT_BACK = replace(ZHUZHAI_TASK, state="returned", reason="自查表缺第3页", effective_due=date(2012, 6, 14))
VERIFICATION = {"task": SUBMITTED, "due": date(2012, 6, 13), "role": "leading_group_office"}
RECTIFICATION = replace(
    ZHUZHAI_TASK, key="errand.rectification#7", about="台账缺3户缴费凭证", effective_due=date(2012, 6, 14)
)
AFTERWARDS = datetime(2012, 6, 18, 8, tzinfo=SHANGHAI)

TOLD: dict[tuple[str, str], Claimed] = {
    ("issue", "issue"): claimed(
        "issue",
        "issue",
        rule="issue",
        task=None,
        due=date(2012, 4, 25),
        queued_at=datetime(2012, 4, 23, tzinfo=SHANGHAI),
    ),
    ("reminder", "reminder"): claimed(
        "reminder", "reminder", rule="reminder-3", queued_at=datetime(2012, 6, 7, 8, tzinfo=SHANGHAI)
    ),
    ("reminder", "verify"): claimed("reminder", "verify", rule="verify.verify-reminder-1", **VERIFICATION),
    ("escalation", "overdue"): claimed("escalation", "overdue", rung=0),
    ("escalation", "leader"): claimed("escalation", "leader", rung=1, role="linked_leader", told=(0,)),
    ("escalation", "supervision_letter"): claimed(
        "escalation", "supervision_letter", rung=2, role="leading_group", told=(0, 1)
    ),
    ("escalation", "inspection_proposed"): claimed(
        "escalation",
        "inspection_proposed",
        rung=3,
        role="supervision_office",
        told=(0, 1, 2),
        inspection=replace(ORDERED, state="proposed", due=None, inspectors=()),
    ),
    ("escalation", "verification_overdue"): claimed(
        "escalation",
        "verification_overdue",
        rung=0,
        rule="verify.verify-office",
        queued_at=datetime(2012, 6, 14, 8, tzinfo=SHANGHAI),
        **VERIFICATION,
    ),
    ("returned", "returned"): claimed(
        "returned", "returned", rule="returned", task=SENT_BACK, due=date(2012, 6, 14)
    ),
    ("reopened", "reopened"): claimed(
        "reopened", "reopened", rule="reopened", task=replace(SENT_BACK, state="open"), due=date(2012, 6, 14)
    ),
    ("warning", "leader_warning"): claimed(
        "warning",
        "leader_warning",
        rule="warning.linked-leader",
        role="linked_leader",
        due=date(2012, 6, 13),
    ),
    ("errand", "errand"): claimed(
        "errand", "errand", rule="errand", task=RECTIFICATION, due=date(2012, 6, 14)
    ),
    ("word", "word"): claimed(
        "word", "word", rule="extension.granted.3", due=date(2012, 6, 14), about="延期申请已批准"
    ),
    ("inspection_ordered", "inspection_village"): claimed(
        "inspection_ordered", "inspection_village", task=None, inspection=ORDERED, due=date(2012, 6, 26)
    ),
    ("inspection_ordered", "inspection_inspector"): claimed(
        "inspection_ordered", "inspection_inspector", task=None, inspection=ORDERED, due=date(2012, 6, 26)
    ),
}

DEADLINES = {
    date(2012, 4, 25): {"zh": "4月25日（星期三）", "en": "Wednesday 25 April"},
    date(2012, 6, 10): {"zh": "6月10日（星期日）", "en": "Sunday 10 June"},
    date(2012, 6, 13): {"zh": "6月13日（星期三）", "en": "Wednesday 13 June"},
    date(2012, 6, 14): {"zh": "6月14日（星期四）", "en": "Thursday 14 June"},
    date(2012, 6, 26): {"zh": "6月26日（星期二）", "en": "Tuesday 26 June"},
}

both_languages = pytest.mark.parametrize("language", ["zh", "en"])
every_form = pytest.mark.parametrize("kind_and_form", sorted(TOLD))


def said(notice: Claimed, language: str = "zh") -> str:
    message = render(replace(notice, language=language), PILOT)
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
    message = render(replace(TOLD[kind_and_form], language=language), PILOT)
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
    message = render(replace(TOLD[kind_and_form], language=language), PILOT)
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
    assert folders - {"_base"} == forms
    for form in forms:
        names = {file.name for file in (files("templates") / "notices" / form).iterdir()}
        assert names == {"zh.subject.j2", "zh.txt.j2", "en.subject.j2", "en.txt.j2"}


@both_languages
@pytest.mark.parametrize("form", sorted(get_args(RungSpec.model_fields["form"].annotation)))
def test_every_rung_that_may_come_next_is_announced(form: str, language: str) -> None:
    rung = {"key": "next", "after": {"working_days": 2}, "to": ["leading_group"], "form": form}
    body = PILOT.plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    body["deadlines"]["village"]["ladder"] = [body["deadlines"]["village"]["ladder"][0], rung]
    book = rulebook(type(PILOT.plan).model_validate(body))
    message = render(replace(TOLD["escalation", "overdue"], language=language), book)
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
    message = render(
        replace(
            TOLD["returned", "returned"], task=sly, recipient="主任\r\nBcc: x@y", unit_name="朱寨\n{{ unit }}"
        ),
        PILOT,
    )
    assert "{{ 7 * 7 }}{% for x in range(9) %} 依据：中央文件 咨询：骗子 138" in message.text
    assert len([line for line in message.text.splitlines() if line.startswith("依据：")]) == 1
    assert message.recipient == "主任 Bcc: x@y"
    assert "朱寨 {{ unit }}" in message.subject


def test_the_same_notice_is_the_same_message_and_no_other_is() -> None:
    notice = TOLD["escalation", "overdue"]
    first, again = render(notice, PILOT), render(replace(notice, attempt=3, recipient="新主任"), PILOT)
    assert first.message_id == again.message_id
    others = [
        replace(notice, id=13),
        replace(notice, person_id=6),
        replace(notice, cycle=2),
        replace(notice, queued_at=AFTERWARDS),
    ]
    assert len({render(other, PILOT).message_id for other in (notice, *others)}) == 5


def test_a_message_is_written_when_it_was_queued_in_the_zone_of_the_campaign() -> None:
    message = render(TOLD["escalation", "overdue"], PILOT)
    assert message.written_at.isoformat() == "2012-06-11T08:00:00+08:00"
    assert (message.notice_id, message.address, message.language) == (12, "head@zhuzhai.example", "zh")


def test_an_unknown_language_is_answered_in_chinese() -> None:
    assert render(replace(TOLD["escalation", "overdue"], language="fr"), PILOT).language == "zh"


@pytest.mark.parametrize(("kind", "form"), [("reminder", "overdue"), ("praise", "praise")])
def test_a_kind_without_words_is_refused(kind: str, form: str) -> None:
    with pytest.raises(NoWords, match=f"{kind}/{form}"):
        render(claimed(kind, form), PILOT)


def test_a_template_may_not_name_what_is_not_there() -> None:
    without_task = replace(TOLD["escalation", "overdue"], task=None)
    with pytest.raises(UndefinedError):
        render(without_task, PILOT)


def test_nothing_is_no_word() -> None:
    template = environment().from_string("{{ next }}")
    with pytest.raises(UndefinedError):
        template.render(next=None)

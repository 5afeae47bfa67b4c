"""Every notice should reach somebody, once, in time."""

from plans.model import Plan
from tests.plans import PILOT, pilot_with
from tests.plans.lint import found, only

LETTER = "{key: supervision-letter, after: {working_days: 4}, to: [leading_group], form: supervision_letter}"


def test_a_rung_without_a_recipient_is_an_error() -> None:
    finding = only("L501", (LETTER, LETTER.replace("[leading_group]", "[]")))
    assert (finding.clause, finding.severity) == ("四.一", "error")
    assert "deadlines.village.ladder[2].to" in finding.message


def test_a_reminder_on_the_day_itself_comes_too_late() -> None:
    assert "reminder-1" in only("L502", ("before: {days: 1}", "before: {days: 0}")).message


def test_reminders_for_the_training_fall_before_the_plan_is_issued() -> None:
    finding = next(finding for finding in found("L503", PILOT) if finding.clause == "三.一.1")
    assert "reminder-7（2012-04-17）、reminder-3（2012-04-20）" in finding.message
    assert "2012-04-23 文件成文之前" in finding.message


def test_a_reminder_for_the_survey_falls_before_the_task_opens() -> None:
    finding = next(finding for finding in found("L503", PILOT) if finding.clause == "三.一.3")
    assert "reminder-7（2012-04-23）" in finding.message
    assert "任务开始之前" in finding.message


def test_all_reminders_for_the_self_inspection_are_sent_and_none_merges() -> None:
    assert not [f for code in ("L503", "L504") for f in found(code, PILOT) if "自查自纠" in f.message]


def test_reminders_3_days_and_1_day_before_a_monday_meet_on_the_friday() -> None:
    (finding,) = found("L504", PILOT)
    assert finding.clause == "四.三.一"
    assert "reminder-3、reminder-1 都落在 2012-05-04（星期五）" in finding.message


def test_reminders_meet_over_the_new_year_too(four_phases: Plan) -> None:
    assert not found("L504", four_phases)


def test_a_reminder_to_verify_cannot_come_before_the_submission() -> None:
    reminder = "key: verify-reminder-1, before: {working_days: 1}"
    finding = only("L505", (reminder, reminder.replace(": 1}", ": 5}")))
    assert "verify-reminder-1" in finding.message


def test_two_reminders_of_one_distance_are_one_notice_twice() -> None:
    finding = only("L506", ("before: {days: 3}", "before: {days: 7}"))
    assert "“reminder-7”与“reminder-3”" in finding.message


def test_two_rungs_with_one_wording_for_the_same_people_are_one_notice_twice() -> None:
    leader = "to: [linked_leader], form: leader"
    finding = only("L506", (leader, "to: [leading_group], form: supervision_letter"))
    assert "“linked-leader”与“supervision-letter”" in finding.message


def test_an_inspection_is_proposed_once_on_a_ladder() -> None:
    twice = LETTER.replace("form: supervision_letter", "form: supervision_letter, proposes: special")
    assert "“supervision-letter”与“special-inspection”" in only("L506", (LETTER, twice)).message


def test_those_who_owe_a_task_are_told_first() -> None:
    head = "to: [village_head], form: overdue"
    finding = only("L507", (head, "to: [linked_leader], form: overdue"))
    assert "包村（社区）领导" in finding.message


def test_a_plan_without_reminders_and_ladders_has_nothing_to_say() -> None:
    silent = pilot_with().model_dump(mode="json", by_alias=True)
    for kind in ("village", "office", "department"):
        silent["deadlines"][kind]["reminders"] = []
        silent["deadlines"][kind]["ladder"] = []
    plan = Plan.model_validate(silent)
    assert not [code for code in ("L501", "L502", "L503", "L504", "L506", "L507") if found(code, plan)]


OWN_WORDS = """  words:
    overdue: {zh: {subject: "催：{{ unit }}", line: "{{ unit }}{{ task.title }}"}}
    %s
"""


def _worded(wording: str) -> tuple[str, str]:
    before = "  attempts: 6\n"
    return before, before + OWN_WORDS % wording


def test_a_plan_may_word_its_notices_itself() -> None:
    assert not found("L508", pilot_with(_worded('word: {en: {line: "{{ about }}"}}')))


def test_what_a_plan_s_words_may_not_say_is_found_before_anybody_is_told() -> None:
    finding = only("L508", _worded("leader: {en: {why: \"{{ ''.__class__ }}\"}}"))
    assert (finding.severity, finding.clause) == ("error", "四.一")
    assert finding.message.startswith("notices.words.leader.en.why：不能使用 Getattr")


def test_words_for_a_form_that_no_notice_has_are_found() -> None:
    assert "没有名为 praise 的文书" in only("L508", _worded('praise: {zh: {line: "好"}}')).message

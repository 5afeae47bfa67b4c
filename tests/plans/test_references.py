"""What does not fit together in a plan is refused with its place in the file."""

import pytest

from plans.model import Plan
from tests.plans import FOUR_PHASES, changed, line_of, only_problem, problems_of


def test_a_task_belongs_to_a_phase_that_exists() -> None:
    problem = only_problem(("phase: inspection", "phase: inspektion"))
    assert problem.key == "tasks[9].phase"
    assert "是不是想写 inspection？" in problem.message


def test_a_task_depends_on_an_indicator_that_exists() -> None:
    old = "    gate: true\n    indicators: [coverage, renewal]"
    problem = only_problem((old, old.replace("renewal", "happiness")))
    assert problem.key == "tasks[8].indicators[1]"
    assert "现有：coverage、renewal" in problem.message


def test_an_optional_reference_is_checked_when_it_is_there() -> None:
    problem = only_problem(("listed_in_phase: inspection", "listed_in_phase: harvest"))
    assert problem.key == "assessment.listed_in_phase"


def test_a_reference_where_nothing_is_defined_says_so() -> None:
    text = FOUR_PHASES.read_text("utf-8")
    start, end = text.index("indicators:\n"), text.index("tasks:\n")
    (problem,) = problems_of(text[:start] + text[end:])
    assert "还没有定义" in problem.message


def test_a_long_list_of_known_keys_is_cut_short() -> None:
    assert "等 17 个" in only_problem(("task: target-allocation", "task: zzz")).message


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("  - key: work-group", "  - key: training", "tasks[1].key"),
        ("  - key: implementation\n", "  - key: mobilization\n", "phases[1].key"),
        ("  - code: family-planning", "  - code: police", "departments[1].code"),
        ("    - key: banner", "    - key: radio", "publicity.media[1].key"),
    ],
)
def test_a_key_stands_once_in_its_list(old: str, new: str, key: str) -> None:
    twice = [problem for problem in problems_of(changed((old, new))) if "重复" in problem.message]
    assert [problem.key for problem in twice] == [key]


def test_reminders_of_a_date_and_of_its_verification_are_told_apart_by_their_keys() -> None:
    problem = only_problem(("key: verify-reminder-1", "key: reminder-1"))
    assert problem.key == "deadlines.village.verification.reminders[0].key"
    assert "同一类单位" in problem.message


def test_different_kinds_of_owner_may_use_the_same_keys(pilot: Plan) -> None:
    assert pilot.deadlines.village.reminders[0].key == pilot.deadlines.office.reminders[0].key


def test_a_task_is_not_due_before_it_opens() -> None:
    text = changed(("due: 2012-06-10", "due: 2012-05-10"))
    (problem,) = problems_of(text)
    assert (problem.key, problem.line) == ("tasks[9].due", line_of(text, "2012-05-10"))
    assert "应不早于 2012-06-01" in problem.message


def test_a_phase_does_not_end_before_it_begins() -> None:
    assert only_problem(("to: 2012-04-30", "to: 2012-04-20")).key == "phases[0].to"


def test_phases_follow_one_another() -> None:
    problem = only_problem(("from: 2012-05-01", "from: 2012-04-22"))
    assert problem.key == "phases[1].from"
    assert "按先后排列" in problem.message


def test_the_assessment_begins_after_the_last_phase_has_begun() -> None:
    problem = only_problem(("from: 2012-07-01", "from: 2012-06-01"))
    assert problem.key == "assessment.from"


@pytest.mark.parametrize("name", ["preparing", "assessment", "accepted", "not_accepted", "commended"])
def test_a_phase_has_not_the_name_of_a_state_that_every_campaign_has(name: str) -> None:
    text = FOUR_PHASES.read_text("utf-8").replace("rectify", name)
    assert "固有的状态名" in problems_of(text)[0].message


def test_a_plan_that_lists_its_departments_lists_all_that_owe_something() -> None:
    problem = only_problem(("owner: department:police", "owner: department:polise"))
    assert "是不是想写 police？" in problem.message


def test_a_plan_need_not_list_its_departments(four_phases: Plan) -> None:
    assert not four_phases.departments
    assert four_phases.task("fire-training").owner_detail == "fire-rescue"


def test_special_enrollees_are_reported_by_a_department_that_exists() -> None:
    problem = only_problem(("reported_by: civil-affairs", "reported_by: civil-affair"))
    assert "是不是想写 civil-affairs？" in problem.message


def test_the_self_inspection_is_the_villages_own_task() -> None:
    old = "    task: self-inspection\n"
    problem = only_problem((old, "    task: mobilization-meeting\n"))
    assert problem.key == "inspections.self.task"

"""A village inspects itself with the plan's form; what it finds is repaired like any finding (三.三.1)."""

from datetime import date

import pytest

from actions.board import list_tasks
from actions.checklist import ChecklistAnswer, Found
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.finding import list_findings
from actions.history import read_history
from actions.inspection import list_inspections
from actions.permission import CONSOLE, Actor
from actions.self_inspection import submit_self_inspection
from actions.task import reopen, return_task, submit, verify, waive, withdraw
from plans.reader import parse_plan
from states.roles import Role
from tests.plans import PILOT_TEXT
from tests.shelf import After, founded
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town

SELF = "self-inspection"
ITEMS = (
    "targets-met",
    "roster-complete",
    "households-reached",
    "entries-accurate",
    "duties-named",
    "money-safe",
)
ALL_WELL = [ChecklistAnswer(item, "yes") for item in ITEMS]
TWO_MISSED = Found("minor", "漏登 2 户", "households-reached")


def june(town: Town) -> None:
    """On Tuesday, 5 June, the self-inspection is open."""
    town.issue()
    town.at("2012-06-05").check()


@pytest.fixture
def town(after: After) -> Town:
    return after(june)


def head(town: Town) -> Actor:
    return town.who(Role.VILLAGE_HEAD, ZHUZHAI)


def inspected(town: Town) -> list[tuple[str, str, str]]:
    return [(one.unit, one.kind, one.state) for one in list_inspections(town.desk)]


def with_a_finding(town: Town) -> date:
    answers = [*ALL_WELL[:2], ChecklistAnswer("households-reached", "no"), *ALL_WELL[3:]]
    return submit_self_inspection(town.desk, head(town), ZHUZHAI, answers, [TWO_MISSED], "已自查")


def test_the_form_submits_the_task_and_files_a_reported_inspection(town: Town) -> None:
    assert submit_self_inspection(town.desk, head(town), ZHUZHAI, ALL_WELL, note="未发现问题") == date(
        2012, 6, 8
    )
    assert town.task(ZHUZHAI, SELF).state == "submitted"
    [one] = list_inspections(town.desk)
    assert (one.kind, one.state, one.reported_on, one.report) == (
        "self",
        "reported",
        date(2012, 6, 5),
        "未发现问题",
    )
    filed = [one for one in read_history(town.desk, unit_code=ZHUZHAI) if one.subject == "inspection"]
    assert [(row.trigger, row.from_state, row.to_state, row.clause) for row in filed] == [
        ("file", None, "reported", "三.三.1")
    ]


def test_what_it_found_itself_has_the_date_of_its_severity(town: Town) -> None:
    with_a_finding(town)
    [found] = list_findings(town.desk)
    assert (found.kind, found.item, found.due) == ("self", "households-reached", date(2012, 6, 12))
    assert inspected(town) == [(ZHUZHAI, "self", "rectifying")]


def test_a_plain_submission_files_a_clean_one_for_each_of_several(town: Town) -> None:
    submit(town.desk, CONSOLE, [ZHUZHAI, TONGHANG, GONGYELU], SELF)
    assert {(kind, state) for _, kind, state in inspected(town)} == {("self", "reported")}
    assert {unit for unit, _, _ in inspected(town)} == {ZHUZHAI, TONGHANG, GONGYELU}


def test_a_clean_one_is_closed_when_the_task_is_verified_and_no_other(town: Town) -> None:
    submit(town.desk, CONSOLE, [ZHUZHAI, TONGHANG], SELF)
    town.verify(ZHUZHAI, SELF)
    assert sorted(inspected(town)) == [(ZHUZHAI, "self", "closed"), (TONGHANG, "self", "reported")]


def test_one_with_findings_is_closed_when_they_are_repaired(town: Town) -> None:
    with_a_finding(town)
    town.verify(ZHUZHAI, SELF)
    assert inspected(town) == [(ZHUZHAI, "self", "rectifying")]
    submit(town.desk, head(town), ZHUZHAI, "errand.rectification#1")
    verify(town.desk, town.who(Role.SUPERVISION_OFFICE), ZHUZHAI, "errand.rectification#1")
    assert inspected(town) == [(ZHUZHAI, "self", "closed")]


@pytest.mark.parametrize("deed", ["withdraw", "return"])
def test_taken_back_or_sent_back_it_counts_no_more(town: Town, deed: str) -> None:
    with_a_finding(town)
    if deed == "withdraw":
        withdraw(town.desk, head(town), ZHUZHAI, SELF)
    else:
        return_task(town.desk, CONSOLE, ZHUZHAI, SELF, "自查表不全")
    assert inspected(town) == [(ZHUZHAI, "self", "cancelled")]
    assert [one.repair for one in list_findings(town.desk)] == ["waived"]
    submit_self_inspection(town.desk, head(town), ZHUZHAI, ALL_WELL)
    assert [state for _, _, state in inspected(town)] == ["cancelled", "reported"]


def test_opened_again_it_is_made_again(town: Town) -> None:
    town.complete(ZHUZHAI, SELF)
    reopen(town.desk, CONSOLE, ZHUZHAI, SELF, "数据有误")
    submit_self_inspection(town.desk, head(town), ZHUZHAI, ALL_WELL)
    town.verify(ZHUZHAI, SELF)
    assert [state for _, _, state in inspected(town)] == ["cancelled", "closed"]


def test_where_the_task_is_waived_what_was_submitted_is_closed(town: Town) -> None:
    town.submit(ZHUZHAI, SELF)
    waive(town.desk, CONSOLE, ZHUZHAI, SELF, "另案处理")
    assert inspected(town) == [(ZHUZHAI, "self", "closed")]


# ── Refusals: nothing is half-written ─────────────────────────────────────────────────


def untouched(town: Town) -> bool:
    return (town.task(ZHUZHAI, SELF).state, inspected(town), list_findings(town.desk)) == ("open", [], [])


def test_a_form_that_is_not_whole_is_refused(town: Town) -> None:
    with pytest.raises(BadInput, match=r"检查表还有 1 项未答：.*（money-safe）"):
        submit_self_inspection(town.desk, head(town), ZHUZHAI, ALL_WELL[:-1])
    assert untouched(town)


def test_a_severity_that_the_plan_does_not_know_is_refused(town: Town) -> None:
    with pytest.raises(BadInput, match="方案没有问题等次 awful"):
        submit_self_inspection(town.desk, head(town), ZHUZHAI, ALL_WELL, [Found("awful", "很糟")])
    assert untouched(town)


def test_only_the_village_inspects_itself_and_only_once(town: Town) -> None:
    with pytest.raises(NotAllowed):
        submit_self_inspection(town.desk, town.who(Role.SUPERVISION_OFFICE), ZHUZHAI, ALL_WELL)
    assert untouched(town)
    with_a_finding(town)
    with pytest.raises(WrongState, match="不能提交"):
        with_a_finding(town)
    assert len(inspected(town)) == 1
    assert len([one for _, _, one in list_tasks(town.desk) if "rectification" in one.key]) == 1


def test_a_unit_that_does_not_owe_it_is_refused(town: Town) -> None:
    with pytest.raises(NotFound, match="没有任务 self-inspection"):
        submit_self_inspection(town.desk, CONSOLE, "410106004000", ALL_WELL)


def test_a_plan_without_severities_takes_no_findings(after: After) -> None:
    town = after(founded)
    start, end = PILOT_TEXT.index("  rectification:"), PILOT_TEXT.index("  burden:")
    town.issue(parse_plan(PILOT_TEXT[:start] + PILOT_TEXT[end:]))
    town.at("2012-06-05").check()
    with pytest.raises(BadInput, match="方案没有规定问题等次和整改时限"):
        with_a_finding(town)
    assert submit_self_inspection(town.desk, head(town), ZHUZHAI, ALL_WELL) == date(2012, 6, 8)

"""Of several notices about the same the newest speaks; what is settled is left out if anything remains."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from notifications.bundle import parts_of, worth_saying
from records.claimed import Claimed, TaskTold
from tests.notifications.outbox import SHANGHAI, ZHUZHAI_TASK, claimed
from tests.notifications.told import SUBMITTED, TOLD

REMINDER = replace(TOLD["reminder", "reminder"], id=1)
OVERDUE = replace(TOLD["escalation", "overdue"], id=2)
WORD = replace(TOLD["word", "word"], id=3)
DONE = replace(ZHUZHAI_TASK, state="verified")


def leader(number: int, **changes: object) -> Claimed:
    notice = replace(TOLD["escalation", "leader"], id=100 + number, unit=f"41010600{4000 + number}")
    return replace(notice, **changes)  # type: ignore[arg-type]


def test_a_rung_speaks_for_the_reminders_that_went_before_it() -> None:
    assert worth_saying((REMINDER, OVERDUE)) == (OVERDUE,)


def test_a_new_round_speaks_for_the_rungs_of_the_old_one() -> None:
    again = replace(ZHUZHAI_TASK, cycle=2, effective_due=date(2012, 6, 20))
    returned = claimed("returned", "returned", id=9, cycle=2, task=again)
    assert worth_saying((replace(OVERDUE, task=again), returned)) == (returned,)


def test_whoever_is_told_in_two_roles_is_told_once_in_the_higher() -> None:
    as_leader = leader(2, unit=OVERDUE.unit)
    assert worth_saying((OVERDUE, as_leader)) == (as_leader,)


def test_who_owes_a_task_and_who_verifies_it_are_told_apart() -> None:
    verify = replace(TOLD["reminder", "verify"], id=7)
    owing = replace(OVERDUE, task=replace(ZHUZHAI_TASK, key="publicity"))
    assert len(worth_saying((owing, verify))) == 2


def test_what_somebody_wrote_is_never_merged_away() -> None:
    another = replace(WORD, id=4, about="另一件事")
    assert set(worth_saying((WORD, OVERDUE, another))) == {WORD, OVERDUE, another}


@pytest.mark.parametrize("task", [DONE, SUBMITTED, replace(ZHUZHAI_TASK, state="waived")])
def test_what_is_settled_meanwhile_is_left_out_if_anything_remains(task: TaskTold) -> None:
    settled = replace(OVERDUE, task=task)
    assert worth_saying((settled, WORD)) == (WORD,)


def test_if_everything_is_settled_the_newest_says_so() -> None:
    first = replace(OVERDUE, task=DONE)
    newest = replace(first, id=8, unit="410106004003", queued_at=datetime(2012, 6, 12, 8, tzinfo=SHANGHAI))
    assert worth_saying((first, newest)) == (newest,)


def test_a_proposed_inspection_wants_a_decision_even_if_the_village_has_submitted() -> None:
    proposed = replace(TOLD["escalation", "inspection_proposed"], id=5, task=SUBMITTED)
    assert proposed in worth_saying((proposed, WORD))
    assert worth_saying((replace(proposed, inspection=None), WORD)) == (WORD,)


def test_the_most_urgent_is_said_first() -> None:
    june = replace(OVERDUE, id=6)
    may = replace(OVERDUE, id=7, task=replace(ZHUZHAI_TASK, key="enrolment", effective_due=date(2012, 5, 31)))
    issue = replace(TOLD["issue", "issue"], id=8, due=None)
    assert worth_saying((issue, june, may)) == (may, june, issue)


def test_a_linked_leader_reads_a_table_and_the_leading_group_a_bulletin() -> None:
    rows = [leader(number) for number in range(3)]
    letters = [
        leader(number, form="supervision_letter", role="leading_group", id=200 + number)
        for number in range(10, 12)
    ]
    parts = parts_of((*rows, *letters, WORD))
    assert parts == {"table": rows, "bulletin": letters, "lines": [WORD]}


def test_one_row_is_no_table() -> None:
    parts = parts_of((leader(1), WORD))
    assert (parts["table"], len(parts["lines"])) == ([], 2)


def test_a_late_verification_is_no_village_s_fault_and_stands_in_no_bulletin() -> None:
    late = [
        replace(TOLD["escalation", "verification_overdue"], id=n, role="leading_group_head", unit=f"41{n}")
        for n in range(3)
    ]
    assert parts_of(late)["lines"] == late

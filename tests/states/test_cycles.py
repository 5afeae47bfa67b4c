"""A task's cycles, told from its history alone."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from states.cycles import Notices, TaskMove, deciding, task_evidence
from states.deadline import NEVER
from states.evidence import NoticeEvidence, TaskEvidence
from states.roles import Role

DUE = date(2012, 6, 10)


def june(day: int) -> date:
    return date(2012, 6, day)


def told(notice_id: int, day: int) -> NoticeEvidence:
    return NoticeEvidence(notice_id, june(day), "reminder", NEVER, "reminder", Role.VILLAGE_HEAD)


def moves(*rows: tuple[int, str, int, int]) -> list[TaskMove]:
    """(day of June, trigger, cycle, the day of June that counts afterwards)."""
    return [
        TaskMove(n, june(day), trigger, cycle, june(due)) for n, (day, trigger, cycle, due) in enumerate(rows)
    ]


def read(*rows: tuple[int, str, int, int], notices: Notices | None = None) -> TaskEvidence:
    return task_evidence("self-inspection", DUE, moves(*rows), notices or {})


def test_a_task_of_which_nothing_is_known_has_its_first_cycle_with_the_decreed_date() -> None:
    [first] = read().rounds
    assert (first.cycle, first.due, first.submitted_on) == (1, DUE, None)


def test_a_withdrawn_submission_is_none_and_the_last_one_counts() -> None:
    assert read((5, "submit", 1, 10), (6, "withdraw", 1, 10)).rounds[0].submitted_on is None
    [again] = read((5, "submit", 1, 10), (6, "withdraw", 1, 10), (12, "submit", 1, 10)).rounds
    assert again.submitted_on == june(12)
    assert again.history_ids == (0, 1, 2)


def test_a_return_begins_a_cycle_and_leaves_the_first_as_it_was_handed_in() -> None:
    first, second = read((9, "submit", 1, 10), (11, "return", 2, 14)).rounds
    assert (first.submitted_on, first.excused) == (june(9), False)
    assert (second.due, second.submitted_on) == (june(14), None)


def test_a_figure_that_meets_the_target_is_as_good_as_handing_in() -> None:
    assert read((8, "fulfil", 1, 10)).rounds[0].submitted_on == june(8)
    assert read((8, "submit", 1, 10), (12, "fulfil", 1, 10)).rounds[0].submitted_on == june(8)


def test_an_extension_excuses_the_date_that_it_replaces() -> None:
    first, second = read((9, "extend", 2, 20)).rounds
    assert (first.excused, second.excused, second.due) == (True, False, june(20))


def test_while_a_hold_stands_a_date_that_had_not_passed_does_not_count() -> None:
    assert read((8, "hold", 1, 10)).counted == ()
    assert read((12, "hold", 1, 10)).counted[0].late_on(june(20))


def test_a_hold_that_came_after_the_date_excuses_nothing_and_keeps_the_warnings() -> None:
    notices = {1: (told(7, 9),), 2: (told(8, 18),)}
    [overdue] = read((12, "hold", 1, 10), (18, "resume", 2, 10), notices=notices).counted
    assert (overdue.due, overdue.cycle) == (DUE, 2)
    assert [notice.notice_id for notice in overdue.notices] == [7, 8]


def test_what_had_been_handed_in_before_the_hold_stays_so() -> None:
    [done] = read((9, "submit", 1, 10), (11, "hold", 1, 10), (14, "resume", 2, 10)).counted
    assert (done.cycle, done.submitted_on) == (2, june(9))


def test_a_waiver_is_named_by_its_row() -> None:
    assert read((9, "submit", 1, 10), (11, "waive", 1, 10)).waiver_id == 1


TRIGGERS = ("open", "submit", "withdraw", "return", "reopen", "extend", "resume", "hold", "fulfil")


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(TRIGGERS), st.integers(1, 30)), max_size=12))
def test_each_cycle_stands_once_and_every_row_is_somewhere(rows: list[tuple[int, str, int]]) -> None:
    cycle, history = 1, []
    for day, trigger, due in rows:
        cycle += trigger in ("return", "reopen", "extend", "resume")
        history.append((day, trigger, cycle, due))
    read_back = read(*history)
    assert [one.cycle for one in read_back.rounds] == list(range(1, cycle + 1))
    assert {n for one in read_back.rounds for n in one.history_ids} == set(range(len(rows)))


def decided_by(*rows: tuple[int, str, int, int]) -> int | None:
    """The cycle by which a repair is judged on 30 June."""
    one = deciding(read(*rows), june(30))
    return None if one is None else one.cycle


def test_a_repair_is_judged_by_the_first_cycle_that_was_late_else_by_the_last() -> None:
    in_time = ((9, "submit", 1, 10), (11, "return", 2, 14), (13, "submit", 2, 14))
    assert decided_by(*in_time) == 2
    late = ((11, "submit", 1, 10), (12, "return", 2, 15), (13, "submit", 2, 15))
    assert decided_by(*late) == 1


def test_a_repair_that_was_waived_is_judged_by_none() -> None:
    assert decided_by((12, "waive", 1, 10)) is None

"""What becomes of a task's dates while its clock stands (暂停)?"""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from states.calendar import CHINA, ONE_DAY
from states.deadline import TaskFacts, speak
from states.hold import Stretch, counted_on, resumed, standing
from tests.states.pilot import ISSUED_ON, RULES, SELF_INSPECTION


def june(day: int) -> date:
    return date(2012, 6, day)


OPEN = replace(SELF_INSPECTION, state="open", next_on=june(4))
"""The self-inspection, due on Sunday 10 June; 9 and 10 June are days off, 22 to 24 June too."""


def held(first: int, last: int, facts: TaskFacts = OPEN) -> TaskFacts:
    stretch = standing(facts, Stretch(june(first), june(last)))
    return replace(facts, stands_from=stretch.first, stands_until=stretch.last, next_on=june(last) + ONE_DAY)


def test_a_hold_of_three_working_days_shifts_the_date_and_the_ladder_by_three_working_days() -> None:
    after = resumed(held(5, 7), june(8), CHINA)
    assert after.effective_due == june(13)
    assert after.next_rung_on == june(14)
    assert (after.stands_from, after.stands_until) == (None, None)


def test_days_off_do_not_shift_anything() -> None:
    after = resumed(held(2, 3), june(4), CHINA)
    assert (after.effective_due, after.next_rung_on) == (june(10), june(11))


def test_a_date_that_fell_into_a_hold_over_days_off_is_never_before_the_day_on_which_it_ends() -> None:
    after = resumed(held(9, 10), june(11), CHINA)
    assert after.effective_due == june(11)


def test_what_was_overdue_before_the_hold_stays_so_and_only_the_ladder_waits() -> None:
    overdue = replace(OPEN, rung=0, next_rung_on=june(12), next_on=june(12))
    after = resumed(held(12, 14, overdue), june(15), CHINA)
    assert after.effective_due == june(10)
    assert after.next_rung_on == june(15)


def test_the_offices_clock_stands_too() -> None:
    waiting = replace(OPEN, state="submitted", verify_by=june(13), next_rung_on=june(14))
    after = resumed(held(11, 12, waiting), june(13), CHINA)
    assert (after.verify_by, after.next_rung_on) == (june(15), june(18))


def test_lifted_before_its_time_only_the_days_that_were_stood_through_count() -> None:
    lifted = replace(held(5, 29), stands_until=june(6))
    assert resumed(lifted, june(7), CHINA).effective_due == june(12)


def test_a_second_hold_makes_the_first_longer_never_shorter() -> None:
    assert standing(held(5, 8), Stretch(june(6), june(7))) == Stretch(june(5), june(8))
    assert standing(held(5, 8), Stretch(june(6), june(20))) == Stretch(june(5), june(20))
    assert standing(OPEN, Stretch(june(6), june(7))) == Stretch(june(6), june(7))


def test_what_fell_into_the_hold_is_told_when_it_ends() -> None:
    """The reminder three days before goes out on the day after a hold over the weekend before it."""
    after = resumed(held(7, 8), june(9), CHINA)
    assert after.effective_due == june(12)
    assert after.next_on == june(7)
    speech = speak(after, RULES, today=june(9), issued_on=ISSUED_ON, calendar=CHINA)
    assert speech.reminder is not None
    assert speech.reminder.key == "reminder-3"


def test_a_clock_that_stands_says_nothing_until_the_day_after() -> None:
    for day in range(7, 15):
        speech = speak(held(7, 14), RULES, today=june(day), issued_on=ISSUED_ON, calendar=CHINA)
        assert (speech.reminder, speech.warning, speech.fired, speech.opens) == (None, None, None, False)
        assert speech.next_on == june(15)


def test_where_no_clock_stands_nothing_changes() -> None:
    assert resumed(OPEN, june(8), CHINA) == OPEN
    assert counted_on(OPEN, june(8), CHINA) == OPEN


days = st.integers(min_value=0, max_value=40).map(lambda n: date(2012, 5, 20) + timedelta(days=n))


@given(first=days, length=st.integers(0, 25), part=st.integers(0, 25), due=days)
def test_counting_in_between_never_costs_a_day_and_gives_at_most_one(
    first: date, length: int, part: int, due: date
) -> None:
    last = first + timedelta(days=length)
    facts = replace(
        OPEN,
        effective_due=due,
        next_rung_on=CHINA.next_after(due),
        stands_from=first,
        stands_until=last,
        next_on=last + ONE_DAY,
    )
    between = first + timedelta(days=min(part, length))
    at_once = resumed(facts, last + ONE_DAY, CHINA)
    in_two = resumed(counted_on(facts, between, CHINA), last + ONE_DAY, CHINA)
    assert at_once.effective_due <= in_two.effective_due <= CHINA.next_after(at_once.effective_due)


@given(first=days, length=st.integers(0, 25), due=days)
def test_a_hold_never_hastens_anything_and_leaves_no_date_of_its_own_in_the_past(
    first: date, length: int, due: date
) -> None:
    last = first + timedelta(days=length)
    facts = replace(
        OPEN, effective_due=due, next_rung_on=CHINA.next_after(due), stands_from=first, stands_until=last
    )
    after = resumed(facts, last + ONE_DAY, CHINA)
    assert after.effective_due >= due
    assert after.next_rung_on is not None
    assert after.next_rung_on > last
    assert after.effective_due == due if due < first else after.effective_due > last

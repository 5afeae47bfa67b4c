"""Which days are working days in 2012, and on which day is something told?"""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from states.calendar import CALENDARS, CHINA, ONE_DAY, WEEKDAYS, Offset, WorkingCalendar
from tests.states.pilot import days, working_days
from tests.states.strategies import calendars, dates, offsets

SELF_INSPECTION_DUE = date(2012, 6, 10)
LABOUR_DAY = date(2012, 5, 1)


def working_days_between(calendar: WorkingCalendar, first: date, last: date) -> int:
    """How many working days come after `first`, up to and with `last`."""
    span = range(1, (last - first).days + 1)
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in span)


def test_10_june_2012_is_a_sunday_and_a_day_off() -> None:
    assert SELF_INSPECTION_DUE.isoweekday() == 7
    assert not CHINA.is_working_day(SELF_INSPECTION_DUE)


def test_six_of_the_documents_eight_boundary_dates_are_days_off() -> None:
    boundaries = ["04-22", "04-24", "04-30", "05-01", "05-31", "06-10", "06-30", "07-01"]
    off = [day for day in boundaries if not CHINA.is_working_day(date.fromisoformat(f"2012-{day}"))]
    assert off == ["04-22", "04-30", "05-01", "06-10", "06-30", "07-01"]


def test_a_holiday_has_a_name_and_a_weekend_has_none() -> None:
    assert CHINA.holiday(LABOUR_DAY) == CHINA.holiday(date(2012, 4, 29)) == "劳动节"
    assert CHINA.holiday(SELF_INSPECTION_DUE) is None
    assert CHINA.holiday(date(CHINA.known_until.year + 1, 10, 1)) is None
    assert WEEKDAYS.holiday(LABOUR_DAY) is None


def test_28_april_2012_is_a_working_saturday_before_the_labour_day_holiday() -> None:
    assert date(2012, 4, 28).isoweekday() == 6
    assert CHINA.is_working_day(date(2012, 4, 28))
    assert not WEEKDAYS.is_working_day(date(2012, 4, 28))
    assert [CHINA.is_working_day(date(2012, 4, day)) for day in (29, 30)] == [False, False]


def test_the_dragon_boat_friday_of_2012_is_a_day_off_only_in_china() -> None:
    assert not CHINA.is_working_day(date(2012, 6, 22))
    assert WEEKDAYS.is_working_day(date(2012, 6, 22))


def test_a_reminder_on_a_day_off_goes_out_on_the_last_working_day_before() -> None:
    told = [CHINA.told_before(SELF_INSPECTION_DUE, days(n)) for n in (7, 3, 1)]
    assert told == [date(2012, 6, 1), date(2012, 6, 7), date(2012, 6, 8)]


def test_the_rungs_of_10_june_fall_on_11_12_14_and_18_june() -> None:
    told = [CHINA.told_after(SELF_INSPECTION_DUE, working_days(n)) for n in (1, 2, 4, 6)]
    assert told == [date(2012, 6, day) for day in (11, 12, 14, 18)]


def test_a_rung_in_calendar_days_waits_for_the_next_working_day() -> None:
    assert CHINA.told_after(date(2012, 6, 7), days(2)) == date(2012, 6, 11)
    assert CHINA.after(date(2012, 6, 7), days(2)) == date(2012, 6, 9)


def test_working_days_are_counted_back_over_the_labour_day_holiday() -> None:
    assert CHINA.before(date(2012, 5, 2), working_days(1)) == date(2012, 4, 28)
    assert CHINA.before(date(2012, 5, 2), working_days(2)) == date(2012, 4, 27)
    assert CHINA.before(date(2012, 5, 2), days(2)) == date(2012, 4, 30)


def test_no_distance_is_the_day_itself() -> None:
    for unit in (days, working_days):
        assert CHINA.after(SELF_INSPECTION_DUE, unit(0)) == SELF_INSPECTION_DUE
        assert CHINA.before(SELF_INSPECTION_DUE, unit(0)) == SELF_INSPECTION_DUE


def test_a_working_day_is_its_own_next_and_last_but_not_the_one_after() -> None:
    friday = date(2012, 6, 8)
    assert CHINA.on_or_before(friday) == CHINA.on_or_after(friday) == friday
    assert CHINA.next_after(friday) == date(2012, 6, 11)
    assert CHINA.on_or_before(SELF_INSPECTION_DUE) == friday
    assert CHINA.on_or_after(SELF_INSPECTION_DUE) == date(2012, 6, 11)


def test_the_council_published_2004_to_2026_and_past_it_weekends_alone_count() -> None:
    assert CHINA.known_from == date(2004, 1, 1)
    assert CHINA.known_until >= date(2026, 12, 31)
    assert (CHINA.known_until.month, CHINA.known_until.day) == (12, 31)
    next_labour_days = [date(CHINA.known_until.year + 1, 5, day) for day in range(1, 8)]
    assert [CHINA.is_working_day(day) for day in next_labour_days] == [
        day.weekday() < 5 for day in next_labour_days
    ]


def test_the_first_and_the_last_published_day_are_known_and_their_neighbours_are_not() -> None:
    assert CHINA.known(CHINA.known_from)
    assert CHINA.known(CHINA.known_until)
    assert not CHINA.known(CHINA.known_from - ONE_DAY)
    assert not CHINA.known(CHINA.known_until + ONE_DAY)


def test_a_calendar_published_for_2012_alone_falls_back_to_weekends_on_both_sides() -> None:
    always_open = WorkingCalendar(
        lambda day: True, known_from=date(2012, 1, 1), known_until=date(2012, 12, 31)
    )
    assert always_open.is_working_day(SELF_INSPECTION_DUE)
    assert not always_open.is_working_day(date(2011, 6, 11))
    assert not always_open.is_working_day(date(2013, 6, 9))
    assert always_open.is_working_day(date(2013, 6, 7))


def test_weekdays_are_known_for_ever() -> None:
    assert WEEKDAYS.known(date.min)
    assert WEEKDAYS.known(date.max)
    assert [WEEKDAYS.is_working_day(date(2012, 6, day)) for day in (8, 9, 10, 11)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_plan_names_its_calendar() -> None:
    assert CALENDARS == {"china": CHINA, "weekdays": WEEKDAYS}


@given(calendars, dates)
def test_on_or_before_and_on_or_after_are_the_nearest_working_days(
    calendar: WorkingCalendar, day: date
) -> None:
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)
    assert before <= day <= after
    assert calendar.is_working_day(before)
    assert calendar.is_working_day(after)
    assert (before == day) == (after == day) == calendar.is_working_day(day)
    assert working_days_between(calendar, before, after) == (before != after)


@given(calendars, dates, st.integers(0, 30))
def test_a_distance_in_working_days_passes_just_so_many_of_them(
    calendar: WorkingCalendar, day: date, count: int
) -> None:
    after = calendar.after(day, working_days(count))
    before = calendar.before(day, working_days(count))
    assert working_days_between(calendar, day, after) == count
    assert working_days_between(calendar, before - ONE_DAY, day - ONE_DAY) == count
    assert count == 0 or (calendar.is_working_day(after) and calendar.is_working_day(before))


@given(calendars, dates, offsets)
def test_there_and_back_again_ends_where_it_began(
    calendar: WorkingCalendar, day: date, offset: Offset
) -> None:
    if offset.unit == "working_days":
        assume(calendar.is_working_day(day))
    assert calendar.before(calendar.after(day, offset), offset) == day
    assert calendar.after(calendar.before(day, offset), offset) == day


@given(calendars, dates, st.integers(1, 20))
def test_from_a_day_off_there_and_back_again_ends_on_the_nearest_working_day(
    calendar: WorkingCalendar, day: date, count: int
) -> None:
    offset = working_days(count)
    assert calendar.before(calendar.after(day, offset), offset) == calendar.on_or_before(day)
    assert calendar.after(calendar.before(day, offset), offset) == calendar.on_or_after(day)


@given(calendars, dates, st.integers(0, 15), st.integers(0, 15))
def test_two_distances_one_after_the_other_are_their_sum(
    calendar: WorkingCalendar, day: date, first: int, second: int
) -> None:
    both = working_days(first + second)
    halfway = calendar.after(day, working_days(first))
    assert calendar.after(halfway, working_days(second)) == calendar.after(day, both)
    halfway = calendar.before(day, working_days(first))
    assert calendar.before(halfway, working_days(second)) == calendar.before(day, both)


@given(calendars, dates, offsets)
def test_telling_waits_for_work_a_reminder_never_later_a_rung_never_earlier(
    calendar: WorkingCalendar, day: date, offset: Offset
) -> None:
    told_before, told_after = calendar.told_before(day, offset), calendar.told_after(day, offset)
    assert told_before <= calendar.before(day, offset) <= day <= calendar.after(day, offset) <= told_after
    assert calendar.is_working_day(told_before)
    assert calendar.is_working_day(told_after)


@given(calendars, dates, dates, offsets)
def test_a_later_date_is_never_told_of_earlier(
    calendar: WorkingCalendar, one: date, other: date, offset: Offset
) -> None:
    earlier, later = sorted((one, other))
    assert calendar.told_before(earlier, offset) <= calendar.told_before(later, offset)
    assert calendar.told_after(earlier, offset) <= calendar.told_after(later, offset)


@pytest.mark.parametrize("calendar", [CHINA, WEEKDAYS])
@given(day=dates)
def test_no_holiday_is_longer_than_ten_days(calendar: WorkingCalendar, day: date) -> None:
    assert calendar.on_or_after(day) - day <= timedelta(days=10)

"""Which of 朱寨社区's figures make the supervision office look twice (四.五)?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.anomaly import AnomalyRule, corrected_down, is_round, jumped, same_figure, without_activity
from states.calendar import CHINA, Offset, WorkingCalendar
from states.pace import Reading
from tests.states.pilot import ANOMALIES, days, working_days
from tests.states.strategies import calendars, dates, offsets

ELIGIBLE = 600
SILENT = AnomalyRule()
heads = st.integers(0, ELIGIBLE)
rules = st.builds(
    AnomalyRule,
    jump_points=st.integers(0, 100),
    jump_within=offsets,
    corrected_down_by=st.integers(0, 100),
    same_figure_in=st.integers(2, 20),
    no_activity_for=offsets,
)
readings = st.lists(st.tuples(dates, heads), max_size=8)


def may(day: int) -> date:
    return date(2012, 5, day)


def has_jumped(earlier: list[Reading], latest: Reading, rule: AnomalyRule = ANOMALIES) -> bool:
    return jumped(earlier, latest, ELIGIBLE, rule, CHINA)


def rose_idly(last_activity_on: date | None, on: date, rule: AnomalyRule = ANOMALIES) -> bool:
    return without_activity(last_activity_on, on, rose=True, rule=rule, calendar=CHINA)


def test_a_rise_of_30_points_within_three_days_is_a_jump() -> None:
    assert has_jumped([(may(20), 100)], (may(23), 280))
    assert not has_jumped([(may(20), 100)], (may(23), 279))


def test_the_same_rise_over_four_days_is_work() -> None:
    assert not has_jumped([(may(20), 100)], (may(24), 280))


def test_a_jump_is_taken_from_the_lowest_reading_of_its_time() -> None:
    step_by_step = [(may(20), 100), (may(21), 190), (may(22), 240)]
    assert has_jumped(step_by_step, (may(23), 280))
    assert not has_jumped(step_by_step, (may(24), 280))


def test_two_readings_of_one_day_can_jump() -> None:
    assert has_jumped([(may(23), 100)], (may(23), 300))


def test_readings_from_later_days_say_nothing_about_a_jump() -> None:
    assert not has_jumped([(may(25), 0)], (may(23), 300))


def test_a_first_reading_is_no_jump() -> None:
    assert not has_jumped([], (may(23), 600))


def test_the_time_of_a_jump_may_be_written_in_working_days() -> None:
    rule = AnomalyRule(jump_points=30, jump_within=working_days(1))
    assert has_jumped([(date(2012, 6, 8), 100)], (date(2012, 6, 11), 300), rule)
    assert not has_jumped([(date(2012, 6, 7), 100)], (date(2012, 6, 11), 300), rule)


def test_a_correction_that_takes_back_5_points_is_looked_at() -> None:
    assert corrected_down(330, 300, ELIGIBLE, ANOMALIES)
    assert not corrected_down(329, 300, ELIGIBLE, ANOMALIES)
    assert not corrected_down(300, 400, ELIGIBLE, ANOMALIES)


@pytest.mark.parametrize(("count", "looks_made_up"), [(300, True), (10, True), (305, False), (0, False)])
def test_a_round_figure_is_a_positive_multiple_of_ten(count: int, looks_made_up: bool) -> None:
    assert is_round(count) is looks_made_up


def test_three_villages_with_the_same_figure_are_too_many() -> None:
    assert [same_figure(units, ANOMALIES) for units in (1, 2, 3, 4)] == [False, False, True, True]


def test_a_count_that_rises_after_a_fortnight_without_work_is_looked_at() -> None:
    assert [rose_idly(may(9), may(day)) for day in (9, 22, 23)] == [False, False, True]


def test_a_count_that_rises_though_nothing_was_ever_done_is_looked_at_at_once() -> None:
    assert rose_idly(None, may(2))


def test_a_count_that_stands_still_needs_no_work_behind_it() -> None:
    assert not without_activity(None, may(23), rose=False, rule=ANOMALIES, calendar=CHINA)


def test_a_time_without_work_may_be_written_in_working_days() -> None:
    rule = AnomalyRule(no_activity_for=working_days(2))
    assert [rose_idly(date(2012, 6, 7), date(2012, 6, day), rule) for day in (10, 11)] == [False, True]


def test_a_plan_without_thresholds_finds_nothing() -> None:
    assert not has_jumped([(may(22), 0)], (may(23), 600), SILENT)
    assert not has_jumped([(may(22), 0)], (may(23), 600), AnomalyRule(jump_within=days(3)))
    assert not corrected_down(600, 0, ELIGIBLE, SILENT)
    assert not same_figure(100, SILENT)
    assert not rose_idly(None, may(23), SILENT)


def test_where_nobody_is_eligible_nothing_jumps_or_is_taken_back() -> None:
    assert not jumped([(may(22), 0)], (may(23), 10), 0, ANOMALIES, CHINA)
    assert not corrected_down(10, 0, 0, ANOMALIES)


def test_a_figure_that_stands_still_is_no_anomaly_even_at_0_points() -> None:
    strict = AnomalyRule(jump_points=0, jump_within=days(3), corrected_down_by=0)
    assert not has_jumped([(may(22), 300)], (may(23), 300), strict)
    assert has_jumped([(may(22), 300)], (may(23), 301), strict)
    assert not corrected_down(300, 300, ELIGIBLE, strict)
    assert corrected_down(301, 300, ELIGIBLE, strict)


@given(readings, st.tuples(dates, heads), rules, calendars)
def test_a_jump_is_a_rise_above_some_reading_within_its_time(
    earlier: list[Reading], latest: Reading, rule: AnomalyRule, calendar: WorkingCalendar
) -> None:
    assert rule.jump_within is not None
    assert rule.jump_points is not None
    since = calendar.before(latest[0], rule.jump_within)
    rises = [latest[1] - count for day, count in earlier if since <= day <= latest[0]]
    expected = any(rise > 0 and 100 * rise >= rule.jump_points * ELIGIBLE for rise in rises)
    assert jumped(earlier, latest, ELIGIBLE, rule, calendar) is expected


@given(readings, readings, st.tuples(dates, heads), rules, calendars)
def test_more_readings_never_hide_a_jump(
    earlier: list[Reading], more: list[Reading], latest: Reading, rule: AnomalyRule, calendar: WorkingCalendar
) -> None:
    if jumped(earlier, latest, ELIGIBLE, rule, calendar):
        assert jumped([*more, *earlier], latest, ELIGIBLE, rule, calendar)


@given(heads, heads, rules)
def test_taking_back_more_never_hides_a_correction(old: int, new: int, rule: AnomalyRule) -> None:
    if corrected_down(old, new, ELIGIBLE, rule):
        assert new < old
        assert corrected_down(old, 0, ELIGIBLE, rule)


@given(dates, st.integers(0, 60), offsets, calendars)
def test_work_of_yesterday_excuses_what_work_of_last_month_does_not(
    last: date, idle: int, within: Offset, calendar: WorkingCalendar
) -> None:
    rule = AnomalyRule(no_activity_for=within)
    on = last + timedelta(days=idle)
    suspicious = without_activity(last, on, rose=True, rule=rule, calendar=calendar)
    assert suspicious == (calendar.after(last, within) <= on)
    if suspicious:
        earlier = last - timedelta(days=30)
        assert without_activity(earlier, on, rose=True, rule=rule, calendar=calendar)

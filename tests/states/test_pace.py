"""Where must 朱寨社区's coverage be on a day of May, and where will it end?"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.indicator import rate
from states.lights import Light
from states.pace import Reading, behind, forecast, pace, pace_light
from tests.states.pilot import RED_BEHIND, YELLOW_BEHIND
from tests.states.strategies import dates

ELIGIBLE = 1000
goals = st.integers(0, 1000).map(lambda tenth: tenth / 10)
points = st.fractions(0, 100)
lengths = st.integers(0, 60)


def may(day: int) -> date:
    return date(2012, 5, day)


def june(day: int) -> date:
    return date(2012, 6, day)


def coverage_pace(on: date) -> Fraction:
    """97 per cent from 1 to 31 May (三.二.1)."""
    return pace(97, may(1), may(31), on)


def light(behind: float) -> Light:
    return pace_light(Fraction(str(behind)), YELLOW_BEHIND, RED_BEHIND)


@st.composite
def histories(draw: st.DrawFn) -> list[Reading]:
    """Readings of a village of 1000, none of them falling."""
    days = sorted(draw(st.sets(dates, max_size=8)))
    counts = sorted(draw(st.lists(st.integers(0, ELIGIBLE), min_size=len(days), max_size=len(days))))
    return list(zip(days, counts, strict=True))


def test_the_pace_of_may_runs_from_nothing_on_30_april_to_97_on_the_31st() -> None:
    on_days = [date(2012, 4, 30), may(1), may(10), may(31), june(30)]
    assert [coverage_pace(day) for day in on_days] == [0, Fraction(97, 31), Fraction(970, 31), 97, 97]


def test_a_goal_of_one_day_is_owed_whole_on_that_day() -> None:
    assert [pace(100, may(7), may(7), may(day)) for day in (6, 7, 8)] == [0, 100, 100]


def test_a_goal_that_is_due_before_its_work_begins_is_owed_whole_on_its_day() -> None:
    assert [pace(97, may(20), may(10), may(day)) for day in (9, 10, 15, 25)] == [0, 97, 97, 97]


def test_a_decimal_goal_is_taken_as_it_is_written() -> None:
    assert pace(97.3, may(1), may(31), may(31)) == Fraction(973, 10)


def test_a_village_is_behind_by_points_and_never_ahead() -> None:
    assert behind(Fraction(20), Fraction(31)) == 11
    assert behind(Fraction(50), Fraction(31)) == 0


def test_where_nobody_is_eligible_nobody_is_behind() -> None:
    assert behind(rate(0, 0), coverage_pace(may(31))) == 0


def test_the_light_turns_yellow_at_5_points_and_red_at_15() -> None:
    colours = [light(points).code for points in (0, 4.9, 5, 14.9, 15, 97)]
    assert colours == ["green", "green", "yellow", "yellow", "red", "red"]


def test_a_village_on_its_pace_is_green_however_strict_the_plan() -> None:
    assert pace_light(Fraction(0), 0, 0) is Light.GREEN
    assert pace_light(Fraction(1, 1000), 0, 15) is Light.YELLOW
    assert pace_light(Fraction(1, 1000), 0, 0) is Light.RED


def test_ten_people_a_day_from_the_20th_make_510_by_the_31st() -> None:
    readings = [(may(10), 300), (may(15), 380), (may(20), 400)]
    assert forecast(readings, ELIGIBLE, may(31)) == 51


def test_a_forecast_looks_back_a_fortnight_and_no_further() -> None:
    slow_then_quick = [(may(5), 0), (may(6), 100), (may(20), 380)]
    assert forecast(slow_then_quick, ELIGIBLE, may(31)) == 60
    assert forecast([(may(5), 100), (may(20), 380)], ELIGIBLE, may(31)) is None


@pytest.mark.parametrize("readings", [[], [(may(20), 400)], [(may(20), 300), (may(20), 400)]])
def test_one_day_of_readings_foretells_nothing(readings: list[Reading]) -> None:
    assert forecast(readings, ELIGIBLE, may(31)) is None


def test_where_nobody_is_eligible_nothing_is_foretold() -> None:
    assert forecast([(may(10), 0), (may(20), 0)], 0, may(31)) is None


def test_readings_count_by_their_day_and_the_last_given_of_a_day_counts() -> None:
    readings = [(may(20), 440), (may(10), 300), (may(20), 400)]
    assert forecast(readings, ELIGIBLE, may(31)) == 51


def test_a_figure_that_was_corrected_down_is_not_foretold_to_fall() -> None:
    assert forecast([(may(10), 400), (may(20), 300)], ELIGIBLE, may(31)) == 30
    assert forecast([(may(10), 400), (may(20), 300)], ELIGIBLE, may(15)) == 30


def test_once_the_day_has_passed_the_forecast_is_the_last_reading() -> None:
    assert forecast([(june(1), 900), (june(5), 960)], ELIGIBLE, may(31)) == 96


def test_no_forecast_goes_beyond_everybody() -> None:
    assert forecast([(may(10), 100), (may(20), 800)], ELIGIBLE, may(31)) == 100


@given(goals, dates, lengths, st.integers(-10, 80))
def test_the_pace_never_falls_and_stays_between_nothing_and_the_goal(
    goal: float, begins: date, length: int, day: int
) -> None:
    by, on = begins + timedelta(days=length), begins + timedelta(days=day)
    today, tomorrow = (pace(goal, begins, by, when) for when in (on, on + timedelta(days=1)))
    assert 0 <= today <= tomorrow <= Fraction(str(goal))
    assert (today == 0) == (on < begins or goal == 0)
    assert (today == Fraction(str(goal))) == (on >= by or goal == 0)


@given(goals, dates, lengths)
def test_every_day_adds_as_much_as_any_other(goal: float, begins: date, length: int) -> None:
    by = begins + timedelta(days=length)
    days = [begins + timedelta(days=n) for n in range(-1, length + 1)]
    values = [pace(goal, begins, by, day) for day in days]
    steps = {after - before for before, after in pairwise(values)}
    assert steps == {Fraction(str(goal)) / (length + 1)}


@given(points, points, st.integers(0, 100), st.integers(0, 100))
def test_falling_further_behind_never_looks_better(
    one: Fraction, other: Fraction, yellow: int, red: int
) -> None:
    less, more = sorted((one, other))
    assert pace_light(less, yellow, red) <= pace_light(more, yellow, red)


@given(histories(), dates)
def test_a_forecast_lies_between_the_last_reading_and_everybody(readings: list[Reading], by: date) -> None:
    foretold = forecast(readings, ELIGIBLE, by)
    if foretold is None:
        fortnight = [day for day, _ in readings if day >= readings[-1][0] - timedelta(days=14)]
        assert len(fortnight) < 2
    else:
        assert Fraction(readings[-1][1], 10) <= foretold <= 100


@given(histories(), dates, st.data())
def test_a_forecast_does_not_ask_in_which_order_the_days_are_given(
    readings: list[Reading], by: date, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(readings))
    assert forecast(shuffled, ELIGIBLE, by) == forecast(readings, ELIGIBLE, by)


@given(dates, st.integers(1, 14), st.integers(0, 30), st.integers(0, 10), st.integers(0, 200))
def test_steady_work_is_foretold_exactly(first: date, span: int, ahead: int, a_day: int, start: int) -> None:
    last = first + timedelta(days=span)
    readings = [(first, start), (last, start + a_day * span)]
    assert forecast(readings, ELIGIBLE, last + timedelta(days=ahead)) == Fraction(
        start + a_day * (span + ahead), 10
    )

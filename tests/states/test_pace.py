"""Where must 朱寨社区's coverage be on a day of May?"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from states.indicator import rate
from states.lights import Light
from states.pace import behind, pace, pace_light
from tests.states.pilot import RED_BEHIND, YELLOW_BEHIND
from tests.states.strategies import dates

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

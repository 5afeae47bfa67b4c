"""Where will 朱寨社区's coverage end if it goes on like this, and when will it be reached?"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.forecast import LOOKS_BACK, course, forecast
from states.pace import Reading
from tests.states.strategies import dates

ELIGIBLE = 1000


def may(day: int) -> date:
    return date(2012, 5, day)


def june(day: int) -> date:
    return date(2012, 6, day)


@st.composite
def histories(draw: st.DrawFn) -> list[Reading]:
    """Readings of a village of 1000, none of them falling."""
    days = sorted(draw(st.sets(dates, max_size=8)))
    counts = sorted(draw(st.lists(st.integers(0, ELIGIBLE), min_size=len(days), max_size=len(days))))
    return list(zip(days, counts, strict=True))


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


@given(histories(), dates)
def test_a_forecast_lies_between_the_last_reading_and_everybody(readings: list[Reading], by: date) -> None:
    foretold = forecast(readings, ELIGIBLE, by)
    if foretold is None:
        fortnight = [day for day, _ in readings if day >= readings[-1][0] - LOOKS_BACK]
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


# ── When will it be reached? ──────────────────────────────────────────────────────────


def test_at_twenty_a_day_400_become_970_on_the_29th_day() -> None:
    going = course([(may(10), 200), (may(20), 400)])
    assert going is not None
    assert (going.first, going.last, going.per_day) == ((may(10), 200), (may(20), 400), Fraction(20))
    assert going.reaches(970) == may(20) + timedelta(days=29)
    assert going.reaches(400) == may(20)


def test_what_stands_still_never_reaches_more() -> None:
    going = course([(may(10), 400), (may(20), 400)])
    assert going is not None
    assert going.reaches(401) is None
    assert going.reaches(100) == may(20)


def test_one_head_in_a_fortnight_does_not_reach_a_million_within_a_lifetime() -> None:
    going = course([(may(6), 0), (may(20), 1)])
    assert going is not None
    assert going.reaches(1_000_000) is None


@given(histories(), st.integers(0, 2 * ELIGIBLE))
def test_the_day_on_which_it_is_reached_is_the_first_one(readings: list[Reading], required: int) -> None:
    going = course(readings)
    day = going.reaches(required) if going else None
    if going is None or day is None:
        return
    assert going.heads_on(day) >= required
    before = day - timedelta(days=1)
    assert before < going.last[0] or going.heads_on(before) < required


@given(histories())
def test_a_course_begins_within_the_fortnight_and_never_falls(readings: list[Reading]) -> None:
    going = course(readings)
    if going is not None:
        assert going.last == readings[-1]
        assert going.last[0] - LOOKS_BACK <= going.first[0] < going.last[0]
        assert going.per_day >= 0

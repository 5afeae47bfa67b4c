"""How far a unit has come, and what several come to together (二, 四.一)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.lights import Light
from states.pace import Reading, lags, pace, pace_light
from states.progress import Figures, met_by, running, tied_light, together, total

FIRST_OF_MAY, END_OF_MAY = date(2012, 5, 1), date(2012, 5, 31)

heads = st.integers(0, 5_000)
figures = st.builds(
    Figures, count=st.none() | heads, eligible=heads, frozen_eligible=st.none() | heads, required=heads
)
days = st.dates(date(2012, 4, 1), date(2012, 7, 31))
series = st.dictionaries(days, heads, max_size=8).map(
    lambda counts: sorted(zip(sorted(counts), sorted(counts.values()), strict=True))
)


def test_what_was_frozen_is_what_counts_and_both_rates_are_known() -> None:
    village = Figures(count=90, eligible=120, frozen_eligible=100, required=97)
    assert (village.rate, village.rate_of_current) == (Fraction(90), Fraction(75))


def test_where_nothing_was_ever_reported_nothing_has_been_met() -> None:
    assert not Figures(None, eligible=0, frozen_eligible=None, required=0).met
    assert Figures(0, eligible=0, frozen_eligible=None, required=0).met


def test_the_pace_leads_to_exactly_what_is_required() -> None:
    village = Figures(count=96, eligible=99, frozen_eligible=None, required=97)
    paced = village.pace_on(END_OF_MAY, FIRST_OF_MAY, END_OF_MAY)
    assert paced == Fraction(9700, 99)
    assert village.behind_on(END_OF_MAY, FIRST_OF_MAY, END_OF_MAY) == Fraction(100, 99)


def test_without_a_date_or_without_anybody_there_is_no_pace() -> None:
    assert Figures(1, 10, None, 9).pace_on(END_OF_MAY, FIRST_OF_MAY, None) is None
    nobody = Figures(None, 0, None, 0)
    assert nobody.pace_on(END_OF_MAY, FIRST_OF_MAY, END_OF_MAY) is None
    assert nobody.behind_on(END_OF_MAY, FIRST_OF_MAY, END_OF_MAY) == 0


@given(figures)
def test_whoever_has_met_the_target_is_never_behind(village: Figures) -> None:
    if village.met:
        for day in (FIRST_OF_MAY, date(2012, 5, 16), END_OF_MAY, date(2012, 7, 1)):
            assert village.behind_on(day, FIRST_OF_MAY, END_OF_MAY) == 0


points = st.sampled_from([0, 0.1, 5, 12.5, 15, 100])


@given(figures, days, points, points)
def test_in_whole_numbers_the_question_who_lags_has_the_same_answer(
    village: Figures, day: date, yellow: float, red: float
) -> None:
    behind = village.behind_on(day, FIRST_OF_MAY, END_OF_MAY)
    light = pace_light(behind, yellow, red)
    share = pace(1, FIRST_OF_MAY, END_OF_MAY, day)
    asked = (village.count or 0, village.required, village.denominator, share)
    assert lags(*asked, red) is (light is Light.RED)
    assert (lags(*asked, yellow) or lags(*asked, red)) is (light > Light.GREEN)


@given(st.lists(figures, max_size=6))
def test_several_units_together_are_their_sums(several: list[Figures]) -> None:
    summed = total(several)
    assert summed.eligible == sum(one.eligible for one in several)
    assert summed.denominator in (sum(one.denominator for one in several), summed.eligible)
    assert summed.required == sum(one.required for one in several)
    assert (summed.count or 0) == sum(one.count or 0 for one in several)
    assert (summed.count is None) == all(one.count is None for one in several)


@given(st.lists(series, max_size=5))
def test_day_by_day_several_units_come_to_what_each_last_said(several: list[list[Reading]]) -> None:
    summed = together(several)
    assert [day for day, _ in summed] == sorted({day for readings in several for day, _ in readings})
    for day, count in summed:
        said = [[heads for on, heads in readings if on <= day] for readings in several]
        assert count == sum(one[-1] for one in said if one)


def test_the_changes_of_the_days_add_up_to_the_heads() -> None:
    days = [(FIRST_OF_MAY, 10), (date(2012, 5, 4), 0), (END_OF_MAY, -3)]
    assert running(days) == [(FIRST_OF_MAY, 10), (date(2012, 5, 4), 10), (END_OF_MAY, 7)]
    assert running([]) == []


def test_a_target_is_met_by_a_day_if_the_last_figure_until_then_reaches_it() -> None:
    readings = [(FIRST_OF_MAY, 97), (date(2012, 5, 20), 90), (date(2012, 6, 1), 97)]
    assert met_by(FIRST_OF_MAY, readings, 97)
    assert not met_by(END_OF_MAY, readings, 97)
    assert met_by(date(2012, 6, 1), readings, 97)
    assert not met_by(date(2012, 4, 30), readings, 0), "what was never reported has not been reached"


@pytest.mark.parametrize("state", ["planned", "verified", "waived"])
def test_before_it_opens_and_once_it_is_done_only_the_date_speaks(state: str) -> None:
    assert tied_light(state, Light.NONE, [Light.RED]) is Light.NONE


@pytest.mark.parametrize("state", ["open", "returned", "submitted"])
def test_until_then_the_worst_light_counts(state: str) -> None:
    assert tied_light(state, Light.GREEN, [Light.YELLOW, Light.RED]) is Light.RED
    assert tied_light(state, Light.YELLOW, [Light.GREEN]) is Light.YELLOW
    assert tied_light(state, Light.GREEN, []) is Light.GREEN

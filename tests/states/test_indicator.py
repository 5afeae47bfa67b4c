"""What must 朱寨社区 reach, how far has it come, and which of its figures cannot be true?"""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.indicator import Objection, exact, met, objection, rate, required, split, written

COVERAGE, RENEWAL = 97, 100
heads = st.integers(0, 20_000)
tenths = st.integers(0, 1000)
units = st.lists(heads, min_size=1, max_size=12)
FIFTEENTH_OF_MAY = date(2012, 5, 15)


def raised_against(
    count: int,
    *,
    eligible: int = 600,
    previous: int | None = 300,
    is_correction: bool = False,
    on: date = FIFTEENTH_OF_MAY,
) -> Objection | None:
    return objection(count, eligible, previous, is_correction=is_correction, on=on, today=FIFTEENTH_OF_MAY)


@pytest.mark.parametrize(
    ("eligible", "at_least", "heads"),
    [
        (100, 97, 97),
        (1000, 97.3, 973),
        (1000, 97.35, 974),
        (1234, 97, 1197),
        (1, 97, 1),
        (600, 100, 600),
        (9, 0, 0),
    ],
)
def test_a_target_is_the_fewest_heads_that_reach_the_plans_rate(
    eligible: int, at_least: float, heads: int
) -> None:
    assert required(eligible, at_least, None) == heads


def test_a_head_count_that_was_handed_down_stands_before_the_plans_rate() -> None:
    assert required(1000, COVERAGE, 960) == 960
    assert required(1000, COVERAGE, 0) == 0
    assert required(900, COVERAGE, 960) == 960


def test_where_nobody_is_eligible_the_target_is_met_and_there_is_no_rate() -> None:
    assert required(0, COVERAGE, None) == 0
    assert met(0, 0)
    assert rate(0, 0) is None


def test_one_person_short_is_short() -> None:
    assert [met(count, required(1000, COVERAGE, None)) for count in (969, 970)] == [False, True]


@pytest.mark.parametrize(
    ("count", "eligible", "shown"),
    [
        (9699, 10_000, "96.9"),
        (9700, 10_000, "97.0"),
        (99_999, 100_000, "99.9"),
        (600, 600, "100.0"),
        (2, 3, "66.6"),
        (0, 600, "0.0"),
        (800, 600, "133.3"),
    ],
)
def test_a_missed_target_never_looks_met(count: int, eligible: int, shown: str) -> None:
    value = rate(count, eligible)
    assert value is not None
    assert written(value) == shown


def test_the_districts_target_is_split_by_eligible_people() -> None:
    assert split(970, [500, 300, 200]) == (485, 291, 194)
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(10, [3, 0, 4]) == (4, 0, 6)
    assert split(2, [1, 1, 1, 1]) == (1, 1, 0, 0)


def test_where_nobody_is_eligible_a_target_is_split_evenly() -> None:
    assert split(5, [0, 0, 0]) == (2, 2, 1)


def test_nothing_to_hand_down_is_nothing_for_everyone() -> None:
    assert split(0, [500, 0]) == (0, 0)
    assert split(0, []) == ()


@pytest.mark.parametrize(("total", "eligible"), [(-1, [5]), (1, [5, -1]), (1, [])])
def test_heads_that_are_negative_or_for_nobody_are_not_split(total: int, eligible: list[int]) -> None:
    with pytest.raises(ValueError, match=r"never negative|to no unit"):
        split(total, eligible)


def test_a_reading_of_133_per_cent_is_refused() -> None:
    assert raised_against(800) is Objection.MORE_THAN_ELIGIBLE
    assert raised_against(601) is Objection.MORE_THAN_ELIGIBLE
    assert raised_against(600) is None


def test_a_reading_for_tomorrow_is_refused() -> None:
    assert raised_against(310, on=date(2012, 5, 16)) is Objection.IN_THE_FUTURE
    assert raised_against(310, on=date(2012, 5, 14)) is None


def test_a_reading_falls_only_by_a_correction() -> None:
    assert raised_against(299) is Objection.FALLS
    assert raised_against(299, is_correction=True) is None
    assert raised_against(300) is None
    assert raised_against(0, previous=None) is None


def test_a_correction_may_not_say_what_no_reading_may_say() -> None:
    assert raised_against(-1, is_correction=True) is Objection.NEGATIVE
    assert raised_against(800, is_correction=True) is Objection.MORE_THAN_ELIGIBLE
    assert raised_against(200, is_correction=True, on=date(2012, 5, 16)) is Objection.IN_THE_FUTURE


@given(heads, tenths)
def test_the_target_reaches_the_rate_and_one_person_fewer_does_not(eligible: int, tenth: int) -> None:
    target = required(eligible, tenth / 10, None)
    assert 1000 * target >= tenth * eligible
    assert target == 0 or 1000 * (target - 1) < tenth * eligible
    assert target <= eligible


@given(heads, st.integers(1, 20_000), tenths)
def test_what_is_written_looks_met_just_when_it_is_met(count: int, eligible: int, tenth: int) -> None:
    value = rate(count, eligible)
    assert value is not None
    looks_met = Fraction(written(value)) >= Fraction(tenth, 10)
    assert looks_met == met(count, required(eligible, tenth / 10, None))


@given(tenths)
def test_a_figure_is_taken_as_it_is_written(tenth: int) -> None:
    assert exact(tenth / 10) == Fraction(tenth, 10)
    assert exact(Fraction(tenth, 7)) == Fraction(tenth, 7)


@given(heads, units)
def test_what_is_handed_down_arrives_to_the_last_head(total: int, eligible: list[int]) -> None:
    shares = split(total, eligible)
    assert sum(shares) == total
    assert len(shares) == len(eligible)
    assert min(shares) >= 0


@given(heads, units)
def test_more_eligible_people_never_mean_fewer_heads(total: int, eligible: list[int]) -> None:
    by_people = sorted(zip(eligible, split(total, eligible), strict=True))
    for (fewer, one), (more, other) in pairwise(by_people):
        assert one <= other
        assert fewer < more or other - one <= 1


@given(heads, units.filter(any))
def test_each_share_is_within_one_head_of_its_part_and_nobody_eligible_gets_nothing(
    total: int, eligible: list[int]
) -> None:
    for people, share in zip(eligible, split(total, eligible), strict=True):
        assert abs(share - Fraction(total * people, sum(eligible))) < 1
        assert people or share == 0


@given(units.filter(any), st.data())
def test_a_target_that_can_be_reached_is_within_reach_of_every_unit(
    eligible: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(eligible)))
    assert all(share <= people for people, share in zip(eligible, split(total, eligible), strict=True))

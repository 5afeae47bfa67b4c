"""Which villages does the lot fall on, and can it be drawn again (三.三.2)?"""

import math
from collections import Counter
from decimal import ROUND_UP, localcontext
from fractions import Fraction
from hashlib import sha256
from itertools import groupby

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from states.lots import Lot, check, draw
from tests.states.pilot import EACH_STRATUM_AT_LEAST, SHARE

GREEN, YELLOW, RED = 1, 2, 4
"""The shipped plan's lots by light."""

SEED = "2012-05-07"
POOL = [
    *(Lot(f"village-{n:02}", "gongyelu/village", RED if n % 4 == 0 else GREEN) for n in range(1, 10)),
    *(Lot(f"community-{n:02}", "gongyelu/community", YELLOW) for n in range(1, 5)),
]

DRAWN_ON_7_MAY = ("community-04", "village-04", "village-07", "village-08")
"""Written down once: a draw from years ago must come out the same."""

shares = st.integers(1, 1000).map(lambda tenth: tenth / 10)
minima = st.integers(0, 4)
seeds = st.text("0123456789abcdef-", max_size=12)
pools = st.lists(
    st.builds(
        Lot,
        unit=st.integers(0, 99).map(lambda n: f"v{n:02}"),
        stratum=st.sampled_from(("a/village", "a/community", "b/village")),
        weight=st.integers(0, 6),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda lot: lot.unit,
)


def drawn_from(pool: list[Lot], seed: str = SEED) -> tuple[str, ...]:
    return draw(pool, SHARE, EACH_STRATUM_AT_LEAST, seed)


def how_often(pool: list[Lot], times: int) -> Counter[str]:
    """How often each unit is drawn when one is drawn under each of so many seeds."""
    return Counter(unit for n in range(times) for unit in draw(pool, 1, 1, f"round-{n}"))


def by_stratum(pool: list[Lot]) -> dict[str, list[Lot]]:
    ordered = sorted(pool, key=lambda lot: lot.stratum)
    return {key: list(lots) for key, lots in groupby(ordered, key=lambda lot: lot.stratum)}


def on_paper(lot: Lot, seed: str) -> float:
    """The key of Efraimidis and Spirakis, as anyone can work it out from the recorded seed."""
    number = int(sha256(f"{seed}:{lot.stratum}:{lot.unit}".encode()).hexdigest(), 16)
    return float(((number + 1) / 2**256) ** (1 / lot.weight))


def test_of_nine_villages_and_four_communities_three_and_one_are_drawn() -> None:
    assert drawn_from(POOL) == DRAWN_ON_7_MAY


def test_another_seed_is_another_draw() -> None:
    assert len({drawn_from(POOL, f"round-{n}") for n in range(20)}) > 10


def test_the_share_is_rounded_up_in_each_stratum_and_no_stratum_is_passed_over() -> None:
    eight = [Lot(f"v{n}", "village", GREEN) for n in range(8)]
    assert len(draw(eight, 25, 1, SEED)) == 2
    assert len(draw([*eight, Lot("v8", "village", GREEN)], 25, 1, SEED)) == 3
    assert len(draw([*eight, Lot("c1", "community", GREEN)], 25, 1, SEED)) == 3
    assert len(draw(eight, 25, 4, SEED)) == 4


def test_a_share_with_a_decimal_is_exact() -> None:
    thousand = [Lot(f"v{n}", "village", GREEN) for n in range(1000)]
    assert len(draw(thousand, 4.7, 1, SEED)) == 47


def test_a_stratum_gives_no_more_than_it_has() -> None:
    assert draw([Lot("v1", "village", GREEN), Lot("v2", "village", RED)], 25, 5, SEED) == ("v1", "v2")


def test_a_village_without_a_lot_is_never_drawn_but_counts_in_the_share() -> None:
    pool = [Lot("v1", "village", 0), *(Lot(f"v{n}", "village", GREEN) for n in range(2, 10))]
    draws = [draw(pool, 25, 1, f"round-{n}") for n in range(100)]
    assert {len(units) for units in draws} == {3}
    assert "v1" not in {unit for units in draws for unit in units}


def test_where_nobody_has_a_lot_nobody_is_drawn() -> None:
    assert drawn_from([Lot("v1", "village", 0), Lot("v2", "village", 0)]) == ()


def test_red_yellow_and_green_are_drawn_as_4_to_2_to_1() -> None:
    pool = [Lot("green", "village", GREEN), Lot("yellow", "village", YELLOW), Lot("red", "village", RED)]
    often = how_often(pool, 2800)
    assert 1500 < often["red"] < 1700
    assert 710 < often["yellow"] < 890
    assert 330 < often["green"] < 470


def test_equal_villages_are_drawn_alike_wherever_they_stand_in_the_list() -> None:
    often = how_often([Lot(f"v{n}", "village", YELLOW) for n in range(10)], 2000)
    assert len(often) == 10
    assert all(140 < times < 260 for times in often.values())


def test_strata_are_drawn_apart_from_each_other() -> None:
    villages = [lot for lot in POOL if lot.stratum.endswith("village")]
    assert set(drawn_from(villages)) == {unit for unit in drawn_from(POOL) if unit.startswith("village")}


def test_a_draw_does_not_depend_on_how_the_machine_rounds() -> None:
    hundred = [Lot(f"v{n:02}", "village", GREEN) for n in range(100)]
    drawn = drawn_from(hundred)
    with localcontext() as here:
        here.prec, here.rounding = 1, ROUND_UP
        assert drawn_from(hundred) == drawn


def test_a_draw_is_checked_in_any_order_but_with_nobody_more_fewer_or_twice() -> None:
    def agrees(drawn: tuple[str, ...], seed: str = SEED) -> bool:
        return check(POOL, SHARE, EACH_STRATUM_AT_LEAST, seed, drawn)

    assert agrees(DRAWN_ON_7_MAY)
    assert agrees(DRAWN_ON_7_MAY[::-1])
    assert not agrees(DRAWN_ON_7_MAY[1:])
    assert not agrees((*DRAWN_ON_7_MAY, DRAWN_ON_7_MAY[0]))
    assert not agrees(DRAWN_ON_7_MAY, "2012-05-21")


@pytest.mark.parametrize(
    ("pool", "why"),
    [
        ([], "empty"),
        ([Lot("v1", "village", GREEN), Lot("v2", "", GREEN)], "v2 belongs to no stratum"),
        ([Lot("v1", "village", -1)], "negative"),
        ([Lot("v1", "village", GREEN), Lot("v1", "community", GREEN)], "two lots"),
    ],
)
def test_a_pool_that_cannot_be_drawn_from_fairly_is_refused(pool: list[Lot], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        drawn_from(pool)


@given(pools, shares, minima, seeds, st.data())
def test_the_order_of_the_list_changes_nothing(
    pool: list[Lot], share: float, least: int, seed: str, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(pool))
    assert draw(shuffled, share, least, seed) == draw(pool, share, least, seed)


@given(pools, shares, minima, seeds)
def test_each_stratum_gives_its_number(pool: list[Lot], share: float, least: int, seed: str) -> None:
    drawn = draw(pool, share, least, seed)
    assert list(drawn) == sorted(set(drawn))
    for lots in by_stratum(pool).values():
        candidates = {lot.unit for lot in lots if lot.weight}
        wanted = max(least, math.ceil(Fraction(str(share)) * len(lots) / 100))
        assert len(candidates.intersection(drawn)) == min(wanted, len(candidates))
        assert not {lot.unit for lot in lots if not lot.weight}.intersection(drawn)


@given(pools, shares, minima, seeds)
def test_anyone_can_work_out_the_draw_from_the_recorded_seed(
    pool: list[Lot], share: float, least: int, seed: str
) -> None:
    drawn = draw(pool, share, least, seed)
    for lots in by_stratum(pool).values():
        keys = {lot.unit: on_paper(lot, seed) for lot in lots if lot.weight}
        chosen = [key for unit, key in keys.items() if unit in drawn]
        passed_over = [key for unit, key in keys.items() if unit not in drawn]
        assert min(chosen, default=1) >= max(passed_over, default=0)


@given(pools, shares, minima, seeds, st.sets(st.integers(0, 99).map(lambda n: f"v{n:02}")))
def test_a_check_agrees_with_the_draw_and_with_no_other_set(
    pool: list[Lot], share: float, least: int, seed: str, other: set[str]
) -> None:
    drawn = draw(pool, share, least, seed)
    assert check(pool, share, least, seed, drawn)
    assert check(pool, share, least, seed, other) == (other == set(drawn))
    assume(drawn)
    assert not check(pool, share, least, seed, drawn[:-1])


@given(pools, shares, minima, seeds, st.data())
def test_one_more_lot_never_spares_a_village_that_was_drawn(
    pool: list[Lot], share: float, least: int, seed: str, data: st.DataObject
) -> None:
    drawn = draw(pool, share, least, seed)
    assume(drawn)
    unit = data.draw(st.sampled_from(drawn))
    heavier = [Lot(lot.unit, lot.stratum, lot.weight + (lot.unit == unit)) for lot in pool]
    assert unit in draw(heavier, share, least, seed)

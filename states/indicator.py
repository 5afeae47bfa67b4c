"""What must a unit reach, how far has it come, and can a reading be true (二, 三.三.1)?

Pure. Rates are exact fractions in per cent: a target of 97.3 per cent of 1000 people is 973, never
974 because of a binary rest, and a rate that falls short by one person never looks met.
"""

import math
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

WHOLE = 100
"""Rates are in per cent."""


def exact(figure: float | Fraction) -> Fraction:
    """The figure as it is written: 97.3 is 973/10, not the binary number nearest to it."""
    return Fraction(str(figure))


def required(eligible: int, at_least: float, handed_down: int | None) -> int:
    """The head-count to reach: the one handed down, else the fewest that are `at_least` per cent.

    What was handed down (下达的目标任务) stands even where it is more than the eligible people. Nobody
    eligible and nothing handed down requires nobody.
    """
    if handed_down is not None:
        return handed_down
    return math.ceil(exact(at_least) * eligible / WHOLE)


def met(count: int, required: int) -> bool:
    """Judged in heads, not in rates: where nobody is required, the target is met."""
    return count >= required


def rate(count: int, eligible: int) -> Fraction | None:
    """How many of the eligible, in per cent; None when nobody is eligible."""
    return Fraction(WHOLE * count, eligible) if eligible else None


def written(rate: Fraction) -> str:
    """A rate with one decimal, cut off and not rounded: 96.99 is written 96.9, so it never looks met."""
    tenths = math.floor(rate * 10)
    return f"{tenths // 10}.{tenths % 10}"


def split(total: int, eligible: Sequence[int]) -> tuple[int, ...]:
    """A head-count handed down to units by their eligible people (按应参保人数分解); sums to `total`.

    By largest remainder, the earlier unit first when remainders are equal; evenly when nobody is
    eligible anywhere. Raises ValueError for a negative number, and for heads with no unit to take them.
    """
    if total < 0 or any(people < 0 for people in eligible):
        raise ValueError(f"a head-count is never negative: {total} among {list(eligible)}")
    if total and not eligible:
        raise ValueError(f"{total} handed down to no unit")
    parts = eligible if any(eligible) else [1] * len(eligible)
    whole = sum(parts)
    shares = [divmod(total * part, whole) for part in parts]
    left = total - sum(heads for heads, _ in shares)
    first_served = set(sorted(range(len(shares)), key=lambda unit: -shares[unit][1])[:left])
    return tuple(heads + (unit in first_served) for unit, (heads, _) in enumerate(shares))


class Objection(StrEnum):
    """Why a reading cannot be taken as it is."""

    NEGATIVE = "negative"
    MORE_THAN_ELIGIBLE = "more_than_eligible"
    IN_THE_FUTURE = "in_the_future"
    FALLS = "falls"


def objection(
    count: int, eligible: int, previous: int | None, *, is_correction: bool, on: date, today: date
) -> Objection | None:
    """The first thing that stands against a reading for the day `on`; None when nothing does.

    `previous` is the reading that it follows, None for the first. Only a correction may fall.
    """
    if count < 0:
        return Objection.NEGATIVE
    if count > eligible:
        return Objection.MORE_THAN_ELIGIBLE
    if on > today:
        return Objection.IN_THE_FUTURE
    if previous is not None and count < previous and not is_correction:
        return Objection.FALLS
    return None

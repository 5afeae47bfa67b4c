"""Which units are drawn for a periodic inspection, so that anyone can draw again and check (三.三.2)?

Pure. Stratified and weighted, without replacement, by P. S. Efraimidis and P. G. Spirakis, "Weighted
random sampling with a reservoir", Information Processing Letters 97 (2006): each lot gets a uniform
u in (0, 1], and those with the largest u ** (1 / weight) are drawn.

Nothing here depends on Python's own random numbers or on a machine's floating point. u is (n + 1) / 2 ** 256,
where n is the SHA-256 of "seed:stratum:unit" in UTF-8, read as a number; keys are compared by their
logarithm ln(u) / weight in 50 decimal digits. Lots whose keys are equal all the same go by their code.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from hashlib import sha256
from itertools import groupby

from states.indicator import WHOLE, exact

DIGITS = Context(prec=50)
POSSIBLE_HASHES = Decimal(2**256)


@dataclass(frozen=True, slots=True)
class Lot:
    """A unit in the pool. `stratum` is drawn from by itself; `weight` is its number of lots, 0 for none."""

    unit: str
    stratum: str
    weight: int


def draw(lots: Iterable[Lot], share: float, each_stratum_at_least: int, seed: str) -> tuple[str, ...]:
    """The codes of the units drawn, sorted; the same for the same seed, in whatever order the lots come.

    Each stratum gives `share` per cent of its units (those of weight 0 count), rounded up, at least
    `each_stratum_at_least`, at most those that have a weight. Many small strata thus draw more than
    `share` in all: it is kept by stratum, with no limit over them.

    Raises ValueError for an empty pool, a lot without a stratum, a negative weight, a unit with two lots.
    """
    pool = sorted(lots, key=lambda lot: (lot.stratum, lot.unit))
    _refuse_unfit(pool)
    drawn: list[str] = []
    for _, members in groupby(pool, key=lambda lot: lot.stratum):
        stratum = list(members)
        wanted = max(each_stratum_at_least, math.ceil(exact(share) * len(stratum) / WHOLE))
        weighty = [lot for lot in stratum if lot.weight]
        drawn += [lot.unit for lot in sorted(weighty, key=lambda lot: _key(lot, seed), reverse=True)[:wanted]]
    return tuple(sorted(drawn))


def check(
    lots: Iterable[Lot], share: float, each_stratum_at_least: int, seed: str, drawn: Iterable[str]
) -> bool:
    """Whether drawing again gives just these units."""
    return tuple(sorted(drawn)) == draw(lots, share, each_stratum_at_least, seed)


def _key(lot: Lot, seed: str) -> Decimal:
    """Never above 0; the nearer to 0, the sooner drawn."""
    digest = sha256(f"{seed}:{lot.stratum}:{lot.unit}".encode()).digest()
    uniform = DIGITS.divide(Decimal(int.from_bytes(digest, "big") + 1), POSSIBLE_HASHES)
    return DIGITS.divide(DIGITS.ln(uniform), Decimal(lot.weight))


def _refuse_unfit(pool: Sequence[Lot]) -> None:
    if not pool:
        raise ValueError("nothing to draw from: the pool is empty")
    for lot in pool:
        if not lot.stratum:
            raise ValueError(f"{lot.unit} belongs to no stratum")
        if lot.weight < 0:
            raise ValueError(f"{lot.unit} has a negative weight: {lot.weight}")
    if len({lot.unit for lot in pool}) < len(pool):
        raise ValueError("a unit has two lots")

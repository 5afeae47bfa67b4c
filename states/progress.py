"""How far has a unit come in an indicator, and is that far enough for today (二, 三.三.1)?

Pure. All rates are exact fractions in per cent. The figures of a unit above are the sums of those below.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate

from states import pace
from states.indicator import met, rate
from states.lights import Light
from states.pace import Reading
from states.task import DONE, PLANNED


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a unit and indicator, in heads. `count` is None where nothing was ever reported.

    `eligible` is the number of today, `frozen_eligible` that which counts once it is frozen.
    """

    count: int | None
    eligible: int
    frozen_eligible: int | None
    required: int

    @property
    def denominator(self) -> int:
        """Of how many: as it was frozen, else as it is."""
        return self.eligible if self.frozen_eligible is None else self.frozen_eligible

    @property
    def met(self) -> bool:
        """What was never reported has not been reached, not even where nobody is required."""
        return self.count is not None and met(self.count, self.required)

    @property
    def rate(self) -> Fraction | None:
        """Of those who counted when it was frozen; None before the first reading, or of nobody."""
        return None if self.count is None else rate(self.count, self.denominator)

    @property
    def rate_of_current(self) -> Fraction | None:
        """Of those who are eligible today, shown beside the other."""
        return None if self.count is None else rate(self.count, self.eligible)

    def pace_on(self, day: date, begins: date, by: date | None) -> Fraction | None:
        """The rate that must be reached that day; None where there is no date or nobody to count."""
        goal = rate(self.required, self.denominator)
        return None if by is None or goal is None else pace.pace(goal, begins, by, day)

    def behind_on(self, day: date, begins: date, by: date | None) -> Fraction:
        """Points behind the pace; who has reported nothing is as far behind as with nobody."""
        required = self.pace_on(day, begins, by)
        reached = rate(self.count or 0, self.denominator)
        return pace.NOWHERE_BEHIND if required is None else pace.behind(reached, required)


def total(of: Iterable[Figures]) -> Figures:
    """The figures of several units together; frozen as soon as any of them is."""
    several = list(of)
    counts = [figures.count for figures in several if figures.count is not None]
    frozen = any(figures.frozen_eligible is not None for figures in several)
    return Figures(
        count=sum(counts) if counts else None,
        eligible=sum(figures.eligible for figures in several),
        frozen_eligible=sum(figures.denominator for figures in several) if frozen else None,
        required=sum(figures.required for figures in several),
    )


def together(series: Iterable[Sequence[Reading]]) -> list[Reading]:
    """What several units come to day by day; each series in order, and standing still between its days."""
    changes: Counter[date] = Counter()
    for readings in series:
        before = 0
        for day, count in readings:
            changes[day] += count - before
            before = count
    return running(sorted(changes.items()))


def running(changes: Sequence[tuple[date, int]]) -> list[Reading]:
    """The heads day by day, of by how much they changed each day; in the order of the days."""
    heads = accumulate(change for _, change in changes)
    return [(day, count) for (day, _), count in zip(changes, heads, strict=True)]


def met_by(day: date, readings: Sequence[Reading], required: int) -> bool:
    """Whether as many as are required had been reached at the end of a day; readings in order."""
    counted = [count for on, count in readings if on <= day]
    return bool(counted) and met(counted[-1], required)


def tied_light(state: str, by_date: Light, by_pace: Iterable[Light]) -> Light:
    """The light of a task that its indicators decide: the worse of its date's and their pace's.

    Before it opens and once it is done only the date speaks.
    """
    if state == PLANNED or state in DONE:
        return by_date
    return max(by_date, *by_pace, Light.NONE)

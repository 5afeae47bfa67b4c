"""Where will an indicator end if it goes on like this, and when would it be reached (二)?

Pure and simple enough to be checked by hand: a straight line through the first and the last reading of the
fortnight up to the last reading. Heads a day are an exact fraction; nothing is foretold to fall.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from states.indicator import WHOLE
from states.pace import Reading

LOOKS_BACK = timedelta(days=14)
"""How far before the last reading a forecast looks."""

LONGEST = 36_500
"""Days; what comes later than in a hundred years never comes."""


@dataclass(frozen=True, slots=True)
class Course:
    """How it went from one reading to another: `per_day` heads more each day, and so it goes on."""

    first: Reading
    last: Reading
    per_day: Fraction

    def heads_on(self, day: date) -> Fraction:
        """The heads at the end of a day; those of the last reading on any day before it."""
        return self.last[1] + self.per_day * max(0, (day - self.last[0]).days)

    def reaches(self, required: int) -> date | None:
        """The first day at whose end so many are reached; None if never. Not before the last reading."""
        missing = required - self.last[1]
        if missing <= 0:
            return self.last[0]
        days = math.ceil(missing / self.per_day) if self.per_day else LONGEST
        return self.last[0] + timedelta(days=days) if days < LONGEST else None


def course(readings: Sequence[Reading]) -> Course | None:
    """The course of the fortnight up to the last reading; the last given of a day counts.

    None when there are not two days to compare.
    """
    counts = dict(readings)
    if not counts:
        return None
    last = max(counts)
    first = min(day for day in counts if day >= last - LOOKS_BACK)
    if first == last:
        return None
    risen = max(0, counts[last] - counts[first])
    return Course((first, counts[first]), (last, counts[last]), Fraction(risen, (last - first).days))


def forecast(readings: Sequence[Reading], eligible: int, by: date) -> Fraction | None:
    """The rate at the end of `by`, in per cent. Never below the last reading, never above 100.

    None when there is no course yet, or nobody is eligible.
    """
    found = course(readings)
    if found is None or not eligible:
        return None
    return min(Fraction(WHOLE), WHOLE * found.heads_on(by) / eligible)

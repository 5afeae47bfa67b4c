"""Is an indicator where it must be today (序时进度)?

Pure. All values are exact fractions in per cent, all distances in percentage points.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from states.calendar import ONE_DAY
from states.indicator import WHOLE, exact
from states.lights import Light

Reading = tuple[date, int]
"""A head-count as it stood at the end of a day."""

NOWHERE_BEHIND = Fraction(0)


def pace(goal: float | Fraction, begins: date, by: date, on: date) -> Fraction:
    """The rate that must be reached at the end of `on`, when progress is even until `by`.

    0 at the end of the day before `begins`, `goal` at the end of `by`, and from then on. A goal whose
    day comes before `begins` is owed whole on that day.
    """
    if on >= by:
        return exact(goal)
    if on < begins:
        return Fraction(0)
    return exact(goal) * _days(begins, on) / _days(begins, by)


def behind(rate: Fraction | None, pace: Fraction) -> Fraction:
    """By how many points the rate lags; 0 when it does not, or when nobody is eligible (None)."""
    return NOWHERE_BEHIND if rate is None else max(NOWHERE_BEHIND, pace - rate)


def pace_light(behind: Fraction, yellow: float, red: float) -> Light:
    """The light at so many points behind: yellow and red from their thresholds on.

    What is not behind is green, so that a threshold of 0 means "as soon as it is behind at all".
    """
    if behind <= 0:
        return Light.GREEN
    if behind >= exact(red):
        return Light.RED
    return Light.YELLOW if behind >= exact(yellow) else Light.GREEN


def lags(count: Any, required: Any, of: Any, share: Fraction, points: float) -> Any:
    """Whether `count` of so many people is `points` or more behind `share` of those required, and behind
    at all: `pace_light`'s question in whole numbers alone.

    So columns of a database may be asked it too; then the answer is a condition. Of nobody, nobody lags.
    """
    missing = required * share.numerator - count * share.denominator
    threshold = exact(points) * share.denominator
    enough = WHOLE * threshold.denominator * missing >= threshold.numerator * of
    return (of > 0) & (missing > 0) & enough


def _days(first: date, last: date) -> int:
    """How many days, both included."""
    return (last - first + ONE_DAY).days

"""How is a unit's way drawn beside the pace that it should keep?

A line in a box, from the day on which the work begins to the target's date, or to today when that has
passed; the foot of the box is 0 per cent, its head 100.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from actions.indicator import Standing
from states.indicator import WHOLE, rate

WIDTH, HEIGHT = 320, 120


@dataclass(frozen=True, slots=True)
class Curve:
    """Two lines, as SVG has them: x,y x,y …"""

    reached: str
    pace: str
    width: int = WIDTH
    height: int = HEIGHT


def curve_of(standing: Standing, today: date) -> Curve | None:
    """The curve of a unit and indicator; None where nothing is dated or nothing was reported."""
    by, figures, readings = standing.indicator.by, standing.figures, standing.readings
    goal = rate(figures.required, figures.denominator)
    if by is None or goal is None or not readings:
        return None
    first = min(standing.indicator.begins, readings[0][0])
    last = max(by, today, readings[-1][0])
    reached = [(day, rate(count, figures.denominator) or Fraction(0)) for day, count in readings]
    paced = [(standing.indicator.begins, Fraction(0)), (by, goal), (last, goal)]
    return Curve(_line(reached, first, last), _line(paced, first, last))


def _line(points: Iterable[tuple[date, Fraction]], first: date, last: date) -> str:
    days = max(1, (last - first).days)
    return " ".join(
        f"{WIDTH * (day - first).days / days:.1f},{HEIGHT - HEIGHT * min(float(share), WHOLE) / WHOLE:.1f}"
        for day, share in points
    )

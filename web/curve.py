"""How is a unit's way drawn beside the pace that it should keep, and where does it lead (二)?

A line in a box, from the day on which the work begins to the target's date, or to today when that has
passed; the foot of the box is 0 per cent, its head 100. The small curve is for a village's page; the large
one has scales, the target line, today, and the forecast as a dashed line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from actions.indicator import Standing
from states.forecast import Course, course
from states.indicator import WHOLE, rate

WIDTH, HEIGHT = 320, 120

Point = tuple[date, Fraction]
"""A rate in per cent at the end of a day."""


@dataclass(frozen=True, slots=True)
class Box:
    """Days from `first` to `last` and per cent from 0 to 100, in a box at (left, top)."""

    first: date
    last: date
    width: int = WIDTH
    height: int = HEIGHT
    left: int = 0
    top: int = 0

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def foot(self) -> int:
        return self.top + self.height

    def x(self, day: date) -> float:
        return round(
            self.left + self.width * (day - self.first).days / max(1, (self.last - self.first).days), 1
        )

    def y(self, share: Fraction | int) -> float:
        return round(self.top + self.height * (1 - min(float(share), WHOLE) / WHOLE), 1)

    def line(self, points: Iterable[Point]) -> str:
        """Points as SVG has them: x,y x,y …"""
        return " ".join(f"{self.x(day):.1f},{self.y(share):.1f}" for day, share in points)


@dataclass(frozen=True, slots=True)
class Curve:
    """Two lines, as SVG has them: x,y x,y …"""

    reached: str
    pace: str
    width: int = WIDTH
    height: int = HEIGHT


def curve_of(standing: Standing, today: date) -> Curve | None:
    """The curve of a unit and indicator; None where nothing is dated or nothing was reported."""
    drawn = _lines(standing, today)
    if drawn is None:
        return None
    first, last, reached, paced = drawn
    box = Box(first, last)
    return Curve(box.line(reached), box.line(paced))


CHART_WIDTH, CHART_HEIGHT = 480, 230


@dataclass(frozen=True, slots=True)
class Chart:
    """The large curve. `days_left` is negative once the target's date has passed; `goal` is in per cent.

    `reaches` is the day on which the target is met if it goes on like this; None if not foreseeable.
    """

    standing: Standing
    goal: Fraction
    days_left: int
    reached: str
    pace: str
    goes_on: str | None
    end: tuple[float, float] | None
    goal_y: float
    today_x: float
    levels: tuple[tuple[int, float], ...]
    days: tuple[tuple[date, float], ...]
    points: tuple[Point, ...]
    course: Course | None
    reaches: date | None
    box: Box
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT


BOX_LEFT, BOX_TOP, BOX_WIDTH, BOX_HEIGHT = 44, 14, 424, 190


def chart_of(standing: Standing, today: date) -> Chart | None:
    """The large curve of a unit and indicator; None where nothing is dated or nothing was reported."""
    drawn, by = _lines(standing, today), standing.indicator.by
    goal = rate(standing.figures.required, standing.figures.denominator)
    if drawn is None or by is None or goal is None:
        return None
    first, last, reached, paced = drawn
    box = Box(first, last, BOX_WIDTH, BOX_HEIGHT, BOX_LEFT, BOX_TOP)
    going = course(standing.readings)
    ahead = _ahead(standing, reached[-1], by)
    return Chart(
        standing=standing,
        goal=goal,
        days_left=(by - today).days,
        reached=box.line(reached),
        pace=box.line(paced),
        goes_on=box.line(ahead) if ahead else None,
        end=(box.x(ahead[-1][0]), box.y(ahead[-1][1])) if ahead else None,
        goal_y=box.y(goal),
        today_x=box.x(min(max(today, first), last)),
        levels=tuple((level, box.y(level)) for level in (0, 25, 50, 75, 100)),
        days=tuple((day, box.x(day)) for day in _marked(first, last)),
        points=tuple(reached),
        course=going,
        box=box,
        reaches=going.reaches(standing.figures.required) if going and standing.forecast is not None else None,
    )


Drawn = tuple[date, date, list[Point], list[Point]]
"""The first and the last day, what was reached, and the pace."""


def _lines(standing: Standing, today: date) -> Drawn | None:
    by, figures, readings = standing.indicator.by, standing.figures, standing.readings
    goal = rate(figures.required, figures.denominator)
    if by is None or goal is None or not readings:
        return None
    first = min(standing.indicator.begins, readings[0][0])
    last = max(by, today, readings[-1][0])
    reached = [(day, rate(count, figures.denominator) or Fraction(0)) for day, count in readings]
    return first, last, reached, [(standing.indicator.begins, Fraction(0)), (by, goal), (last, goal)]


def _ahead(standing: Standing, last: Point, by: date) -> Sequence[Point]:
    """From the last reading to what is foretold for the target's date; nothing once that has passed."""
    if standing.forecast is None or last[0] >= by:
        return ()
    return [last, (by, standing.forecast)]


def _marked(first: date, last: date) -> Iterable[date]:
    """Up to five days along the foot, at equal distances, the first and the last among them."""
    days = (last - first).days
    parts = min(4, max(1, days))
    return (first + timedelta(days=days * part // parts) for part in range(parts + 1))

"""How are the phase funnel and the ranking drawn: bars on a common scale?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH, ROW, BAR = 480, 34, 10
"""The width of the drawing, the height of a row with its words, and of its bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A named bar with its value in words; `link` leads to what it is about, `key` names it for programs."""

    name: str
    words: str
    value: Fraction
    link: str | None = None
    place: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """The same with where it is drawn."""

    bar: Bar
    y: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one below the other."""

    rows: tuple[DrawnBar, ...]
    height: int
    width: int = WIDTH


def bars_of(bars: Sequence[Bar], whole: Fraction | int, *, centred: bool = False) -> Bars:
    """Bars whose whole width is `whole`; in the middle they make a funnel."""
    rows = []
    for number, bar in enumerate(bars):
        share = min(Fraction(1), max(Fraction(0), bar.value / whole)) if whole else Fraction(0)
        width = round(float(WIDTH * share), 1)
        x = round((WIDTH - width) / 2, 1) if centred else 0.0
        rows.append(DrawnBar(bar, number * ROW, x, width))
    return Bars(tuple(rows), ROW * max(1, len(bars)))

"""A curve as SVG, drawn on logarithmic scales: how does the cost grow with the number of villages?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 70, 190, 24, 48
COLOURS = ("#1f5f99", "#b3401a", "#3a7d44", "#6b4c9a", "#8a6d00")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Powers of ten between two ends, onto pixels."""

    lowest: float
    highest: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (log10(value) - log10(self.lowest)) / (log10(self.highest) - log10(self.lowest))
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def powers(self) -> list[float]:
        first, last = round(log10(self.lowest)), round(log10(self.highest))
        return [10.0**power for power in range(first, last + 1)]


def draw(curves: Mapping[str, Sequence[Point]], across: str, up: str) -> str:
    """The curves, each with its name at its end; both scales logarithmic."""
    points = [point for curve in curves.values() for point in curve]
    wide = _around([x for x, _ in points], LEFT, WIDTH - RIGHT)
    high = _around([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [*_grid(wide, high), *_captions(across, up)]
    for number, (name, curve) in enumerate(curves.items()):
        parts += _curve(name, curve, COLOURS[number % len(COLOURS)], wide, high)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
    white = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    return "\n".join([f'{head} font-size="12">', white, *parts, "</svg>", ""])


def _around(values: Sequence[float], start: float, end: float) -> Scale:
    """From the power of ten below all to the one above."""
    lowest, highest = min(values), max(values)
    below = 10.0 ** int(log10(lowest) // 1)
    above = 10.0 ** int(-(-log10(highest) // 1))
    return Scale(below, above if above > below else below * 10, start, end)


def _grid(wide: Scale, high: Scale) -> list[str]:
    lines = []
    for value in wide.powers:
        x = wide(value)
        lines.append(f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        lines.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:,.0f}</text>')
    for value in high.powers:
        y = high(value)
        lines.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>')
    return lines


def _captions(across: str, up: str) -> list[str]:
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [
        f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="{LEFT}" y="{TOP - 8}">{escape(up)}</text>',
    ]


def _curve(name: str, curve: Sequence[Point], colour: str, wide: Scale, high: Scale) -> list[str]:
    places = [(wide(x), high(y)) for x, y in curve]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    dots = [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in places]
    x, y = places[-1]
    label = f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{escape(name)}</text>'
    return [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots, label]

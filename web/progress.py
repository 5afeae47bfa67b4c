"""Which villages, or units one level below, does the progress list, with what, and in which order?"""

from dataclasses import dataclass
from fractions import Fraction

from actions.desk import Desk
from actions.indicator import Standing, Sums, read_progress
from actions.place import Where
from actions.progress import read_progress_below
from states.lights import Light
from web.face import Scene
from web.view import View

PACE_LIGHTS_ZH: dict[Light, str] = {
    Light.NONE: "不计序时",
    Light.GREEN: "跟上序时",
    Light.YELLOW: "落后",
    Light.RED: "严重落后",
}
"""What the lights of a pace are called; nothing is overdue there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit with its standing in each indicator, by the indicator's key; `link` leads to it."""

    unit: str
    name: str
    link: str
    standings: dict[str, Standing]

    @property
    def light(self) -> Light:
        """Its worst one."""
        return max((one.light for one in self.standings.values()), default=Light.NONE)

    @property
    def behind(self) -> Fraction:
        """Points behind the pace, where it is furthest behind."""
        return max((one.behind for one in self.standings.values()), default=Fraction(0))

    @property
    def rates(self) -> Fraction:
        """All its rates together, to tell apart those that are as far behind."""
        return sum((one.figures.rate or Fraction(0) for one in self.standings.values()), Fraction(0))


def rows_of(desk: Desk, scene: Scene, unit: str | None, where: Where) -> tuple[Sums, list[Row]]:
    """The sums of a unit (without one: of the campaign), and its villages or the units below it, in order."""
    if not where.shows_villages:
        below = read_progress_below(desk, scene.campaign.id, unit)
        rows = [
            Row(
                one.unit,
                one.name,
                scene.link("/progress", unit=one.unit),
                {standing.indicator.key: standing for standing in one.sums},
            )
            for one in below.units
        ]
        return below, rows
    read = read_progress(desk, scene.campaign.id, unit or scene.campaign.unit)
    found: dict[str, Row] = {}
    for one in read.villages:
        link = scene.link(f"/villages/{one.unit}") + "#figures"
        row = found.setdefault(one.unit, Row(one.unit, one.unit_name, link, {}))
        row.standings[one.indicator.key] = one
    return read, list(found.values())


def asked_for(rows: list[Row], view: View) -> list[Row]:
    """Those of a light, a name or a code; the worst light first, the furthest behind, or by their codes."""
    chosen = [
        row
        for row in rows
        if (view.wanted is None or row.light is view.wanted) and view.has(row.unit, row.name)
    ]
    if view.sort == "code":
        return chosen
    if view.sort == "lag":
        return sorted(chosen, key=lambda row: (-row.behind, row.rates))
    return sorted(chosen, key=lambda row: (-row.light, -row.behind, row.rates))

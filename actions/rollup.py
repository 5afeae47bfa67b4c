"""How do the units one level below stand, when there are too many villages to show each?

From the kept roll-ups of these units alone: as cheap for a nation as for a district. Lights are those of the
dates; which villages lag behind their pace is said where villages are shown one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions.board import Total, calendar_warnings, checked_at, totals_of
from actions.desk import Desk, Occasion, find_campaign, occasion
from actions.place import below, tops_of, villages_at
from plans.rules import Rulebook
from records.database import reading
from records.rollup import ROLLUPS, counts
from records.task import TASKS, is_late
from records.unit import ANCESTORS
from states.lights import Light, task_light
from states.task import DONE


@dataclass(frozen=True, slots=True)
class Counted:
    """The tasks at or below a unit, by light; `passed`: for each phase, how many villages at most have
    earned what follows it (as many as have done the gate that fewest have done)."""

    villages: int
    lights: Counter[Light]
    passed: tuple[int, ...]

    @property
    def tasks(self) -> int:
        return self.lights.total()

    @property
    def overdue_share(self) -> float:
        """How many of its tasks are red, from 0 to 1."""
        return self.lights[Light.RED] / self.tasks if self.tasks else 0.0


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit one level below."""

    unit: str
    name: str
    kind: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class Rollup:
    """A campaign below a unit (or all), with the units one level below in their order."""

    campaign_id: int
    book: Rulebook
    at: datetime
    today: date
    calendar_phase: str
    whole: Counted
    totals: list[Total]
    units: list[UnitStanding]
    warnings: list[str]
    checked_at: datetime | None


def read_rollup(desk: Desk, campaign_id: int | None = None, unit_code: str | None = None) -> Rollup:
    """How the units directly below one (without one: the whole campaign) stand today."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        tops = tops_of(connection, find_campaign(connection, now.campaign_id), unit_code)
        units = below(connection, now.campaign_id, tops, whole=unit_code is None)
        top_ids = [top.id for top in tops]
        ids = list(dict.fromkeys([*top_ids, *(unit.id for unit in units)]))
        villages = villages_at(connection, now.campaign_id, now.book, ids)
        tallies = _tallies(now, ids)
        whole = Tally()
        for top in top_ids:
            whole.add(tallies[top])
        checked = checked_at(now)
        return Rollup(
            campaign_id=now.campaign_id,
            book=now.book,
            at=now.at.astimezone(now.book.zone),
            today=now.today,
            calendar_phase=now.book.timeline.phase_on(now.today),
            whole=whole.counted(now.book, sum(villages.get(top, 0) for top in top_ids)),
            totals=totals_of(now, whole.lights),
            units=[
                UnitStanding(
                    unit.code,
                    unit.name,
                    unit.kind,
                    tallies[unit.id].counted(now.book, villages.get(unit.id, 0)),
                )
                for unit in units
            ],
            warnings=calendar_warnings(now),
            checked_at=checked and checked.astimezone(now.book.zone),
        )


@dataclass
class Tally:
    """Tasks while they are being counted: by kind and light, and by kind those that are done."""

    lights: Counter[tuple[str, Light]] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        self.lights.update(other.lights)
        self.done.update(other.done)

    def counted(self, book: Rulebook, villages: int) -> Counted:
        lights: Counter[Light] = Counter()
        for (_, light), tasks in self.lights.items():
            lights[light] += tasks
        return Counted(villages, +lights, _passed(book, villages, self.done))


def _passed(book: Rulebook, villages: int, done: Mapping[str, int]) -> tuple[int, ...]:
    """How many villages at most have got past each phase; a phase without gates holds nobody up."""
    passed: list[int] = []
    for phase in book.plan.phases:
        gates = [
            done[task.key]
            for task in book.plan.tasks
            if task.gate and task.owner_kind == "village" and task.phase == phase.key
        ]
        passed.append(min([passed[-1] if passed else villages, *gates]))
    return tuple(passed)


def _tallies(now: Occasion, units: Sequence[int]) -> Mapping[int, Tally]:
    """The tasks at or below each of these units."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    mine = (ROLLUPS.c.campaign_id == now.campaign_id, ROLLUPS.c.unit_id.in_(units))
    for row in now.connection.execute(sa.select(counts(*mine))):
        _tally(now, tallies[row.unit_id], row, row.key)
    for row in now.connection.execute(_own(now, units)):
        _tally(now, tallies[row.unit_id], row, row.kind, row.stands_from)
    for row in _standing(now, units):
        lights = tallies[row.unit_id].lights
        lights[row.kind, _light(now, row, None)] -= row.tasks
        lights[row.kind, _light(now, row, row.stands_from)] += row.tasks
    return tallies


def _tally(now: Occasion, tally: Tally, row: sa.Row[Any], kind: str, stands_from: date | None = None) -> None:
    tally.lights[kind, _light(now, row, stands_from)] += row.tasks
    if row.state in DONE:
        tally.done[kind] += row.tasks


def _light(now: Occasion, row: sa.Row[Any], stands_from: date | None) -> Light:
    """The light of a row's date; while the clock stands, that of the day on which that began."""
    day = now.today if stands_from is None else min(now.today, stands_from)
    return task_light(row.state, row.effective_due, bool(row.late), day, now.book.lights)


FACTS = (TASKS.c.kind, TASKS.c.state, TASKS.c.effective_due, TASKS.c.stands_from)


def _own(now: Occasion, units: Sequence[int]) -> sa.Select[Any]:
    """The tasks that these units owe themselves, which their roll-ups do not hold."""
    late = is_late().label("late")
    return (
        sa.select(TASKS.c.unit_id, *FACTS, late, sa.func.count().label("tasks"))
        .where(TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id.in_(units))
        .group_by(TASKS.c.unit_id, *FACTS, sa.text("late"))
    )


def _standing(now: Occasion, units: Sequence[int]) -> Iterable[sa.Row[Any]]:
    """The tasks below these units whose clock stands; costs as many as there are of them."""
    stands = (TASKS.c.campaign_id == now.campaign_id, TASKS.c.stands_until >= now.today)
    if now.connection.execute(sa.select(TASKS.c.id).where(*stands).limit(1)).scalar() is None:
        return ()
    above, late = ANCESTORS.c.ancestor_id.label("unit_id"), is_late().label("late")
    return now.connection.execute(
        sa.select(above, *FACTS, late, sa.func.count().label("tasks"))
        .join_from(TASKS, ANCESTORS, ANCESTORS.c.unit_id == TASKS.c.unit_id)
        .where(*stands, ANCESTORS.c.ancestor_id.in_(units))
        .group_by(ANCESTORS.c.ancestor_id, *FACTS, sa.text("late"))
    )

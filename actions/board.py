"""How does every village stand today (the leading group's board)?

Lights are computed here, when they are read; nothing of them is stored. Totals come from the kept
roll-ups, never from counting tasks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions.absence import absence_warnings
from actions.desk import Desk, Occasion, find_campaign, find_unit, occasion
from actions.indicator import PaceLights, pace_lights, pace_shifts
from actions.past import TaskThen, VillageThen, checked_then, counts_then, seen, tasks_then, villages_then
from plans.errands import kind_of
from plans.rules import Rulebook
from records.campaign import rules_of
from records.check import CHECK_RUNS, GAPS
from records.database import reading
from records.rollup import ROLLUPS, counts
from records.task import TASKS, is_late
from records.unit import ANCESTORS, UNITS, within
from records.village import VILLAGES, earlier_gates_pending
from states.lights import Light, task_light, village_light
from states.progress import tied_light


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """One task of one unit, with its light today.

    `about` says what an errand is about; `stands_until` the last day of a hold, if its clock stands.
    `lags`: the light is its pace's, not its date's.
    """

    key: str
    state: str
    opens_on: date
    due: date
    effective_due: date
    cycle: int
    rung: int
    verify_by: date | None
    submitted_at: datetime | None
    light: Light
    about: str | None = None
    stands_until: date | None = None
    lags: bool = False


@dataclass(frozen=True, slots=True)
class VillageStanding:
    """One village: the phase it has earned beside the phase that the calendar has reached."""

    unit: str
    name: str
    office: str
    phase: str
    calendar_phase: str
    behind: bool
    light: Light
    tasks: dict[str, TaskStanding]


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a campaign below a unit, at an instant."""

    campaign_id: int
    book: Rulebook
    at: datetime
    today: date
    calendar_phase: str
    units: list[VillageStanding]
    warnings: list[str]
    checked_at: datetime | None
    is_past: bool = False
    """Whether something has happened since: then it is reconstructed from the history."""

    def count(self, light: Light) -> int:
        return sum(1 for unit in self.units if unit.light is light)


@dataclass(frozen=True, slots=True)
class Total:
    """How many tasks of a plan task show a light, below a unit."""

    key: str
    light: Light
    count: int


def read_board(desk: Desk, campaign_id: int | None = None, unit_code: str | None = None) -> Board:
    """Every village of a campaign (at or below a unit), with its tasks."""
    with reading(desk.engine) as connection:
        now, is_past = seen(desk, connection, campaign_id)
        path = find_unit(connection, unit_code).path if unit_code else ""
        tasks, rows, checked = _then(now, path) if is_past else _today(now, path)
        away = [] if is_past else absence_warnings(now, path)
        return Board(
            campaign_id=now.campaign_id,
            book=now.book,
            at=now.at.astimezone(now.book.zone),
            today=now.today,
            calendar_phase=now.book.timeline.phase_on(now.today),
            units=[_standing(now, row, tasks[row.unit_id]) for row in rows],
            warnings=[*calendar_warnings(now), *away],
            checked_at=checked and checked.astimezone(now.book.zone),
            is_past=is_past,
        )


def standings(now: Occasion, path: str) -> list[VillageStanding]:
    """Every village at or below the unit at a path, with its tasks and lights."""
    tasks, rows, _ = _today(now, path)
    return [_standing(now, row, tasks[row.unit_id]) for row in rows]


def last_check(desk: Desk, campaign_id: int | None = None) -> datetime | None:
    """When the last complete check of a campaign was. Raises BadInput where the clock lags its history."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        at = checked_at(now)
        return at and at.astimezone(now.book.zone)


def read_book(desk: Desk, campaign_id: int) -> Rulebook:
    """The rules of a campaign, and nothing of how it stands."""
    with reading(desk.engine) as connection:
        return rules_of(connection, find_campaign(connection, campaign_id).plan_version_id)


def read_totals(desk: Desk, campaign_id: int | None, unit_code: str) -> list[Total]:
    """The tasks below a unit, by plan task and light, from the roll-ups.

    These know dates only: tasks that show the light of their pace are moved from the one to the other.
    """
    with reading(desk.engine) as connection:
        now, is_past = seen(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        if is_past:
            return _totals_then(now, unit)
        mine = (ROLLUPS.c.campaign_id == now.campaign_id) & (ROLLUPS.c.unit_id == unit.id)
        counted: dict[tuple[str, Light], int] = defaultdict(int)
        for row in connection.execute(sa.select(counts(mine))):
            light = task_light(row.state, row.effective_due, row.late, now.today, now.book.lights)
            counted[row.key, light] += row.tasks
        for row in connection.execute(_standing_below(now, unit.id)):
            light = task_light(row.state, row.effective_due, row.late, now.today, now.book.lights)
            held = task_light(row.state, row.effective_due, row.late, row.stands_from, now.book.lights)
            counted[row.kind, light] -= row.tasks
            counted[row.kind, held] += row.tasks
        for shift in pace_shifts(now, unit.id):
            counted[shift.key, shift.by_date] -= shift.tasks
            counted[shift.key, shift.shown] += shift.tasks
        return totals_of(now, counted)


def _totals_then(now: Occasion, unit: sa.Row[Any]) -> list[Total]:
    """The tasks below a unit as they were."""
    rows = tasks_then(now, unit.path)
    paces = pace_lights(now, unit.path, counts_then(now, unit.path))
    below = [task_standing(now, row, paces).light for row in rows if row.unit_id != unit.id]
    kinds = [row.kind for row in rows if row.unit_id != unit.id]
    return totals_of(now, Counter(zip(kinds, below, strict=True)))


def totals_of(now: Occasion, counted: Mapping[tuple[str, Light], int]) -> list[Total]:
    order = list(now.book.rules)
    return [
        Total(key, light, count)
        for (key, light), count in sorted(
            counted.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
        if count
    ]


def _standing_below(now: Occasion, unit_id: int) -> sa.Select[Any]:
    """The tasks below a unit whose clock stands, by what their light depends on: few, or all at once."""
    facts = (TASKS.c.kind, TASKS.c.state, TASKS.c.effective_due, TASKS.c.stands_from)
    below = sa.select(ANCESTORS.c.unit_id).where(ANCESTORS.c.ancestor_id == unit_id)
    late = is_late().label("late")
    return (
        sa.select(*facts, late, sa.func.count().label("tasks"))
        .where(
            TASKS.c.campaign_id == now.campaign_id,
            TASKS.c.stands_until >= now.today,
            TASKS.c.unit_id.in_(below),
        )
        .group_by(*facts, sa.text("late"))
    )


def list_tasks(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[tuple[str, str, TaskStanding]]:
    """(unit code, unit name, task) for every task of a campaign (of a unit), offices' too."""
    with reading(desk.engine) as connection:
        now, is_past = seen(desk, connection, campaign_id)
        if is_past:
            return _list_then(now, find_unit(connection, unit_code) if unit_code else None)
        query = (
            sa.select(TASKS, is_late().label("late"), UNITS.c.code, UNITS.c.name)
            .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
            .where(TASKS.c.campaign_id == now.campaign_id)
            .order_by(UNITS.c.path, TASKS.c.due, TASKS.c.id)
        )
        path = ""
        if unit_code is not None:
            unit = find_unit(connection, unit_code)
            path, query = unit.path, query.where(UNITS.c.id == unit.id)
        paces = pace_lights(now, path)
        return [(row.code, row.name, task_standing(now, row, paces)) for row in connection.execute(query)]


def _list_then(now: Occasion, unit: sa.Row[Any] | None) -> list[tuple[str, str, TaskStanding]]:
    path = unit.path if unit is not None else ""
    paces = pace_lights(now, path, counts_then(now, path))
    return [
        (row.code, row.name, task_standing(now, row, paces))
        for row in tasks_then(now, path)
        if unit is None or row.unit_id == unit.id
    ]


def task_standing(now: Occasion, row: sa.Row[Any] | TaskThen, paces: PaceLights) -> TaskStanding:
    """A task's row, which carries `late`, with its light: its date's, or the worse one of its paces.

    While its clock stands it shows the light that its date had when that began.
    """
    stands = row.stands_from is not None
    by_date = light_by_date(now, row)
    by_pace = () if stands else paces.get((row.unit_id, row.key), ())
    light = tied_light(row.state, by_date, by_pace)
    return TaskStanding(
        key=row.key,
        state=row.state,
        opens_on=row.opens_on,
        due=row.due,
        effective_due=row.effective_due,
        cycle=row.cycle,
        rung=row.rung,
        verify_by=row.verify_by,
        submitted_at=row.submitted_at,
        light=light,
        lags=light is not by_date,
        about=row.about,
        stands_until=row.stands_until,
    )


def light_by_date(now: Occasion, row: sa.Row[Any] | TaskThen) -> Light:
    """The light of a task's date; while its clock stands, that of the day on which that began."""
    day = now.today if row.stands_from is None else min(now.today, row.stands_from)
    return task_light(row.state, row.effective_due, bool(row.late), day, now.book.lights)


def is_behind(now: Occasion, state: str, *, reopened: bool, stands: bool) -> bool:
    """Whether a village has not earned the phase that it should be in; nobody is while a clock stands."""
    return reopened or (not stands and now.book.timeline.behind(state, now.today))


def calendar_warnings(now: Occasion) -> list[str]:
    """What a reader must know of the working calendar: past its last year it only knows weekends."""
    calendar, last = now.book.calendar, now.book.timeline.assessment_from
    if calendar.known(max(now.today, last)):
        return []
    year = calendar.known_until.year
    return [f"{year} 年以后的放假安排尚未公布，之后的工作日暂按周一至周五推算，公布后请更新日历。"]


def list_gaps(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[tuple[str, str, str, str]]:
    """(unit code, unit name, plan task, role) wherever (below a unit) a role to be told had no holder."""
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        path = find_unit(connection, unit_code).path if unit_code else ""
        query = (
            sa.select(UNITS.c.code, UNITS.c.name, GAPS.c.key, GAPS.c.role)
            .join_from(GAPS, UNITS, UNITS.c.id == GAPS.c.unit_id)
            .where(GAPS.c.campaign_id == campaign.id, within(GAPS.c.unit_id, path))
            .order_by(UNITS.c.path, GAPS.c.key, GAPS.c.role)
            .distinct()
        )
        ordered = query.add_columns(UNITS.c.path)
        return [(row.code, row.name, row.key, row.role) for row in connection.execute(ordered)]


def _villages(now: Occasion, path: str) -> sa.Select[Any]:
    parent = UNITS.alias("office")
    return (
        sa.select(
            VILLAGES.c.unit_id,
            VILLAGES.c.state,
            earlier_gates_pending(now.book.timeline).label("reopened"),
            UNITS.c.code,
            UNITS.c.name,
            parent.c.name.label("office"),
        )
        .join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
        .outerjoin(parent, parent.c.id == UNITS.c.parent_id)
        .where(VILLAGES.c.campaign_id == now.campaign_id, within(VILLAGES.c.unit_id, path))
        .order_by(UNITS.c.path)
    )


Tasks = Mapping[int, dict[str, TaskStanding]]
"""The tasks of each village, in the order of the plan."""


def _today(now: Occasion, path: str) -> tuple[Tasks, Sequence[sa.Row[Any]], datetime | None]:
    """The villages' tasks, the villages, and when the last complete check was."""
    query = (
        sa.select(TASKS, is_late().label("late"))
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(
            TASKS.c.campaign_id == now.campaign_id,
            TASKS.c.village_campaign_id.is_not(None),
            within(TASKS.c.unit_id, path),
        )
    )
    tasks = _ordered(now, now.connection.execute(query), pace_lights(now, path))
    return tasks, now.connection.execute(_villages(now, path)).all(), checked_at(now)


def _then(now: Occasion, path: str) -> tuple[Tasks, Sequence[VillageThen], datetime | None]:
    """The same as it was at an instant that has passed."""
    rows = [row for row in tasks_then(now, path) if row.village_campaign_id is not None]
    tasks = _ordered(now, rows, pace_lights(now, path, counts_then(now, path)))
    return tasks, villages_then(now, path, rows), checked_then(now)


def _ordered(now: Occasion, rows: Iterable[sa.Row[Any] | TaskThen], paces: PaceLights) -> Tasks:
    found: dict[int, dict[str, TaskStanding]] = defaultdict(dict)
    for row in rows:
        found[row.unit_id][row.key] = task_standing(now, row, paces)
    order = {key: position for position, key in enumerate(now.book.rules)}
    return defaultdict(
        dict,
        {
            unit: dict(sorted(tasks.items(), key=lambda item: (order[kind_of(item[0])], item[0])))
            for unit, tasks in found.items()
        },
    )


def _standing(
    now: Occasion, row: sa.Row[Any] | VillageThen, tasks: dict[str, TaskStanding]
) -> VillageStanding:
    stands = any(task.stands_until is not None for task in tasks.values())
    behind = is_behind(now, row.state, reopened=bool(row.reopened), stands=stands)
    return VillageStanding(
        unit=row.code,
        name=row.name,
        office=row.office or "",
        phase=row.state,
        calendar_phase=now.book.timeline.phase_on(now.today),
        behind=behind,
        light=village_light((task.light for task in tasks.values()), behind=behind),
        tasks=tasks,
    )


def checked_at(now: Occasion) -> datetime | None:
    """When the last complete check of the campaign was."""
    last = sa.select(sa.func.max(CHECK_RUNS.c.at)).where(
        CHECK_RUNS.c.campaign_id == now.campaign_id, CHECK_RUNS.c.state == "done"
    )
    instant: datetime | None = now.connection.execute(last).scalar()
    return instant

"""What does a unit owe, and what waits for somebody to verify it there (三.一–三.三)?

The list of an office or a department: its own tasks, and at or below it the submissions that whoever
looks may verify, those that have waited longest first.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.board import TaskStanding, task_standing
from actions.desk import Desk, Occasion, find_unit, occasion
from actions.indicator import pace_lights
from actions.permission import deed_of
from actions.sight import Powers
from notifications.facts import verifiers_of
from plans.errands import Errand
from plans.model import TaskSpec
from plans.rules import verifier_of
from records.database import reading
from records.history import HISTORY
from records.task import TASKS, is_late
from records.unit import GRASSROOTS, UNITS
from states.lights import Light, task_light
from states.roles import Role
from states.task import DONE, OWED, SUBMITTED

MOST_WAITING = 200
MOST_BELOW = 60


@dataclass(frozen=True, slots=True)
class Owing:
    """A task of the unit. `may_submit`, `may_withdraw`: whether whoever looks may, now.

    `returned`: why it was last sent back. `verifiers`: who looks at it once it is submitted.
    """

    standing: TaskStanding
    spec: TaskSpec | Errand
    may_submit: bool
    may_withdraw: bool
    verifiers: tuple[Role, ...]
    returned: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits to be verified. `said` is what was written with it."""

    unit: str
    unit_name: str
    key: str
    about: str | None
    submitted_on: date
    verify_by: date | None
    effective_due: date
    cycle: int
    overdue: bool
    late: bool
    said: str | None
    of_village: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A department or office at or below the unit that owes tasks of its own, with how they stand."""

    unit: str
    unit_name: str
    owed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Worklist:
    """The list of a unit. `more`: so many submissions wait that not all of them are shown."""

    unit: str
    unit_name: str
    owing: tuple[Owing, ...]
    waiting: tuple[Waiting, ...]
    more: bool
    beside: tuple[Beside, ...]
    verifies: bool
    """Whether whoever looks may verify anything here at all."""


def read_worklist(
    desk: Desk, powers: Powers, unit_code: str | None = None, campaign_id: int | None = None
) -> Worklist:
    """The list of a unit (the campaign's own without one), for whoever has these powers."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code) if unit_code else _widest(now)
        kinds = _verified_kinds(now, powers, unit.path)
        waiting = _waiting(now, unit.path, kinds) if kinds else []
        return Worklist(
            unit=unit.code,
            unit_name=unit.name,
            owing=tuple(_owing(now, powers, unit)),
            waiting=tuple(waiting[:MOST_WAITING]),
            more=len(waiting) > MOST_WAITING,
            beside=tuple(_beside(now, unit)),
            verifies=bool(kinds),
        )


def _widest(now: Occasion) -> sa.Row[Any]:
    """The unit that the campaign was issued for, or the first above which there is none."""
    mine = UNITS.c.id == now.root_id if now.root_id is not None else UNITS.c.parent_id.is_(None)
    return now.connection.execute(sa.select(UNITS).where(mine).order_by(UNITS.c.path).limit(1)).one()


def _verified_kinds(now: Occasion, powers: Powers, path: str) -> list[str]:
    """The kinds of tasks that whoever looks may verify at and below a path."""
    return [
        kind
        for kind in now.book.rules
        if verifier_of(now.book.spec(kind)) != "nobody"
        and powers.may_at(deed_of(now.book.spec(kind), "verify"), path)
    ]


def _owing(now: Occasion, powers: Powers, unit: sa.Row[Any]) -> list[Owing]:
    """The unit's own tasks, what has to be done first, then what waits, then what is done."""
    mine = (TASKS.c.campaign_id == now.campaign_id) & (TASKS.c.unit_id == unit.id)
    rows = now.connection.execute(sa.select(TASKS, is_late().label("late")).where(mine)).all()
    paces = pace_lights(now, unit.path)
    reasons = _reasons(now, [row.id for row in rows], "return")
    found = []
    for row in rows:
        spec, standing = now.book.spec(row.key), task_standing(now, row, paces)
        by_hand = verifier_of(spec) != "nobody"

        def may(trigger: str, spec: TaskSpec | Errand = spec, by_hand: bool = by_hand) -> bool:
            return by_hand and powers.may_at(deed_of(spec, trigger), unit.path)

        found.append(
            Owing(
                standing=standing,
                spec=spec,
                may_submit=_can_begin(now, standing) and may("submit"),
                may_withdraw=row.state == SUBMITTED and may("withdraw"),
                verifiers=verifiers_of(now.book, spec) if by_hand else (),
                returned=reasons.get(row.id) if row.state in OWED else None,
            )
        )
    return sorted(found, key=lambda one: (_turn(one.standing), one.standing.effective_due, one.standing.key))


def _can_begin(now: Occasion, task: TaskStanding) -> bool:
    """Whether a task can be submitted today: on its first day also before that day's check."""
    return task.state in OWED or (task.state == "planned" and task.opens_on <= now.today)


def _turn(task: TaskStanding) -> int:
    if task.state in OWED:
        return 0
    if task.state == SUBMITTED:
        return 1
    return 3 if task.state in DONE else 2


def _waiting(now: Occasion, path: str, kinds: list[str]) -> list[Waiting]:
    """The submissions of these kinds, the oldest first; one more than is shown if there are more."""
    query = (
        sa.select(TASKS, is_late().label("late"), UNITS.c.code, UNITS.c.name, UNITS.c.kind.label("unit_kind"))
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(
            TASKS.c.campaign_id == now.campaign_id,
            TASKS.c.kind.in_(kinds),
            TASKS.c.state == SUBMITTED,
            UNITS.c.path.startswith(path, autoescape=True),
        )
        .order_by(TASKS.c.submitted_at, TASKS.c.id)
        .limit(MOST_WAITING + 1)
    )
    rows = now.connection.execute(query).all()
    said = _reasons(now, [row.id for row in rows], "submit")
    return [
        Waiting(
            unit=row.code,
            unit_name=row.name,
            key=row.key,
            about=row.about,
            submitted_on=row.submitted_on,
            verify_by=row.verify_by,
            effective_due=row.effective_due,
            cycle=row.cycle,
            overdue=row.verify_by is not None and row.verify_by < now.today,
            late=bool(row.late),
            said=said.get(row.id),
            of_village=row.unit_kind in GRASSROOTS,
        )
        for row in rows
    ]


def _reasons(now: Occasion, task_ids: list[int], trigger: str) -> dict[int, str]:
    """What was last written with a deed on each of these tasks."""
    mine = (
        sa.select(HISTORY.c.subject_id, HISTORY.c.reason)
        .where(HISTORY.c.subject == "task", HISTORY.c.subject_id.in_(task_ids), HISTORY.c.trigger == trigger)
        .order_by(HISTORY.c.id)
    )
    return {row.subject_id: row.reason for row in now.connection.execute(mine) if row.reason}


def _beside(now: Occasion, unit: sa.Row[Any]) -> list[Beside]:
    """The departments and offices below that owe something of their own now, the most overdue first."""
    query = (
        sa.select(UNITS.c.code, UNITS.c.name, TASKS.c.state, TASKS.c.effective_due)
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(
            TASKS.c.campaign_id == now.campaign_id,
            UNITS.c.kind.not_in(GRASSROOTS),
            TASKS.c.state.in_(OWED),
            UNITS.c.id != unit.id,
            UNITS.c.path.startswith(unit.path, autoescape=True),
        )
        .order_by(TASKS.c.effective_due, UNITS.c.path)
        .limit(1000)
    )
    names: dict[str, str] = {}
    lights: dict[str, list[Light]] = {}
    for row in now.connection.execute(query):
        names[row.code] = row.name
        light = task_light(row.state, row.effective_due, False, now.today, now.book.lights)
        lights.setdefault(row.code, []).append(light)
    found = [
        Beside(code, names[code], len(shown), sum(one is Light.RED for one in shown))
        for code, shown in lights.items()
    ]
    return sorted(found, key=lambda one: (-one.overdue, one.unit))[:MOST_BELOW]

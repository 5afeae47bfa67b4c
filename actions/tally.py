"""What has been queued for whom, in numbers; who owes what, and how it ended?

For whoever plays a campaign through (`flows/simulate.py`): every question is one statement.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from actions.desk import Desk, find_campaign
from records.check import GAPS
from records.database import reading
from records.history import HISTORY
from records.inspection import INSPECTIONS
from records.notice import NOTICES
from records.person import APPOINTMENTS
from records.task import TASKS
from records.unit import UNITS
from records.village import VILLAGES
from states.deadline import NEVER


@dataclass(frozen=True, slots=True)
class Told:
    """How many notices of one kind and form went to the holders of one role. `rung` None: off the ladder."""

    kind: str
    form: str
    rung: int | None
    role: str
    count: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody by what they are: a role at a unit (the first of several)."""

    role: str
    unit: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role that nobody holds for so many units, so that a rule about a task had nobody to tell."""

    task: str
    role: str
    units: int


def owners(desk: Desk, campaign_id: int | None = None) -> dict[str, list[str]]:
    """The unit codes of those who owe each task of the plan."""
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        query = (
            sa.select(TASKS.c.key, UNITS.c.code)
            .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
            .where(TASKS.c.campaign_id == campaign.id, TASKS.c.number == 0)
            .order_by(TASKS.c.id)
        )
        found: dict[str, list[str]] = {}
        for key, code in connection.execute(query):
            found.setdefault(key, []).append(code)
        return found


def last_notice(desk: Desk) -> int:
    """The number of the newest notice; 0 before there is one."""
    with reading(desk.engine) as connection:
        newest = sa.select(sa.func.coalesce(sa.func.max(NOTICES.c.id), 0))
        return int(connection.execute(newest).scalar_one())


def told_since(desk: Desk, notice_id: int) -> list[Told]:
    """What has been queued after a notice, by kind, form, rung and role."""
    columns = (NOTICES.c.kind, NOTICES.c.form, NOTICES.c.rung, NOTICES.c.role)
    query = sa.select(*columns, sa.func.count()).where(NOTICES.c.id > notice_id)
    with reading(desk.engine) as connection:
        rows = connection.execute(query.group_by(*columns).order_by(*columns)).tuples()
        return [
            Told(kind, form, None if rung == NEVER else rung, role, count)
            for kind, form, rung, role, count in rows
        ]


def burdened_since(
    desk: Desk, notice_id: int, more_than: int, at_most: int
) -> tuple[int, list[tuple[int, int]]]:
    """How many people have been told more than so often after a notice, and the worst: (person, count)."""
    count = sa.func.count().label("messages")
    each = sa.select(NOTICES.c.person_id, count).where(NOTICES.c.id > notice_id).group_by(NOTICES.c.person_id)
    heavy = each.having(count > more_than).subquery("heavy")
    people = sa.func.count().over().label("people")
    worst = sa.select(heavy, people).order_by(heavy.c.messages.desc(), heavy.c.person_id).limit(at_most)
    with reading(desk.engine) as connection:
        rows = connection.execute(worst).all()
    return (rows[0].people if rows else 0), [(row.person_id, row.messages) for row in rows]


def seats(desk: Desk, people: set[int]) -> dict[int, Seat]:
    """What these people are."""
    query = (
        sa.select(APPOINTMENTS.c.person_id, APPOINTMENTS.c.role, UNITS.c.code, UNITS.c.name)
        .join_from(APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id)
        .where(APPOINTMENTS.c.person_id.in_(people))
        .order_by(UNITS.c.path.desc(), APPOINTMENTS.c.role.desc())  # the first comes last and stays
    )
    with reading(desk.engine) as connection:
        rows = connection.execute(query).tuples()
        return {person: Seat(role, code, name) for person, role, code, name in rows}


def climbs(desk: Desk) -> dict[str, int]:
    """How often each rung of a ladder has fired, by its key in the plan."""
    fired = HISTORY.c.trigger.in_(("raise", "climb", "raise_again")) & HISTORY.c.actor.startswith("clock:")
    query = (
        sa.select(HISTORY.c.actor, sa.func.count())
        .where(HISTORY.c.subject == "escalation", fired)
        .group_by(HISTORY.c.actor)
        .order_by(HISTORY.c.actor)
    )
    with reading(desk.engine) as connection:
        return {actor.removeprefix("clock:"): n for actor, n in connection.execute(query).tuples()}


def ends(desk: Desk) -> dict[str, int]:
    """How many villages stand in each state."""
    return _counted(desk, VILLAGES.c.state)


def proposals(desk: Desk) -> dict[str, int]:
    """How many inspections of each kind there are."""
    return _counted(desk, INSPECTIONS.c.kind)


def vacancies(desk: Desk) -> list[Vacancy]:
    """The gaps, by task and role."""
    units = sa.func.count(GAPS.c.unit_id.distinct())
    columns = (GAPS.c.key, GAPS.c.role)
    query = sa.select(*columns, units).group_by(*columns).order_by(*columns)
    with reading(desk.engine) as connection:
        return [Vacancy(*row) for row in connection.execute(query).tuples()]


def _counted(desk: Desk, column: sa.Column[str]) -> dict[str, int]:
    query = sa.select(column, sa.func.count()).group_by(column).order_by(column)
    with reading(desk.engine) as connection:
        return dict(connection.execute(query).tuples().all())

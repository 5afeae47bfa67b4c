"""Which villages have been visited and guided, by whom, and which not yet (三.二.2)?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from actions.desk import LAST_YEAR, Desk, Occasion, acting, find_unit, occasion
from actions.errors import BadInput
from actions.permission import Actor, permit
from actions.taking_part import (
    happened,
    lock_village,
    new_row,
    note,
    path_within,
    ruled,
    village_of,
    villages,
    words,
)
from actions.text import NOTE_LENGTH
from actions.words import day_zh
from plans.model.organization import VisitsSpec
from records.database import in_transaction, reading, run
from records.unit import UNITS
from records.visit import VISITS

WHAT = "走访指导"


@dataclass(frozen=True, slots=True)
class VisitListed:
    """A visit, planned or made. `overdue`: it was planned for a day that has passed."""

    id: int
    unit: str
    unit_name: str
    visitor: str
    planned_on: date | None
    visited_on: date | None
    seen: str | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Covered:
    """How often a village has been visited in the plan's phase, of how often it is to be."""

    unit: str
    unit_name: str
    visits: int
    planned: int
    at_least: int

    @property
    def lacking(self) -> int:
        return max(0, self.at_least - self.visits)


def plan_visit(desk: Desk, by: Actor, unit_code: str, on: date, campaign_id: int | None = None) -> int:
    """Plan to visit a village; the visit's number. Raises NotAllowed, NotFound, BadInput for a past day."""

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        permit(connection, by, "visit.plan", find_unit(connection, unit_code).path, on=now.today)
        unit = village_of(now, unit_code)
        spec = ruled(now.book.plan.visits, WHAT)
        if on < now.today or on.year > LAST_YEAR:
            raise BadInput(
                f"走访日期 {day_zh(on)}已经过去或太远。请定今天（{day_zh(now.today)}）或以后的日期。"
            )
        values = {"unit_id": unit.id, "person_id": by.person_id, "visitor": by.name, "planned_on": on}
        number = new_row(now, VISITS, {**values, "recorded_at": now.at})
        said = f"{by.name} 计划于 {day_zh(on)}走访"
        note(now, by.by, ("visit", number), unit.id, "plan", "planned_visit", said, spec.clause)
        return number

    return in_transaction(desk.engine, work)


def record_visit(
    desk: Desk, by: Actor, unit_code: str, on: date, seen: str, campaign_id: int | None = None
) -> int:
    """Record a visit with what was seen; its number. One that the visitor had planned there is now made.

    Raises NotAllowed, NotFound, BadInput for a day that has not come, or without a word of what was seen.
    """
    said = words(seen, "走访所见", NOTE_LENGTH)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        permit(connection, by, "visit.record", find_unit(connection, unit_code).path, on=now.today)
        unit = village_of(now, unit_code)
        spec = ruled(now.book.plan.visits, WHAT)
        lock_village(now, unit)
        made = {"visited_on": happened(now, on, "走访"), "seen": said, "recorded_at": now.at}
        planned = sa.select(VISITS.c.id).where(
            VISITS.c.campaign_id == now.campaign_id,
            VISITS.c.unit_id == unit.id,
            VISITS.c.visited_on.is_(None),
            VISITS.c.person_id.is_not_distinct_from(by.person_id),
        )
        number = connection.execute(planned.order_by(VISITS.c.planned_on).limit(1)).scalar()
        if number is None:
            values = {"unit_id": unit.id, "person_id": by.person_id, "visitor": by.name}
            number = new_row(now, VISITS, {**values, **made})
        else:
            run(connection, VISITS.update().where(VISITS.c.id == number).values(**made))
        note(now, by.by, ("visit", number), unit.id, "visit", "visited", said, spec.clause)
        return int(number)

    return in_transaction(desk.engine, work)


def list_visits(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[VisitListed]:
    """The visits to every village (at or below a unit): those to come, then those made, newest first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return visits_within(now, path_within(now, unit_code))


def visits_within(now: Occasion, path: str) -> list[VisitListed]:
    """The visits to the villages at or below a path."""
    query = (
        sa.select(VISITS, UNITS.c.code, UNITS.c.name)
        .join_from(VISITS, UNITS, UNITS.c.id == VISITS.c.unit_id)
        .where(VISITS.c.campaign_id == now.campaign_id, UNITS.c.path.startswith(path, autoescape=True))
        .order_by(
            VISITS.c.visited_on.is_not(None), VISITS.c.visited_on.desc(), VISITS.c.planned_on, VISITS.c.id
        )
    )
    return [
        VisitListed(
            id=row.id,
            unit=row.code,
            unit_name=row.name,
            visitor=row.visitor,
            planned_on=row.planned_on,
            visited_on=row.visited_on,
            seen=row.seen,
            overdue=row.visited_on is None and row.planned_on < now.today,
        )
        for row in now.connection.execute(query)
    ]


def visit_coverage(desk: Desk, campaign_id: int | None = None, unit_code: str | None = None) -> list[Covered]:
    """How far the villages (at or below a unit) have been visited in the plan's phase; the least first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return covered_within(now, path_within(now, unit_code))


def covered_within(now: Occasion, path: str) -> list[Covered]:
    """How far the villages at or below a path have been visited; nothing where the plan asks for none."""
    spec = now.book.plan.visits
    if spec is None:
        return []
    made, planned = _counted(now, spec)
    covered = [
        Covered(row.code, row.name, made[row.id], planned[row.id], spec.each_village_at_least)
        for row in now.connection.execute(villages(now, path))
    ]
    return sorted(covered, key=lambda one: (-one.lacking, one.unit))


def _counted(now: Occasion, spec: VisitsSpec) -> tuple[Counter[int], Counter[int]]:
    """By village, the visits made within the plan's phase, and those still planned."""
    phase = next(one for one in now.book.plan.phases if one.key == spec.phase)
    mine = VISITS.c.campaign_id == now.campaign_id
    within = VISITS.c.visited_on.between(phase.first_day, phase.last_day)
    counted = sa.select(VISITS.c.unit_id, sa.func.count()).group_by(VISITS.c.unit_id)
    made = now.connection.execute(counted.where(mine, within)).tuples().all()
    planned = now.connection.execute(counted.where(mine, VISITS.c.visited_on.is_(None))).tuples().all()
    return Counter(dict(made)), Counter(dict(planned))

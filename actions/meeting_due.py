"""When is each office and village to meet again, by the plan's interval (四.一.三)?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, occasion
from actions.taking_part import offices, path_within, villages
from plans.model.organization import MeetingsSpec
from records.database import reading
from records.meeting import MEETINGS
from records.unit import UNITS


@dataclass(frozen=True, slots=True)
class MeetingDue:
    """When a unit is to meet again; `last` is None where it has not met yet."""

    unit: str
    unit_name: str
    last: date | None
    next_on: date
    overdue: bool


def meetings_due(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[MeetingDue]:
    """When each office and village is to meet again, by the plan's interval; the most overdue first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return due_within(now, path_within(now, unit_code))


def due_within(now: Occasion, path: str) -> list[MeetingDue]:
    """When each unit at or below a path is to meet again; nothing where the plan asks for no interval."""
    spec = now.book.plan.meetings
    if spec is None or spec.every is None:
        return []
    held = (
        sa.select(MEETINGS.c.unit_id, sa.func.max(MEETINGS.c.held_on))
        .where(MEETINGS.c.campaign_id == now.campaign_id)
        .group_by(MEETINGS.c.unit_id)
    )
    last: dict[int, date] = dict(now.connection.execute(held).tuples().all())
    due = []
    for row in _meeting_units(now, spec, path):
        met = last.get(row.id)
        next_on = now.book.calendar.after(met or now.issued_on, spec.every.offset)
        due.append(MeetingDue(row.code, row.name, met, next_on, next_on < now.today))
    return sorted(due, key=lambda one: (one.next_on, one.unit))


def _meeting_units(now: Occasion, spec: MeetingsSpec, path: str) -> list[sa.Row[Any]]:
    """The offices and villages that the plan asks to meet."""
    within = UNITS.c.path.startswith(path, autoescape=True)
    found: list[sa.Row[Any]] = []
    if "office" in spec.of:
        found += now.connection.execute(offices(now).where(UNITS.c.kind == "township", within)).all()
    if "village" in spec.of:
        found += now.connection.execute(villages(now, path)).all()
    return found

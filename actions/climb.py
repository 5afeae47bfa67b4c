"""How far has what a village owes climbed: whom did each rung tell, and who was not there (四.一)?"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, find_unit, occasion
from records.check import GAPS
from records.database import reading
from records.notice import NOTICES, VERIFY
from records.person import PEOPLE
from records.task import TASKS
from states.deadline import NEVER


@dataclass(frozen=True, slots=True)
class ToldOnRung:
    """Somebody whom a rung told. `signed_on`: the day on which they acknowledged, perhaps with a promise."""

    role: str
    name: str
    signed_on: date | None
    promised_on: date | None


@dataclass
class ClimbedRung:
    """A rung that has been reached, on the day when it spoke. `gaps` are the roles that nobody held."""

    number: int
    on: date
    told: list[ToldOnRung] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def read_climbs(desk: Desk, unit_code: str, campaign_id: int | None = None) -> dict[str, list[ClimbedRung]]:
    """The rungs that the unit's tasks have reached in their present cycle, by task, from below.

    Raises NotFound for an unknown unit or campaign.
    """
    with reading(desk.engine) as connection:
        unit_id = find_unit(connection, unit_code).id
        now = occasion(desk, connection, campaign_id)
        zone = now.book.zone
        climbs: dict[str, dict[int, ClimbedRung]] = {}
        for row in connection.execute(_told(now.campaign_id, unit_id)):
            told = ToldOnRung(
                role=row.role,
                name=row.name,
                signed_on=row.acknowledged_at and row.acknowledged_at.astimezone(zone).date(),
                promised_on=row.promised_on,
            )
            rung = _rung(climbs, row, row.queued_at.astimezone(zone).date())
            rung.told.append(told)
        for row in connection.execute(_gaps(now.campaign_id, unit_id)):
            _rung(climbs, row, row.recorded_at.astimezone(zone).date()).gaps.append(row.role)
    return {key: [rungs[number] for number in sorted(rungs)] for key, rungs in climbs.items()}


def _rung(climbs: dict[str, dict[int, ClimbedRung]], row: sa.Row[Any], on: date) -> ClimbedRung:
    return climbs.setdefault(row.key, {}).setdefault(row.rung, ClimbedRung(row.rung, on))


def _told(campaign_id: int, unit_id: int) -> sa.Select[Any]:
    present = sa.and_(TASKS.c.id == NOTICES.c.task_id, TASKS.c.cycle == NOTICES.c.cycle)
    columns = ("rung", "role", "queued_at", "acknowledged_at", "promised_on")
    return (
        sa.select(TASKS.c.key, PEOPLE.c.name, *(NOTICES.c[name] for name in columns))
        .join_from(NOTICES, TASKS, present)
        .join(PEOPLE, PEOPLE.c.id == NOTICES.c.person_id)
        .where(NOTICES.c.unit_id == unit_id, NOTICES.c.campaign_id == campaign_id)
        .where(NOTICES.c.rung != NEVER, ~NOTICES.c.rule.startswith(VERIFY))
        .order_by(NOTICES.c.id)
    )


def _gaps(campaign_id: int, unit_id: int) -> sa.Select[Any]:
    present = sa.and_(
        TASKS.c.campaign_id == GAPS.c.campaign_id,
        TASKS.c.unit_id == GAPS.c.unit_id,
        TASKS.c.key == GAPS.c.key,
        TASKS.c.cycle == GAPS.c.cycle,
    )
    return (
        sa.select(TASKS.c.key, GAPS.c.rung, GAPS.c.role, GAPS.c.recorded_at)
        .join_from(GAPS, TASKS, present)
        .where(GAPS.c.unit_id == unit_id, GAPS.c.campaign_id == campaign_id, GAPS.c.rung != NEVER)
        .order_by(GAPS.c.rung, GAPS.c.role)
    )

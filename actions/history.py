"""What happened to a unit, by a person, or in a whole campaign, in order?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from actions.desk import Desk, find_campaign, find_unit
from actions.errors import BadInput
from actions.permission import WHOLE
from actions.person import find_person
from records.campaign import rules_of
from records.database import reading
from records.history import HISTORY, SUBJECTS
from records.unit import UNITS

KEPT_APART = "referral"
"""Who may see referrals reads them by `actions/referral.py` (四.五)."""

SUBJECTS_SHOWN = tuple(subject for subject in SUBJECTS if subject != KEPT_APART)


@dataclass(frozen=True, slots=True)
class Happened:
    """One move: of what, from where to where, by whom, why, after which clause."""

    id: int
    at: datetime
    actor: str
    unit: str | None
    unit_name: str | None
    subject: str
    task: str | None
    trigger: str
    from_state: str | None
    to_state: str
    reason: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: moves at or below the units at these paths, by a person, of a subject, in a span.

    `person` is a name as it stands in the history, an e-mail address or a number. Moves that concern no
    unit are found only where everything is looked at.
    """

    paths: tuple[str, ...] = (WHOLE,)
    person: str | None = None
    subject: str | None = None
    first: date | None = None
    last: date | None = None


def search_history(
    desk: Desk,
    wanted: Wanted,
    campaign_id: int | None = None,
    *,
    before: int | None = None,
    limit: int = 50,
) -> list[Happened]:
    """The newest moves that are wanted, at most so many; `before`: only those before the move of that number.

    Raises NotFound for an unknown person, BadInput for days or a subject that cannot be.
    """
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        zone = rules_of(connection, campaign.plan_version_id).zone
        query = _happened().where(
            HISTORY.c.campaign_id == campaign.id, *_conditions(connection, wanted, zone)
        )
        if before is not None:
            query = query.where(HISTORY.c.id < before)
        rows = connection.execute(query.order_by(HISTORY.c.id.desc()).limit(limit))
        return [_read(row, zone) for row in rows]


def _conditions(connection: sa.Connection, wanted: Wanted, zone: ZoneInfo) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if WHOLE not in wanted.paths:
        below = sa.or_(sa.false(), *(UNITS.c.path.startswith(path, autoescape=True) for path in wanted.paths))
        found.append(HISTORY.c.unit_id.in_(sa.select(UNITS.c.id).where(below)))
    if wanted.person:
        found.append(_by(connection, wanted.person))
    if wanted.subject:
        if wanted.subject not in SUBJECTS_SHOWN:
            raise BadInput(f"历史中没有“{wanted.subject}”这一类，请从页面上选择。")
        found.append(HISTORY.c.subject == wanted.subject)
    if wanted.first and wanted.last and wanted.last < wanted.first:
        raise BadInput(f"截止日期 {wanted.last} 早于起始日期 {wanted.first}，请对调或改正。")
    if wanted.first:
        found.append(HISTORY.c.at >= datetime.combine(wanted.first, time.min, zone))
    if wanted.last and wanted.last < date.max:
        found.append(HISTORY.c.at < datetime.combine(wanted.last + timedelta(days=1), time.min, zone))
    return found


def _by(connection: sa.Connection, person: str) -> sa.ColumnElement[bool]:
    """By a person: an address or a number is somebody who is known, anything else a name as it was."""
    if "@" in person or (person.isascii() and person.isdigit()):
        return HISTORY.c.person_id == find_person(connection, person)[1]
    return HISTORY.c.actor == person


def read_history(
    desk: Desk,
    campaign_id: int | None = None,
    unit_code: str | None = None,
    *,
    newest_first: bool = False,
    limit: int | None = None,
    before: int | None = None,
) -> list[Happened]:
    """The history of a campaign (of one unit in it), oldest first unless asked otherwise.

    `before`: only what has a smaller number.

    Referrals are left out: who may see them reads them by `actions/referral.py` (四.五).
    """
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        zone = rules_of(connection, campaign.plan_version_id).zone
        newest = HISTORY.c.id.desc() if newest_first else HISTORY.c.id
        query = _happened().where(HISTORY.c.campaign_id == campaign.id).order_by(newest).limit(limit)
        if unit_code is not None:
            query = query.where(HISTORY.c.unit_id == find_unit(connection, unit_code).id)
        if before is not None:
            query = query.where(HISTORY.c.id < before)
        return [_read(row, zone) for row in connection.execute(query)]


def _happened() -> sa.Select[Any]:
    """Every move but those of referrals, with the unit that it concerns."""
    return (
        sa.select(HISTORY, UNITS.c.code, UNITS.c.name)
        .outerjoin_from(HISTORY, UNITS, UNITS.c.id == HISTORY.c.unit_id)
        .where(HISTORY.c.subject != KEPT_APART)
    )


def _read(row: sa.Row[Any], zone: ZoneInfo) -> Happened:
    return Happened(
        id=row.id,
        at=row.at.astimezone(zone),
        actor=row.actor,
        unit=row.code,
        unit_name=row.name,
        subject=row.subject,
        task=row.task_key,
        trigger=row.trigger,
        from_state=row.from_state,
        to_state=row.to_state,
        reason=row.reason,
        clause=row.clause,
    )

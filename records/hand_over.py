"""Which offices have been handed over, by whom to whom, and why (四.一)?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from records.absence import ABSENCES, away_between, away_on
from records.database import run, table_of
from records.notice import NOTICES
from records.person import APPOINTMENTS
from records.types import Instant
from records.unit import ANCESTORS
from states.notice import QUEUED
from states.roles import Role


class HandOver(SQLModel, table=True):
    """A role at a unit passed from one person to another; the appointment itself has moved on."""

    __tablename__ = "hand_over"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="ck_hand_over_people"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    role: str = Field(max_length=32)
    from_id: int = Field(foreign_key="person.id")
    to_id: int = Field(foreign_key="person.id")
    reason: str = Field(max_length=1000)
    done_by: str = Field(max_length=100)
    done_at: datetime = Field(sa_type=Instant)


HAND_OVERS = table_of(HandOver)

SAME = ("campaign_id", "unit_id", "task_id", "inspection_id", "cycle", "rule", "rung", "role")
"""What two notices share that say the same to two people."""

KEPT = ("person_id", "first_day", "last_day", "reason", "recorded_by", "recorded_at")


def pass_on_notices(
    connection: sa.Connection,
    units: sa.Select[tuple[int]],
    role: Role,
    old: int,
    new: int,
    today: date,
) -> int:
    """Notices to the old holder that wait to be sent go to the new one, or to who stands in; how many.

    Whoever has the same notice already is not sent it twice.
    """
    away = sa.select(ABSENCES.c.substitute_id).where(ABSENCES.c.person_id == new, away_on(today))
    substitute = connection.execute(away).scalar()
    receiver = new if substitute is None else int(substitute)
    theirs = sa.or_(
        sa.and_(NOTICES.c.person_id == old, NOTICES.c.instead_of_id.is_(None)),
        NOTICES.c.instead_of_id == old,
    )
    waiting = sa.and_(
        NOTICES.c.state == QUEUED, NOTICES.c.role == role.value, NOTICES.c.unit_id.in_(units), theirs
    )
    twin = NOTICES.alias("twin")
    told = sa.exists().where(
        twin.c.person_id == receiver,
        twin.c.id != NOTICES.c.id,
        *(twin.c[name].is_not_distinct_from(NOTICES.c[name]) for name in SAME),
    )
    run(connection, NOTICES.delete().where(waiting, told, NOTICES.c.digest_id.is_(None)))
    to = {"person_id": receiver, "instead_of_id": None if substitute is None else new, "digest_id": None}
    return run(connection, NOTICES.update().where(waiting, ~told).values(**to))


def end_standing_in(connection: sa.Connection, person_id: int, today: date, by: str, at: datetime) -> int:
    """From today on the person stands in for nobody: who was covered is away without a substitute.

    What has been so stays on record: the absence ends, and one without a substitute takes its place.
    """
    covering = sa.and_(ABSENCES.c.substitute_id == person_id, away_between(today, date.max))
    begin = sa.case((ABSENCES.c.first_day < today, sa.literal(today, sa.Date)), else_=ABSENCES.c.first_day)
    rest = sa.select(
        *(begin if name == "first_day" else ABSENCES.c[name] for name in KEPT),
    ).where(covering)
    mine = list(connection.execute(sa.select(ABSENCES.c.id).where(covering)).scalars())
    run(connection, ABSENCES.insert().from_select(list(KEPT), rest))
    ended = {"back_on": begin, "ended_by": by, "ended_at": at}
    return run(connection, ABSENCES.update().where(ABSENCES.c.id.in_(mine)).values(**ended))


def handed_over_since(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> set[int]:
    """Those of the chosen notices whose readers have handed over the office in which they were told.

    The office is the reader's, or that of whom they stood in for.
    """
    holder = sa.func.coalesce(NOTICES.c.instead_of_id, NOTICES.c.person_id)
    above = sa.exists().where(
        ANCESTORS.c.unit_id == NOTICES.c.unit_id, ANCESTORS.c.ancestor_id == HAND_OVERS.c.unit_id
    )
    again = sa.exists().where(
        APPOINTMENTS.c.person_id == HAND_OVERS.c.from_id,
        APPOINTMENTS.c.unit_id == HAND_OVERS.c.unit_id,
        APPOINTMENTS.c.role == HAND_OVERS.c.role,
    )
    since = sa.exists().where(
        HAND_OVERS.c.from_id == holder,
        HAND_OVERS.c.role == NOTICES.c.role,
        HAND_OVERS.c.done_at >= NOTICES.c.queued_at,
        (HAND_OVERS.c.unit_id == NOTICES.c.unit_id) | above,
        ~again,
    )
    return set(connection.execute(sa.select(NOTICES.c.id).where(chosen, since)).scalars())

"""At which secret address does a calendar program find a person's deadlines, and which are they?

Of the secret only the hash is kept. A person has one address at a time, held by the database.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.account import HASH_LENGTH
from records.database import table_of
from records.history import HISTORY
from records.person import APPOINTMENTS, SEATS
from records.task import TASKS
from records.types import Instant
from records.unit import UNITS

HOLDS = sa.text("revoked_at IS NULL")


class CalendarFeed(SQLModel, table=True):
    """An address. `read_at` is when a program last asked there, to the hour or so."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        sa.Index(
            "uq_calendar_feed_of_person",
            "person_id",
            unique=True,
            sqlite_where=HOLDS,
            postgresql_where=HOLDS,
        ),
    )

    token: str = Field(primary_key=True, max_length=HASH_LENGTH)
    person_id: int = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)


CALENDAR_FEEDS = table_of(CalendarFeed)

OWED_COLUMNS = (
    *("id", "unit_id", "key", "about", "state", "due", "effective_due", "opens_on", "cycle", "rung"),
    *("next_rung_on", "submitted_on", "verify_by", "stands_until"),
)


def tasks_of_holder(
    connection: sa.Connection,
    campaign_id: int,
    people: Sequence[int],
    role: str,
    kinds: Sequence[str],
    only: sa.ColumnElement[bool],
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """The tasks of these kinds of the units for which one of these people holds a role, the nearest first.

    As notices find their readers: the role is held at the nearest unit upward that has a holder.
    """
    held = sa.and_(APPOINTMENTS.c.unit_id == SEATS.c.at_unit_id, APPOINTMENTS.c.role == SEATS.c.role)
    units = (
        sa.select(SEATS.c.unit_id)
        .join_from(SEATS, APPOINTMENTS, held)
        .where(SEATS.c.role == role, APPOINTMENTS.c.person_id.in_(people))
    )
    query = (
        sa.select(
            *(TASKS.c[name] for name in OWED_COLUMNS),
            UNITS.c.code,
            UNITS.c.name.label("unit_name"),
            UNITS.c.kind.label("unit_kind"),
        )
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(TASKS.c.unit_id.in_(units), TASKS.c.campaign_id == campaign_id, TASKS.c.kind.in_(kinds), only)
        .order_by(TASKS.c.effective_due, TASKS.c.id)
        .limit(limit)
    )
    return connection.execute(query).all()


def changes_of(
    connection: sa.Connection, campaign_id: int, tasks: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], tuple[int, datetime]]:
    """How often anything has happened to each of these tasks (unit, key), and when it last did."""
    wanted = set(tasks)
    units, keys = {unit for unit, _ in wanted}, {key for _, key in wanted}
    query = (
        sa.select(
            HISTORY.c.unit_id,
            HISTORY.c.task_key,
            sa.func.count().label("times"),
            sa.func.max(HISTORY.c.at, type_=Instant).label("last"),
        )
        .where(
            HISTORY.c.campaign_id == campaign_id, HISTORY.c.unit_id.in_(units), HISTORY.c.task_key.in_(keys)
        )
        .group_by(HISTORY.c.unit_id, HISTORY.c.task_key)
    )
    return {(row.unit_id, row.task_key): (row.times, row.last) for row in connection.execute(query)}

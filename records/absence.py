"""Who is away, from when until when, and who stands in (替岗)?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Absence(SQLModel, table=True):
    """A person is away from `first_day` to the end of `last_day`. A person's absences never overlap.

    Who is back before its end, is so on `back_on`.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="ck_absence_days"),
        CheckConstraint("person_id <> substitute_id", name="ck_absence_substitute"),
        Index("ix_absence_person", "person_id", "first_day"),
        Index("ix_absence_substitute", "substitute_id", "first_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    first_day: date
    last_day: date
    substitute_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(max_length=1000)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=Instant)
    back_on: date | None = None
    ended_by: str | None = Field(default=None, max_length=100)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


ABSENCES = table_of(Absence)


def away_on(day: date) -> sa.ColumnElement[bool]:
    """Absences that cover a day and name somebody who stands in."""
    return sa.and_(away_between(day, day), ABSENCES.c.substitute_id.is_not(None))


def away_between(first: date, last: date) -> sa.ColumnElement[bool]:
    """Absences that cover any of these days."""
    return sa.and_(
        ABSENCES.c.first_day <= last,
        ABSENCES.c.last_day >= first,
        sa.or_(
            ABSENCES.c.back_on.is_(None),
            sa.and_(ABSENCES.c.back_on > first, ABSENCES.c.back_on > ABSENCES.c.first_day),
        ),
    )

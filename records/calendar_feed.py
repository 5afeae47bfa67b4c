"""At which secret address does a calendar program find a person's deadlines?

Of the secret only the hash is kept. A person has one address at a time, held by the database.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.account import HASH_LENGTH
from records.database import table_of
from records.types import Instant

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

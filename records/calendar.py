"""Which years of the working calendar were published after this version of duban was made?

A row for each import; of a year's rows the newest counts. Rows are never changed or deleted.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant
from states.calendar import CALENDARS, PublishedYear, WorkingCalendar, with_years


class CalendarYear(SQLModel, table=True):
    """One year as it was imported. `digest` is that of all that had been imported until then."""

    __tablename__ = "calendar_year"

    id: int | None = Field(default=None, primary_key=True)
    calendar: str = Field(max_length=16)
    year: int
    off: dict[str, str] = Field(sa_type=JSON)
    """Day → what people call the holiday."""
    worked: list[str] = Field(sa_type=JSON)
    digest: str = Field(max_length=64)
    imported_by: str = Field(max_length=100)
    imported_at: datetime = Field(sa_type=Instant)


CALENDAR_YEARS = table_of(CalendarYear)


def last_published() -> sa.ScalarSelect[str]:
    """What tells apart whether years have been added since: the newest digest, none before any was."""
    newest = sa.select(CALENDAR_YEARS.c.digest).order_by(CALENDAR_YEARS.c.id.desc()).limit(1)
    return newest.scalar_subquery()


def published_years(connection: sa.Connection, calendar: str) -> Iterator[sa.Row[Any]]:
    """The row of each year that counts, in the order of the years."""
    newest = sa.select(sa.func.max(CALENDAR_YEARS.c.id)).group_by(
        CALENDAR_YEARS.c.calendar, CALENDAR_YEARS.c.year
    )
    mine = sa.select(CALENDAR_YEARS).where(
        CALENDAR_YEARS.c.calendar == calendar, CALENDAR_YEARS.c.id.in_(newest.scalar_subquery())
    )
    yield from connection.execute(mine.order_by(CALENDAR_YEARS.c.year))


def calendar_of(connection: sa.Connection, name: str) -> WorkingCalendar:
    """The calendar of that name with the years that were imported."""
    years = {
        row.year: PublishedYear(
            row.year,
            {date.fromisoformat(day): title for day, title in row.off.items()},
            frozenset(map(date.fromisoformat, row.worked)),
        )
        for row in published_years(connection, name)
    }
    return with_years(CALENDARS[name], years)

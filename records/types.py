"""Which column types keep instants and paths honest on both databases?"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import DateTime, TypeDecorator

CodePath = String(600).with_variant(String(600, collation="C"), "postgresql")
"""A path of codes, ordered byte by byte: what begins with one lies together, whatever the server's locale."""


class Instant(TypeDecorator[datetime]):
    """An instant, stored in UTC; naive values are refused, and SQLite gives the zone back too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)

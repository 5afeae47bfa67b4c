"""What time is it?

The machine's clock is something outside, like the database: only here is it read. Everything else
is passed a `Clock`, so that a virtual one can take its place.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the instant, with its zone."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands at one instant until it is moved: `--at`, the demo, tests."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def advance(self, **distance: float) -> None:
        """Move on, by `timedelta` keywords: `clock.advance(days=1)`."""
        self.instant += timedelta(**distance)

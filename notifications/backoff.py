"""When is a notice tried again that could not be delivered, and when never?

1, 5, 25 minutes, 2 hours 5 minutes, 6 hours: a mail server that is down overnight loses nothing.
"""

from datetime import timedelta

ATTEMPTS = 6
"""After so many a notice is dead, and waits for the administrator."""

FIRST = timedelta(minutes=1)
FACTOR = 5
LONGEST = timedelta(hours=6)


def used_up(attempt: int) -> bool:
    """Whether no attempt follows the one with this number (the first is 1)."""
    return attempt >= ATTEMPTS


def pause(attempt: int, retry_after: timedelta | None = None) -> timedelta:
    """How long to wait after the attempt with this number has failed.

    `retry_after` is what the channel asked for: never sooner than that, never later than `LONGEST`.
    """
    own: timedelta = FIRST * FACTOR ** (min(attempt, ATTEMPTS) - 1)
    return min(max(own, retry_after or own), LONGEST)

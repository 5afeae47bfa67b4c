"""When is a message tried again that could not be delivered, and when a channel that does not work?

A message after 1, 5, 25 minutes, 2 hours 5 minutes, 6 hours: a mailbox that is full overnight loses
nothing. A channel after 1, 2, 4 … minutes, half an hour at most. Each a little later by a share that follows
from what it is about, so that what failed together does not come back together.
"""

import zlib
from datetime import timedelta

FIRST = timedelta(minutes=1)
FACTOR = 5
LONGEST = timedelta(hours=6)

LONGEST_FOR_A_CHANNEL = timedelta(minutes=30)

JITTER = 0.1
"""The largest share by which a pause is made longer."""


def used_up(attempt: int, attempts: int) -> bool:
    """Whether no attempt follows the one with this number (the first is 1), of so many."""
    return attempt >= attempts


def pause(attempt: int, retry_after: timedelta | None = None, about: int = 0) -> timedelta:
    """How long to wait after the attempt with this number has failed, at a message with the number `about`.

    `retry_after` is what the channel asked for: never sooner than that, never later than `LONGEST`.
    """
    own: timedelta = FIRST * FACTOR ** (min(attempt, 6) - 1)
    wanted = max(_spread(min(own, LONGEST), f"{about}/{attempt}"), retry_after or own)
    return min(wanted, LONGEST * (1 + JITTER))


def pause_of_channel(trips: int, retry_after: timedelta | None = None, about: str = "") -> timedelta:
    """How long a channel is left alone that has failed so often in a row (the first time is 1)."""
    own: timedelta = min(FIRST * 2 ** (min(trips, 6) - 1), LONGEST_FOR_A_CHANNEL)
    return max(_spread(own, f"{about}/{trips}") if about else own, min(retry_after or own, LONGEST))


def _spread(wait: timedelta, about: str) -> timedelta:
    share = zlib.crc32(about.encode()) / 2**32
    return wait * (1 + JITTER * share)

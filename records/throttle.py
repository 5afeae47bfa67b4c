"""May a channel be used now, and for how many messages?

A bucket of tokens limits the rate; after a failure of the channel itself nothing is sent over it for a
while (the circuit breaker), then one message tries it. Both are kept in the database, so that all senders
share them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from records.channel import CHANNEL_STATES
from records.database import run

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many messages may be begun now; `trial`: the channel has failed, and the next one tries it."""

    messages: int
    trial: bool = False


def allow(
    connection: sa.Connection, channel: str, at: datetime, *, wanted: int, per_minute: int | None
) -> Allowance:
    """Take the tokens for at most `wanted` messages; those that are not used are given back by `refund`."""
    row = connection.execute(
        sa.select(CHANNEL_STATES).where(CHANNEL_STATES.c.channel == channel).with_for_update()
    ).one_or_none()
    if row is None:
        full = float(per_minute or 0)
        connection.execute(
            CHANNEL_STATES.insert().values(channel=channel, tokens=full, counted_at=at, trips=0, detail="")
        )
        trips, open_until, tokens = 0, None, full
    else:
        trips, open_until = row.trips, row.open_until
        tokens = refilled(row.tokens, at - row.counted_at, per_minute)
    if open_until is not None and open_until > at:
        return Allowance(0)
    messages = min(wanted, 1 if trips else wanted)
    if per_minute is not None:
        messages = min(messages, int(tokens))
        _keep(connection, channel, tokens - messages, at)
    return Allowance(messages, trial=trips > 0)


def refund(connection: sa.Connection, channel: str, messages: int) -> None:
    """Tokens that were taken for messages which were not sent."""
    back = {"tokens": CHANNEL_STATES.c.tokens + messages}
    run(connection, CHANNEL_STATES.update().where(CHANNEL_STATES.c.channel == channel).values(**back))


def worked(connection: sa.Connection, channel: str) -> None:
    """A message has gone: the channel works."""
    mine = sa.and_(CHANNEL_STATES.c.channel == channel, CHANNEL_STATES.c.trips > 0)
    run(connection, CHANNEL_STATES.update().where(mine).values(trips=0, open_until=None, detail=""))


def failed(connection: sa.Connection, channel: str, until: datetime, detail: str) -> None:
    """The channel itself has failed: nothing is sent over it until then."""
    mine = CHANNEL_STATES.c.channel == channel
    changes = {"trips": CHANNEL_STATES.c.trips + 1, "open_until": until, "detail": detail}
    run(connection, CHANNEL_STATES.update().where(mine).values(**changes))


def trips_of(connection: sa.Connection, channel: str) -> int:
    """How often in a row the channel has been found not to work."""
    mine = sa.select(CHANNEL_STATES.c.trips).where(CHANNEL_STATES.c.channel == channel)
    return connection.execute(mine).scalar() or 0


def refilled(tokens: float, passed: timedelta, per_minute: int | None) -> float:
    """The tokens after so long: the bucket holds what a minute allows, and fills evenly."""
    if per_minute is None:
        return tokens
    return min(float(per_minute), tokens + per_minute * max(passed / MINUTE, 0.0))


def _keep(connection: sa.Connection, channel: str, tokens: float, at: datetime) -> None:
    mine = CHANNEL_STATES.c.channel == channel
    run(connection, CHANNEL_STATES.update().where(mine).values(tokens=tokens, counted_at=at))

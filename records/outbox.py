"""Which messages are due to leave, who has taken them to send, and what became of each?

A sender claims a batch under a lease: a sender that dies loses it, and the next one takes the messages
back. What is recorded counts only for the attempt it belongs to. The notices that a message carries go
through the same states with it, but for those that have been acknowledged meanwhile.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from records.campaign import CAMPAIGNS
from records.database import run
from records.digest import DELIVERIES, DIGESTS
from records.notice import NOTICES
from records.route import Outlet, next_of
from records.types import Instant
from states import digest as digests
from states import notice as notices
from states.digest import DIGEST, DigestSituation
from states.notice import NOTICE, NoticeSituation

Result = Literal["delivered", "failed", "dead", "put_back", "withdrawn"]

LOST = "-"
"""Stands for the channel of an attempt whose sender died before it could say anything."""

LOST_DETAIL = "发送中断：发送进程在租约期内没有回报结果"

DETAIL_LENGTH = 500

ON_ITS_WAY = sa.text("digest.state IN ('queued', 'sending')")
"""The condition of the outbox's partial index, word for word, so that both databases use it."""

CLAIMING = zlib.crc32(b"claim-digests")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `retry_at` only when failed or put back.

    Put back means that the message is not to blame: the attempt does not count, and leaves a delivery only
    if there is a `detail`. Withdrawn: nothing was left to say. `failures` are those on the channel over which
    it goes next, which is `channel_next` where it changes.
    """

    digest_id: int
    attempt: int
    at: datetime
    channel: str
    result: Result
    detail: str = ""
    retry_at: datetime | None = None
    failures: int = 0
    channel_next: str | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A digest whose sender held it longer than its lease: the attempt counts."""

    id: int
    plan_version_id: int
    attempt: int
    failures: int


def anything_due(connection: sa.Connection, at: datetime, channel: str | None = None) -> bool:
    """Whether a message is due: to be sent (over one channel), or to be taken back from a dead sender."""
    due = _due(at)
    if channel is not None:
        due &= sa.and_(DIGESTS.c.channel == channel, DIGESTS.c.state == digests.QUEUED)
    return bool(connection.execute(sa.select(sa.exists().where(due))).scalar())


def anything_lost(connection: sa.Connection, at: datetime) -> bool:
    """Whether a sender held a message longer than its lease."""
    lost = sa.and_(_due(at), DIGESTS.c.state == digests.SENDING)
    return bool(connection.execute(sa.select(sa.exists().where(lost))).scalar())


def one_at_a_time(connection: sa.Connection) -> None:
    """Until the commit nobody else bundles or claims.

    On SQLite the writer's transaction alone does it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))


def lost(connection: sa.Connection, at: datetime, *, limit: int) -> list[Lost]:
    """What senders held longer than their leases, the oldest first; locked until the commit."""
    over = (
        sa.select(DIGESTS.c.id, CAMPAIGNS.c.plan_version_id, DIGESTS.c.attempts, DIGESTS.c.failures)
        .join_from(DIGESTS, CAMPAIGNS, CAMPAIGNS.c.id == DIGESTS.c.campaign_id)
        .where(_due(at), DIGESTS.c.state == digests.SENDING)
        .order_by(DIGESTS.c.id)
        .limit(limit)
        .with_for_update(of=DIGESTS, skip_locked=True)
    )
    return [Lost(*row) for row in connection.execute(over)]


def claim(
    connection: sa.Connection, channel: str, at: datetime, *, limit: int, lease: timedelta
) -> dict[int, int]:
    """Take the oldest messages of a channel that are due, until `at + lease`; the attempt that each is at."""
    oldest = (
        sa.select(DIGESTS.c.id)
        .where(_due(at), DIGESTS.c.channel == channel, DIGESTS.c.state == digests.QUEUED)
        .order_by(DIGESTS.c.next_attempt_at, DIGESTS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.execute(oldest).scalars())
    if not ids:
        return {}
    taken = (
        DIGESTS.update()
        .where(DIGESTS.c.id.in_(ids))
        .values(
            state=DIGEST.after(DigestSituation(digests.QUEUED), "lease"),
            attempts=DIGESTS.c.attempts + 1,
            next_attempt_at=at + lease,
        )
        .returning(DIGESTS.c.id, DIGESTS.c.attempts)
    )
    claims = dict(sorted(connection.execute(taken).tuples()))
    carried = sa.and_(NOTICES.c.digest_id.in_(ids), NOTICES.c.state == notices.QUEUED)
    leased = NOTICE.after(NoticeSituation(notices.QUEUED), "lease")
    run(connection, NOTICES.update().where(carried).values(state=leased))
    return claims


def record(connection: sa.Connection, outcomes: Sequence[Outcome]) -> None:
    """Record what became of attempts: a delivery each, and the next state of the message and its notices.

    A message that is no longer in the hands of that attempt (the lease was lost) keeps its state; its
    delivery is recorded all the same, since the message may have arrived.
    """
    if not outcomes:
        return
    made = [outcome for outcome in outcomes if outcome.result != "withdrawn" and _was_made(outcome)]
    if made:
        connection.execute(DELIVERIES.insert(), [_delivery(outcome) for outcome in made])
    moves = [_move(outcome) for outcome in outcomes]
    connection.execute(CARRIED, [{name: move[name] for name in OF_CARRIED} for move in moves])
    connection.execute(MOVED, moves)


IN_HAND = sa.and_(
    DIGESTS.c.id == sa.bindparam("of_digest"),
    DIGESTS.c.state == digests.SENDING,
    DIGESTS.c.attempts == sa.bindparam("of_attempt"),
)

CARRIED = (
    NOTICES.update()
    .where(
        NOTICES.c.digest_id == sa.bindparam("of_digest"),
        NOTICES.c.state == notices.SENDING,
        sa.exists().where(IN_HAND),
    )
    .values(state=sa.bindparam("notice_to"))
)
OF_CARRIED = ("of_digest", "of_attempt", "notice_to")

MOVED = (
    DIGESTS.update()
    .where(IN_HAND)
    .values(
        state=sa.bindparam("to_state"),
        attempts=sa.bindparam("counted"),
        failures=sa.bindparam("failed"),
        channel=sa.func.coalesce(sa.bindparam("next_channel", type_=sa.String), DIGESTS.c.channel),
        next_attempt_at=sa.bindparam("retry_at", type_=Instant),
    )
)


def of_kinds(campaign_id: int, kinds: Sequence[str]) -> sa.ColumnElement[bool]:
    """A campaign's messages of these kinds."""
    return sa.and_(DIGESTS.c.campaign_id == campaign_id, DIGESTS.c.kind.in_(kinds))


def count_failure(
    connection: sa.Connection,
    channel: str,
    at: datetime,
    chosen: sa.ColumnElement[bool],
    after: int,
    outlets: Sequence[Outlet],
) -> int:
    """The channel does not work: it has failed for all chosen that wait for it; how many now take another.

    Whoever can be reached over a further channel of `outlets` is told over that after `after` failures;
    everybody else waits.
    """
    waiting = sa.and_(chosen, _due(at), DIGESTS.c.channel == channel, DIGESTS.c.state == digests.QUEUED)
    run(connection, DIGESTS.update().where(waiting).values(failures=DIGESTS.c.failures + 1))
    further = next_of(outlets, DIGESTS.c.person_id, DIGESTS.c.channel)
    over = sa.and_(waiting, DIGESTS.c.failures >= after, further.is_not(None))
    return run(connection, DIGESTS.update().where(over).values(channel=further, failures=0))


def kind_of(connection: sa.Connection, digest_id: int) -> str:
    """What kind of message a digest is."""
    return str(connection.execute(sa.select(DIGESTS.c.kind).where(DIGESTS.c.id == digest_id)).scalar_one())


def further_channel(connection: sa.Connection, digest_id: int, outlets: Sequence[Outlet]) -> str | None:
    """Over which channel a message goes if the present one fails it; None: there is no other."""
    further = next_of(outlets, DIGESTS.c.person_id, DIGESTS.c.channel)
    found: str | None = connection.execute(sa.select(further).where(DIGESTS.c.id == digest_id)).scalar()
    return found


def _due(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(ON_ITS_WAY, DIGESTS.c.next_attempt_at <= at)


def _was_made(outcome: Outcome) -> bool:
    return outcome.result != "put_back" or bool(outcome.detail)


def _delivery(outcome: Outcome) -> dict[str, Any]:
    return {
        "digest_id": outcome.digest_id,
        "at": outcome.at,
        "channel": outcome.channel,
        "outcome": "failed" if outcome.result == "put_back" else outcome.result,
        "detail": outcome.detail[:DETAIL_LENGTH],
    }


def _move(outcome: Outcome) -> dict[str, Any]:
    return {
        "of_digest": outcome.digest_id,
        "of_attempt": outcome.attempt,
        "to_state": _digest_after(outcome.result),
        "notice_to": _notice_after(outcome.result),
        "counted": outcome.attempt - (outcome.result == "put_back"),
        "failed": outcome.failures,
        "next_channel": outcome.channel_next,
        "retry_at": outcome.retry_at,
    }


def _digest_after(result: Result) -> str:
    """The state of a message after an attempt, as its machine answers."""
    if result == "delivered":
        return DIGEST.after(DigestSituation(digests.SENDING), "arrive")
    if result == "withdrawn":
        return DIGEST.after(DigestSituation(digests.SENDING), "withdraw")
    given_up = result == "dead"
    return DIGEST.after(DigestSituation(digests.SENDING, given_up), "give_up" if given_up else "back_off")


def _notice_after(result: Result) -> str:
    """The state of the notices that it carried, as theirs answers."""
    if result in ("delivered", "withdrawn"):
        return NOTICE.after(NoticeSituation(notices.SENDING), "arrive")
    given_up = result == "dead"
    failed = NOTICE.after(NoticeSituation(notices.SENDING), "fail")
    return NOTICE.after(NoticeSituation(failed, given_up), "give_up" if given_up else "back_off")

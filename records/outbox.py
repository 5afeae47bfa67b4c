"""Which notices are due to leave, who has taken them to send, and what became of each?

A sender claims a batch under a lease: a sender that dies loses it, and the next one takes the notices
back. What is recorded counts only for the attempt it belongs to, and never for a notice that has been
acknowledged meanwhile. To each person the notices go in the order in which they were queued: a later
one waits while an earlier one is in somebody's hands or waits for its next attempt.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from records.notice import DELIVERIES, NOTICES
from records.types import Instant
from states.notice import NOTICE, QUEUED, SENDING, NoticeSituation

Result = Literal["delivered", "failed", "dead", "put_back"]

LOST = "-"
"""Stands for the channel of an attempt whose sender died before it could say anything."""

LOST_DETAIL = "发送中断：发送进程在租约期内没有回报结果"

DETAIL_LENGTH = 500

OUTSTANDING = sa.text("notice.state IN ('queued', 'sending')")
"""The condition of the outbox's partial index, word for word, so that both databases use it."""

CLAIMING = zlib.crc32(b"claim-notices")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `retry_at` only when failed or put back.

    Put back means that no attempt was made after all: it neither counts nor leaves a delivery.
    """

    notice_id: int
    attempt: int
    at: datetime
    channel: str
    result: Result
    detail: str = ""
    retry_at: datetime | None = None


def anything_due(connection: sa.Connection, at: datetime) -> bool:
    """Whether a notice is due to be sent, or to be taken back from a sender that has died."""
    return bool(connection.execute(sa.select(sa.exists().where(_due(at)))).scalar())


def take_back(connection: sa.Connection, at: datetime, *, attempts: int) -> int:
    """Queue again what a sender held longer than its lease; how many have used up their `attempts`.

    The lost attempt counts, so that a notice which kills its sender does not kill every sender.
    """
    over = (
        sa.select(NOTICES.c.id, NOTICES.c.attempts)
        .where(_due(at), NOTICES.c.state == SENDING)
        .order_by(NOTICES.c.id)
        .with_for_update(skip_locked=True)
    )
    lost = [
        Outcome(
            notice_id=row.id,
            attempt=row.attempts,
            at=at,
            channel=LOST,
            result="dead" if row.attempts >= attempts else "failed",
            detail=LOST_DETAIL,
            retry_at=None if row.attempts >= attempts else at,
        )
        for row in connection.execute(over)
    ]
    record(connection, lost)
    return sum(outcome.result == "dead" for outcome in lost)


def claim(connection: sa.Connection, at: datetime, *, limit: int, lease: timedelta) -> dict[int, int]:
    """Take the oldest notices that are due until `at + lease`; the number of the attempt, by notice."""
    _one_claims_at_a_time(connection)
    waiting = (
        sa.select(NOTICES.c.person_id, sa.func.min(NOTICES.c.id).label("first"))
        .where(OUTSTANDING, NOTICES.c.next_attempt_at > at)
        .group_by(NOTICES.c.person_id)
        .subquery("waiting")
    )
    oldest = (
        sa.select(NOTICES.c.id)
        .outerjoin_from(NOTICES, waiting, waiting.c.person_id == NOTICES.c.person_id)
        .where(_due(at), NOTICES.c.state == QUEUED)
        .where(waiting.c.first.is_(None) | (NOTICES.c.id < waiting.c.first))
        .order_by(NOTICES.c.id)
        .limit(limit)
        .with_for_update(of=NOTICES, skip_locked=True)
    )
    ids = list(connection.execute(oldest).scalars())
    if not ids:
        return {}
    taken = (
        NOTICES.update()
        .where(NOTICES.c.id.in_(ids))
        .values(
            state=NOTICE.after(NoticeSituation(QUEUED), "lease"),
            attempts=NOTICES.c.attempts + 1,
            next_attempt_at=at + lease,
        )
        .returning(NOTICES.c.id, NOTICES.c.attempts)
    )
    return dict(sorted(connection.execute(taken).tuples()))


def record(connection: sa.Connection, outcomes: Sequence[Outcome]) -> None:
    """Record what became of attempts: a delivery each, and the notice's next state.

    A notice that is no longer in the hands of that attempt (acknowledged, or the lease was lost)
    keeps its state; its delivery is recorded all the same, since the message may have arrived.
    """
    if not outcomes:
        return
    made = [outcome for outcome in outcomes if outcome.result != "put_back"]
    if made:
        connection.execute(DELIVERIES.insert(), [_delivery(outcome) for outcome in made])
    moved = (
        NOTICES.update()
        .where(NOTICES.c.id == sa.bindparam("of_notice"), NOTICES.c.state == SENDING)
        .where(NOTICES.c.attempts == sa.bindparam("of_attempt"))
        .values(
            state=sa.bindparam("to_state"),
            attempts=sa.bindparam("counted"),
            next_attempt_at=sa.bindparam("retry_at", type_=Instant),
        )
    )
    connection.execute(moved, [_move(outcome) for outcome in outcomes])


def _due(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(OUTSTANDING, NOTICES.c.next_attempt_at <= at)


def _one_claims_at_a_time(connection: sa.Connection) -> None:
    """Until the commit, so that two senders never split one person's notices between them.

    On SQLite the writer's transaction alone does it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))


def _delivery(outcome: Outcome) -> dict[str, Any]:
    return {
        "notice_id": outcome.notice_id,
        "at": outcome.at,
        "channel": outcome.channel,
        "outcome": outcome.result,
        "detail": outcome.detail[:DETAIL_LENGTH],
    }


def _move(outcome: Outcome) -> dict[str, Any]:
    return {
        "of_notice": outcome.notice_id,
        "of_attempt": outcome.attempt,
        "to_state": _state_after(outcome.result),
        "counted": outcome.attempt - (outcome.result == "put_back"),
        "retry_at": outcome.retry_at,
    }


def _state_after(result: Result) -> str:
    """The state of a notice after an attempt, as its machine answers."""
    if result == "delivered":
        return NOTICE.after(NoticeSituation(SENDING), "arrive")
    given_up = result == "dead"
    failed = NOTICE.after(NoticeSituation(SENDING), "fail")
    return NOTICE.after(NoticeSituation(failed, given_up), "give_up" if given_up else "back_off")

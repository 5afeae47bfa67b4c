"""How do queued notices reach people, when senders die and channels fail?

Claim a batch, put each into words, send it, record what became of it. Nothing is sent inside a
transaction. A sender that is killed loses its lease after some minutes; what it had not recorded is
sent again with the same Message-ID. Each notice is recorded as soon as it has gone, so that at most
one can arrive twice.
"""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from notifications.backoff import ATTEMPTS, pause, used_up
from notifications.channels.protocol import Channel, PermanentFailure, TemporaryFailure, Unreachable
from notifications.render import render
from plans.rules import Rulebook
from records import outbox
from records.claimed import Claimed, read_claimed
from records.clock import Clock
from records.database import in_transaction, reading
from records.lease import alone
from records.outbox import Outcome

log = logging.getLogger("duban.notifications")

BATCH = 200

LEASE = timedelta(minutes=5)

LAST_MINUTE = timedelta(minutes=1)
"""So long before the lease ends no further message is begun."""

Progress = Callable[[int], None]
Rulebooks = Callable[[int], Rulebook]
"""The rules of a version of a plan, by its id. Raises LookupError for one that it does not know."""


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """How many notices arrived, failed and will be tried again, or never will be."""

    delivered: int
    failed: int
    dead: int


def deliver(
    engine: sa.Engine,
    clock: Clock,
    channel: Channel,
    rulebooks: Rulebooks,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
) -> DeliveryResult:
    """Send what is due over one channel, oldest first, until nothing is due or the channel is down.

    At most `limit` notices are taken. `progress` is told 1 for each that is dealt with. On SQLite one
    sender works at a time: raises Busy when somebody else is at it.
    """
    with reading(engine) as connection:
        if not outbox.anything_due(connection, clock.now()):
            return DeliveryResult(0, 0, 0)
    sender = _Sender(engine, clock, channel, rulebooks, progress or (lambda _: None))
    try:
        with _one_sender(engine):
            sender.send_all(limit)
    finally:
        channel.close()
    return DeliveryResult(*(sender.tally[result] for result in ("delivered", "failed", "dead")))


def _one_sender(engine: sa.Engine) -> AbstractContextManager[None]:
    return nullcontext() if engine.dialect.name == "postgresql" else alone(engine, "deliver-notices")


@dataclass
class _Sender:
    """One run over the outbox. `tally` counts notices by what became of them."""

    engine: sa.Engine
    clock: Clock
    channel: Channel
    rulebooks: Rulebooks
    progress: Progress
    tally: Counter[str] = field(default_factory=Counter)
    down_until: datetime | None = None
    """Set when the channel does not work: nothing more is sent in this run."""

    def send_all(self, limit: int | None) -> None:
        taken = 0
        while self.down_until is None and (limit is None or taken < limit):
            until = self.clock.now() + LEASE
            claims = self._claim(BATCH if limit is None else min(BATCH, limit - taken))
            if not claims:
                return
            taken += len(claims)
            self._send_batch(claims, until)

    def _claim(self, size: int) -> dict[int, int]:
        at = self.clock.now()

        def work(connection: sa.Connection) -> tuple[int, dict[int, int]]:
            dead = outbox.take_back(connection, at, attempts=ATTEMPTS)
            return dead, outbox.claim(connection, at, limit=size, lease=LEASE)

        dead, claims = in_transaction(self.engine, work)
        self.tally["dead"] += dead
        return claims

    def _send_batch(self, claims: dict[int, int], until: datetime) -> None:
        """Send what was claimed until the lease ends; give back what was not tried."""
        with reading(self.engine) as connection:
            batch = read_claimed(connection, claims)
        untried = {claimed.id: claimed for claimed in batch}
        waiting: dict[int, datetime] = {}
        try:
            for claimed in batch:
                if claimed.person_id in waiting or self.clock.now() > until - LAST_MINUTE:
                    continue
                outcome = self._attempt(claimed)
                del untried[claimed.id]
                self._record(outcome)
                if outcome.retry_at is not None:
                    waiting[claimed.person_id] = outcome.retry_at
                if self.down_until is not None:
                    break
        finally:
            self._put_back(untried, waiting)

    def _attempt(self, claimed: Claimed) -> Outcome:
        """Put a notice into words and send it; whatever goes wrong concerns this notice alone."""
        try:
            book = self.rulebooks(claimed.plan_version_id)
        except LookupError as error:
            log.exception("notice %d: no rules for plan version %d", claimed.id, claimed.plan_version_id)
            return self._failed(claimed, f"读不到方案版本 {claimed.plan_version_id}：{error!r}")
        try:
            message = render(claimed, book)
        except Exception as error:
            log.exception("notice %d cannot be put into words", claimed.id)
            return self._outcome(claimed, "dead", f"无法成文（{claimed.form}）：{error!r}")
        try:
            self.channel.send(message)
        except PermanentFailure as failure:
            return self._outcome(claimed, "dead", failure.detail)
        except TemporaryFailure as failure:
            if isinstance(failure, Unreachable):
                self.down_until = self.clock.now() + pause(1, failure.retry_after)
            return self._failed(claimed, failure.detail, failure.retry_after)
        except Exception as error:
            log.exception("notice %d: the channel %s has a fault", claimed.id, self.channel.name)
            return self._failed(claimed, f"渠道 {self.channel.name} 出错：{error!r}")
        return self._outcome(claimed, "delivered")

    def _failed(self, claimed: Claimed, detail: str, retry_after: timedelta | None = None) -> Outcome:
        if used_up(claimed.attempt):
            return self._outcome(claimed, "dead", detail)
        return self._outcome(claimed, "failed", detail, pause(claimed.attempt, retry_after))

    def _outcome(
        self, claimed: Claimed, result: outbox.Result, detail: str = "", wait: timedelta | None = None
    ) -> Outcome:
        at = self.clock.now()
        retry_at = None if wait is None else at + wait
        return Outcome(claimed.id, claimed.attempt, at, self.channel.name, result, detail, retry_at)

    def _record(self, outcome: Outcome) -> None:
        in_transaction(self.engine, lambda connection: outbox.record(connection, [outcome]))
        self.tally[outcome.result] += 1
        self.progress(1)

    def _put_back(self, untried: dict[int, Claimed], waiting: dict[int, datetime]) -> None:
        """What was not tried waits for the notice that went before it, or for the channel."""
        now = self.clock.now()
        back = [
            Outcome(
                notice_id=claimed.id,
                attempt=claimed.attempt,
                at=now,
                channel=self.channel.name,
                result="put_back",
                retry_at=waiting.get(claimed.person_id) or self.down_until or now,
            )
            for claimed in untried.values()
        ]
        in_transaction(self.engine, lambda connection: outbox.record(connection, back))

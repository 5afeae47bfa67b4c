"""How do queued notices reach people, when senders die and channels fail?

Put what is due into messages, claim a batch for each channel, put each message into words, send it, record
what became of it. Nothing is sent inside a transaction. A sender that is killed loses its lease after some
minutes; what it had not recorded is sent again with the same Message-ID. A connection begins no message
before what it sent last has been recorded, so that at most as many can arrive twice as the channel has
connections. A channel that hangs or is down keeps no other waiting.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from notifications.backoff import pause_of_channel, used_up
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.lane import Lane, Sent
from notifications.render import render
from notifications.telling import moment_of, outlets_for, telling_of
from notifications.verdict import Judge
from notifications.way import Way
from plans.model.notices import NoticesSpec
from plans.rules import Rulebook
from records import bundle, outbox, throttle
from records.claimed_digest import ClaimedDigest, read_claimed_digests
from records.clock import Clock
from records.database import in_transaction, reading
from records.lease import alone, slots
from records.outbox import LOST, LOST_DETAIL, Lost, Outcome

log = logging.getLogger("duban.notifications")

BATCH = 200

LEASE = timedelta(minutes=5)

LAST_MINUTE = timedelta(minutes=1)
"""So long before the lease ends no further message is begun."""

LOOK_AGAIN_SECONDS = 0.5
"""How long a slow channel is waited for before the others are looked after again."""

Progress = Callable[[int], None]
Rulebooks = Callable[[int], Rulebook]
"""The rules of a version of a plan, by its id. Raises LookupError for one that it does not know."""

Links = Callable[[ClaimedDigest], tuple[str | None, str | None]]
"""Where a message is acknowledged: the address of the page, and the one that takes a reply."""


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """How many notices arrived, failed and will be tried again, or never will be."""

    delivered: int
    failed: int
    dead: int


def no_links(_: ClaimedDigest) -> tuple[None, None]:
    """Where no address of this installation is known."""
    return None, None


def deliver(
    engine: sa.Engine,
    clock: Clock,
    ways: Sequence[Way],
    rulebooks: Rulebooks,
    *,
    links: Links = no_links,
    limit: int | None = None,
    progress: Progress | None = None,
) -> DeliveryResult:
    """Send what is due, oldest first, until nothing is due over a channel that works.

    At most `limit` messages are taken. `progress` is told 1 for each notice that is dealt with. On SQLite one
    sender works at a time: raises Busy when somebody else is at it.
    """
    with reading(engine) as connection:
        at = clock.now()
        if not (bundle.anything_to_bundle(connection, at) or outbox.anything_due(connection, at)):
            return DeliveryResult(0, 0, 0)
    sender = _Sender(engine, clock, ways, rulebooks, links, progress or (lambda _: None))
    with _one_sender(engine), ExitStack() as places:
        sender.lanes = [
            Lane(way, places.enter_context(slots(engine, f"channel/{way.name}", way.concurrency)), at)
            for way in ways
        ]
        sender.send_all(limit)
    return DeliveryResult(*(sender.tally[result] for result in ("delivered", "failed", "dead")))


def _bundle_some(
    connection: sa.Connection, campaign_id: int, telling: bundle.Telling, moment: bundle.Moment
) -> int:
    """One transaction of putting together; 0 when nothing is due any more."""
    outbox.one_at_a_time(connection)
    bundle.hush(connection, campaign_id, telling, moment)
    return bundle.bundle(connection, campaign_id, telling, moment)


def _one_sender(engine: sa.Engine) -> AbstractContextManager[None]:
    return nullcontext() if engine.dialect.name == "postgresql" else alone(engine, "deliver-notices")


@dataclass
class _Sender:
    """One run over the outbox. `tally` counts notices by what became of them."""

    engine: sa.Engine
    clock: Clock
    ways: Sequence[Way]
    rulebooks: Rulebooks
    links: Links
    progress: Progress
    lanes: list[Lane] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    def send_all(self, limit: int | None) -> None:
        left = limit
        with ThreadPoolExecutor(max_workers=max(1, sum(lane.places for lane in self.lanes))) as pool:
            try:
                while True:
                    self._put_together()
                    left = self._fill(left)
                    if not any(lane.busy for lane in self.lanes):
                        return
                    while not self._work(pool):
                        pass
            finally:
                self._wind_up()

    def _put_together(self) -> None:
        """Put what is due into messages, and take back what dead senders had."""
        at = self.clock.now()
        with reading(self.engine) as connection:
            campaigns = bundle.campaigns_due(connection, at)
        for campaign_id, version in campaigns.items():
            if (book := self._book(version)) is not None:
                telling, moment = telling_of(book, self.ways), moment_of(book, at)
                some = partial(_bundle_some, campaign_id=campaign_id, telling=telling, moment=moment)
                while in_transaction(self.engine, some):
                    continue
        self._take_back(at)

    def _take_back(self, at: datetime) -> None:
        def work(connection: sa.Connection) -> list[Outcome]:
            outcomes = [self._lost(one, at) for one in outbox.lost(connection, at, limit=BATCH)]
            outbox.record(connection, outcomes)
            return outcomes

        with reading(self.engine) as connection:
            if not outbox.anything_lost(connection, at):
                return
        outcomes = in_transaction(self.engine, work)
        self.tally["dead"] += sum(outcome.result == "dead" for outcome in outcomes)

    def _lost(self, lost: Lost, at: datetime) -> Outcome:
        book = self._book(lost.plan_version_id)
        dead = book is None or used_up(lost.attempt, book.plan.notices.attempts)
        return Outcome(
            digest_id=lost.id,
            attempt=lost.attempt,
            at=at,
            channel=LOST,
            result="dead" if dead else "failed",
            detail=LOST_DETAIL,
            retry_at=None if dead else at,
            failures=lost.failures + 1,
        )

    def _fill(self, left: int | None) -> int | None:
        """Give each channel that has nothing to do the next messages; how many may still be taken."""
        for lane in self.lanes:
            lane.empty = False
            size = BATCH if left is None else min(BATCH, left)
            if not lane.wants or not size:
                continue
            claims = self._claim(lane, size)
            lane.empty = not claims
            if left is not None:
                left -= len(claims)
        return left

    def _claim(self, lane: Lane, size: int) -> dict[int, int]:
        at, way = self.clock.now(), lane.way

        def work(connection: sa.Connection) -> dict[int, int]:
            outbox.one_at_a_time(connection)
            allowed = throttle.allow(connection, way.name, at, wanted=size, per_minute=way.per_minute)
            lane.trial = allowed.trial
            if not allowed.messages:
                return {}
            claims = outbox.claim(connection, way.name, at, limit=allowed.messages, lease=LEASE)
            if way.per_minute is not None:
                throttle.refund(connection, way.name, allowed.messages - len(claims))
            return claims

        with reading(self.engine) as connection:
            if not outbox.anything_due(connection, at, way.name):
                return {}
        claims = in_transaction(self.engine, work)
        if claims:
            lane.until = at + LEASE
            lane.claimed.extend(self._read(claims, at))
        return claims

    def _read(self, claims: dict[int, int], at: datetime) -> list[ClaimedDigest]:
        outlets = [way.outlet for way in self.ways]
        with reading(self.engine) as connection:
            return read_claimed_digests(connection, claims, outlets, lambda version: self._today(version, at))

    def _today(self, version: int, at: datetime) -> date | None:
        book = self._book(version)
        return None if book is None else moment_of(book, at).today

    def _work(self, pool: Executor) -> bool:
        """Begin, write and record what can be; whether a channel has nothing more to do."""
        for lane in self.lanes:
            if lane.written and self.clock.now() > lane.until - LAST_MINUTE:
                self._put_back(lane, self.clock.now())
            lane.start(pool)
        to_write = [lane for lane in self.lanes if lane.may_write]
        for lane in to_write:
            self._write(lane)
        running = [future for lane in self.lanes for future in lane.running]
        answered = (
            wait(running, 0 if to_write else LOOK_AGAIN_SECONDS, FIRST_COMPLETED).done if running else ()
        )
        for lane in self.lanes:
            self._record(lane, list(lane.finished()))
        return not (to_write or answered) or any(lane.wants for lane in self.lanes)

    def _write(self, lane: Lane) -> None:
        """Put the next message into words; what cannot be is recorded, and concerns no other."""
        claimed = lane.claimed.popleft()
        at = self.clock.now()
        if not claimed.notices:
            said = [Outcome(claimed.id, claimed.attempt, at, claimed.channel, "withdrawn")]
            in_transaction(self.engine, lambda connection: outbox.record(connection, said))
            return
        book = self._book(claimed.plan_version_id)
        if book is None:
            self._record(lane, [Sent(claimed, LookupError(f"方案版本 {claimed.plan_version_id}"))])
            return
        try:
            link, reply_to = self.links(claimed)
            message = render(claimed, book, link=link, reply_to=reply_to, forms=lane.way.forms)
        except Exception as error:
            log.exception("digest %d cannot be put into words", claimed.id)
            words = PermanentFailure(f"无法成文：{error!r}")
            self._record(lane, [Sent(claimed, words)])
            return
        lane.written.append((claimed, message))

    def _record(self, lane: Lane, sent: list[Sent]) -> None:
        """Record what a channel has answered, all in one transaction."""
        if not sent:
            return
        at = self.clock.now()
        broken = next((one.error for one in sent if isinstance(one.error, Unreachable)), None)
        if broken is not None:
            self._put_back(lane, at)  # for these it has failed too

        def work(connection: sa.Connection) -> list[Outcome]:
            down_until = at if broken is None else self._down_until(connection, lane, broken, at)
            outcomes = self._judged(connection, sent, at, down_until)
            outbox.record(connection, outcomes)
            if lane.trial and broken is None and any(one.error is None for one in sent):
                throttle.worked(connection, lane.way.name)
            return outcomes

        outcomes = in_transaction(self.engine, work)
        lane.down = lane.down or broken is not None
        carried = {one.claimed.id: len(one.claimed.notices) for one in sent}
        for outcome in outcomes:
            result = "failed" if outcome.result == "put_back" else outcome.result
            self.tally[result] += carried[outcome.digest_id]
            self.progress(carried[outcome.digest_id])

    def _down_until(
        self, connection: sa.Connection, lane: Lane, broken: Unreachable, at: datetime
    ) -> datetime:
        """Leave a channel alone that does not work; all that wait for it have failed once over it."""
        name = lane.way.name
        trips = throttle.trips_of(connection, name) + (not lane.down)
        until = at + pause_of_channel(trips, broken.retry_after, about=name)
        if not lane.down:
            throttle.failed(connection, name, until, broken.detail)
            for campaign_id, version in bundle.campaigns_waiting(connection, name, at).items():
                book = self._book(version)
                if book is None:
                    continue
                after = book.plan.notices.fall_back_after
                for alike, outlets in bundle.alike(telling_of(book, self.ways)):
                    which = outbox.of_kinds(campaign_id, alike)
                    outbox.count_failure(connection, name, at, which, after, outlets)
        return until

    def _judged(
        self, connection: sa.Connection, sent: Sequence[Sent], at: datetime, down_until: datetime
    ) -> list[Outcome]:
        outcomes = []
        for one in sent:
            claimed, further = one.claimed, None
            book = self._book(claimed.plan_version_id)
            rules = NoticesSpec() if book is None else book.plan.notices
            if one.error is not None:
                self._log(claimed, one.error)
                if book is not None:
                    outlets = outlets_for(book, outbox.kind_of(connection, claimed.id), self.ways)
                    further = outbox.further_channel(connection, claimed.id, outlets)
            outcomes.append(Judge(rules, at, further, down_until).outcome(claimed, one.error))
        return outcomes

    def _log(self, claimed: ClaimedDigest, error: Exception) -> None:
        if not isinstance(error, TemporaryFailure | PermanentFailure):
            log.error("digest %d: the channel %s has a fault", claimed.id, claimed.channel, exc_info=error)

    def _put_back(self, lane: Lane, until: datetime) -> None:
        """What has not been begun goes back; it was not tried."""
        at = self.clock.now()
        back = [
            Outcome(
                digest_id=claimed.id,
                attempt=claimed.attempt,
                at=at,
                channel=claimed.channel,
                result="put_back",
                retry_at=until,
                failures=claimed.failures,
            )
            for claimed in lane.take_out()
        ]
        if not back:
            return

        def work(connection: sa.Connection) -> None:
            outbox.record(connection, back)
            if lane.way.per_minute is not None:
                throttle.refund(connection, lane.way.name, len(back))

        in_transaction(self.engine, work)

    def _wind_up(self) -> None:
        """Wait for what is on its way, record it, and give back the rest."""
        for lane in self.lanes:
            while lane.running:
                wait(list(lane.running), None, FIRST_COMPLETED)
                self._record(lane, list(lane.finished()))
            self._put_back(lane, self.clock.now())
            lane.close()

    def _book(self, version: int) -> Rulebook | None:
        try:
            return self.rulebooks(version)
        except LookupError:
            log.exception("no rules for version %d of a plan", version)
            return None

"""Notices leave the outbox, in order, once, whatever their channel does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path

import pytest
import sqlalchemy as sa

from notifications.channels.file import FileChannel
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.smtp import SmtpChannel, SmtpServer
from notifications.delivery import BATCH, LEASE, DeliveryResult, deliver
from notifications.message import Message
from notifications.telling import moment_of, telling_of
from notifications.way import Way
from plans.rules import Rulebook
from records import bundle
from records import outbox as outboxes
from records.clock import FixedClock
from records.database import reading, writing
from records.digest import DIGESTS
from records.lease import Busy, alone
from records.notice import NOTICES
from records.person import PEOPLE
from tests.notifications.outbox import PILOT, Outbox, later
from tests.notifications.post_office import BREAK_OFF, Mailroom, free_port, open_post_office
from tests.town import ZHUZHAI, Town

SENDER = Address("督办", "duban", "gongyelu.example")


ATTEMPTS = 6


@dataclass
class Pigeon:
    """A channel of its own that carries what it is told to carry: messages, by their numbers."""

    says: Callable[[Message], None] = lambda _: None
    carried: list[int] = field(default_factory=list)
    closed: int = 0
    name: str = "pigeon"

    def send(self, message: Message) -> None:
        self.says(message)
        self.carried.append(message.digest_id)

    def close(self) -> None:
        self.closed += 1


def raising(failure: Exception, *recipients: str) -> Callable[[Message], None]:
    """Raise for messages to these people; for all if none is named."""

    def say(message: Message) -> None:
        if not recipients or message.recipient in recipients:
            raise failure

    return say


HEAD, ASSISTANT = "朱寨社区 主任", "朱寨社区 协办员"

AnyChannel = Pigeon | FileChannel | SmtpChannel


def send(outbox: Outbox, *channels: AnyChannel, limit: int | None = None) -> DeliveryResult:
    ways = [Way.over(channel) for channel in channels]
    return deliver(outbox.engine, outbox.clock, ways, outbox.book, limit=limit)


def test_what_is_due_for_a_person_goes_in_one_message_in_the_order_of_the_queue(outbox: Outbox) -> None:
    outbox.queue(*([outbox.head, outbox.assistant] * 3))
    said: list[Message] = []
    told: list[int] = []
    pigeon = Pigeon(said.append)
    way = Way.over(pigeon)
    result = deliver(outbox.engine, outbox.clock, [way], outbox.book, progress=told.append)
    assert result == DeliveryResult(delivered=6, failed=0, dead=0)
    assert [message.recipient for message in said] == [HEAD, ASSISTANT]
    assert told == [3, 3]
    assert set(outbox.states().values()) == {"delivered"}
    assert pigeon.closed == 1


def test_a_second_run_sends_nothing(outbox: Outbox) -> None:
    outbox.queue(outbox.head)
    send(outbox, Pigeon())
    again = Pigeon()
    assert send(outbox, again) == DeliveryResult(0, 0, 0)
    assert again.carried == []


def test_more_than_a_batch_is_sent_in_one_run(outbox: Outbox) -> None:
    outbox.queue(*outbox.more_people(BATCH + 7))
    pigeon = Pigeon()
    assert send(outbox, pigeon).delivered == BATCH + 7
    assert pigeon.carried == sorted(pigeon.carried)


def test_no_more_than_the_limit_is_taken(outbox: Outbox) -> None:
    outbox.queue(*outbox.more_people(5))
    pigeon = Pigeon()
    assert send(outbox, pigeon, limit=2).delivered == 2
    assert len(pigeon.carried) == 2
    assert send(outbox, pigeon, limit=0).delivered == 0


def test_what_failed_goes_later_and_what_follows_to_the_same_person_waits(outbox: Outbox) -> None:
    first, other = outbox.queue(outbox.head, outbox.assistant)
    greylisting = Pigeon(raising(TemporaryFailure("451 稍后再试"), HEAD))
    assert send(outbox, greylisting) == DeliveryResult(delivered=1, failed=1, dead=0)
    assert greylisting.carried == [outbox.digest(other).id]
    (second,) = outbox.queue(outbox.head)
    assert send(outbox, Pigeon()) == DeliveryResult(0, 0, 0)
    outbox.clock.advance(minutes=2)
    pigeon = Pigeon()
    assert send(outbox, pigeon).delivered == 2
    assert pigeon.carried == [outbox.digest(first).id, outbox.digest(second).id]
    assert outbox.attempts(first) == [("failed", "451 稍后再试"), ("delivered", "")]


def test_a_channel_that_asks_for_time_gets_it(outbox: Outbox) -> None:
    (one,) = outbox.queue(outbox.head)
    send(outbox, Pigeon(raising(TemporaryFailure("限流", retry_after=timedelta(minutes=20)))))
    assert outbox.digest(one).next_attempt_at == later(minutes=20)


def test_what_is_refused_for_good_is_dead_and_the_next_one_goes(outbox: Outbox) -> None:
    (first,) = outbox.queue(outbox.head)
    assert send(outbox, Pigeon(raising(PermanentFailure("550 没有这个用户")))) == DeliveryResult(0, 0, 1)
    (second,) = outbox.queue(outbox.head)
    assert send(outbox, Pigeon()) == DeliveryResult(1, 0, 0)
    assert outbox.states() == {first: "dead", second: "delivered"}
    assert outbox.attempts(first) == [("dead", "550 没有这个用户")]


def test_after_the_last_attempt_a_message_is_dead(outbox: Outbox) -> None:
    (one,) = outbox.queue(outbox.head)
    failing = Pigeon(raising(TemporaryFailure("451")))
    results = []
    for _ in range(ATTEMPTS):
        results.append(send(outbox, failing))
        outbox.clock.advance(hours=7)
    assert results == [DeliveryResult(0, 1, 0)] * (ATTEMPTS - 1) + [DeliveryResult(0, 0, 1)]
    assert outbox.states() == {one: "dead"}
    assert len(outbox.attempts(one)) == ATTEMPTS


def test_a_channel_that_is_down_is_asked_once_and_is_no_message_s_fault(outbox: Outbox) -> None:
    first, second = outbox.queue(outbox.head, outbox.assistant)
    down = Pigeon(raising(Unreachable("连不上邮件服务器")))
    assert send(outbox, down) == DeliveryResult(delivered=0, failed=1, dead=0)
    assert [outbox.digest(one).attempts for one in (first, second)] == [0, 0]
    assert send(outbox, down) == DeliveryResult(0, 0, 0)
    outbox.clock.advance(minutes=2)
    back = Pigeon()
    assert send(outbox, back).delivered == 2


def test_a_channel_that_is_down_for_a_day_is_tried_with_one_message_at_a_time(outbox: Outbox) -> None:
    queued = outbox.queue(*outbox.more_people(20))
    asked: list[str] = []

    def down(message: Message) -> None:
        asked.append(message.recipient)
        raise Unreachable("连不上邮件服务器")

    for _ in range(24 * 12):
        send(outbox, Pigeon(down))
        outbox.clock.advance(minutes=5)
    assert 30 < len(asked) < 60
    assert len(set(asked)) == 20
    pigeon = Pigeon()
    outbox.clock.advance(minutes=31)
    assert send(outbox, pigeon).delivered == 20
    assert len(set(pigeon.carried)) == 20
    assert set(outbox.states().values()) == {"delivered"}
    assert len(queued) == 20


def test_a_notice_without_words_is_dead_with_the_reason_and_stops_nobody(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    strange, usual = outbox.queue(outbox.head, form="no-such-form")[0], outbox.queue(outbox.assistant)[0]
    assert send(outbox, Pigeon()) == DeliveryResult(delivered=1, failed=0, dead=1)
    assert outbox.states() == {strange: "dead", usual: "delivered"}
    ((outcome, detail),) = outbox.attempts(strange)
    assert outcome == "dead"
    assert "escalation/no-such-form" in detail
    assert "cannot be put into words" in caplog.text


def test_rules_that_cannot_be_read_now_may_be_read_later(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    (one,) = outbox.queue(outbox.head)

    def nothing_known(plan_version_id: int) -> Rulebook:
        raise KeyError(plan_version_id)

    ways = [Way.over(Pigeon())]
    assert deliver(outbox.engine, outbox.clock, ways, nothing_known) == DeliveryResult(0, 0, 0)
    assert outbox.notice(one).state == "queued"
    assert "no rules for version" in caplog.text
    assert send(outbox, Pigeon()).delivered == 1


def test_a_fault_of_the_channel_s_own_is_tried_again_and_logged(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    first, _ = outbox.queue(outbox.head, outbox.assistant)
    pigeon = Pigeon(raising(ZeroDivisionError("a fault"), HEAD))
    assert send(outbox, pigeon) == DeliveryResult(delivered=1, failed=1, dead=0)
    assert outbox.attempts(first) == [("failed", "渠道 pigeon 出错：ZeroDivisionError('a fault')")]
    assert "ZeroDivisionError" in caplog.text


def test_nothing_is_sent_inside_a_transaction(outbox: Outbox) -> None:
    outbox.queue(outbox.head, outbox.assistant)

    def somebody_writes(message: Message) -> None:
        with writing(outbox.engine) as connection:
            connection.execute(PEOPLE.update().values(phone=str(message.digest_id)))

    assert send(outbox, Pigeon(somebody_writes)).delivered == 2


def test_who_acknowledges_while_it_is_being_sent_has_acknowledged(outbox: Outbox) -> None:
    (one,) = outbox.queue(outbox.head)
    assert send(outbox, Pigeon(lambda _: outbox.acknowledge(one))).delivered == 1
    assert outbox.states() == {one: "acknowledged"}


def test_what_has_been_acknowledged_before_it_goes_is_not_sent(outbox: Outbox) -> None:
    (one,) = outbox.queue(outbox.head)
    send(outbox, Pigeon(raising(TemporaryFailure("451"))))
    outbox.acknowledge(one)
    outbox.clock.advance(minutes=2)
    pigeon = Pigeon()
    assert send(outbox, pigeon) == DeliveryResult(0, 0, 0)
    assert pigeon.carried == []
    assert outbox.digest(one).state == "withdrawn"


def test_who_is_interrupted_gives_back_what_was_not_tried(outbox: Outbox) -> None:
    first, second, third = outbox.queue(outbox.head, outbox.assistant, *outbox.more_people(1))

    def interrupted(message: Message) -> None:
        if message.recipient == ASSISTANT:
            raise KeyboardInterrupt

    pigeon = Pigeon(interrupted)
    with pytest.raises(KeyboardInterrupt):
        send(outbox, pigeon)
    assert pigeon.closed == 1
    assert outbox.states()[first] == "delivered"
    assert outbox.states()[third] == "queued"
    outbox.clock.advance(minutes=5)
    assert send(outbox, Pigeon()).delivered == 2
    assert outbox.states()[second] == "delivered"


def test_no_message_is_begun_when_the_lease_is_about_to_end(outbox: Outbox) -> None:
    queued = outbox.queue(outbox.head, outbox.assistant, *outbox.more_people(1))

    def slowly(_: Message) -> None:
        outbox.clock.advance(minutes=4, seconds=30)

    assert send(outbox, Pigeon(slowly)).delivered == 3
    assert [len(outbox.attempts(one)) for one in queued] == [1, 1, 1]


def claim_one(outbox: Outbox) -> None:
    """Somebody takes a message and dies."""
    way = Way.over(Pigeon())
    telling, moment = telling_of(outbox.rules, [way]), moment_of(outbox.rules, outbox.clock.now())
    with writing(outbox.engine) as connection:
        bundle.bundle(connection, outbox.campaign_id, telling, moment)
        outboxes.claim(connection, way.name, outbox.clock.now(), limit=1, lease=LEASE)


def test_what_a_dead_sender_held_is_sent_after_its_lease(outbox: Outbox) -> None:
    first, second = outbox.queue(outbox.head, outbox.head)
    claim_one(outbox)
    assert send(outbox, Pigeon()) == DeliveryResult(0, 0, 0)
    outbox.clock.advance(minutes=5)
    assert send(outbox, Pigeon()) == DeliveryResult(2, 0, 0)
    assert outbox.attempts(first) == [("failed", outboxes.LOST_DETAIL), ("delivered", "")]
    assert outbox.digest(first).id == outbox.digest(second).id


def test_what_killed_every_sender_counts_as_dead(outbox: Outbox) -> None:
    (one,) = outbox.queue(outbox.head)
    claim_one(outbox)
    with writing(outbox.engine) as connection:
        connection.execute(DIGESTS.update().values(attempts=ATTEMPTS))
    outbox.clock.advance(minutes=5)
    assert send(outbox, Pigeon()).dead == 1
    assert outbox.states() == {one: "dead"}


def test_a_second_sender_on_a_file_is_told_that_somebody_is_at_it(outbox: Outbox) -> None:
    outbox.queue(outbox.head)
    with alone(outbox.engine, "deliver-notices"):
        if outbox.engine.dialect.name == "sqlite":
            with pytest.raises(Busy):
                send(outbox, Pigeon())
        else:
            assert send(outbox, Pigeon()).delivered == 1


def test_somebody_without_address_is_dead_on_mail_and_alive_in_files(outbox: Outbox, tmp_path: Path) -> None:
    (by_mail,) = outbox.queue(outbox.assistant)
    server = SmtpServer("127.0.0.1", free_port(), "none")
    assert send(outbox, SmtpChannel(server, SENDER)) == DeliveryResult(0, 0, 1)
    assert outbox.attempts(by_mail) == [("dead", "朱寨社区 协办员 没有邮箱地址，请在人员名单中补上")]
    (in_a_file,) = outbox.queue(outbox.assistant)
    assert send(outbox, FileChannel(tmp_path)).delivered == 1
    assert outbox.states() == {by_mail: "dead", in_a_file: "delivered"}


def test_through_a_real_server_that_fails_in_every_way_each_message_arrives_once(outbox: Outbox) -> None:
    queued = outbox.queue(outbox.head)
    mailroom, port = Mailroom(), free_port()
    channel = SmtpChannel(SmtpServer("127.0.0.1", port, "none", timeout=1), SENDER)
    assert send(outbox, channel) == DeliveryResult(0, 1, 0)
    with open_post_office(mailroom, port):
        for trouble in ("451 4.7.1 Greylisted", BREAK_OFF, "421 4.3.2 Closing", None):
            mailroom.at_message = lambda _, trouble=trouble: trouble  # type: ignore[misc]
            outbox.clock.advance(hours=6)
            send(outbox, channel)
    assert len(mailroom.mail) == 1
    assert [outcome for outcome, _ in outbox.attempts(queued[0])] == ["failed"] * 4 + ["delivered"]


def test_the_campaign_s_own_notices_arrive(campaign: Town, tmp_path: Path) -> None:
    campaign.checked_daily("2012-06-07", "2012-06-18")
    engine, clock = campaign.desk.engine, campaign.clock
    channel = FileChannel(tmp_path / "mail")
    result = deliver(engine, clock, [Way.over(channel)], lambda _: PILOT)
    assert (result.failed, result.dead) == (0, 0)
    assert result.delivered > 100
    with reading(engine) as connection:
        people = connection.execute(sa.select(sa.func.count(NOTICES.c.person_id.distinct()))).scalar_one()
    assert len(list((tmp_path / "mail").iterdir())) == people
    assert campaign.notices(ZHUZHAI, "self-inspection")


def test_the_clock_alone_says_when(outbox: Outbox) -> None:
    outbox.queue(outbox.head, at=later(days=1))
    assert send(outbox, Pigeon()) == DeliveryResult(0, 0, 0)
    tomorrow = FixedClock(later(days=1))
    assert deliver(outbox.engine, tomorrow, [Way.over(Pigeon())], outbox.book).delivered == 1
    with outbox.engine.connect() as connection:
        assert connection.execute(sa.select(NOTICES.c.state)).scalar_one() == "delivered"

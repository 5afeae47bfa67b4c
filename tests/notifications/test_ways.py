"""Several channels: who is told over which, what happens when one fails, and how fast each may be used."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.delivery import DeliveryResult, deliver
from notifications.message import Message
from notifications.way import Way
from records.lease import Busy
from tests.notifications.outbox import Outbox, telling

HOUR = timedelta(hours=1)


@dataclass
class Line:
    """A channel under a name: what it carried, to which addresses; `fails` with an error while it is set."""

    name: str
    fails: Exception | None = None
    carried: list[str | None] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.fails is not None:
            raise self.fails
        self.carried.append(message.address)

    def close(self) -> None:
        self.carried.sort(key=str)


def send(outbox: Outbox, *ways: Way) -> DeliveryResult:
    return deliver(outbox.engine, outbox.clock, ways, outbox.book)


def mail(line: Line, per_minute: int | None = None) -> Way:
    return Way(line.name, lambda: line, needs="email", per_minute=per_minute)


def own(line: Line) -> Way:
    return Way(line.name, lambda: line, needs="own")


def test_each_is_told_over_the_channel_that_they_name_first(outbox: Outbox) -> None:
    outbox.name(outbox.head, "wecom", "mail")
    outbox.name(outbox.assistant, "sms", "wecom")
    outbox.queue(outbox.head, outbox.assistant)
    lines = Line("mail"), Line("wecom"), Line("sms")
    assert send(outbox, *map(own, lines)).delivered == 2
    assert [line.carried for line in lines] == [[], [f"wecom:{outbox.head}"], [f"sms:{outbox.assistant}"]]


def test_who_names_none_is_told_over_the_first_that_has_an_address(outbox: Outbox) -> None:
    outbox.queue(outbox.head)
    by_mail, by_phone = Line("mail"), Line("sms")
    send(outbox, Way("sms", lambda: by_phone, needs="phone"), mail(by_mail))
    assert (by_phone.carried, by_mail.carried) == ([], ["head@zhuzhai.example"])


def test_a_named_channel_that_is_not_installed_is_passed_over(outbox: Outbox) -> None:
    outbox.name(outbox.head, "pigeon", "wecom")
    outbox.queue(outbox.head)
    line = Line("wecom")
    assert send(outbox, own(line)).delivered == 1
    assert line.carried == [f"wecom:{outbox.head}"]


def test_after_the_plan_s_number_of_failures_the_next_channel_takes_it(outbox: Outbox) -> None:
    outbox.rules = telling(fall_back_after=2)
    outbox.name(outbox.head, "wecom", "mail")
    (one,) = outbox.queue(outbox.head)
    wecom, post = Line("wecom", TemporaryFailure("45009")), Line("mail")
    assert send(outbox, own(wecom), own(post)) == DeliveryResult(0, 1, 0)
    outbox.clock.advance(minutes=2)
    assert send(outbox, own(wecom), own(post)) == DeliveryResult(1, 1, 0)
    assert post.carried == [f"mail:{outbox.head}"]
    assert [result for result, _ in outbox.attempts(one)] == ["failed", "failed", "delivered"]


def test_what_one_channel_refuses_for_good_the_next_takes_at_once(outbox: Outbox) -> None:
    outbox.name(outbox.head, "sms", "mail")
    (one,) = outbox.queue(outbox.head)
    sms, post = Line("sms", PermanentFailure("空号")), Line("mail")
    assert send(outbox, own(sms), own(post)).delivered == 1
    assert outbox.attempts(one) == [("failed", "空号"), ("delivered", "")]


def test_only_when_the_last_channel_refuses_it_is_dead(outbox: Outbox) -> None:
    outbox.name(outbox.head, "sms", "mail")
    (one,) = outbox.queue(outbox.head)
    refuses = PermanentFailure("不收")
    assert send(outbox, own(Line("sms", refuses)), own(Line("mail", refuses))).dead == 1
    assert outbox.states() == {one: "dead"}


def test_who_can_be_reached_otherwise_does_not_wait_for_a_channel_that_is_down(outbox: Outbox) -> None:
    outbox.rules = telling(fall_back_after=2)
    people = outbox.more_people(10)
    for person in people[:5]:
        outbox.name(person, "wecom", "mail")
    for person in people[5:]:
        outbox.name(person, "wecom")
    outbox.queue(*people)
    wecom, post = Line("wecom", Unreachable("连不上企业微信")), Line("mail")
    for _ in range(5):
        send(outbox, own(wecom), own(post))
        outbox.clock.advance(minutes=1)
    assert post.carried == sorted(f"mail:{person}" for person in people[:5])
    wecom.fails = None
    outbox.clock.advance(minutes=40)
    assert send(outbox, own(wecom), own(post)).delivered == 5
    assert Counter(outbox.states().values()) == {"delivered": 10}


def test_a_plan_says_over_which_channels_a_kind_of_notice_may_go(outbox: Outbox) -> None:
    outbox.rules = telling(kinds={"reminder": {"channels": ["mail"]}, "escalation": {"channels": ["sms"]}})
    outbox.name(outbox.head, "sms", "mail")
    sms, post = Line("sms"), Line("mail")
    outbox.queue(outbox.head)
    send(outbox, own(sms), own(post))
    outbox.queue(outbox.head, form="overdue")
    send(outbox, own(sms), own(post))
    assert (post.carried, sms.carried) == ([f"mail:{outbox.head}"], [f"sms:{outbox.head}"])


def test_where_no_channel_may_carry_it_the_administrator_is_asked(outbox: Outbox) -> None:
    outbox.rules = telling(kinds={"reminder": {"channels": ["sms"]}})
    (one,) = outbox.queue(outbox.head)
    send(outbox, mail(Line("mail")))
    assert outbox.states() == {one: "dead"}
    ((result, detail),) = outbox.attempts(one)
    assert result == "dead"
    assert "没有可以到达收件人的渠道" in detail


def test_no_more_messages_go_in_a_minute_than_the_channel_allows(outbox: Outbox) -> None:
    outbox.queue(*outbox.more_people(50))
    line, minutes = Line("mail"), []
    for _ in range(4):
        minutes.append(send(outbox, mail(line, per_minute=20)).delivered)
        outbox.clock.advance(minutes=1)
    assert minutes == [20, 20, 10, 0]


def test_a_rate_that_is_not_used_up_saves_no_more_than_a_minute_s_worth(outbox: Outbox) -> None:
    line = Line("mail")
    outbox.queue(*outbox.more_people(5))
    assert send(outbox, mail(line, per_minute=20)).delivered == 5
    outbox.clock.advance(hours=3)
    outbox.queue(*outbox.more_people(40))
    assert send(outbox, mail(line, per_minute=20)).delivered == 20


def test_as_many_go_at_once_as_the_channel_has_connections_and_no_more(outbox: Outbox) -> None:
    outbox.queue(*outbox.more_people(12))
    together = threading.Barrier(3, timeout=10)
    now, most, opened = Counter[str](), [0], []
    lock = threading.Lock()

    class Slow(Line):
        def send(self, message: Message) -> None:
            with lock:
                now["sending"] += 1
                most[0] = max(most[0], now["sending"])
            together.wait()
            with lock:
                now["sending"] -= 1

    def open_one() -> Slow:
        opened.append(Slow("mail"))
        return opened[-1]

    result = send(outbox, Way("mail", open_one, needs="email", concurrency=3))
    assert result.delivered == 12
    assert most == [3]
    assert len(opened) == 3


def test_a_channel_that_hangs_keeps_no_other_waiting(outbox: Outbox) -> None:
    outbox.name(outbox.head, "wecom")
    outbox.queue(outbox.head, *outbox.more_people(9))
    others_done = threading.Event()
    post = Line("mail")

    class Hanging(Line):
        def send(self, message: Message) -> None:
            assert others_done.wait(timeout=20)
            raise Unreachable("在 30 秒内没有回应")

    class Post(Line):
        def send(self, message: Message) -> None:
            post.send(message)
            if len(post.carried) == 9:
                others_done.set()

    result = send(outbox, own(Hanging("wecom")), mail(Post("mail")))
    assert result == DeliveryResult(delivered=9, failed=1, dead=0)


@pytest.mark.parametrize("trouble", ["hangs", "refuses"])
def test_after_an_hour_of_trouble_everything_arrives_once_and_in_order_without_a_flood(
    outbox: Outbox, trouble: str
) -> None:
    people = outbox.more_people(30)
    wecom, post = Line("wecom"), Line("mail")
    for person in people:
        outbox.name(person, "wecom" if person % 2 else "mail")
    troubles = {"hangs": Unreachable("在 30 秒内没有回应"), "refuses": Unreachable("拒绝连接")}
    wecom.fails = troubles[trouble]
    ways = Way("wecom", lambda: wecom, needs="own", per_minute=10), own(post)
    by_mail = {person for person in people if not person % 2}
    for minute in range(60):
        if minute in (0, 20, 40):
            outbox.queue(*people)
        send(outbox, *ways)
        if minute in (0, 20, 40):  # the others are not delayed
            assert Counter(post.carried) == {f"mail:{one}": minute // 20 + 1 for one in by_mail}
        outbox.clock.advance(minutes=1)
    assert wecom.carried == []
    wecom.fails = None
    outbox.clock.advance(minutes=30)
    each_minute = []
    for _ in range(10):
        before = len(wecom.carried)
        send(outbox, *ways)
        each_minute.append(len(wecom.carried) - before)
        outbox.clock.advance(minutes=1)
    assert max(each_minute) <= 10
    assert set(outbox.states().values()) == {"delivered"}
    # what came while it was down goes in one message more, not in one for each notice
    assert Counter(wecom.carried) == {f"wecom:{person}": 2 for person in people if person % 2}


def test_a_message_carries_the_notices_of_a_person_in_the_order_of_the_queue(outbox: Outbox) -> None:
    queued = outbox.queue(*([outbox.head] * 5))
    send(outbox, Way.over(Line("mail")))
    assert len({outbox.digest(one).id for one in queued}) == 1
    (later_one,) = outbox.queue(outbox.head)
    send(outbox, Way.over(Line("mail")))
    assert outbox.digest(later_one).id > outbox.digest(queued[0]).id


def test_a_channel_that_cannot_be_opened_keeps_no_other_waiting_and_loses_nothing(outbox: Outbox) -> None:
    outbox.name(outbox.head, "wecom")
    (one, *_) = outbox.queue(outbox.head, *outbox.more_people(3))

    def broken() -> Line:
        raise ImportError("no such module")

    post = Line("mail")
    result = send(outbox, Way("wecom", broken, needs="own"), mail(post))
    assert result == DeliveryResult(delivered=3, failed=1, dead=0)
    assert (outbox.digest(one).state, outbox.digest(one).attempts) == ("queued", 0)
    outbox.clock.advance(minutes=2)
    assert send(outbox, own(Line("wecom"))).delivered == 1


def test_two_senders_at_once_send_each_message_once_and_share_the_channel_s_connections(
    outbox: Outbox,
) -> None:
    people = outbox.more_people(60)
    outbox.queue(*people)
    lock, now, most, carried = threading.Lock(), [0], [0], Counter[str | None]()

    class Counting(Line):
        def send(self, message: Message) -> None:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.005)
            with lock:
                now[0] -= 1
                carried[message.address] += 1

    way = Way("mail", lambda: Counting("mail"), needs="email", concurrency=2)

    def sender(_: int) -> int:
        try:
            return send(outbox, way).delivered
        except Busy:  # on a file, where one sends at a time
            return 0

    with ThreadPoolExecutor(2) as pool:
        delivered = sum(pool.map(sender, range(2)))
    assert delivered == len(carried) == carried.total() == len(people)
    assert most[0] <= 2

"""A sender is killed at a boundary of the delivery path: what arrives, how often, and is anything lost?

A run: some messages by mail and some by webhook, to real servers on the loopback; a sender in a process of
its own, killed by SIGKILL where the run's seed says, once or twice; then a sender that is let live.

The senders are forks of one process that has imported everything and runs no thread, which is what makes
hundreds of runs affordable.

    python -m tests.notifications.killing     the process; told what to do line by line
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from notifications import delivery
from notifications.channels.protocol import Channel
from notifications.channels.smtp import SmtpChannel, SmtpServer
from notifications.channels.webhook import Webhook, WebhookChannel
from notifications.message import Message
from notifications.way import Way
from records import outbox
from records.clock import FixedClock
from records.database import open_engine, reading, writing
from records.digest import DELIVERIES, DIGESTS
from records.notice import NOTICES
from tests.notifications.outbox import FREELY, SEVENTH_OF_JUNE, found_outbox, later
from tests.notifications.post_office import Mailroom, open_post_office
from tests.notifications.providers import Asked, Provider, Reply, open_provider

BOUNDARIES = ("before the lease", "after the lease", "sent, not recorded", "recorded")

CONNECTIONS = {"mail": 2, "webhook": 1}
"""How many messages of each channel may be on their way at once."""

MESSAGES = {"mail": 5, "webhook": 4}

OFTEN = {"before the lease": 2, "after the lease": 2, "sent, not recorded": 9, "recorded": 6}
"""How often a sender passes a boundary, about."""

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS1yZWNlaXZlcg=="


@dataclass(frozen=True)
class Task:
    """What a sender is to do: when, to which servers, and at which boundary it dies, passed how often."""

    address: str
    mail_port: int
    webhook: str
    minutes: int
    boundary: str | None = None
    number: int = 1


@dataclass
class Count:
    """What came of runs. `allowed`: how many messages the killed senders could have had on their way."""

    runs: int = 0
    kills: int = 0
    messages: int = 0
    arrived: int = 0
    doubled: int = 0
    most_doubled: int = 0
    allowed: int = 0
    lost: int = 0
    changed: int = 0
    """Arrivals under a number that had other words the first time."""


class Dies:
    """Kills its own process when it is passed for the n-th time."""

    def __init__(self, number: int) -> None:
        self.left = number

    def passed(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class KilledAfterSending:
    """A channel that may die right after the receiver has said that it has the message."""

    channel: Channel
    death: Dies
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.channel.name

    def send(self, message: Message) -> None:
        self.channel.send(message)
        self.death.passed()

    def close(self) -> None:
        self.channel.close()


def send(task: Task) -> None:
    """Deliver what is due; perhaps die on the way."""
    death = Dies(task.number)
    if task.boundary == "before the lease":
        _before(outbox, "claim", death)
    if task.boundary == "after the lease":
        _before(delivery, "read_claimed_digests", death)
    if task.boundary == "recorded":
        _after(delivery, "in_transaction", death, of=outbox.record.__name__)
    wrapped = (lambda channel: KilledAfterSending(channel, death)) if task.boundary == BOUNDARIES[2] else None
    engine = open_engine(task.address)
    delivery.deliver(engine, FixedClock(later(minutes=task.minutes)), ways(task, wrapped), lambda _: FREELY)
    engine.dispose()


def ways(task: Task, wrapped: Callable[[Channel], Channel] | None) -> list[Way]:
    sender = Address("督办", "duban", "gongyelu.example")
    server = SmtpServer("127.0.0.1", task.mail_port, "none")
    hook = Webhook(url=task.webhook, secret=SECRET)
    clock = FixedClock(SEVENTH_OF_JUNE)
    wrap = wrapped or (lambda channel: channel)
    return [
        Way("mail", lambda: wrap(SmtpChannel(server, sender)), "email", concurrency=CONNECTIONS["mail"]),
        Way("webhook", lambda: wrap(WebhookChannel(hook, clock)), "own", concurrency=CONNECTIONS["webhook"]),
    ]


def _before(module: Any, name: str, death: Dies) -> None:
    done = getattr(module, name)

    def dying(*given: Any, **named: Any) -> Any:
        death.passed()
        return done(*given, **named)

    setattr(module, name, dying)


def _after(module: Any, name: str, death: Dies, of: str) -> None:
    """Die after a transaction in which `of` has been called."""
    done, record, recorded = getattr(module, name), outbox.record, [False]

    def noting(*given: Any) -> Any:
        recorded[0] = True
        return record(*given)

    def dying(*given: Any, **named: Any) -> Any:
        recorded[0] = False
        answer = done(*given, **named)
        if recorded[0]:
            death.passed()
        return answer

    setattr(outbox, of, noting)
    setattr(module, name, dying)


def main() -> None:
    """Fork a sender for each line; answer with how it ended."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            send(Task(**json.loads(line)))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


@dataclass
class Field:
    """The servers, and the process that forks senders."""

    mailroom: Mailroom
    mail_port: int
    provider: Provider
    forks: "subprocess.Popen[str]"

    def send(self, address: str, minutes: int, boundary: str | None = None, number: int = 1) -> bool:
        """Whether the sender was killed."""
        task = Task(address, self.mail_port, f"{self.provider.base}/hook", minutes, boundary, number)
        assert self.forks.stdin is not None
        assert self.forks.stdout is not None
        self.forks.stdin.write(json.dumps(asdict(task)) + "\n")
        self.forks.stdin.flush()
        end = int(self.forks.stdout.readline())
        assert end in (0, -signal.SIGKILL), f"the sender ended with {end}"
        return end != 0

    def clear(self) -> None:
        self.mailroom.mail.clear()
        self.provider.asked.clear()

    def arrived(self) -> tuple[Counter[str], set[tuple[str, bytes]]]:
        """How often each message has come, by its number, and everything different that came under one."""
        mail = [(str(one["Message-ID"]), one.as_bytes()) for one in self.mailroom.mail]
        hooks = [(one.headers["webhook-id"], one.body) for one in self.provider.asked]
        return Counter(number for number, _ in (*mail, *hooks)), {*mail, *hooks}


@contextmanager
def open_field() -> Iterator[Field]:
    mailroom = Mailroom()
    command = [sys.executable, "-m", "tests.notifications.killing"]
    root = Path(__file__).parents[2]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        open_post_office(mailroom) as port,
        open_provider(_taken) as provider,
        subprocess.Popen(command, cwd=root, **pipes) as forks,  # type: ignore[call-overload]
    ):
        yield Field(mailroom, port, provider, forks)
        forks.stdin.close()


def _taken(_: Asked) -> Reply:
    return Reply(204)


def queue(address: str) -> None:
    """A notice for each of some people, in a database that has none."""
    engine = open_engine(address)
    box = found_outbox(engine)
    people = box.more_people(sum(MESSAGES.values()))
    for person in people[MESSAGES["mail"] :]:
        box.name(person, "webhook")
    box.queue(*people)
    engine.dispose()


def queue_again(address: str) -> None:
    """The same notices, as if they had never been sent."""
    engine = open_engine(address)
    with writing(engine) as connection:
        connection.execute(DELIVERIES.delete())
        connection.execute(NOTICES.update().values(state="queued", digest_id=None))
        connection.execute(DIGESTS.delete())
    engine.dispose()


def states(address: str) -> Counter[str]:
    engine = open_engine(address)
    with reading(engine) as connection:
        found = Counter(connection.execute(sa.select(NOTICES.c.state)).scalars())
    engine.dispose()
    return found


def one_run(field: Field, address: str, boundary: str, seed: int, count: Count) -> None:
    """Kill senders at a boundary as the seed says, let one live, and count what came."""
    chance = random.Random(f"{boundary}/{seed}")
    field.clear()
    kills = 0
    for start in range(chance.randint(1, 2)):
        kills += field.send(address, 6 * start, boundary, chance.randint(1, OFTEN[boundary]))
    for start in range(2, 5):  # the lease of what a killed sender held has to run out
        field.send(address, 6 * start)
    messages = sum(MESSAGES.values())
    arrived, different = field.arrived()
    doubled = arrived.total() - len(arrived)
    count.runs += 1
    count.kills += kills
    count.messages += messages
    count.arrived += len(arrived)
    count.doubled += doubled
    count.most_doubled = max(count.most_doubled, doubled)
    count.allowed += kills * sum(CONNECTIONS.values())
    count.lost += messages - len(arrived) + messages - states(address)["delivered"]
    count.changed += len(different) - len(arrived)
    assert doubled <= kills * sum(CONNECTIONS.values()), f"{boundary}, seed {seed}: {doubled} doubled"
    queue_again(address)


if __name__ == "__main__":
    main()

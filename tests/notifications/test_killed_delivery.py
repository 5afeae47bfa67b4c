"""A sender is killed at any of its statements: no notice is lost, and at most one arrives twice.

Killed for real: a child process sends itself SIGKILL right before its n-th statement, or a mail
server kills it after it has taken a message and before it has said so.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from notifications.channels.smtp import SmtpChannel, SmtpServer
from notifications.delivery import DeliveryResult, deliver
from notifications.message import Message
from records.clock import FixedClock
from records.database import reading, writing
from records.notice import DELIVERIES, NOTICES
from records.person import PEOPLE
from tests.engines import open_shared
from tests.notifications.outbox import PILOT, SEVENTH_OF_JUNE, found_outbox, later
from tests.notifications.post_office import Mailroom, open_post_office

NOTICES_QUEUED = 6


@dataclass(frozen=True)
class Journal:
    """A channel that writes down each message that has gone, in a file that survives its process."""

    file: Path
    name: str = "journal"

    def send(self, message: Message) -> None:
        with self.file.open("a") as journal:
            journal.write(f"{message.message_id}\n")

    def close(self) -> None:
        pass

    def read(self) -> list[str]:
        return self.file.read_text().splitlines() if self.file.exists() else []


def queue(address: str) -> None:
    """Six notices to two people, in a database that has none."""
    engine = open_shared(address)
    box = found_outbox(engine)
    with writing(engine) as connection:
        reachable = PEOPLE.update().where(PEOPLE.c.id == box.assistant)
        connection.execute(reachable.values(email="assistant@zhuzhai.example"))
    box.queue(*([box.head, box.assistant] * (NOTICES_QUEUED // 2)))
    engine.dispose()


def queue_again(address: str) -> None:
    """The same notices, as if they had never been sent."""
    engine = open_shared(address)
    with writing(engine) as connection:
        connection.execute(DELIVERIES.delete())
        connection.execute(
            NOTICES.update().values(state="queued", attempts=0, next_attempt_at=SEVENTH_OF_JUNE)
        )
    engine.dispose()


def send(
    address: str, journal: Journal, minutes: int = 0, before: Callable[[int], None] | None = None
) -> None:
    """Deliver so many minutes after 8 o'clock; `before` is told the number of each statement."""
    engine = open_shared(address)
    if before is not None:
        tell_statements(engine, before)
    deliver(engine, FixedClock(later(minutes=minutes)), journal, lambda _: PILOT)
    engine.dispose()


def tell_statements(engine: sa.Engine, before: Callable[[int], None]) -> None:
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        before(seen)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


def killed_at(address: str, journal: Journal, number: int) -> int:
    """How a child ends that is killed right before its statement of that number."""

    def kill(n: int) -> None:
        if n == number:
            os.kill(os.getpid(), signal.SIGKILL)

    pid = os.fork()
    if pid == 0:
        send(address, journal, before=kill)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def states(address: str) -> Counter[str]:
    engine = open_shared(address)
    with reading(engine) as connection:
        found = Counter(connection.execute(sa.select(NOTICES.c.state)).scalars())
    engine.dispose()
    return found


@pytest.mark.slow
def test_a_sender_killed_at_any_statement_loses_nothing_and_doubles_at_most_one(
    new_address: Callable[[], str], tmp_path: Path
) -> None:
    address = new_address()
    queue(address)
    number, end = 0, -signal.SIGKILL
    while end == -signal.SIGKILL:
        number += 1
        journal = Journal(tmp_path / f"{number}.txt")
        end = killed_at(address, journal, number)
        send(address, journal, minutes=5)
        assert states(address) == {"delivered": NOTICES_QUEUED}, f"killed at {number}"
        arrived = Counter(journal.read())
        assert len(arrived) == NOTICES_QUEUED, f"killed at {number}"
        assert arrived.total() <= NOTICES_QUEUED + 1, f"killed at {number}"
        queue_again(address)
    assert end == 0
    assert number > 3 * NOTICES_QUEUED


def send_by_mail(address: str, port: int, minutes: int) -> DeliveryResult:
    """Deliver so many minutes after 8 o'clock, through the server at a port."""
    engine = open_shared(address)
    server = SmtpServer("127.0.0.1", port, "none")
    channel = SmtpChannel(server, Address("督办", "duban", "gongyelu.example"))
    result = deliver(engine, FixedClock(later(minutes=minutes)), channel, lambda _: PILOT)
    engine.dispose()
    return result


SENDER_PROCESS = """
import sys
from tests.notifications.test_killed_delivery import send_by_mail

address, port = sys.argv[1:]
send_by_mail(address, int(port), minutes=0)
"""


def test_a_sender_killed_after_the_server_took_the_mail_sends_that_one_again_with_the_same_id(
    new_address: Callable[[], str],
) -> None:
    address = new_address()
    queue(address)
    mailroom = Mailroom()
    root = Path(__file__).parents[2]
    with open_post_office(mailroom) as port:
        command = [sys.executable, "-c", SENDER_PROCESS, address, str(port)]
        with subprocess.Popen(command, cwd=root) as sender:

            def kill_at_the_third(taken: int) -> None:
                if taken == 3:
                    sender.kill()
                    sender.wait()

            mailroom.taken = kill_at_the_third
        assert sender.returncode == -signal.SIGKILL
        result = send_by_mail(address, port, minutes=5)
    assert result.delivered == NOTICES_QUEUED - 2
    arrived = Counter(str(mail["Message-ID"]) for mail in mailroom.mail)
    assert sorted(arrived.values()) == [1] * (NOTICES_QUEUED - 1) + [2]

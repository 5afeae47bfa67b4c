"""A sender is killed at any of its statements: no notice is lost, and only what was on its way arrives twice.

Killed for real: a child process sends itself SIGKILL right before its n-th statement, or at a boundary of
the delivery path while it talks to real servers.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from notifications.delivery import deliver
from notifications.message import Message
from notifications.way import Way
from records.clock import FixedClock
from records.database import reading
from records.notice import NOTICES
from tests.engines import open_shared
from tests.notifications import killing
from tests.notifications.killing import BOUNDARIES, Count, Field
from tests.notifications.outbox import FREELY, found_outbox, later

NOTICES_QUEUED = 6

AT_ONCE = 2
"""Connections of the channel."""


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
    """Six notices to six people, in a database that has none."""
    engine = open_shared(address)
    box = found_outbox(engine)
    box.queue(*box.more_people(NOTICES_QUEUED))
    engine.dispose()


def send(
    address: str, journal: Journal, minutes: int = 0, before: Callable[[int], None] | None = None
) -> None:
    """Deliver so many minutes after 8 o'clock; `before` is told the number of each statement."""
    engine = open_shared(address)
    if before is not None:
        tell_statements(engine, before)
    way = Way(journal.name, lambda: journal, concurrency=AT_ONCE)
    deliver(engine, FixedClock(later(minutes=minutes)), [way], lambda _: FREELY)
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
def test_a_sender_killed_at_any_statement_loses_nothing_and_doubles_at_most_what_was_on_its_way(
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
        assert arrived.total() <= NOTICES_QUEUED + AT_ONCE, f"killed at {number}"
        killing.queue_again(address)
    assert end == 0
    assert number > 3 * NOTICES_QUEUED


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_sender_killed_at_a_boundary_loses_nothing_and_doubles_only_what_was_on_its_way(
    new_address: Callable[[], str], field: Field, boundary: str
) -> None:
    address, count = new_address(), Count()
    killing.queue(address)
    for seed in range(int(os.environ.get("DUBAN_SOAK", 3))):
        killing.one_run(field, address, boundary, seed, count)
    assert count.kills > 0
    assert (count.lost, count.changed) == (0, 0)
    assert count.doubled <= count.allowed


@pytest.fixture(scope="module")
def field() -> Iterator[Field]:
    with killing.open_field() as opened:
        yield opened

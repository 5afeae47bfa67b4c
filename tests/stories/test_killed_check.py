"""A check is killed at any of its statements, or runs twice at once: each notice is there once.

Killed for real: a child process sends itself SIGKILL right before its n-th statement.
"""

import os
import shutil
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from actions.check import check_deadlines
from actions.desk import Desk
from records.check import CHECK_RUNS, GAPS, SUPERSEDED
from records.clock import FixedClock
from records.escalation import ESCALATIONS
from records.history import HISTORY
from records.inspection import INSPECTIONS, REASONS
from records.lease import Busy
from records.notice import NOTICES
from records.rollup import ROLLUPS
from records.task import TASKS
from records.village import VILLAGES
from tests.engines import open_shared
from tests.postgres import Server, execute_on_server
from tests.town import SHANGHAI, found_town

SOAKING = "DUBAN_SOAK" in os.environ

ONE_EVENTFUL_MORNING = datetime(2012, 5, 2, 9, tzinfo=SHANGHAI)
"""After the holidays: tasks open, reminders go out, ladders climb, villages may move."""


def fingerprint(engine: sa.Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a check leaves behind, without the numbers that only count rows."""
    ignored = {"id", "subject_id", "inspection_id", "slices"}
    tables = (TASKS, VILLAGES, NOTICES, ESCALATIONS, HISTORY, INSPECTIONS, REASONS, GAPS, SUPERSEDED, ROLLUPS)
    with engine.connect() as connection:
        return {
            table.name: sorted(
                tuple(str(value) for name, value in row._mapping.items() if name not in ignored)
                for row in connection.execute(sa.select(table))
            )
            for table in tables
        }


def count_statements(engine: sa.Engine, at_statement: Callable[[int], None]) -> None:
    """Call `at_statement` with the number of each statement, right before it is executed."""
    seen = 0

    def before(*_: object) -> None:
        nonlocal seen
        seen += 1
        at_statement(seen)

    event.listen(engine, "before_cursor_execute", before)


@contextmanager
def child(work: Callable[[], None]) -> Iterator[int]:
    """A forked process that does `work` and ends without the parent's clean-up; its id."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:  # the child must never return into pytest
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    yield pid


def ended(pid: int) -> int:
    """The signal that ended a child, negative; or its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class Copies:
    """Copies of one prepared database, on its own kind of server."""

    def __init__(self, address: str, folder: Path, server: Server | None) -> None:
        self.address, self.folder, self.server, self.made = address, folder, server, 0

    def new(self) -> str:
        self.made += 1
        if self.server is None:
            file = self.folder / f"copy-{self.made}.sqlite"
            shutil.copyfile(self.address.removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        source = self.address.rpartition("/")[2]
        name = f"{source}_{self.made}"
        execute_on_server(self.server, f"CREATE DATABASE {name} TEMPLATE {source}")
        return self.server.url(name)

    def drop(self, address: str) -> None:
        if self.server is None:
            Path(address.removeprefix("sqlite:///")).unlink()
        else:
            execute_on_server(self.server, f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")


@pytest.fixture
def morning(new_address: Callable[[], str], tmp_path: Path, request: pytest.FixtureRequest) -> Copies:
    """The subdistrict on the morning of 2 May, before the check."""
    address = new_address()
    engine = open_shared(address)
    town = found_town(engine, tmp_path)
    town.issue()
    town.checked_daily("2012-04-23", "2012-04-29")
    town.at("2012-04-29", 15)
    for unit in ("410106004001", "410106004003"):
        town.complete(unit, "training")
    engine.dispose()
    server = request.getfixturevalue("postgres") if address.startswith("postgresql") else None
    return Copies(address, tmp_path, server)


def step_of(copies: Copies) -> int:
    """Before how manieth statement the check is killed: on a long run before each.

    A server's crash recovery is its own; there every fifth is enough.
    """
    return (1 if SOAKING else 3) if copies.server is None else (5 if SOAKING else 15)


def desk_at(address: str) -> Desk:
    return Desk(open_shared(address), FixedClock(ONE_EVENTFUL_MORNING))


def check_once(address: str) -> dict[str, list[tuple[Any, ...]]]:
    desk = desk_at(address)
    check_deadlines(desk)
    left = fingerprint(desk.engine)
    desk.engine.dispose()
    return left


def statements_of_a_check(copies: Copies) -> int:
    desk = desk_at(copies.new())
    numbers: list[int] = []
    count_statements(desk.engine, numbers.append)
    check_deadlines(desk)
    desk.engine.dispose()
    return len(numbers)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_check_killed_at_any_statement_and_run_again_leaves_each_notice_once(morning: Copies) -> None:
    expected = check_once(morning.new())
    total = statements_of_a_check(morning)
    assert total > 60
    for number in range(1, total + 1, step_of(morning)):
        address = morning.new()

        def killed(address: str = address, number: int = number) -> None:
            desk = desk_at(address)

            def at_statement(n: int) -> None:
                if n == number:
                    os.kill(os.getpid(), signal.SIGKILL)

            count_statements(desk.engine, at_statement)
            check_deadlines(desk)

        with child(killed) as pid:
            assert ended(pid) == -signal.SIGKILL, f"at statement {number}"
        assert check_once(address) == expected, f"killed at statement {number}"
        morning.drop(address)


def test_the_same_check_run_twice_changes_nothing_the_second_time(morning: Copies) -> None:
    address = morning.new()
    once = check_once(address)
    assert check_once(address) == once


def test_two_processes_at_once_leave_each_notice_once_and_the_second_says_so(morning: Copies) -> None:
    expected = check_once(morning.new())
    address = morning.new()
    go_read, go_write = os.pipe()

    def racing() -> None:
        os.close(go_write)
        os.read(go_read, 1)  # both start when the parent closes its end
        desk = desk_at(address)
        try:
            check_deadlines(desk)
        except Busy:
            os._exit(75)

    with child(racing) as first, child(racing) as second:
        os.close(go_write)
        codes = {ended(first), ended(second)}
    os.close(go_read)
    assert codes in ({0}, {0, 75})
    engine = open_shared(address)
    assert fingerprint(engine) == expected
    engine.dispose()


def test_a_killed_check_is_resumed_by_the_next_and_both_stand_in_the_records(morning: Copies) -> None:
    address = morning.new()

    def killed() -> None:
        desk = desk_at(address)
        count_statements(desk.engine, lambda n: os.kill(os.getpid(), signal.SIGKILL) if n == 50 else None)
        check_deadlines(desk)

    with child(killed) as pid:
        assert ended(pid) == -signal.SIGKILL
    check_once(address)
    engine = open_shared(address)
    with engine.connect() as connection:
        runs = connection.execute(sa.select(CHECK_RUNS).order_by(CHECK_RUNS.c.id.desc()).limit(2)).all()
    engine.dispose()
    assert [run.state for run in runs] == ["done", "interrupted"]
    assert runs[0].resumes_id == runs[1].id

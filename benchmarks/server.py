"""The same nation on PostgreSQL: its files are databases, copied from one another.

The server keeps what it has said it keeps (fsync on), with the memory that an administrator would give it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks.calm_plan import MOVE, OPENING, REMINDER, calm_plan
from benchmarks.country import found, issued
from benchmarks.nation import BEFORE_OVERDUE, Say, check
from benchmarks.timing import timed
from tests.postgres import Server, execute_on_server

SETTINGS = {
    "shared_buffers": "2GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "30min",
    "autovacuum_naptime": "10s",
}
EVE = "eve"


@dataclass(frozen=True, slots=True)
class NationOnServer:
    """A server with the database `eve`, as the check of 11 June finds it."""

    server: Server
    villages: int
    founded_s: float
    started_s: float
    checks_s: dict[str, float]

    def copy(self) -> str:
        """The address of a copy that may be written to."""
        execute_on_server(self.server, "DROP DATABASE IF EXISTS copy WITH (FORCE)")
        execute_on_server(self.server, f"CREATE DATABASE copy TEMPLATE {EVE} STRATEGY FILE_COPY")
        return self.server.url("copy")


@contextmanager
def served(villages: int, say: Say = lambda _: None) -> Iterator[NationOnServer]:
    """Found a country on a server of its own, issue the plan and let the days pass until 11 June."""
    server = Server(SETTINGS)
    server.start()
    try:
        yield _made(server, villages, say)
    finally:
        server.stop()


def _made(server: Server, villages: int, say: Say) -> NationOnServer:
    execute_on_server(server, f"CREATE DATABASE {EVE}")
    address = server.url(EVE)
    desk, founded_s = timed(lambda: found(address, villages))
    say(f"PostgreSQL, {villages} villages")
    _analyze(desk.engine)
    _, started_s = timed(lambda: issued(desk, calm_plan()))
    say(f"PostgreSQL, issued in {started_s:.0f} s")
    _analyze(desk.engine)
    desk.engine.dispose()
    checks_s = {}
    for day in (MOVE, OPENING, REMINDER, BEFORE_OVERDUE):
        checks_s[str(day)] = check(address, day)
        say(f"PostgreSQL, {day}: {checks_s[str(day)]:.0f} s")
    return NationOnServer(server, villages, founded_s, started_s, checks_s)


def _analyze(engine: sa.Engine) -> None:
    """What autovacuum would have done by the next day."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")

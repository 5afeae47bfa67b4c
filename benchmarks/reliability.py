"""Kill senders at every boundary of the delivery path, hundreds of times, and write docs/reliability.md.

python -m benchmarks.reliability --seeds 50    # 50 runs a boundary, on SQLite and on PostgreSQL: some minutes
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.report import machine
from records.database import open_engine
from records.migrate import prepare
from tests.notifications import killing
from tests.notifications.killing import BOUNDARIES, CONNECTIONS, MESSAGES, Count, open_field
from tests.notifications.outbox import SHANGHAI
from tests.postgres import Server, execute_on_server

MADE_AT = datetime(2012, 4, 1, tzinfo=SHANGHAI)
PAGE = Path("docs/reliability.md")


@dataclass(frozen=True)
class Row:
    """What came of the runs at one boundary on one database."""

    database: str
    boundary: str
    count: Count


def rows(databases: Sequence[str], seeds: int) -> Iterator[Row]:
    """Run after run; each is told as it ends."""
    for database in databases:
        with _address(database) as address, open_field() as field:
            killing.queue(address)
            for boundary in BOUNDARIES:
                count = Count()
                for seed in range(seeds):
                    killing.one_run(field, address, boundary, seed, count)
                yield Row(database, boundary, count)


@contextmanager
def _address(database: str) -> Iterator[str]:
    """An empty, migrated database."""
    if database == "SQLite":
        with tempfile.TemporaryDirectory() as folder:
            address = f"sqlite:///{folder}/reliability.sqlite"
            _migrate(address)
            yield address
        return
    server = Server()
    server.start()
    try:
        execute_on_server(server, "CREATE DATABASE reliability")
        address = server.url("reliability")
        _migrate(address)
        yield address
    finally:
        server.stop()


def _migrate(address: str) -> None:
    engine = open_engine(address)
    prepare(engine, MADE_AT)
    engine.dispose()


HEAD = """# Does every notice arrive?

<!-- Written by `python -m benchmarks.reliability`. -->

A message is *leased* (the sender says in the database that it has it), *sent*, and *recorded*. A sender
that is killed has done some of these and not the next. What it had leased is taken back when its lease runs
out, and what it had not recorded is sent again, with the same Message-ID or webhook-id and the same bytes, so
that the receiver can drop the second. A connection begins no message before what it sent last has been
recorded; so at most as many messages can arrive twice as the killed senders had connections.

In each run {messages} messages wait ({split}). Senders in processes of their own are killed by SIGKILL at
the boundary, once or twice, where the run's seed says; then one is let live. The mail server and the
webhook's receiver are real servers on the loopback, and count what comes. Connections: {connections}.

{columns}
{rule}
"""

COLUMNS = (
    "database",
    "killed",
    "runs",
    "kills",
    "messages",
    "arrived",
    "lost",
    "doubled",
    "could have been",
    "most in a run",
    "other words the second time",
)

WORDS = {
    "before the lease": "before the lease",
    "after the lease": "after the lease, before sending",
    "sent, not recorded": "after sending, before the record",
    "recorded": "after the record",
}

TAIL = """
“Could have been” is what the killed senders could have had on their way: kills × connections.
`tests/notifications/test_killed_delivery.py` makes the same runs with {few} seeds, and kills a sender before
each single statement besides; `make soak` makes hundreds.

Measured on {on}, {processors}. {versions}.
"""


def page(found: Sequence[Row]) -> str:
    """The table, with what was done."""
    split = " and ".join(f"{number} by {name}" for name, number in MESSAGES.items())
    head = HEAD.format(
        messages=sum(MESSAGES.values()),
        split=split,
        columns=f"| {' | '.join(COLUMNS)} |",
        rule=f"| --- | --- | {' | '.join(['---:'] * (len(COLUMNS) - 2))} |",
        connections=" and ".join(f"{number} ({name})" for name, number in CONNECTIONS.items()),
    )
    lines = [
        f"| {row.database} | {WORDS[row.boundary]} | {count.runs} | {count.kills} | {count.messages} "
        f"| {count.arrived} | {count.lost} | {count.doubled} | {count.allowed} | {count.most_doubled} "
        f"| {count.changed} |"
        for row in found
        for count in [row.count]
    ]
    return head + "\n".join(lines) + "\n" + TAIL.format(few=3, **machine())


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seeds", type=int, default=50, help="runs a boundary and database")
    given.add_argument("--page", type=Path, default=PAGE)
    chosen = given.parse_args()
    found = []
    for row in rows(("SQLite", "PostgreSQL"), chosen.seeds):
        print(row, flush=True)
        found.append(row)
    chosen.page.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()

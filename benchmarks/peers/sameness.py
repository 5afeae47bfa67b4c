"""Does a peer leave the same rows as duban does for the same villages?

What duban leaves is made by duban itself: its check of 11 June, and the head's decision for each village.
Ids that are given out while that happens are set aside; every other column counts, and so do the rows of
the villages that the peer has not handled, which must be as they were.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path

from actions.check import check_deadlines
from actions.desk import Desk
from actions.permission import CONSOLE
from actions.village import force
from benchmarks.peers.effects import MOVE_REASON, MOVE_TO
from benchmarks.peers.eve import CHECK_AT, copied
from records.clock import FixedClock
from records.database import open_engine

Row = tuple[object, ...]
Rows = Mapping[str, Counter[Row]]

CLIMBED = "SELECT unit_id FROM task WHERE key = 'self-inspection' AND rung >= 0"

# The unit comes first: it says whose a row is.
ROWS = {
    "task": "SELECT unit_id, * FROM task",
    "village_campaign": "SELECT unit_id, * FROM village_campaign",
    "escalation": "SELECT t.unit_id, e.* FROM escalation e JOIN task t ON t.id = e.task_id",
    "notice": "SELECT unit_id, * FROM notice",
    "history": """
        SELECT h.unit_id, h.*, e.task_id, e.cycle, e.side,
            CASE WHEN e.id IS NULL THEN h.subject_id END AS other_subject_id
        FROM history h LEFT JOIN escalation e ON h.subject = 'escalation' AND e.id = h.subject_id""",
}

GIVEN_OUT = {"escalation": {"id"}, "notice": {"id"}, "history": {"id", "subject_id"}}
"""What the database numbers; an escalation of which history speaks is known by its task instead."""


def differences(eve: Path, left: Path, folder: Path, *, moved: bool) -> list[str]:
    """What a peer has left otherwise than duban does, starting from `eve`; none if the work is the same.

    `left` is the peer's file; `moved` is whether it has moved the villages besides.
    """
    handled = villages_handled(left)
    ours = as_duban_leaves(copied(eve, folder / "ours.sqlite"), handled if moved else ())
    expected, before, found = rows_of(ours), rows_of(eve), rows_of(left)
    return [
        f"{table}: {_unlike(wanted, found[table])}"
        for table in ROWS
        if (wanted := _of(expected[table], handled) + _of_others(before[table], handled)) != found[table]
    ]


def villages_handled(file: Path) -> frozenset[int]:
    """The units whose self-inspection has begun to climb."""
    with closing(sqlite3.connect(file)) as connection:
        return frozenset(unit_id for (unit_id,) in connection.execute(CLIMBED))


def as_duban_leaves(file: Path, moved: Collection[int]) -> Path:
    """The file after duban's own check of 11 June, with these units moved by the head's decision."""
    with closing(sqlite3.connect(file)) as connection:
        codes = dict(connection.execute("SELECT id, code FROM unit"))
    desk = Desk(open_engine(str(file)), FixedClock(CHECK_AT))
    check_deadlines(desk)
    for unit_id in sorted(moved):
        force(desk, CONSOLE, codes[unit_id], MOVE_TO, MOVE_REASON)
    desk.engine.dispose()
    return file


def rows_of(file: Path) -> Rows:
    """Every row of the tables that a check writes, its unit first, without what is given out."""
    with closing(sqlite3.connect(file)) as connection:
        return {table: _rows(connection, table, query) for table, query in ROWS.items()}


def _rows(connection: sqlite3.Connection, table: str, query: str) -> Counter[Row]:
    cursor = connection.execute(query)
    left_out = GIVEN_OUT.get(table, set())
    kept = [place for place, column in enumerate(cursor.description) if column[0] not in left_out]
    return Counter(tuple(row[place] for place in kept) for row in cursor)


def _of(rows: Counter[Row], units: Collection[int]) -> Counter[Row]:
    return Counter({row: count for row, count in rows.items() if row[0] in units})


def _of_others(rows: Counter[Row], units: Collection[int]) -> Counter[Row]:
    return Counter({row: count for row, count in rows.items() if row[0] not in units})


def _unlike(wanted: Counter[Row], found: Counter[Row]) -> str:
    missing, added = wanted - found, found - wanted
    examples = f"{next(iter(missing), None)} against {next(iter(added), None)}"
    return f"{missing.total()} rows are missing, {added.total()} should not be there: {examples}"

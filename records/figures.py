"""How are targets and readings written, with the sums that are kept of them above their units (二)?

Nobody else writes to these tables. Any number of rows is a few statements for each batch.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from records import indicator_sum as sums
from records.database import insert_rows, one_at_a_time, run
from records.history import Event, remember
from records.indicator import READINGS, TARGETS

ADDING_TARGETS = "target.import"
"""The name under which whoever adds targets of whole units, or freezes all that there are, goes alone."""

ROWS_AT_ONCE = 5_000


def add_targets(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add targets of different units or indicators; their ids, in order."""
    ids = _added(connection, TARGETS, rows, ("unit_id", "indicator"))
    for new in _batches(TARGETS, ids):
        sums.add_targets(connection, new)
    return ids


def change_targets(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change targets by `id`, which nobody else is changing; every row names the same columns."""
    if not rows:
        return
    changing = list(_batches(TARGETS, [row["id"] for row in rows]))
    for some in changing:
        sums.take_targets(connection, some)
    columns = [name for name in rows[0] if name != "id"]
    changed = TARGETS.update().where(TARGETS.c.id == sa.bindparam("b_id"))
    values = [{"b_id": row["id"], **{f"b_{name}": row[name] for name in columns}} for row in rows]
    connection.execute(changed.values({name: sa.bindparam(f"b_{name}") for name in columns}), values)
    for some in changing:
        sums.add_targets(connection, some)


def freeze(connection: sa.Connection, chosen: sa.ColumnElement[bool], today: date, event: Event) -> int:
    """Freeze the number of those eligible as it is, with history; how many targets."""
    one_at_a_time(connection, ADDING_TARGETS)  # or one that comes meanwhile is frozen and not counted so
    sums.freeze_targets(connection, chosen)
    no_task, no_state = sa.literal(None, sa.String), sa.literal(None, sa.String)
    columns = (TARGETS.c.campaign_id, TARGETS.c.unit_id, TARGETS.c.id, no_task, no_state)
    remember(connection, sa.select(*columns).where(chosen), event)
    frozen = {"frozen_eligible": TARGETS.c.eligible, "frozen_on": today}
    return run(connection, TARGETS.update().where(chosen).values(frozen))


def add_readings(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add readings of different units, indicators or days; their ids, in order."""
    ids = _added(connection, READINGS, rows, ("unit_id", "indicator", "on"))
    for new in _batches(READINGS, ids):
        sums.add_readings(connection, new)
    return ids


def _added(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> list[int]:
    """The ids of rows that these names tell apart: asked for in order, SQLite would take them one by one."""
    known = (table.c.id, *(table.c[name] for name in names))
    ids = {tuple(key): number for number, *key in insert_rows(connection, table, rows, known)}
    return [ids[tuple(row[name] for name in names)] for row in rows]


def _batches(table: sa.Table, ids: Sequence[int]) -> Iterator[sa.ColumnElement[bool]]:
    """The rows of these ids, so many at a time: a statement takes only so many values."""
    for start in range(0, len(ids), ROWS_AT_ONCE):
        yield table.c.id.in_(ids[start : start + ROWS_AT_ONCE])

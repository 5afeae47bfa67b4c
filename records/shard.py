"""How is a check shared out among processes: which units has each shard, and which shards are done?

A shard is a range of paths, so that a township and its villages are never in two; shards are cut by count,
not by name, and together hold every unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, SQLModel

from records.database import run, table_of
from records.slices import UnitRange
from records.types import CodePath
from records.unit import UNITS
from records.village import VILLAGES

WAITING, DONE = "waiting", "done"


class CheckShard(SQLModel, table=True):
    """One shard of a check. `result` grows with every slice, in the slice's transaction."""

    __tablename__ = "check_shard"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'done')", name="ck_check_shard_state"),)

    run_id: int = Field(foreign_key="check_run.id", primary_key=True)
    number: int = Field(primary_key=True)
    first_path: str = Field(sa_type=CodePath)
    before_path: str | None = Field(default=None, sa_type=CodePath)
    """Where the next shard begins; None for the last one."""
    state: str = Field(max_length=16)
    slices: int = 0
    result: dict[str, Any] = Field(sa_type=JSON)


CHECK_SHARDS = table_of(CheckShard)


@dataclass(frozen=True, slots=True)
class PathRange:
    """The units whose path is `first` or after it, and (unless None) before `before`.

    `result` is what has been done there so far.
    """

    first: str
    before: str | None
    result: Mapping[str, Any] = field(default_factory=dict)

    def holds(self) -> sa.ColumnElement[bool]:
        inside = UNITS.c.path >= self.first
        return inside if self.before is None else inside & (UNITS.c.path < self.before)


def cut(connection: sa.Connection, campaign_id: int, villages_a_shard: int) -> list[PathRange]:
    """Ranges with about so many of the campaign's villages each; no office is parted from its villages."""
    above = UNITS.alias("above")
    place = sa.func.row_number().over(order_by=UNITS.c.path) - 1
    placed = (
        sa.select(above.c.path, (place // villages_a_shard).label("part"))
        .join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
        .join(above, above.c.id == sa.func.coalesce(UNITS.c.parent_id, UNITS.c.id))
        .where(VILLAGES.c.campaign_id == campaign_id)
        .subquery()
    )
    firsts = sa.select(sa.func.min(placed.c.path)).group_by(placed.c.part)
    starts = sorted(set(connection.execute(firsts).scalars()))
    # What stands above all villages goes with the first of them.
    return [
        PathRange(first, before) for first, before in zip(["", *starts[1:]], [*starts[1:], None], strict=True)
    ]


def add(connection: sa.Connection, run_id: int, ranges: Sequence[PathRange]) -> None:
    """Write down the shards of a check, numbered from 1."""
    rows: list[dict[str, Any]] = [
        {
            "run_id": run_id,
            "number": number,
            "first_path": one.first,
            "before_path": one.before,
            "state": WAITING,
            "slices": 0,
            "result": {},
        }
        for number, one in enumerate(ranges, start=1)
    ]
    connection.execute(CHECK_SHARDS.insert(), rows)


def of_run(connection: sa.Connection, run_id: int) -> Sequence[sa.Row[Any]]:
    """The shards of a check, in order."""
    mine = sa.select(CHECK_SHARDS).where(CHECK_SHARDS.c.run_id == run_id)
    return connection.execute(mine.order_by(CHECK_SHARDS.c.number)).all()


def waiting(connection: sa.Connection, run_id: int, number: int) -> PathRange | None:
    """The units of a shard that is not done yet; None once it is."""
    mine = sa.select(CHECK_SHARDS).where(_this(run_id, number), CHECK_SHARDS.c.state == WAITING)
    row = connection.execute(mine).one_or_none()
    return None if row is None else PathRange(row.first_path, row.before_path, row.result)


def note_slice(connection: sa.Connection, run_id: int, number: int, result: Mapping[str, Any]) -> None:
    """Note what the shard's check has done so far, in the transaction of the slice that did it."""
    changed = CHECK_SHARDS.update().where(_this(run_id, number))
    run(connection, changed.values(slices=CHECK_SHARDS.c.slices + 1, result=result))


def finish(connection: sa.Connection, run_id: int, number: int) -> None:
    """The shard's last slice has committed."""
    run(connection, CHECK_SHARDS.update().where(_this(run_id, number)).values(state=DONE))


def units(connection: sa.Connection, of: PathRange) -> Iterator[UnitRange]:
    """The units of a range as runs of ids without a gap; few, where units were imported in their order."""
    number = sa.func.row_number().over(order_by=UNITS.c.id)
    inside = sa.select(UNITS.c.id, (UNITS.c.id - number).label("run")).where(of.holds()).subquery()
    ends = sa.select(sa.func.min(inside.c.id), sa.func.max(inside.c.id), sa.func.count())
    for first, last, count in connection.execute(ends.group_by(inside.c.run).order_by(inside.c.run)):
        yield UnitRange(first, last, count)


def _this(run_id: int, number: int) -> sa.ColumnElement[bool]:
    return (CHECK_SHARDS.c.run_id == run_id) & (CHECK_SHARDS.c.number == number)

"""Which units are there, and who is above whom?

The closure (`unit_ancestor`) and the path are kept with the units, so that roll-ups, scopes and
shards are look-ups. Sources: the 12-digit statistical codes (国家统计局统计用区划代码).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import run, table_of
from records.types import CodePath

KINDS = ("province", "city", "county", "township", "village", "community", "department")
"""From the widest to the narrowest; a department belongs to any unit above a village."""

GRASSROOTS = ("village", "community")
"""The kinds of unit that a campaign moves."""


class Unit(SQLModel, table=True):
    """A node of the hierarchy. `path` is the codes from the root, each followed by a slash."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="ck_unit_kind"),
        Index("ix_unit_path", "path"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=16)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    path: str = Field(sa_type=CodePath)
    roles_held: int = Field(default=0)
    """A bit for each role (states.roles) that somebody holds at this unit or above it."""


class UnitAncestor(SQLModel, table=True):
    """Each unit strictly above each unit; `distance` is 1 for the parent."""

    __tablename__ = "unit_ancestor"
    __table_args__ = (Index("ix_unit_ancestor_ancestor", "ancestor_id", "unit_id"),)

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    ancestor_id: int = Field(foreign_key="unit.id", primary_key=True)
    distance: int


UNITS = table_of(Unit)
ANCESTORS = table_of(UnitAncestor)

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be added; its parent is known or was added before it."""

    code: str
    name: str
    kind: str
    parent_code: str | None


def add(
    connection: sa.Connection, rows: Sequence[NewUnit], progress: Callable[[int], None] = lambda _: None
) -> None:
    """Add units, parents before children, with their paths and closure; `progress` is told of each batch."""
    for batch in _batches(rows):
        _add_some(connection, batch)
        progress(len(batch))


def rename(connection: sa.Connection, names: Mapping[str, str]) -> None:
    """Give units another name, by code."""
    for code, name in names.items():
        run(connection, UNITS.update().where(UNITS.c.code == code).values(name=name))


def _batches(rows: Iterable[NewUnit]) -> Iterator[list[NewUnit]]:
    """The rows in order, so many at a time, and no unit in one batch with its parent."""
    batch: list[NewUnit] = []
    codes: set[str] = set()
    for row in rows:
        if len(batch) == ROWS_AT_ONCE or row.parent_code in codes:
            yield batch
            batch, codes = [], set()
        batch.append(row)
        codes.add(row.code)
    if batch:
        yield batch


def _add_some(connection: sa.Connection, rows: Sequence[NewUnit]) -> None:
    """Add units whose parents are all there."""
    wanted = {row.parent_code for row in rows if row.parent_code}
    query = sa.select(UNITS.c.code, UNITS.c.id, UNITS.c.path).where(UNITS.c.code.in_(wanted))
    parents = {row.code: row for row in connection.execute(query)}
    values = [_values(row, parents[row.parent_code] if row.parent_code else None) for row in rows]
    connection.execute(UNITS.insert(), values)
    new = UNITS.c.code.in_([row.code for row in rows])
    above = sa.union_all(
        sa.select(UNITS.c.id, UNITS.c.parent_id, sa.literal(1)).where(new, UNITS.c.parent_id.is_not(None)),
        sa.select(UNITS.c.id, ANCESTORS.c.ancestor_id, ANCESTORS.c.distance + 1)
        .join_from(UNITS, ANCESTORS, ANCESTORS.c.unit_id == UNITS.c.parent_id)
        .where(new),
    )
    run(connection, ANCESTORS.insert().from_select(["unit_id", "ancestor_id", "distance"], above))


def _values(row: NewUnit, parent: sa.Row[Any] | None) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "parent_id": None if parent is None else parent.id,
        "path": f"{'' if parent is None else parent.path}{row.code}/",
        "roles_held": 0,
    }

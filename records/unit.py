"""Which units are there, and who is above whom?

The closure (`unit_ancestor`) and the path are kept with the units, so that roll-ups, scopes and
shards are look-ups. Sources: the 12-digit statistical codes (国家统计局统计用区划代码).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import run, table_of

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
    path: str = Field(max_length=600)
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


def add(connection: sa.Connection, rows: Sequence[NewUnit]) -> None:
    """Add units, parents before children, with their paths and closure."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _add_some(connection, rows[start : start + ROWS_AT_ONCE])


def rename(connection: sa.Connection, names: Mapping[str, str]) -> None:
    """Give units another name, by code."""
    for code, name in names.items():
        run(connection, UNITS.update().where(UNITS.c.code == code).values(name=name))


def _add_some(connection: sa.Connection, rows: Sequence[NewUnit]) -> None:
    parents = {row.parent_code for row in rows if row.parent_code}
    paths = {
        row.code: row.path
        for row in connection.execute(sa.select(UNITS.c.code, UNITS.c.path).where(UNITS.c.code.in_(parents)))
    }
    values = []
    for row in rows:
        paths[row.code] = f"{paths[row.parent_code] if row.parent_code else ''}{row.code}/"
        values.append(
            {"code": row.code, "name": row.name, "kind": row.kind, "path": paths[row.code], "roles_held": 0}
        )
    if not values:
        return
    connection.execute(UNITS.insert(), values)
    parent_of = {row.code: row.parent_code for row in rows}
    known = {*parent_of, *(code for path in paths.values() for code in path.rstrip("/").split("/"))}
    ids = {
        row.code: row.id
        for row in connection.execute(sa.select(UNITS.c.code, UNITS.c.id).where(UNITS.c.code.in_(known)))
    }
    children = [{"b_id": ids[row.code], "b_parent": ids[row.parent_code]} for row in rows if row.parent_code]
    if children:
        connection.execute(
            UNITS.update()
            .where(UNITS.c.id == sa.bindparam("b_id"))
            .values(parent_id=sa.bindparam("b_parent")),
            children,
        )
    closure = [
        {"unit_id": ids[row.code], "ancestor_id": ids[code], "distance": distance}
        for row in rows
        for distance, code in enumerate(reversed(paths[row.code].rstrip("/").split("/")[:-1]), start=1)
    ]
    if closure:
        connection.execute(ANCESTORS.insert(), closure)

"""Which units are there, who is above whom, and how do new ones come in?

The closure (`unit_ancestor`) and the path are kept with the units, so that roll-ups, scopes and
shards are look-ups. Sources: the 12-digit statistical codes (国家统计局统计用区划代码).

New units wait in a temporary table, and each question is asked of all of them at once: memory does not
grow with a nation, and a parent may come after its children.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import ROWS_AT_ONCE, copied_from_tables, load, run, table_of
from records.types import CodePath

KINDS = ("province", "city", "county", "township", "village", "community", "department")
"""From the widest to the narrowest; a department belongs to any unit above a village."""

ABOVE, LOWEST = KINDS[:4], KINDS[4:]
"""The kinds that others are below, and those that nothing is below."""

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

INCOMING = sa.Table(
    "incoming_unit",
    sa.MetaData(),  # no part of the schema: it goes with the transaction
    sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("code", sa.String(64), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("parent_code", sa.String(64)),
    prefixes=["TEMPORARY"],
)
"""The units that wait to come in, by the line on which each stands."""

NEW = UNITS.c.code == INCOMING.c.code
"""Joins the units that have come in to the lines that brought them."""


AFTER_SLASH = "0"
"""The character after the slash with which every path ends, byte by byte."""


def at_or_below(path: str) -> sa.ColumnElement[bool]:
    """Units at or below a path ("": all), as a range of the index: for LIKE SQLite reads every unit."""
    if not path:
        return sa.true()
    return sa.and_(UNITS.c.path >= path, UNITS.c.path < path[:-1] + AFTER_SLASH)


def within(unit_id: sa.ColumnElement[int], path: str) -> sa.ColumnElement[bool]:
    """Whether a unit is at or below a path, asked of its number: where an index begins with the campaign,
    SQLite then looks up these units in it and does not read the whole campaign."""
    return unit_id.in_(sa.select(UNITS.c.id).where(at_or_below(path))) if path else sa.true()


class NewUnit(NamedTuple):
    """A unit that is to come in; its parent is known or comes with it."""

    code: str
    name: str
    kind: str
    parent_code: str | None


def parents_of(kind: str) -> tuple[str, ...]:
    """The kinds below which a unit may stand: wider ones, and none narrower than a township."""
    return KINDS[: min(KINDS.index(kind), KINDS.index("village"))]


def add(
    connection: sa.Connection, rows: Iterable[NewUnit], progress: Callable[[int], None] = lambda _: None
) -> None:
    """Add units that are not there yet, with their paths and closure; `progress` is told of each batch."""
    gather(connection, enumerate(rows, 1))
    enter(connection)
    if lost := without_place(connection):
        raise ValueError(f"no place for {lost[0].code} and {len(lost) - 1} more")
    connect(connection, progress)
    disperse(connection)


def gather(connection: sa.Connection, rows: Iterable[tuple[int, NewUnit]]) -> None:
    """Let units wait, each by the number of its line, until `disperse` or the end of the transaction."""
    INCOMING.create(connection)
    load(connection, INCOMING, ((line, *unit) for line, unit in rows))


def contradicting(connection: sa.Connection) -> Sequence[sa.Row[Any]]:
    """The lines whose unit is there already, of another kind or below another parent; and what is there."""
    parent = UNITS.alias("parent")
    there = sa.select(INCOMING, UNITS.c.kind.label("kind_there"), parent.c.code.label("parent_there"))
    joined = there.join_from(INCOMING, UNITS, NEW).outerjoin(parent, parent.c.id == UNITS.c.parent_id)
    differs = (UNITS.c.kind != INCOMING.c.kind) | parent.c.code.is_distinct_from(INCOMING.c.parent_code)
    return connection.execute(joined.where(differs)).all()


def repeating(connection: sa.Connection) -> Sequence[sa.Row[Any]]:
    """The lines whose code stands on an earlier one too, and the first of these."""
    first = sa.func.min(INCOMING.c.line).label("first")
    twice = sa.select(INCOMING.c.code, first).group_by(INCOMING.c.code).having(sa.func.count() > 1).subquery()
    again = sa.select(INCOMING.c.line, INCOMING.c.code, twice.c.first)
    joined = again.join_from(INCOMING, twice, twice.c.code == INCOMING.c.code)
    return connection.execute(joined.where(INCOMING.c.line > twice.c.first)).all()


def turn_away(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> None:
    """Let these lines wait no longer."""
    if rows:
        this = INCOMING.c.line == sa.bindparam("this")
        connection.execute(INCOMING.delete().where(this), [{"this": row.line} for row in rows])


def take_known(connection: sa.Connection) -> int:
    """Take over the names of units that are there already, and let them wait no longer; how many they are."""
    renamed = UNITS.update().values(name=INCOMING.c.name)
    run(connection, renamed.where(NEW, UNITS.c.name != INCOMING.c.name))
    return run(connection, INCOMING.delete().where(sa.exists().where(NEW)))


def enter(connection: sa.Connection) -> None:
    """Make the waiting units, from the widest kind to the narrowest, where they have a place.

    Those that nothing is below keep the order of the file, whatever their kind.

    Who holds a role at the parent or above it holds it for the unit too: nobody is in office there yet.
    """
    parent = UNITS.alias("parent")
    path = sa.func.coalesce(parent.c.path, "") + INCOMING.c.code + "/"
    roles = sa.func.coalesce(parent.c.roles_held, 0)
    said = (INCOMING.c.code, INCOMING.c.name, INCOMING.c.kind, parent.c.id, path, roles)
    rows = sa.select(*said).outerjoin_from(INCOMING, parent, parent.c.code == INCOMING.c.parent_code)
    for kinds in (*((kind,) for kind in ABOVE), LOWEST):
        has_place = [
            (INCOMING.c.kind == kind)
            & (INCOMING.c.parent_code.is_(None) | parent.c.kind.in_(parents_of(kind)))
            for kind in kinds
        ]
        these = rows.where(sa.or_(*has_place)).order_by(INCOMING.c.line)
        names = ["code", "name", "kind", "parent_id", "path", "roles_held"]
        run(connection, UNITS.insert().from_select(names, these))


def without_place(connection: sa.Connection) -> Sequence[sa.Row[Any]]:
    """The lines whose unit could not be made: `parent_kind` is that of the parent if it is there,
    `parent_line` the parent's own line if it has none either."""
    parent, above = UNITS.alias("parent"), INCOMING.alias("above")
    query = (
        sa.select(INCOMING, parent.c.kind.label("parent_kind"), above.c.line.label("parent_line"))
        .outerjoin_from(INCOMING, UNITS, NEW)
        .outerjoin(parent, parent.c.code == INCOMING.c.parent_code)
        .outerjoin(above, above.c.code == INCOMING.c.parent_code)
        .where(UNITS.c.id.is_(None))
    )
    return connection.execute(query).all()


def connect(connection: sa.Connection, progress: Callable[[int], None]) -> int:
    """Write down everything that is above the units that came in; `progress` is told of each batch, never of
    a unit in one with its parent. How many came in."""
    entered = 0
    for kind in KINDS:
        for these, count in _batches(connection, kind):
            new = (
                sa.select(UNITS.c.id, UNITS.c.parent_id)
                .join_from(INCOMING, UNITS, NEW)
                .where(these)
                .subquery()
            )
            parent = sa.select(new.c.id, new.c.parent_id, sa.literal(1)).where(new.c.parent_id.is_not(None))
            further = sa.select(new.c.id, ANCESTORS.c.ancestor_id, ANCESTORS.c.distance + 1)
            further = further.join_from(new, ANCESTORS, ANCESTORS.c.unit_id == new.c.parent_id)
            names = ["unit_id", "ancestor_id", "distance"]
            with copied_from_tables(connection):
                run(connection, ANCESTORS.insert().from_select(names, sa.union_all(parent, further)))
            progress(count)
            entered += count
    return entered


def disperse(connection: sa.Connection) -> None:
    """Nobody waits any more."""
    INCOMING.drop(connection)


def _batches(connection: sa.Connection, kind: str) -> Iterator[tuple[sa.ColumnElement[bool], int]]:
    """The waiting units of a kind, so many lines at a time, and how many each time."""
    after = 0
    while True:
        of_kind = sa.select(INCOMING.c.line).where(INCOMING.c.kind == kind, INCOMING.c.line > after)
        some = of_kind.order_by(INCOMING.c.line).limit(ROWS_AT_ONCE).subquery()
        last, count = connection.execute(sa.select(sa.func.max(some.c.line), sa.func.count())).one()
        if not count:
            return
        yield (INCOMING.c.kind == kind) & (INCOMING.c.line > after) & (INCOMING.c.line <= last), count
        after = last

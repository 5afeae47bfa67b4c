"""How many tasks stand where, for each unit above those that owe them?

Kept with every move, never recounted. The colour is not stored: it follows from the key when read.
A count is the sum over its stripes (`records/stripe.py`); one of them alone may be negative.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from records.database import insert_or_update, table_of
from records.stripe import own_stripe
from records.task import TASKS, is_late
from records.unit import ANCESTORS, UNITS
from records.village import VILLAGES
from states.task import SUBMITTED


class Rollup(SQLModel, table=True):
    """Tasks of the units below `unit_id` that share kind, state and date; `late` only if submitted.

    `key` is the kind of the tasks: the plan's key, or the kind of an errand.
    """

    __tablename__ = "rollup"
    __table_args__ = (Index("ix_rollup_unit", "campaign_id", "unit_id"),)

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=64)
    state: str = Field(primary_key=True, max_length=16)
    effective_due: date = Field(primary_key=True)
    late: bool = Field(primary_key=True)
    stripe: int = Field(default=0, primary_key=True, sa_column_kwargs={"server_default": "0"})
    count: int


ROLLUPS = table_of(Rollup)
KEYS = ("campaign_id", "unit_id", "key", "state", "effective_due", "late")
NAMED_KEYS = tuple(sa.column(name, ROLLUPS.c[name].type) for name in KEYS)
"""By name alone: to derive the columns of a subquery takes longer than to run most statements."""

MORE = {"count": "rollup.count + excluded.count"}


def add_new(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> int:
    """Count tasks that are new: those of a campaign that has just been issued, or errands."""
    return _add(connection, _above(chosen, 1))


def add_owed_by_all(connection: sa.Connection, campaign_id: int, owed: sa.Subquery) -> int:
    """Count tasks that every village of a campaign owes: rows of `key`, `state` and `effective_due`."""
    below = (
        sa.select(sa.func.min(VILLAGES.c.unit_id).label("child_id"), sa.func.count().label("villages"))
        .join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
        .where(VILLAGES.c.campaign_id == campaign_id)
        .group_by(UNITS.c.parent_id)
        .subquery()
    )
    above = (
        sa.select(ANCESTORS.c.ancestor_id, sa.func.sum(below.c.villages).label("villages"))
        .join_from(below, ANCESTORS, ANCESTORS.c.unit_id == below.c.child_id)
        .group_by(ANCESTORS.c.ancestor_id)
        .subquery()
    )
    rows = sa.select(
        sa.literal(campaign_id).label("campaign_id"),
        above.c.ancestor_id.label("unit_id"),
        owed.c.key,
        owed.c.state,
        owed.c.effective_due,
        sa.false().label("late"),
        above.c.villages.label("count"),
    ).join_from(above, owed, sa.true())
    return _add(connection, rows)


def shift(
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    *,
    state: str,
    effective_due: date | None = None,
    late: bool | None = None,
) -> int:
    """Recount the chosen tasks, which are about to move to `state` (and `effective_due`, if given).

    `late` is whether they are submitted after their date just now; None: as it follows from their rows.
    """
    due = TASKS.c.effective_due if effective_due is None else sa.literal(effective_due, sa.Date)
    stays_late = sa.case((TASKS.c.submitted_on > due, sa.true()), else_=sa.false())
    if late is None:
        come_late: sa.ColumnElement[Any] = stays_late if state == SUBMITTED else sa.literal(False)
    else:
        come_late = sa.literal(late)
    gone = _above(chosen, -1)
    come = _above(chosen, 1, sa.literal(state), due, come_late)
    return _add(connection, sa.union_all(gone, come))


def counts(*chosen: sa.ColumnElement[bool]) -> sa.Subquery:
    """The counts of the chosen keys that are not nothing: columns `KEYS` and `tasks`."""
    keys = [ROLLUPS.c[name] for name in KEYS]
    tasks = sa.func.sum(ROLLUPS.c.count)
    summed = sa.select(*keys, sa.cast(tasks, sa.Integer).label("tasks")).where(*chosen)
    return summed.group_by(*keys).having(tasks != 0).subquery("counts")


def _add(connection: sa.Connection, rows: sa.Select[Any] | sa.CompoundSelect[Any]) -> int:
    """Add to this transaction's stripe; how many rows."""
    mine = _grouped(rows).add_columns(sa.literal(own_stripe(connection))).order_by(*NAMED_KEYS)
    names = (*KEYS, "count", "stripe")
    return insert_or_update(connection, ROLLUPS, names, mine, (*KEYS, "stripe"), MORE)


def recounted(campaign_id: int) -> sa.Select[Any]:
    """What the roll-ups of a campaign must say, counted from the tasks."""
    return _grouped(_above(TASKS.c.campaign_id == campaign_id, 1))


def _above(
    chosen: sa.ColumnElement[bool],
    sign: int,
    state: sa.ColumnElement[Any] = TASKS.c.state,
    due: sa.ColumnElement[Any] = TASKS.c.effective_due,
    late: sa.ColumnElement[Any] | None = None,
) -> sa.Select[Any]:
    """The chosen tasks, counted for each unit above their own under the given state and date.

    First below each parent, where one child stands for all, since the same units are above them: most
    parents have many children, and only their sums go further up.
    """
    below = (
        sa.select(
            TASKS.c.campaign_id,
            TASKS.c.kind.label("key"),
            state.label("its_state"),
            due.label("its_due"),
            (is_late() if late is None else late).label("its_late"),
            sa.func.min(TASKS.c.unit_id).label("child_id"),
            (sign * sa.func.count()).label("count"),
        )
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(chosen)
        .group_by(TASKS.c.campaign_id, TASKS.c.kind, UNITS.c.parent_id, "its_state", "its_due", "its_late")
        .subquery()
    )
    return sa.select(
        sa.column("campaign_id"),
        ANCESTORS.c.ancestor_id.label("unit_id"),
        sa.column("key"),
        sa.column("its_state").label("state"),
        sa.column("its_due").label("effective_due"),
        sa.column("its_late").label("late"),
        sa.column("count"),
    ).join_from(below, ANCESTORS, ANCESTORS.c.unit_id == sa.column("child_id"))


def _grouped(rows: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Select[Any]:
    """One row a key."""
    # PostgreSQL sums counts into decimals.
    total = sa.cast(sa.func.sum(sa.column("count")), sa.Integer).label("count")
    grouped = sa.select(*NAMED_KEYS, total).select_from(rows.subquery("counted")).where(sa.true())
    return grouped.group_by(*NAMED_KEYS).having(total != 0)

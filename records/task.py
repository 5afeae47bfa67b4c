"""What does each unit owe, and by when?"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from records.database import lock_rows, table_of
from records.types import Instant
from records.unit import UNITS
from states.task import SUBMITTED, TASK

PENDING_GATE = "gate AND state NOT IN ('verified', 'waived')"
"""In words of SQL: SQLite takes a partial index only where the query repeats its condition literally."""

IS_OWED = "state IN ('open', 'returned')"

IS_ERRAND = "number <> 0"
"""No range: SQLite would take that instead of the number that it knows, and read all errands of a kind."""

UNREPAIRED = "kind = 'errand.rectification' AND state NOT IN ('verified', 'waived')"


class Task(SQLModel, table=True):
    """One task of one unit.

    `due` is decreed and never changes; `effective_due` counts. `rung` is the last rung that fired on
    the clock that runs now (the unit's, or while submitted the office's), -1 if none; `next_rung_on`
    the day of the next; `next_on` the next day on which any rule has something to say. While a hold
    stops the clock it stands from `stands_from` until the end of `stands_until`.

    `key` names the task, `kind` the rules that it follows: the same for a task of the plan; an errand
    `errand.rectification#12` is of the kind `errand.rectification`, and `about` says what it is about.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("unit_id", "campaign_id", "key", name="uq_task"),
        CheckConstraint(f"state IN {TASK.states}", name="ck_task_state"),
        CheckConstraint("cycle >= 1", name="ck_task_cycle"),
        CheckConstraint("opens_on <= due AND due <= effective_due", name="ck_task_dates"),
        CheckConstraint(
            "state NOT IN ('verified', 'waived') OR next_on IS NULL", name="ck_task_done_is_silent"
        ),
        Index(
            "ix_task_due",
            "campaign_id",
            "kind",
            "next_on",
            "unit_id",
            sqlite_where=text("next_on IS NOT NULL"),
            postgresql_where=text("next_on IS NOT NULL"),
        ),
        Index(
            "ix_task_pending_gate",
            "village_campaign_id",
            "phase_number",
            sqlite_where=text(PENDING_GATE),
            postgresql_where=text(PENDING_GATE),
        ),
        Index(
            "ix_task_unrepaired",
            "village_campaign_id",
            sqlite_where=text(UNREPAIRED),
            postgresql_where=text(UNREPAIRED),
        ),
        Index(
            "ix_task_owed",
            "campaign_id",
            "kind",
            "effective_due",
            "unit_id",
            sqlite_where=text(IS_OWED),
            postgresql_where=text(IS_OWED),
        ),
        Index(
            "ix_task_stands",
            "campaign_id",
            "stands_until",
            sqlite_where=text("stands_until IS NOT NULL"),
            postgresql_where=text("stands_until IS NOT NULL"),
        ),
        Index(
            "ix_task_errand",
            "kind",
            "number",
            sqlite_where=text(IS_ERRAND),
            postgresql_where=text(IS_ERRAND),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    village_campaign_id: int | None = Field(default=None, foreign_key="village_campaign.id")
    key: str = Field(max_length=64)
    kind: str = Field(max_length=64, sa_column_kwargs={"server_default": ""})
    number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Of an errand, the number of what it is for (a finding, a request); 0 for a task of the plan."""
    about: str | None = Field(default=None, max_length=300)
    phase_number: int
    gate: bool
    state: str = Field(max_length=16)
    opens_on: date
    due: date
    effective_due: date
    cycle: int = 1
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)
    submitted_on: date | None = None
    """The day of `submitted_at` in the campaign's zone: on-time is judged by it."""
    verify_by: date | None = None
    rung: int = -1
    next_rung_on: date | None = None
    next_on: date | None = None
    stands_from: date | None = None
    stands_until: date | None = None


TASKS = table_of(Task)


def lock_units(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> None:
    """Keep who holds what for the chosen tasks' units as it is until the commit.

    Else people who are imported meanwhile would change a group between two statements over it.
    """
    mine = UNITS.c.id.in_(sa.select(TASKS.c.unit_id).where(chosen))
    lock_rows(connection, sa.select(UNITS.c.id).where(mine).order_by(UNITS.c.id), shared=True)


def is_pending_gate() -> sa.ColumnElement[bool]:
    """A gate that is neither verified nor waived, so that the partial index is used."""
    return sa.literal_column(f"({PENDING_GATE})".replace("gate", "task.gate").replace("state", "task.state"))


def is_errand() -> sa.ColumnElement[bool]:
    """An errand, not a task of the plan; so that the partial index is used."""
    return sa.literal_column(f"(task.{IS_ERRAND})")


def of_errand(kind: str, number: Any) -> sa.ColumnElement[bool]:
    """The errand of that kind and number, so that the partial index is used."""
    return sa.and_(is_errand(), TASKS.c.kind == kind, TASKS.c.number == number)


def is_unrepaired() -> sa.ColumnElement[bool]:
    """The repair of a finding that has not been seen to be done; so that the partial index is used."""
    condition = UNREPAIRED.replace("kind", "task.kind").replace("state", "task.state")
    return sa.literal_column(f"({condition})")


def is_owed() -> sa.ColumnElement[bool]:
    """The unit owes it, so that the partial index is used."""
    return sa.literal_column(f"({IS_OWED})".replace("state", "task.state"))


def is_late() -> sa.ColumnElement[bool]:
    """Submitted, and after the date that counts: derived here and nowhere stored by itself."""
    late = sa.and_(TASKS.c.state == SUBMITTED, TASKS.c.submitted_on > TASKS.c.effective_due)
    return sa.case((late, sa.true()), else_=sa.false())


def lock(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> None:
    """Keep the chosen tasks from being moved by anyone else until the commit."""
    lock_rows(connection, sa.select(TASKS.c.id).where(chosen).order_by(TASKS.c.id))

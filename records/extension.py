"""Which later dates have been asked for, and what was decided (延期申请)?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.database import run, table_of
from records.history import By, Event, remember
from records.task import TASKS
from records.types import Instant
from states.extension import EXTENSION, LAPSED, UNDECIDED

OPEN_EXTENSION = text(f"state IN {UNDECIDED}")


class Extension(SQLModel, table=True):
    """A request for a later date of one task. At most one is undecided for each task."""

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint(f"state IN {EXTENSION.states}", name="ck_extension_state"),
        Index(
            "uq_extension_open",
            "task_id",
            unique=True,
            sqlite_where=OPEN_EXTENSION,
            postgresql_where=OPEN_EXTENSION,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    task_id: int = Field(foreign_key="task.id")
    state: str = Field(max_length=16)
    asked_at: datetime = Field(sa_type=Instant)
    asked_by: str = Field(max_length=100)
    reason: str = Field(max_length=1000)
    progress: str = Field(max_length=1000)
    """How far the work has come."""
    wanted: date
    opinion: str | None = Field(default=None, max_length=1000)
    """What the supervision office says to it."""
    favours: bool | None = None
    granted: date | None = None
    answer: str | None = Field(default=None, max_length=1000)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


EXTENSIONS = table_of(Extension)


def remembered(from_state: sa.ColumnElement[Any] = EXTENSIONS.c.state) -> sa.Select[Any]:
    """Requests as history wants them."""
    return sa.select(
        EXTENSIONS.c.campaign_id, EXTENSIONS.c.unit_id, EXTENSIONS.c.id, TASKS.c.key, from_state
    ).join_from(EXTENSIONS, TASKS, TASKS.c.id == EXTENSIONS.c.task_id)


def lapse(
    connection: sa.Connection, task_ids: Sequence[int], by: By, at: datetime, clause: str | None
) -> tuple[int, ...]:
    """Let the undecided requests of these tasks lapse; their ids."""
    mine = sa.and_(EXTENSIONS.c.task_id.in_(task_ids), EXTENSIONS.c.state.in_(UNDECIDED))
    ids = tuple(connection.execute(sa.select(EXTENSIONS.c.id).where(mine)).scalars())
    if ids:
        event = Event("extension", "lapse", LAPSED, by, at, "任务已办结或时限已变，申请失效", clause)
        remember(connection, remembered().where(mine), event)
        run(connection, EXTENSIONS.update().where(mine).values(state=LAPSED))
    return ids

"""Which holds (暂停) stop the clock, over what, until when?

A hold covers one task, a unit with everything below it, or (neither named) the whole campaign. What it
covers is marked on the tasks themselves (`stands_from`, `stands_until`), so that the check reads one row.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import run, table_of
from records.task import TASKS
from records.types import Instant
from records.unit import UNITS
from states.hold import Stretch
from states.task import DONE


class Hold(SQLModel, table=True):
    """The clock stands from `first_day` to the end of `last_day`; earlier if it was lifted."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="ck_hold_days"),
        CheckConstraint("task_id IS NULL OR unit_id IS NULL", name="ck_hold_subject"),
        Index("ix_hold_campaign", "campaign_id", "last_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    task_id: int | None = Field(default=None, foreign_key="task.id")
    first_day: date
    last_day: date
    reason: str = Field(max_length=1000)
    put_by: str = Field(max_length=100)
    put_at: datetime = Field(sa_type=Instant)
    lifted_at: datetime | None = Field(default=None, sa_type=Instant)


HOLDS = table_of(Hold)


def covered(hold: sa.Row[Any]) -> sa.ColumnElement[bool]:
    """The tasks that a hold covers: owed, or waiting to be verified."""
    mine = sa.and_(TASKS.c.campaign_id == hold.campaign_id, TASKS.c.state.not_in(DONE))
    if hold.task_id is not None:
        return sa.and_(mine, TASKS.c.id == hold.task_id)
    if hold.unit_id is not None:
        path = sa.select(UNITS.c.path).where(UNITS.c.id == hold.unit_id).scalar_subquery()
        below = sa.select(UNITS.c.id).where(UNITS.c.path.like(path + "%"))
        return sa.and_(mine, TASKS.c.unit_id.in_(below))
    return mine


def standing_on(campaign_id: int, today: date) -> sa.Select[Any]:
    """The holds of a campaign that stand on a day, oldest first."""
    stands = sa.and_(
        HOLDS.c.campaign_id == campaign_id, HOLDS.c.lifted_at.is_(None), HOLDS.c.last_day >= today
    )
    return sa.select(HOLDS).where(stands).order_by(HOLDS.c.id)


def stand(connection: sa.Connection, chosen: sa.ColumnElement[bool], stretch: Stretch, next_on: date) -> int:
    """Let the clock of the chosen tasks stand for a stretch; how many."""
    values = {"stands_from": stretch.first, "stands_until": stretch.last, "next_on": next_on}
    return run(connection, TASKS.update().where(chosen).values(**values))

"""What did each deadline check do, and what could it not tell anyone?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.database import insert_new, insert_or_update, run, table_of
from records.task import TASKS
from records.types import Instant


class CheckRun(SQLModel, table=True):
    """One check of one campaign. `result` grows with every slice, in the slice's transaction."""

    __tablename__ = "check_run"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'done', 'interrupted')", name="ck_check_run_state"),
        Index(
            "ix_check_run_running",
            "campaign_id",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    at: datetime = Field(sa_type=Instant)
    state: str = Field(max_length=16)
    slices: int = 0
    result: dict[str, Any] = Field(sa_type=JSON)
    resumes_id: int | None = Field(default=None, foreign_key="check_run.id")
    """The interrupted check whose rest this one carried out."""


class Gap(SQLModel, table=True):
    """Nobody holds `role` for `unit_id`, so that a rule had nobody to tell (空缺)."""

    __tablename__ = "gap"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=64)
    cycle: int = Field(primary_key=True)
    rung: int = Field(primary_key=True)
    role: str = Field(primary_key=True, max_length=80)
    recorded_at: datetime = Field(sa_type=Instant)


class Superseded(SQLModel, table=True):
    """Reminders that came too late to be sent: once for each rule and date, with a count."""

    __tablename__ = "superseded"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=64)
    rule: str = Field(primary_key=True, max_length=80)
    due: date = Field(primary_key=True)
    count: int
    recorded_at: datetime = Field(sa_type=Instant)


RUNNING, DONE = "running", "done"

CHECK_RUNS = table_of(CheckRun)
GAPS = table_of(Gap)
SUPERSEDED = table_of(Superseded)


def begin(connection: sa.Connection, campaign_id: int, at: datetime, result: dict[str, Any]) -> int:
    """Begin a check; its id. One that was killed is marked as interrupted, and resumed by this one."""
    killed = (
        sa.select(sa.func.max(CHECK_RUNS.c.id))
        .where(CHECK_RUNS.c.campaign_id == campaign_id, CHECK_RUNS.c.state == "running")
        .scalar_subquery()
    )
    resumes = connection.execute(sa.select(killed)).scalar()
    running = (CHECK_RUNS.c.campaign_id == campaign_id) & (CHECK_RUNS.c.state == "running")
    run(connection, CHECK_RUNS.update().where(running).values(state="interrupted"))
    row = CHECK_RUNS.insert().values(
        campaign_id=campaign_id, at=at, state="running", slices=0, result=result, resumes_id=resumes
    )
    return int(connection.execute(row.returning(CHECK_RUNS.c.id)).scalar_one())


def running(connection: sa.Connection, campaign_id: int | None = None) -> Sequence[sa.Row[Any]]:
    """The checks (of one campaign) that have not come to their end, oldest first."""
    rows = sa.select(CHECK_RUNS).where(CHECK_RUNS.c.state == RUNNING).order_by(CHECK_RUNS.c.id)
    if campaign_id is not None:
        rows = rows.where(CHECK_RUNS.c.campaign_id == campaign_id)
    return connection.execute(rows).all()


def last(connection: sa.Connection, campaign_id: int) -> sa.Row[Any] | None:
    """The newest check of a campaign."""
    mine = sa.select(CHECK_RUNS).where(CHECK_RUNS.c.campaign_id == campaign_id)
    return connection.execute(mine.order_by(CHECK_RUNS.c.id.desc()).limit(1)).one_or_none()


def locked(connection: sa.Connection, run_id: int) -> sa.Row[Any]:
    """A check, kept as it is until the commit."""
    return connection.execute(sa.select(CHECK_RUNS).where(CHECK_RUNS.c.id == run_id).with_for_update()).one()


def note_slice(connection: sa.Connection, run_id: int, result: dict[str, Any]) -> None:
    """Note what the check has done so far, in the transaction of the slice that did it."""
    mine = CHECK_RUNS.c.id == run_id
    run(connection, CHECK_RUNS.update().where(mine).values(slices=CHECK_RUNS.c.slices + 1, result=result))


def finish(connection: sa.Connection, run_id: int, result: dict[str, Any]) -> None:
    """The last slice has committed: the check is complete."""
    run(connection, CHECK_RUNS.update().where(CHECK_RUNS.c.id == run_id).values(state=DONE, result=result))


def record_gap(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], rung: int, role: str, at: datetime
) -> int:
    """Note for each chosen task that nobody holds `role`; how many gaps are new."""
    rows = sa.select(
        TASKS.c.campaign_id,
        TASKS.c.unit_id,
        TASKS.c.key,
        TASKS.c.cycle,
        sa.literal(rung),
        sa.literal(role),
        sa.literal(at, Instant),
    ).where(chosen)
    keys = ("campaign_id", "unit_id", "key", "cycle", "rung", "role")
    return insert_new(connection, GAPS, (*keys, "recorded_at"), rows, keys)


def record_superseded(
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    rule: str,
    due: date,
    at: datetime,
) -> int:
    """Count the chosen tasks under the rule that came too late for them; how many they are."""
    count = connection.execute(sa.select(sa.func.count()).select_from(TASKS).where(chosen)).scalar_one()
    rows = (
        sa.select(
            TASKS.c.campaign_id,
            TASKS.c.kind,
            sa.literal(rule),
            sa.literal(due, sa.Date),
            sa.func.count(),
            sa.literal(at, Instant),
        )
        .where(chosen)
        .group_by(TASKS.c.campaign_id, TASKS.c.kind)
    )
    keys = ("campaign_id", "key", "rule", "due")
    insert_or_update(
        connection,
        SUPERSEDED,
        (*keys, "count", "recorded_at"),
        rows,
        keys,
        {"count": "superseded.count + excluded.count", "recorded_at": "excluded.recorded_at"},
    )
    return int(count)

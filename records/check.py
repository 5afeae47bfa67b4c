"""What did each deadline check do, and what could it not tell anyone?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

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
    role: str = Field(primary_key=True, max_length=64)
    recorded_at: datetime = Field(sa_type=Instant)


class Superseded(SQLModel, table=True):
    """Reminders that came too late to be sent: once for each rule and date, with a count."""

    __tablename__ = "superseded"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=64)
    rule: str = Field(primary_key=True, max_length=64)
    due: date = Field(primary_key=True)
    count: int
    recorded_at: datetime = Field(sa_type=Instant)

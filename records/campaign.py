"""Which campaigns run, on which version of which plan?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from records.types import Instant


class PlanVersion(SQLModel, table=True):
    """A plan as it was issued; immutable. `digest` is the SHA-256 of its canonical JSON."""

    __tablename__ = "plan_version"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64)
    digest: str = Field(unique=True, max_length=64)
    body: dict[str, Any] = Field(sa_type=JSON)


class Campaign(SQLModel, table=True):
    """One run of a plan. Without `unit_id` it covers every village and community there is."""

    __tablename__ = "campaign"

    id: int | None = Field(default=None, primary_key=True)
    plan_version_id: int = Field(foreign_key="plan_version.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    issued_at: datetime = Field(sa_type=Instant)
    issued_on: date
    """The day of `issued_at` in the plan's zone."""

"""Which villages were visited, or are to be, by whom, and what was seen (三.二.2)?"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Visit(SQLModel, table=True):
    """A visit, planned (`planned_on`), made (`visited_on`, with what was `seen`), or both."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_unit", "campaign_id", "unit_id"),
        CheckConstraint("planned_on IS NOT NULL OR visited_on IS NOT NULL", name="ck_visit_days"),
        CheckConstraint("(visited_on IS NULL) = (seen IS NULL)", name="ck_visit_seen"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    visitor: str = Field(max_length=100)
    """The visitor's name as it was."""
    planned_on: date | None = None
    visited_on: date | None = None
    seen: str | None = Field(default=None, max_length=2000)
    recorded_at: datetime = Field(sa_type=Instant)


VISITS = table_of(Visit)

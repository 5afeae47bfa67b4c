"""Which media has each village used to make the policy known, and what shows it (四.二.一)?"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Publicity(SQLModel, table=True):
    """A village has used a medium of the plan; `evidence` says what shows it."""

    __tablename__ = "publicity"
    __table_args__ = (Index("ix_publicity_unit", "campaign_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    medium: str = Field(max_length=64)
    used_on: date
    evidence: str = Field(max_length=1000)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=Instant)


PUBLICITY = table_of(Publicity)

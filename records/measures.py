"""Which measures has a unit drawn up for itself (四.一.二)?"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Measures(SQLModel, table=True):
    """A unit's own measures (工作措施) as they were at an instant; the last ones count."""

    __tablename__ = "measures"
    __table_args__ = (Index("ix_measures_unit", "campaign_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    text: str
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=Instant)


MEASURES = table_of(Measures)

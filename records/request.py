"""What has been asked of the departments for residents (四.四)?"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Request(SQLModel, table=True):
    """A village asks something of a department; its number is that of the department's errand.

    `whom` never holds an identity number: initials, or a reference that the village can resolve.
    """

    __tablename__ = "request"
    __table_args__ = (Index("ix_request_unit", "campaign_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    department_id: int = Field(foreign_key="unit.id", index=True)
    kind: str = Field(max_length=64)
    whom: str = Field(max_length=60)
    note: str | None = Field(default=None, max_length=1000)
    asked_by: str = Field(max_length=100)
    asked_at: datetime = Field(sa_type=Instant)
    asked_on: date


REQUESTS = table_of(Request)

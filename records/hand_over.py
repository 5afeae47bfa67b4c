"""Which offices have been handed over, by whom to whom, and why (四.一)?"""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class HandOver(SQLModel, table=True):
    """A role at a unit passed from one person to another; the appointment itself has moved on."""

    __tablename__ = "hand_over"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="ck_hand_over_people"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    role: str = Field(max_length=32)
    from_id: int = Field(foreign_key="person.id")
    to_id: int = Field(foreign_key="person.id")
    reason: str = Field(max_length=1000)
    done_by: str = Field(max_length=100)
    done_at: datetime = Field(sa_type=Instant)


HAND_OVERS = table_of(HandOver)

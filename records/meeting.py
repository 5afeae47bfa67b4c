"""Which meetings were held, what came up, and what was agreed (四.一.三)?"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Meeting(SQLModel, table=True):
    """A meeting of an office or a village. `minutes` is None until they are written."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_unit", "campaign_id", "unit_id", "held_on"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    held_on: date
    title: str = Field(max_length=200)
    kind: str | None = Field(default=None, max_length=100)
    """What sort of meeting it was, in the words of whoever held it."""
    minutes: str | None = None
    minutes_at: datetime | None = Field(default=None, sa_type=Instant)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=Instant)


class MeetingProblem(SQLModel, table=True):
    """Something that was raised at a meeting."""

    __tablename__ = "meeting_problem"

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    text: str = Field(max_length=1000)


class FollowUp(SQLModel, table=True):
    """Something agreed at a meeting; its number is that of the errand which the owner owes."""

    __tablename__ = "follow_up"

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    about: str = Field(max_length=300)


MEETINGS = table_of(Meeting)
PROBLEMS = table_of(MeetingProblem)
FOLLOW_UPS = table_of(FollowUp)

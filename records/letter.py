"""Which responsibility letters are signed, level by level (四.一.一)?"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant

TO_UNIT = text("group_id IS NULL")
TO_GROUP = text("group_id IS NOT NULL")


class Letter(SQLModel, table=True):
    """A signed letter. `level` is its place in the plan, from 1; `group_id` the taker where it is a group."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("level >= 1", name="ck_letter_level"),
        Index(
            "uq_letter_unit",
            "campaign_id",
            "level",
            "taker_id",
            unique=True,
            sqlite_where=TO_UNIT,
            postgresql_where=TO_UNIT,
        ),
        Index(
            "uq_letter_group",
            "campaign_id",
            "level",
            "group_id",
            unique=True,
            sqlite_where=TO_GROUP,
            postgresql_where=TO_GROUP,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    level: int
    giver_id: int = Field(foreign_key="unit.id")
    taker_id: int = Field(foreign_key="unit.id")
    """The unit that takes it, or to which the group that takes it belongs."""
    group_id: int | None = Field(default=None, foreign_key="village_group.id")
    signed_on: date
    signed_by_giver: str = Field(max_length=100)
    signed_by_taker: str = Field(max_length=100)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=Instant)


LETTERS = table_of(Letter)

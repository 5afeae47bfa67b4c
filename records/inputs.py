"""Which people, material and money has each unit put in (四.一.四)?"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Input(SQLModel, table=True):
    """Something put in: people or material by number, money in fen."""

    __tablename__ = "input"
    __table_args__ = (
        Index("ix_input_unit", "campaign_id", "unit_id"),
        CheckConstraint("kind IN ('people', 'material', 'money')", name="ck_input_kind"),
        CheckConstraint("(kind = 'money') = (fen IS NOT NULL)", name="ck_input_money"),
        CheckConstraint("(kind = 'money') = (number IS NULL)", name="ck_input_number"),
        CheckConstraint("fen > 0", name="ck_input_fen"),
        CheckConstraint("number > 0", name="ck_input_positive"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    kind: str = Field(max_length=16)
    given_on: date
    what: str = Field(max_length=300)
    number: int | None = None
    fen: int | None = Field(default=None, sa_type=BigInteger)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=Instant)


INPUTS = table_of(Input)

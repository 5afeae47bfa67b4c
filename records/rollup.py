"""How many tasks stand where, for each unit above those that owe them?

Kept with every move, never recounted. The colour is not stored: it follows from the key when read.
"""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Rollup(SQLModel, table=True):
    """Tasks of the units below `unit_id` that share plan task, state and date; `late` only if submitted."""

    __tablename__ = "rollup"
    __table_args__ = (Index("ix_rollup_unit", "campaign_id", "unit_id"),)

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=64)
    state: str = Field(primary_key=True, max_length=16)
    effective_due: date = Field(primary_key=True)
    late: bool = Field(primary_key=True)
    count: int

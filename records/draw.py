"""Which villages were drawn for a periodic inspection, out of which pool, with which seed (三.三.2)?

All that the draw went by is kept, so that anyone can draw again and check.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class Draw(SQLModel, table=True):
    """One drawing of lots among the villages below a unit. `round` is the round's day in the plan."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("campaign_id", "unit_id", "round", name="uq_draw"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    round: date
    seed: str = Field(max_length=64)
    share: float
    """Per cent of each stratum, 0–100."""
    each_stratum_at_least: int
    drawn_at: datetime = Field(sa_type=Instant)
    drawn_by: str = Field(max_length=100)


class DrawLot(SQLModel, table=True):
    """A village in the pool of a draw. `code` is what it was drawn by."""

    __tablename__ = "draw_lot"
    __table_args__ = (
        CheckConstraint("weight >= 0", name="ck_draw_lot_weight"),
        Index("ix_draw_lot_unit", "unit_id"),
    )

    draw_id: int = Field(foreign_key="draw.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    code: str = Field(max_length=64)
    stratum: str = Field(max_length=200)
    weight: int
    drawn: bool


DRAWS = table_of(Draw)
LOTS = table_of(DrawLot)

"""Who is to be held to account, on what ground, and what came of it (四.五)?

Kept apart from everything else: only those whom the plan names may see it.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant
from states.referral import REFERRAL

SOURCES = ("anomaly", "finding", "complaint")


class Referral(SQLModel, table=True):
    """A referral (责任追究) against one of the plan's roles, about what happened in one unit.

    `source` is what it came from; `source_ref` its number, or the words in which a complaint is filed.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint(f"state IN {REFERRAL.states}", name="ck_referral_state"),
        CheckConstraint(f"source IN {SOURCES}", name="ck_referral_source"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    ground: str = Field(max_length=64)
    against: str = Field(max_length=200)
    source: str = Field(max_length=16)
    source_ref: str = Field(max_length=200)
    reason: str = Field(max_length=1000)
    state: str = Field(max_length=16)
    opened_at: datetime = Field(sa_type=Instant)
    opened_by: str = Field(max_length=100)
    measure: str | None = Field(default=None, max_length=1000)
    """What was imposed, or why nothing is."""
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = Field(default=None, max_length=100)


class ReferralStep(SQLModel, table=True):
    """Something that was done about a referral: looked into, heard, proposed."""

    __tablename__ = "referral_step"

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    taken_at: datetime = Field(sa_type=Instant)
    taken_by: str = Field(max_length=100)
    step: str = Field(max_length=1000)


REFERRALS = table_of(Referral)
REFERRAL_STEPS = table_of(ReferralStep)

"""Where does each village's campaign stand?"""

from datetime import date

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class VillageCampaign(SQLModel, table=True):
    """One village's (or community's) part of a campaign: what the machine moves.

    `next_on` is the next day on which the calendar alone could move it; None if it cannot.
    """

    __tablename__ = "village_campaign"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", name="uq_village_campaign"),
        Index(
            "ix_village_campaign_due",
            "next_on",
            "campaign_id",
            "unit_id",
            sqlite_where=text("next_on IS NOT NULL"),
            postgresql_where=text("next_on IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    state: str = Field(max_length=64)
    next_on: date | None = None

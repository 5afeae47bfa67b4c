"""Who belongs to the work group of a village (四.一)?"""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of


class WorkGroupMember(SQLModel, table=True):
    """Somebody in a village's work group, with their part in it; the first is the head (组长)."""

    __tablename__ = "work_group_member"
    __table_args__ = (UniqueConstraint("campaign_id", "unit_id", "name", name="uq_work_group_member"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    name: str = Field(max_length=100)
    duty: str = Field(max_length=200)
    head: bool


MEMBERS = table_of(WorkGroupMember)

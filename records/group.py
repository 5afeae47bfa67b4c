"""Which groups and buildings has a village, and who covers each (四.一.二)?"""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of


class VillageGroup(SQLModel, table=True):
    """A group (村民组) or building (楼院): `holder` covers it, `assistant` handles and reports; or nobody."""

    __tablename__ = "village_group"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "number", name="uq_village_group"),
        CheckConstraint("kind IN ('group', 'building')", name="ck_village_group_kind"),
        CheckConstraint("number >= 1", name="ck_village_group_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    number: int
    name: str = Field(max_length=100)
    kind: str = Field(max_length=16)
    holder: str | None = Field(default=None, max_length=100)
    assistant: str | None = Field(default=None, max_length=100)


GROUPS = table_of(VillageGroup)

"""Which units are there, and who is above whom?

The closure (`unit_ancestor`) and the path are kept with the units, so that roll-ups, scopes and
shards are look-ups. Sources: the 12-digit statistical codes (国家统计局统计用区划代码).
"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

KINDS = ("province", "city", "county", "township", "village", "community", "department")
"""From the widest to the narrowest; a department belongs to any unit above a village."""

GRASSROOTS = ("village", "community")
"""The kinds of unit that a campaign moves."""


class Unit(SQLModel, table=True):
    """A node of the hierarchy. `path` is the codes from the root, each followed by a slash."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="ck_unit_kind"),
        Index("ix_unit_path", "path"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=16)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    path: str = Field(max_length=600)
    roles_held: int = Field(default=0)
    """A bit for each role (states.roles) that somebody holds at this unit or above it."""


class UnitAncestor(SQLModel, table=True):
    """Each unit strictly above each unit; `distance` is 1 for the parent."""

    __tablename__ = "unit_ancestor"
    __table_args__ = (Index("ix_unit_ancestor_ancestor", "ancestor_id", "unit_id"),)

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    ancestor_id: int = Field(foreign_key="unit.id", primary_key=True)
    distance: int

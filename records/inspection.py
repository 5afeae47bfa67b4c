"""Which inspections are there, why, by whom (三.三.2)?"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.types import Instant
from states.inspection import ENDED, INSPECTION

OPEN_SPECIAL = text(f"kind = 'special' AND state NOT IN {ENDED}")
REASON_OF_TASK = text("task_id IS NOT NULL")


class Inspection(SQLModel, table=True):
    """An inspection of one village. At most one special inspection is open for each."""

    __tablename__ = "inspection"
    __table_args__ = (
        Index(
            "uq_inspection_open_special",
            "campaign_id",
            "unit_id",
            unique=True,
            sqlite_where=OPEN_SPECIAL,
            postgresql_where=OPEN_SPECIAL,
        ),
        CheckConstraint(f"state IN {INSPECTION.states}", name="ck_inspection_state"),
        CheckConstraint("kind IN ('special')", name="ck_inspection_kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    kind: str = Field(max_length=16)
    state: str = Field(max_length=16)
    proposed_at: datetime = Field(sa_type=Instant)
    due: date | None = None
    """By when the order is to be carried out; None until it is ordered."""
    report: str | None = None


class InspectionReason(SQLModel, table=True):
    """Why an inspection was proposed; further reasons join the open one."""

    __tablename__ = "inspection_reason"
    __table_args__ = (
        Index(
            "uq_inspection_reason",
            "task_id",
            "cycle",
            unique=True,
            sqlite_where=REASON_OF_TASK,
            postgresql_where=REASON_OF_TASK,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    inspection_id: int = Field(foreign_key="inspection.id", index=True)
    task_id: int | None = Field(default=None, foreign_key="task.id")
    cycle: int | None = None
    given_at: datetime = Field(sa_type=Instant)
    reason: str = Field(max_length=1000)


class Inspector(SQLModel, table=True):
    """Somebody whom an order names to carry it out."""

    __tablename__ = "inspector"

    inspection_id: int = Field(foreign_key="inspection.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)

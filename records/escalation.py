"""How far has each missed date climbed the ladder (四.一)?"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant
from states.escalation import ESCALATION


class Escalation(SQLModel, table=True):
    """One climb of a ladder: one task, one cycle, one side (`owing` or `verification`)."""

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("task_id", "cycle", "side", name="uq_escalation"),
        CheckConstraint(f"state IN {ESCALATION.states}", name="ck_escalation_state"),
        CheckConstraint("side IN ('owing', 'verification')", name="ck_escalation_side"),
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    cycle: int
    side: str = Field(max_length=16)
    rung: int
    state: str = Field(max_length=16)
    raised_at: datetime = Field(sa_type=Instant)
    acknowledged_until: date | None = None


ESCALATIONS = table_of(Escalation)

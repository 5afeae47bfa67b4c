"""What happened, who did it, and why?

One row for every move of anything. Rows are never changed or deleted.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.types import Instant

SUBJECTS = ("campaign", "village", "task", "escalation", "inspection", "notice")


class History(SQLModel, table=True):
    """One move. `actor` is a person's name as it was, `console`, or `clock`; `rule` the clock's rule."""

    __tablename__ = "history"
    __table_args__ = (
        CheckConstraint(f"subject IN {SUBJECTS}", name="ck_history_subject"),
        Index("ix_history_campaign", "campaign_id", "id"),
        Index("ix_history_unit", "unit_id", "id"),
        Index("ix_history_subject", "subject", "subject_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    at: datetime = Field(sa_type=Instant)
    actor: str = Field(max_length=100)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    subject: str = Field(max_length=16)
    subject_id: int
    task_key: str | None = Field(default=None, max_length=64)
    trigger: str = Field(max_length=80)
    from_state: str | None = Field(default=None, max_length=64)
    to_state: str = Field(max_length=64)
    reason: str | None = Field(default=None, max_length=2000)
    clause: str | None = Field(default=None, max_length=200)

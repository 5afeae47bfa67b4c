"""Who is to be told what, and has it reached them?

The outbox. A notice is unique for what it says to whom, in the database: a rule that runs twice
queues nothing the second time.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.types import Instant
from states.notice import NOTICE

TASK_KEY = ("task_id", "cycle", "rule", "rung", "role", "person_id")
INSPECTION_KEY = ("inspection_id", "rule", "role", "person_id")
CAMPAIGN_KEY = ("campaign_id", "unit_id", "rule", "role", "person_id")

ABOUT_TASK = text("task_id IS NOT NULL")
ABOUT_INSPECTION = text("inspection_id IS NOT NULL")
ABOUT_CAMPAIGN = text("task_id IS NULL AND inspection_id IS NULL")


class Notice(SQLModel, table=True):
    """One message to one person about a task, an inspection or (neither) the campaign's issue.

    `kind` is what it is (reminder, escalation, …), `rule` which rule of the plan sent it, `form` its
    wording, `rung` its place on the ladder (-1 outside it), `due` the date that it is about.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("uq_notice_task", *TASK_KEY, unique=True, sqlite_where=ABOUT_TASK, postgresql_where=ABOUT_TASK),
        Index(
            "uq_notice_inspection",
            *INSPECTION_KEY,
            unique=True,
            sqlite_where=ABOUT_INSPECTION,
            postgresql_where=ABOUT_INSPECTION,
        ),
        Index(
            "uq_notice_campaign",
            *CAMPAIGN_KEY,
            unique=True,
            sqlite_where=ABOUT_CAMPAIGN,
            postgresql_where=ABOUT_CAMPAIGN,
        ),
        CheckConstraint(f"state IN {NOTICE.states}", name="ck_notice_state"),
        CheckConstraint("task_id IS NULL OR inspection_id IS NULL", name="ck_notice_subject"),
        Index(
            "ix_notice_outbox",
            "next_attempt_at",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        Index("ix_notice_unit", "unit_id", "queued_at"),
        Index("ix_notice_person", "person_id", "queued_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    task_id: int | None = Field(default=None, foreign_key="task.id")
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    cycle: int = 1
    kind: str = Field(max_length=32)
    rule: str = Field(max_length=64)
    rung: int = -1
    role: str = Field(max_length=32)
    person_id: int = Field(foreign_key="person.id")
    form: str = Field(max_length=32)
    due: date | None = None
    queued_at: datetime = Field(sa_type=Instant)
    state: str = Field(default="queued", max_length=16)
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=Instant)
    """While queued: not before; while sending: when the sender's lease ends."""
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant)
    promised_on: date | None = None
    """The day by which whoever acknowledged has promised to have dealt with it."""


class Delivery(SQLModel, table=True):
    """One attempt to get a notice to its person. `outcome`: delivered, failed or dead."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("outcome IN ('delivered', 'failed', 'dead')", name="ck_delivery_outcome"),
    )

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    at: datetime = Field(sa_type=Instant)
    channel: str = Field(max_length=32)
    outcome: str = Field(max_length=16)
    detail: str = Field(default="", max_length=500)

"""What happened, who did it, and why?

One row for every move of anything. Rows are never changed or deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import run, table_of
from records.types import Instant

SUBJECTS = (
    "campaign",
    "village",
    "task",
    "escalation",
    "inspection",
    "notice",
    "hold",
    "extension",
    "target",
    "reading",
    "anomaly",
    "finding",
    "draw",
    "meeting",
    "letter",
    "visit",
    "input",
    "publicity",
    "request",
    "group",
    "assessment",
    "appeal",
    "referral",
)


class History(SQLModel, table=True):
    """One move. `actor` is a person's name as it was, `console`, or `clock`; `rule` the clock's rule.

    Of a task, `effective_due` and `cycle` are what was true of it afterwards.
    """

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
    effective_due: date | None = None
    cycle: int | None = None


HISTORY = table_of(History)


@dataclass(frozen=True, slots=True)
class By:
    """Who does something: a person by name and id, the administrator's console, or the clock."""

    actor: str
    person_id: int | None = None


CLOCK = By("clock")


@dataclass(frozen=True, slots=True)
class Event:
    """What is remembered of a move: of what, which, by whom, when, why, after which clause."""

    subject: str
    trigger: str
    to_state: str
    by: By
    at: datetime
    reason: str | None = None
    clause: str | None = None


CHOSEN = ("campaign_id", "unit_id", "subject_id", "task_key", "from_state")
OF_TASK = (*CHOSEN, "effective_due", "cycle")
SUBJECT_NUMBER = sa.text(str(CHOSEN.index("subject_id") + 1))


def remember(connection: sa.Connection, chosen: sa.Select[tuple[object, ...]], event: Event) -> int:
    """Write a row of history for each chosen row, before it is moved; how many.

    `chosen` selects the columns `CHOSEN`, or of tasks `OF_TASK`, in this order.
    """
    source = chosen.add_columns(
        sa.literal(event.at, Instant),
        sa.literal(event.by.actor),
        sa.literal(event.by.person_id, sa.Integer),
        sa.literal(event.subject),
        sa.literal(event.trigger),
        sa.literal(event.to_state),
        sa.literal(event.reason, sa.String),
        sa.literal(event.clause, sa.String),
    ).order_by(SUBJECT_NUMBER)
    names = [
        *OF_TASK[: len(chosen.selected_columns)],
        "at",
        "actor",
        "person_id",
        "subject",
        "trigger",
        "to_state",
        "reason",
        "clause",
    ]
    return run(connection, HISTORY.insert().from_select(names, source))


@dataclass(frozen=True, slots=True)
class Said:
    """What is remembered of one thing in words of its own."""

    unit_id: int
    subject_id: int
    reason: str


def remember_each(connection: sa.Connection, campaign_id: int, each: Sequence[Said], event: Event) -> None:
    """Write a row of history for each, with its own words in place of the event's."""
    common = {
        "campaign_id": campaign_id,
        "at": event.at,
        "actor": event.by.actor,
        "person_id": event.by.person_id,
        "subject": event.subject,
        "trigger": event.trigger,
        "to_state": event.to_state,
        "clause": event.clause,
    }
    rows = [
        {**common, "unit_id": one.unit_id, "subject_id": one.subject_id, "reason": one.reason} for one in each
    ]
    if rows:
        connection.execute(HISTORY.insert(), rows)


def last_instant(connection: sa.Connection, campaign_id: int) -> datetime | None:
    """When the last thing happened in a campaign; None before anything has."""
    newest = (
        sa.select(HISTORY.c.at)
        .where(HISTORY.c.campaign_id == campaign_id)
        .order_by(HISTORY.c.id.desc())
        .limit(1)
    )
    return connection.execute(newest).scalar()

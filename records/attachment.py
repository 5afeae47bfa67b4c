"""Which files show what was done or found, and to what do they belong?

What is in them lies beside the database (`records/content.py`), by its hash; a row is one hand-over of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.finding import FINDINGS
from records.task import TASKS
from records.types import Instant
from records.unit import UNITS

EVIDENCE, FOUND, BEFORE, AFTER = "evidence", "found", "before", "after"
"""What a file shows: that a task is done, what was found, how it was before and after its repair."""

PARTS = (EVIDENCE, FOUND, BEFORE, AFTER)


class Attachment(SQLModel, table=True):
    """One file, handed in for a task, for a finding, or (both are set) for the repair of a finding.

    `cycle` is the round of the task in which it was handed in.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(f"part IN {PARTS}", name="ck_attachment_part"),
        CheckConstraint("(part = 'found') = (task_id IS NULL)", name="ck_attachment_task"),
        CheckConstraint("(part = 'evidence') = (finding_id IS NULL)", name="ck_attachment_finding"),
        CheckConstraint("size > 0", name="ck_attachment_size"),
        CheckConstraint("length(sha256) = 64", name="ck_attachment_sha256"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    finding_id: int | None = Field(default=None, foreign_key="finding.id", index=True)
    part: str = Field(max_length=16)
    cycle: int
    sha256: str = Field(max_length=64)
    size: int
    media_type: str = Field(max_length=100)
    name: str = Field(max_length=200)
    uploaded_by: str = Field(max_length=100)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)


ATTACHMENTS = table_of(Attachment)


def add(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep that these files have been handed in."""
    if rows:
        connection.execute(ATTACHMENTS.insert(), list(rows))


def listed() -> sa.Select[Any]:
    """Every file with the unit, the task's key and the finding that it belongs to, in order."""
    return (
        sa.select(ATTACHMENTS, UNITS.c.code, UNITS.c.path, TASKS.c.key)
        .join_from(ATTACHMENTS, UNITS, UNITS.c.id == ATTACHMENTS.c.unit_id)
        .outerjoin(TASKS, TASKS.c.id == ATTACHMENTS.c.task_id)
        .outerjoin(FINDINGS, FINDINGS.c.id == ATTACHMENTS.c.finding_id)
        .order_by(ATTACHMENTS.c.id)
    )

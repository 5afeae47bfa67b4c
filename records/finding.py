"""What did inspections find, and was it disputed (三.三.2)?

How far its repair has got is not kept here: that is an errand of the village, `errand.rectification#` and
the finding's number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from plans.errands import RECTIFICATION
from records.database import table_of
from records.history import Event, remember
from records.inspection import INSPECTIONS
from records.task import TASKS
from records.types import Instant
from states.inspection import ENDED, SELF, SPECIAL, Repairs
from states.task import DONE, OWED, RETURNED


class Finding(SQLModel, table=True):
    """Something that an inspection found (问题); `item` is the question of the checklist that it answers."""

    __tablename__ = "finding"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    inspection_id: int = Field(foreign_key="inspection.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    severity: str = Field(max_length=64)
    item: str | None = Field(default=None, max_length=64)
    text: str = Field(max_length=1000)
    found_on: date
    struck_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a dispute was upheld: from then on it counts no more."""


class Dispute(SQLModel, table=True):
    """A village does not accept a finding (异议); once for each. `upheld` is None until it is answered."""

    __tablename__ = "dispute"

    id: int | None = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id", unique=True)
    reason: str = Field(max_length=1000)
    raised_by: str = Field(max_length=100)
    raised_at: datetime = Field(sa_type=Instant)
    upheld: bool | None = None
    answer: str | None = Field(default=None, max_length=1000)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


FINDINGS = table_of(Finding)
DISPUTES = table_of(Dispute)

STANDING, STRUCK = "found", "struck"
"""What the history says of a finding."""


@dataclass(frozen=True, slots=True)
class NewFinding:
    """Something found, to be kept."""

    severity: str
    text: str
    item: str | None


def add(
    connection: sa.Connection,
    inspection: sa.Row[Any],
    found_on: date,
    found: Sequence[NewFinding],
    event: Event,
) -> list[int]:
    """Keep what an inspection found, in this order; the numbers."""
    common = {
        "campaign_id": inspection.campaign_id,
        "inspection_id": inspection.id,
        "unit_id": inspection.unit_id,
        "found_on": found_on,
    }
    rows = [{**common, "severity": one.severity, "text": one.text, "item": one.item} for one in found]
    written = FINDINGS.insert().returning(FINDINGS.c.id, sort_by_parameter_order=True)
    numbers = list(connection.execute(written, rows).scalars())
    remember_of(connection, FINDINGS.c.id.in_(numbers), None, event)
    return numbers


def remember_of(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], from_state: str | None, event: Event
) -> None:
    """A row of history for each of the chosen findings."""
    ids = (FINDINGS.c.campaign_id, FINDINGS.c.unit_id, FINDINGS.c.id)
    no_task = sa.literal(None, sa.String)
    remember(connection, sa.select(*ids, no_task, sa.literal(from_state, sa.String)).where(chosen), event)


def has_standing() -> sa.ColumnElement[bool]:
    """The inspection found something that has not been struck."""
    return sa.exists().where(FINDINGS.c.inspection_id == INSPECTIONS.c.id, FINDINGS.c.struck_at.is_(None))


def other_open() -> sa.ColumnElement[bool]:
    """The inspection is a special one, and another one of its village is open."""
    other = INSPECTIONS.alias("other")
    return sa.exists().where(
        INSPECTIONS.c.kind == SPECIAL,
        other.c.kind == SPECIAL,
        other.c.campaign_id == INSPECTIONS.c.campaign_id,
        other.c.unit_id == INSPECTIONS.c.unit_id,
        other.c.id != INSPECTIONS.c.id,
        other.c.state.not_in(ENDED),
    )


@dataclass(frozen=True, slots=True)
class Followed:
    """Inspections that share state and repairs, by id."""

    state: str
    repairs: Repairs
    own: bool
    other_open: bool
    ids: tuple[int, ...]


def repairs(connection: sa.Connection, findings: sa.ColumnElement[bool]) -> list[Followed]:
    """How the repairs stand of each inspection that has one of these findings."""
    touched = sa.select(FINDINGS.c.inspection_id).where(findings)
    mine = (TASKS.c.kind == RECTIFICATION) & (TASKS.c.number == FINDINGS.c.id)
    owed = sa.func.sum(sa.case((TASKS.c.state.in_(OWED), 1), else_=0))
    returned = sa.func.sum(sa.case((TASKS.c.state == RETURNED, 1), else_=0))
    unseen = sa.func.sum(sa.case((TASKS.c.state.not_in(DONE), 1), else_=0))
    query = (
        sa.select(
            INSPECTIONS.c.id, INSPECTIONS.c.state, INSPECTIONS.c.kind, owed, returned, unseen, other_open()
        )
        .join_from(INSPECTIONS, FINDINGS, FINDINGS.c.inspection_id == INSPECTIONS.c.id)
        .join(TASKS, mine)
        .where(INSPECTIONS.c.id.in_(touched))
        .group_by(INSPECTIONS.c.id, INSPECTIONS.c.state, INSPECTIONS.c.kind)
        .order_by(INSPECTIONS.c.id)
    )
    groups: dict[tuple[str, Repairs, bool, bool], list[int]] = {}
    for number, state, kind, owing, sent_back, not_seen, other in connection.execute(query):
        standing = Repairs(replied=not owing, sent_back=bool(sent_back), seen=not not_seen)
        groups.setdefault((state, standing, kind == SELF, bool(other)), []).append(number)
    return [Followed(*shared, ids=tuple(numbers)) for shared, numbers in groups.items()]

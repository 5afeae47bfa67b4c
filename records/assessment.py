"""How has each village been scored, what was said to it, and what has been appealed (三.三.3)?

An assessment is a version of a village's score, computed from history alone and never changed; how far
history was read for it is kept, so that it can be drawn up again. What people decide stands beside it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.history import HISTORY, Event, remember
from records.types import Instant
from records.village import VILLAGES
from states.appeal import APPEAL, APPEALED
from states.evidence import IndicatorEvidence
from states.score import Score

SCORES: TypeAdapter[Score] = TypeAdapter(Score)
"""How a score is written down, with all its items, charges and proofs, and read again."""

FIGURES: TypeAdapter[tuple[IndicatorEvidence, ...]] = TypeAdapter(tuple[IndicatorEvidence, ...])
"""How the figures are written down that a score rests on: a target may be set anew afterwards."""


class Assessment(SQLModel, table=True):
    """One version of one village's score. `round` counts from 1, one more after each 返工.

    `tenths` is the total in tenths of a point, `until_history` and `until_notice` the last rows that
    were read, `struck` the charges that appeals had struck, `figures` what was to be reached and was.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "version", name="uq_assessment"),
        CheckConstraint("tenths BETWEEN 0 AND 1000", name="ck_assessment_total"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    version: int
    round: int
    judged_on: date
    until_history: int
    until_notice: int
    tenths: int
    targets_met: bool
    struck: list[str] = Field(sa_type=JSON)
    figures: list[dict[str, Any]] = Field(sa_type=JSON)
    body: dict[str, Any] = Field(sa_type=JSON)
    assessed_at: datetime = Field(sa_type=Instant)
    assessed_by: str = Field(max_length=100)
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    appeal_until: date | None = None
    """The last day on which the village may appeal; None until it is published, or without appeals."""


class Adjustment(SQLModel, table=True):
    """Tenths of a point that the head of the leading group adds or takes; the last of a round counts."""

    __tablename__ = "adjustment"
    __table_args__ = (CheckConstraint("tenths BETWEEN -1000 AND 1000", name="ck_adjustment_tenths"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    round: int
    tenths: int
    reason: str = Field(max_length=1000)
    adjusted_at: datetime = Field(sa_type=Instant)
    adjusted_by: str = Field(max_length=100)


class Concurrence(SQLModel, table=True):
    """What the leading group above says to a village's score (会同考核)."""

    __tablename__ = "concurrence"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    round: int
    opinion: str = Field(max_length=1000)
    reference: str | None = Field(default=None, max_length=200)
    """The number of the document in which it was given."""
    given_at: datetime = Field(sa_type=Instant)
    given_by: str = Field(max_length=100)


class Appeal(SQLModel, table=True):
    """A village's protest against one charge. Each charge is appealed once in a round."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint(f"state IN {APPEAL.states}", name="ck_appeal_state"),
        UniqueConstraint("campaign_id", "unit_id", "round", "charge", name="uq_appeal"),
        Index(
            "ix_appeal_undecided",
            "campaign_id",
            "unit_id",
            sqlite_where=text(f"state = '{APPEALED}'"),
            postgresql_where=text(f"state = '{APPEALED}'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id")
    """The version that it was raised against."""
    round: int
    charge: str = Field(max_length=100)
    reason: str = Field(max_length=1000)
    state: str = Field(max_length=16)
    raised_at: datetime = Field(sa_type=Instant)
    raised_by: str = Field(max_length=100)
    due: date
    answer: str | None = Field(default=None, max_length=1000)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = Field(default=None, max_length=100)


ASSESSMENTS = table_of(Assessment)
ADJUSTMENTS = table_of(Adjustment)
CONCURRENCES = table_of(Concurrence)
APPEALS = table_of(Appeal)

NO_STATE = sa.literal(None, sa.String)


def newest() -> sa.ColumnElement[bool]:
    """The last version of each village's score."""
    later = ASSESSMENTS.alias("later")
    return ~sa.exists().where(
        later.c.campaign_id == ASSESSMENTS.c.campaign_id,
        later.c.unit_id == ASSESSMENTS.c.unit_id,
        later.c.version > ASSESSMENTS.c.version,
    )


def last_of(table: sa.Table) -> sa.ColumnElement[bool]:
    """Of adjustments or concurrences, the last of each village and round."""
    later = table.alias("later")
    return ~sa.exists().where(
        later.c.campaign_id == table.c.campaign_id,
        later.c.unit_id == table.c.unit_id,
        later.c.round == table.c.round,
        later.c.id > table.c.id,
    )


def rounds(connection: sa.Connection, campaign_id: int, units: sa.Select[Any]) -> dict[int, int]:
    """How often each of the units that had to repeat has done so, and one; the others are in round 1.

    Asked of their villages: by the campaign the whole history of a nation would be read.
    """
    mine = sa.select(VILLAGES.c.id).where(
        VILLAGES.c.campaign_id == campaign_id, VILLAGES.c.unit_id.in_(units)
    )
    repeated = (
        sa.select(HISTORY.c.unit_id, sa.func.count().label("times"))
        .where(HISTORY.c.subject == "village", HISTORY.c.subject_id.in_(mine), HISTORY.c.trigger == "repeat")
        .group_by(HISTORY.c.unit_id)
    )
    return {row.unit_id: row.times + 1 for row in connection.execute(repeated)}


def keep(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], event: Event
) -> list[int]:
    """Keep new assessments, or what stands beside them, each with a row of history; their ids."""
    if not rows:
        return []
    kept = connection.execute(table.insert().returning(table.c.id), [dict(row) for row in rows])
    ids = list(kept.scalars())
    remember(connection, remembered(table).where(table.c.id.in_(ids)), event)
    return ids


def remembered(table: sa.Table, from_state: sa.ColumnElement[Any] = NO_STATE) -> sa.Select[Any]:
    """Assessments, or what belongs to them, as history wants them."""
    return sa.select(table.c.campaign_id, table.c.unit_id, table.c.id, NO_STATE, from_state)

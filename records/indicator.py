"""What must units reach, what have they reported, and what about it makes people look twice (二, 四.五)?

Whether a target is met was decided when `required` was written: here heads are only compared. Written to by
`records.figures`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from records.database import insert_rows, table_of
from records.task import TASKS, is_late
from records.types import Instant
from records.unit import ANCESTORS
from states.task import DONE, PLANNED, VERIFIED

ANOMALIES_OF = ("jump", "corrected_down", "same_figure", "no_activity")

WHOLE_UNIT = 0
"""In place of a group's number: the whole unit."""

NOT_FROZEN = text("frozen_on IS NULL")


class Reading(SQLModel, table=True):
    """A head-count as it stood at the end of a day. Of a day the last row counts; none is ever changed.

    A correction names the row that it takes the place of, and why.
    """

    __tablename__ = "reading"
    __table_args__ = (
        CheckConstraint("count >= 0", name="ck_reading_count"),
        CheckConstraint("corrects_id IS NULL OR reason IS NOT NULL", name="ck_reading_reason"),
        Index("ix_reading_unit", "unit_id", "campaign_id", "indicator", "on"),
        Index("ix_reading_figure", "campaign_id", "indicator", "on", "count"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    group_number: int = WHOLE_UNIT
    indicator: str = Field(max_length=64)
    on: date
    count: int
    reported_by: str = Field(max_length=100)
    at: datetime = Field(sa_type=Instant)
    corrects_id: int | None = Field(default=None, foreign_key="reading.id")
    reason: str | None = Field(default=None, max_length=2000)


class Target(SQLModel, table=True):
    """What a unit (or a group of it) must reach in an indicator, and the figure that counts now.

    `handed_down` is None where the plan's own rate counts; `required` is the head-count that follows.
    """

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "group_number", "indicator", name="uq_target"),
        CheckConstraint(
            "eligible >= 0 AND required >= 0 AND (handed_down IS NULL OR handed_down >= 0)",
            name="ck_target_heads",
        ),
        CheckConstraint("(frozen_on IS NULL) = (frozen_eligible IS NULL)", name="ck_target_frozen"),
        CheckConstraint("(count IS NULL) = (reading_id IS NULL)", name="ck_target_reading"),
        Index(
            "ix_target_not_frozen",
            "campaign_id",
            "indicator",
            sqlite_where=NOT_FROZEN,
            postgresql_where=NOT_FROZEN,
        ),
        Index("ix_target_unit", "unit_id", "campaign_id", "indicator"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    group_number: int = WHOLE_UNIT
    indicator: str = Field(max_length=64)
    eligible: int
    handed_down: int | None = None
    required: int
    frozen_eligible: int | None = None
    frozen_on: date | None = None
    count: int | None = None
    reported_on: date | None = None
    reading_id: int | None = Field(default=None, foreign_key="reading.id")


class Anomaly(SQLModel, table=True):
    """Something in the readings of a unit that is to be looked into; recorded once."""

    __tablename__ = "anomaly"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "indicator", "kind", "on", name="uq_anomaly"),
        CheckConstraint(f"kind IN {ANOMALIES_OF}", name="ck_anomaly_kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    indicator: str = Field(max_length=64)
    kind: str = Field(max_length=16)
    on: date
    reading_id: int = Field(foreign_key="reading.id")
    detail: str = Field(max_length=1000)
    recorded_at: datetime = Field(sa_type=Instant)


READINGS = table_of(Reading)
TARGETS = table_of(Target)
ANOMALIES = table_of(Anomaly)

ONCE = ("campaign_id", "unit_id", "indicator", "kind", "on")

COUNT = TARGETS.c.count.label("reported")
"""The count that stands now, under a name that rows do not have a method of."""


def of_units(campaign_id: int, units: Iterable[int]) -> sa.ColumnElement[bool]:
    """The targets of whole units."""
    mine = TARGETS.c.unit_id.in_(tuple(units))
    return sa.and_(TARGETS.c.campaign_id == campaign_id, mine, TARGETS.c.group_number == WHOLE_UNIT)


def locked(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> Sequence[sa.Row[Any]]:
    """The chosen targets, kept as they are until the commit."""
    rows = sa.select(TARGETS, COUNT).where(chosen).order_by(TARGETS.c.id).with_for_update()
    return connection.execute(rows).all()


def add_anomalies(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> Sequence[sa.Row[Any]]:
    """Record anomalies; those that are new, with `id`, `unit_id` and `detail`."""
    known = (ANOMALIES.c.id, ANOMALIES.c.unit_id, ANOMALIES.c.detail)
    return insert_rows(connection, ANOMALIES, rows, known, ONCE)


def counting() -> sa.ColumnElement[bool]:
    """Whether a reading of a whole unit is the last of its day."""
    later = READINGS.alias("later")
    same = [
        later.c[name] == READINGS.c[name]
        for name in ("unit_id", "campaign_id", "indicator", "on", "group_number")
    ]
    return sa.and_(
        READINGS.c.group_number == WHOLE_UNIT, ~sa.exists().where(*same, later.c.id > READINGS.c.id)
    )


def not_frozen(campaign_id: int, indicators: Iterable[str]) -> sa.ColumnElement[bool]:
    """Targets of these indicators that are not frozen yet."""
    names = TARGETS.c.indicator.in_(tuple(indicators))
    return sa.and_(TARGETS.c.campaign_id == campaign_id, TARGETS.c.frozen_on.is_(None), names)


def all_met(indicators: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether the unit that owes a task has reached what is required in every one of these indicators."""
    return sa.and_(
        *(
            sa.exists().where(
                TARGETS.c.unit_id == TASKS.c.unit_id,
                TARGETS.c.campaign_id == TASKS.c.campaign_id,
                TARGETS.c.indicator == indicator,
                TARGETS.c.group_number == WHOLE_UNIT,
                TARGETS.c.count >= TARGETS.c.required,
            )
            for indicator in indicators
        )
    )


def owed_and_met(indicators: Iterable[str]) -> sa.ColumnElement[bool]:
    """Tasks that nobody has declared done although their figures show that they are."""
    return sa.and_(TASKS.c.state.not_in(DONE), all_met(indicators))


def verified_and_met(indicators: Iterable[str]) -> sa.ColumnElement[bool]:
    """Tasks that are done, with the figures to show for it."""
    return sa.and_(TASKS.c.state == VERIFIED, all_met(indicators))


Lags = Callable[[Any, Any, Any], Sequence[Any]]
"""Of the columns count, required and denominator: the conditions under which a unit lags."""


def running(campaign_id: int, above: int, key: str, tied: Mapping[str, Lags]) -> sa.Select[Any]:
    """Tasks of the units below one that may lag, counted by all that their lights follow from.

    Besides `state`, `effective_due`, `late` and `tasks` a row has `INDICATOR_0`, `INDICATOR_1` … for the
    conditions of each indicator; None where its units have no target.
    """
    rows: sa.FromClause = TASKS.join(ANCESTORS, ANCESTORS.c.unit_id == TASKS.c.unit_id)
    facts = [TASKS.c.state, TASKS.c.effective_due, is_late().label("late")]
    for number, (indicator, lags) in enumerate(tied.items()):
        target = TARGETS.alias(f"target_{number}")
        mine = sa.and_(
            target.c.unit_id == TASKS.c.unit_id,
            target.c.campaign_id == TASKS.c.campaign_id,
            target.c.indicator == indicator,
            target.c.group_number == WHOLE_UNIT,
        )
        rows = rows.outerjoin(target, mine)
        facts += [condition.label(f"{indicator}_{n}") for n, condition in enumerate(lags(*_heads(target)))]
    runs = TASKS.c.stands_until.is_(None)
    running = sa.and_(TASKS.c.kind == key, TASKS.c.state.not_in((PLANNED, *DONE)), runs)
    mine = sa.and_(TASKS.c.campaign_id == campaign_id, ANCESTORS.c.ancestor_id == above)
    each = sa.select(*facts).select_from(rows).where(running, mine).subquery("each")
    return sa.select(*each.c, sa.func.count().label("tasks")).group_by(*each.c)


def _heads(target: sa.FromClause) -> Iterator[sa.ColumnElement[int]]:
    """Count, required and denominator, wide enough to be multiplied; None where there is no target."""
    of = sa.func.coalesce(target.c.frozen_eligible, target.c.eligible)
    count = sa.case((target.c.id.is_(None), None), else_=sa.func.coalesce(target.c.count, 0))
    return (sa.cast(heads, sa.BigInteger) for heads in (count, target.c.required, of))

"""What do the units below each unit come to in an indicator, and how did they come to it (二, 四.一)?

Kept with every write of a target or a reading (`records.figures`), never recounted: the sums of the targets,
and by how much the figures that count changed from day to day. Of whole units alone, never of their groups.
Rates, paces and lights are not stored: they follow from the sums when read.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.database import insert_or_update, table_of
from records.indicator import READINGS, TARGETS, WHOLE_UNIT, counting
from records.stripe import own_stripe
from records.unit import ANCESTORS, UNITS


class IndicatorSum(SQLModel, table=True):
    """The targets of the units below `unit_id`: how many there are of each sort, and their heads together.

    `handed` units have a head-count of their own, `handed_down` together; of `denominator` people rates are
    taken: of those frozen, where a unit's are. The sum of all stripes counts.
    """

    __tablename__ = "indicator_sum"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    indicator: str = Field(primary_key=True, max_length=64)
    stripe: int = Field(default=0, primary_key=True)
    units: int
    reported: int
    met: int
    frozen: int
    handed: int
    eligible: int = Field(sa_type=sa.BigInteger)
    denominator: int = Field(sa_type=sa.BigInteger)
    required: int = Field(sa_type=sa.BigInteger)
    handed_down: int = Field(sa_type=sa.BigInteger)
    reached: int = Field(sa_type=sa.BigInteger)


class IndicatorStep(SQLModel, table=True):
    """By how much the figures of the units below `unit_id` changed on a day for which any has reported.

    The change may be none. The sum of all stripes counts.
    """

    __tablename__ = "indicator_step"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    indicator: str = Field(primary_key=True, max_length=64)
    day: date = Field(primary_key=True)
    stripe: int = Field(default=0, primary_key=True)
    change: int = Field(sa_type=sa.BigInteger)


SUMS = table_of(IndicatorSum)
STEPS = table_of(IndicatorStep)


def add_targets(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> None:
    """Count the chosen targets as they stand: those that are new, or have just been changed."""
    _add(connection, SUMS, _heads(chosen))


def take_targets(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> None:
    """Count the chosen targets no more, since they are about to be changed."""
    _add(connection, SUMS, _heads(chosen, -1))


def freeze_targets(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> None:
    """Count the chosen targets as frozen, which they are about to be; their heads stay as they are."""
    none = {name: sa.literal(0).label(name) for name in _values(SUMS)}
    _add(connection, SUMS, _targets(chosen, {**none, "frozen": sa.literal(1).label("frozen")}))


def add_readings(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> None:
    """Count the changes that the chosen readings have brought, which are new.

    A figure lifts its day above what counted until then, and the next day that is known by as much less.
    Those of one target come one after the other, so that a reading found all those of a smaller id.
    """
    known = READINGS.alias("known")
    names = ("unit_id", "campaign_id", "indicator", "group_number")
    before = sa.and_(*(known.c[name] == READINGS.c[name] for name in names), known.c.id < READINGS.c.id)
    last = (
        sa.select(known.c.count)
        .where(before, known.c.on <= READINGS.c.on)
        .order_by(known.c.on.desc(), known.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    following = sa.select(sa.func.min(known.c.on)).where(before, known.c.on > READINGS.c.on).scalar_subquery()
    risen = READINGS.c.count - sa.func.coalesce(last, 0)
    mine = sa.and_(chosen, READINGS.c.group_number == WHOLE_UNIT)
    here = sa.select(*_of_reading(READINGS.c.on, risen)).where(mine)
    there = sa.select(*_of_reading(following, -risen)).where(mine, following.is_not(None))
    _add(connection, STEPS, sa.union_all(here, there))


def sums_below(campaign_id: int, units: sa.Select[tuple[int]]) -> sa.Select[Any]:
    """The sums below each of these units, by unit and indicator."""
    return _kept(SUMS, campaign_id, units)


def steps_below(campaign_id: int, units: sa.Select[tuple[int]]) -> sa.Select[Any]:
    """The changes below each of these units, by unit and indicator, day after day."""
    return _kept(STEPS, campaign_id, units)


def recounted_sums(campaign_id: int) -> sa.Select[Any]:
    """What the sums of a campaign must say, from the targets: all columns but the stripe."""
    return _above(SUMS, _heads(TARGETS.c.campaign_id == campaign_id))


def recounted_steps(campaign_id: int) -> sa.Select[Any]:
    """What the changes of a campaign must say, from the readings that count: all columns but the stripe."""
    series = (READINGS.c.unit_id, READINGS.c.campaign_id, READINGS.c.indicator)
    before = sa.func.lag(READINGS.c.count).over(partition_by=series, order_by=READINGS.c.on)
    risen = READINGS.c.count - sa.func.coalesce(before, 0)
    mine = sa.and_(READINGS.c.campaign_id == campaign_id, counting())
    return _above(STEPS, sa.select(*_of_reading(READINGS.c.on, risen)).where(mine))


def all_kept(table: sa.Table, campaign_id: int) -> sa.Select[Any]:
    """What is kept of a campaign, as the recount answers."""
    return _kept(table, campaign_id, sa.select(UNITS.c.id))


def _heads(chosen: sa.ColumnElement[bool], sign: int = 1) -> sa.Select[Any]:
    """What each of the chosen targets adds to the sums above its unit, or takes from them."""
    of = TARGETS.c
    values: dict[str, sa.ColumnElement[int]] = {
        "units": sa.literal(1),
        "reported": _one_if(of.count.is_not(None)),
        "met": _one_if(of.count >= of.required),
        "frozen": _one_if(of.frozen_on.is_not(None)),
        "handed": _one_if(of.handed_down.is_not(None)),
        "eligible": of.eligible,
        "denominator": sa.func.coalesce(of.frozen_eligible, of.eligible),
        "required": of.required,
        "handed_down": sa.func.coalesce(of.handed_down, 0),
        "reached": sa.func.coalesce(of.count, 0),
    }
    return _targets(chosen, {name: (sign * value).label(name) for name, value in values.items()})


def _one_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _targets(chosen: sa.ColumnElement[bool], values: dict[str, sa.Label[int]]) -> sa.Select[Any]:
    of = (TARGETS.c.campaign_id, TARGETS.c.unit_id, TARGETS.c.indicator)
    return sa.select(*of, *values.values()).where(chosen, TARGETS.c.group_number == WHOLE_UNIT)


def _of_reading(day: sa.ColumnElement[Any], change: sa.ColumnElement[Any]) -> tuple[Any, ...]:
    of = (READINGS.c.campaign_id, READINGS.c.unit_id, READINGS.c.indicator)
    return (*of, day.label("day"), change.label("change"))


def _add(connection: sa.Connection, table: sa.Table, rows: sa.Select[Any] | sa.CompoundSelect[Any]) -> None:
    """Add what concerns single units to what is kept of those above them."""
    stripe = sa.literal(own_stripe(connection), sa.Integer).label("stripe")
    keys, values = _keys(table), _values(table)
    above = _above(table, rows).add_columns(stripe)
    more = {name: f"{table.name}.{name} + excluded.{name}" for name in values}
    insert_or_update(connection, table, (*keys, *values, "stripe"), above, (*keys, "stripe"), more)


def _above(table: sa.Table, rows: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Select[Any]:
    """What concerns single units, summed up for each unit above them, in the order of the keys.

    First below each parent, where one child stands for all, since the same units are above them: most
    parents have many children, and only their sums go further up.
    """
    each, keys, values = rows.subquery("each"), _keys(table), _values(table)
    shared = [each.c[name] for name in keys if name != "unit_id"]
    below = (
        sa.select(*shared, sa.func.min(each.c.unit_id).label("child_id"), *_summed(each, values))
        .join_from(each, UNITS, UNITS.c.id == each.c.unit_id)
        .group_by(*shared, UNITS.c.parent_id)
        .subquery("below")
    )
    of = [ANCESTORS.c.ancestor_id.label(name) if name == "unit_id" else below.c[name] for name in keys]
    summed = sa.select(*of, *_summed(below, values)).where(sa.true()).group_by(*of).order_by(*of)
    return summed.join_from(below, ANCESTORS, ANCESTORS.c.unit_id == below.c.child_id)


def _kept(table: sa.Table, campaign_id: int, units: sa.Select[tuple[int]]) -> sa.Select[Any]:
    """What is kept of these units, all stripes together, in the order of the keys."""
    keys = [table.c[name] for name in _keys(table)]
    mine = sa.and_(table.c.campaign_id == campaign_id, table.c.unit_id.in_(units))
    return sa.select(*keys, *_summed(table, _values(table))).where(mine).group_by(*keys).order_by(*keys)


def _summed(rows: sa.FromClause, names: list[str]) -> list[sa.Label[int]]:
    """Sums as whole numbers: PostgreSQL makes decimals of large ones."""
    return [sa.cast(sa.func.sum(rows.c[name]), sa.BigInteger).label(name) for name in names]


def _keys(table: sa.Table) -> list[str]:
    return [column.name for column in table.primary_key if column.name != "stripe"]


def _values(table: sa.Table) -> list[str]:
    return [column.name for column in table.c if not column.primary_key]

"""How many inspections has each village to bear in a month (督查负担)?

Counted are the periodic and special ones that were ordered and not cancelled, in the month in which they
are to be carried out. Above the plan's limit duban warns; it forbids nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, occasion
from records.database import reading
from records.inspection import INSPECTIONS
from records.unit import UNITS
from states.inspection import CANCELLED, DISMISSED, SENT


@dataclass(frozen=True, slots=True)
class Burden:
    """The inspections of one village in one month. `limit` is the plan's, None where it sets none."""

    unit: str
    unit_name: str
    month: date
    count: int
    limit: int | None

    @property
    def over(self) -> bool:
        return self.limit is not None and self.count > self.limit


def burden(desk: Desk, campaign_id: int | None = None, month: date | None = None) -> list[Burden]:
    """Every village that bears any in the month of that day (today's, if None), the most burdened first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return _counted(now, month or now.today)


def warnings_of(now: Occasion, units: Sequence[int], month: date) -> list[str]:
    """A sentence for each of these villages that bears more in the month than the plan's limit."""
    return [
        f"{one.unit_name} {one.month.month} 月已安排 {one.count} 次督查，超过方案每月 {one.limit} 次的上限。"
        for one in _counted(now, month, INSPECTIONS.c.unit_id.in_(units))
        if one.over
    ]


def _counted(now: Occasion, day: date, *chosen: sa.ColumnElement[bool]) -> list[Burden]:
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    count = sa.func.count()
    query: sa.Select[Any] = (
        sa.select(UNITS.c.code, UNITS.c.name, count.label("count"))
        .join_from(INSPECTIONS, UNITS, UNITS.c.id == INSPECTIONS.c.unit_id)
        .where(
            INSPECTIONS.c.campaign_id == now.campaign_id,
            INSPECTIONS.c.kind.in_(SENT),
            INSPECTIONS.c.state.not_in((CANCELLED, DISMISSED)),
            INSPECTIONS.c.due >= first,
            INSPECTIONS.c.due < following,
            *chosen,
        )
        .group_by(UNITS.c.code, UNITS.c.name, UNITS.c.path)
        .order_by(count.desc(), UNITS.c.path)
    )
    spec = now.book.plan.inspections.burden
    limit = None if spec is None else spec.per_village_and_month
    return [Burden(row.code, row.name, first, row[2], limit) for row in now.connection.execute(query)]

"""Which tasks are done because their figures show it, and which are open again (三.二.1)?

A task tied to indicators is fulfilled as soon as every one of them meets its target, also before it
opens: a village may be ahead of the calendar. It is opened again only where its figures met the target
and no longer do; what the office verified by hand without them stays as the office decided.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from actions import deed as deeds
from actions.deed import Deed, perform
from actions.desk import AT_ONCE, Occasion, batched
from records import indicator as indicators
from records.history import By
from records.indicator import COUNT, TARGETS
from records.task import TASKS

Shown = Mapping[str, frozenset[int]]
"""Ids of the tasks that are verified with the figures to show for it, by the plan's key."""


def shown(now: Occasion, units: Sequence[int]) -> Shown:
    """What these units' figures show, before they change."""
    return {
        key: frozenset(
            task
            for some in batched(units, AT_ONCE)
            for task in _ids(now, key, some, indicators.verified_and_met(tied))
        )
        for key, tied in now.book.tied.items()
    }


def follow(now: Occasion, by: By, units: Sequence[int], before: Shown | None = None) -> None:
    """Let the tasks of these units follow their figures, which have changed since `before`.

    Without `before` nothing can have fallen.
    """
    after = shown(now, units) if before is not None else {}
    for key, tied in now.book.tied.items():
        fallen = sorted((before or {}).get(key, frozenset()) - after.get(key, frozenset()))
        for some in batched(fallen, AT_ONCE):
            _perform(now, by, key, some, "reopen")
        for some_units in batched(units, AT_ONCE):
            reached = _ids(now, key, some_units, indicators.owed_and_met(tied))
            if reached:
                _perform(now, by, key, reached, "fulfil")


def _perform(now: Occasion, by: By, key: str, tasks: Sequence[int], trigger: str) -> None:
    work = deeds.finish if trigger == "fulfil" else _begin_cycle
    perform(now, by, TASKS.c.id.in_(tasks), key, trigger, _reason(now, key, tasks, trigger), work)


def _begin_cycle(deed: Deed) -> None:
    deeds.begin_cycle(deed)


def _ids(now: Occasion, key: str, units: Sequence[int], so: sa.ColumnElement[bool]) -> list[int]:
    mine = sa.and_(TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id.in_(units), TASKS.c.kind == key)
    return list(now.connection.execute(sa.select(TASKS.c.id).where(mine, so).order_by(TASKS.c.id)).scalars())


def _reason(now: Occasion, key: str, tasks: Sequence[int], trigger: str) -> str:
    """Why, with the figures of a single unit; of several they stand with their readings."""
    tied = now.book.tied[key]
    titles = "、".join(now.book.indicators[one].title_zh for one in tied)
    if len(tasks) > 1:
        return (
            f"{titles}{'均已达到目标' if trigger == 'fulfil' else '不再全部达到目标'}，人数见同日上报的数值"
        )
    unit = sa.select(TASKS.c.unit_id).where(TASKS.c.id == tasks[0]).scalar_subquery()
    mine = sa.and_(
        TARGETS.c.unit_id == unit,
        TARGETS.c.campaign_id == now.campaign_id,
        TARGETS.c.group_number == indicators.WHOLE_UNIT,
        TARGETS.c.indicator.in_(tied),
    )
    query = sa.select(TARGETS.c.indicator, COUNT, TARGETS.c.required).where(mine)
    rows = {row.indicator: row for row in now.connection.execute(query)}
    figures = "，".join(
        f"{now.book.indicators[one].title_zh} {rows[one].reported} 人（须达到 {rows[one].required} 人）"
        for one in tied
        if one in rows
    )
    return f"{figures}，{'达到目标' if trigger == 'fulfil' else '未达到目标，须继续办理'}"

"""How far has each group or building of a village come (四.一.五)?

A group's figure stands beside the village's own, which alone counts for the village's tasks and score.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting
from actions.errors import BadInput, NotFound
from actions.indicator import LARGEST_COUNT, find_indicator
from actions.permission import Actor, permit
from actions.report import Days, Taken, check_between, no_target, on_day
from actions.taking_part import lock_village, note, village_of
from actions.text import optional
from actions.words import day_zh
from plans.indicators import Indicator
from records import figures
from records.database import in_transaction
from records.group import GROUPS
from records.indicator import COUNT, READINGS, TARGETS, WHOLE_UNIT


def set_group_target(
    desk: Desk,
    by: Actor,
    unit_code: str,
    group: int,
    indicator: str,
    eligible: int,
    campaign_id: int | None = None,
) -> int:
    """Set how many are eligible in a group of a village; how many it must reach by the plan's rate.

    Raises NotFound for a group that there is not, BadInput for more than the village has.
    """

    def work(connection: sa.Connection) -> int:
        now, unit, name = _group(desk, connection, by, "target.set", unit_code, group, campaign_id)
        of = find_indicator(now, indicator)
        stored = _target(now, unit.id, group, of)
        _check_eligible(now, unit, of, eligible, name, stored)
        required = of.required(eligible, None)
        values = {"eligible": eligible, "required": required}
        if stored is None:
            key = {"campaign_id": now.campaign_id, "unit_id": unit.id, "group_number": group}
            number = figures.add_targets(connection, [{**key, "indicator": of.key, **values}])[0]
        else:
            number = stored.id
            figures.change_targets(connection, [{"id": number, **values}])
        said = f"{name}的{of.title_zh}：应办 {eligible} {of.counts_zh}，须达到 {required} {of.counts_zh}"
        note(now, by.by, ("target", number), unit.id, "set", "set", said, of.clause)
        return required

    return in_transaction(desk.engine, work)


def report_group(
    desk: Desk,
    by: Actor,
    unit_code: str,
    group: int,
    indicator: str,
    count: int,
    on: date | None = None,
    remark: str | None = None,
    campaign_id: int | None = None,
) -> int:
    """Report how many a group has reached by the end of `on` (today without one); the reading's number.

    Neither the village's own figure nor its tasks follow.
    """
    why = optional(remark)

    def work(connection: sa.Connection) -> int:
        now, unit, name = _group(desk, connection, by, "reading.report", unit_code, group, campaign_id)
        of = find_indicator(now, indicator)
        target = _target(now, unit.id, group, of)
        if target is None:
            raise NotFound(
                f"{unit.name}{name}的{of.title_zh}（{of.key}）还没有应办{of.counts_zh}数，"
                "请先由办公室设定（duban target set-group）。"
            )
        day = on_day(now, of, on)
        before = check_between(now, of, target, count, day, _days(now, target))
        taken = Taken(target, of, count, day, why, before)
        number = _write(now, by, target, taken)
        said = f"{name}：{taken.words}"
        note(now, by.by, ("reading", number), unit.id, "report_reading", "reported", said, of.clause)
        return number

    return in_transaction(desk.engine, work)


def sums_of_groups(connection: sa.Connection, campaign_id: int) -> Mapping[tuple[int, str], int]:
    """(unit id, indicator) → what the groups of the unit have reached together, where any has reported."""
    query = (
        sa.select(TARGETS.c.unit_id, TARGETS.c.indicator, sa.func.sum(TARGETS.c.count).label("heads"))
        .where(
            TARGETS.c.campaign_id == campaign_id,
            TARGETS.c.group_number != WHOLE_UNIT,
            TARGETS.c.count.is_not(None),
        )
        .group_by(TARGETS.c.unit_id, TARGETS.c.indicator)
    )
    return {(row.unit_id, row.indicator): int(row.heads) for row in connection.execute(query)}


def _group(
    desk: Desk,
    connection: sa.Connection,
    by: Actor,
    deed: str,
    unit_code: str,
    number: int,
    campaign_id: int | None,
) -> tuple[Occasion, sa.Row[Any], str]:
    """The village, locked, for somebody who may do the deed, and the name of its group."""
    now = acting(desk, connection, campaign_id)
    unit = village_of(now, unit_code)
    permit(connection, by, deed, unit.path, on=now.today)
    lock_village(now, unit)
    mine = (GROUPS.c.campaign_id == now.campaign_id) & (GROUPS.c.unit_id == unit.id)
    names = {row.number: row.name for row in connection.execute(sa.select(GROUPS).where(mine))}
    if number not in names:
        raise NotFound(
            f"{unit.name}没有第 {number} 组（楼院）。现有的用 duban group list {unit.code} 查看，"
            "没有登记的先登记（duban group set）。"
        )
    return now, unit, str(names[number])


def _target(now: Occasion, unit_id: int, group: int, of: Indicator) -> sa.Row[Any] | None:
    mine = sa.and_(
        TARGETS.c.campaign_id == now.campaign_id,
        TARGETS.c.unit_id == unit_id,
        TARGETS.c.group_number == group,
        TARGETS.c.indicator == of.key,
    )
    return now.connection.execute(sa.select(TARGETS, COUNT).where(mine)).one_or_none()


def _check_eligible(
    now: Occasion, unit: sa.Row[Any], of: Indicator, eligible: int, name: str, stored: sa.Row[Any] | None
) -> None:
    """Raises NotFound where the village has no number itself, BadInput for a number that cannot be."""
    whole = _target(now, unit.id, WHOLE_UNIT, of)
    if whole is None:
        raise NotFound(no_target(unit.name, of))
    if stored is not None and stored.frozen_on is not None and eligible != stored.eligible:
        raise BadInput(
            f"{name}{of.title_zh}的应办{of.counts_zh}数已于{day_zh(stored.frozen_on)}冻结"
            f"为 {stored.frozen_eligible}，不再变动。"
        )
    least = 0 if stored is None or stored.reported is None else stored.reported
    if not 0 <= eligible <= LARGEST_COUNT:
        raise BadInput(f"{of.title_zh}的应办{of.counts_zh}数 {eligible} 应为 0 至 {LARGEST_COUNT} 的整数。")
    if not least <= eligible <= whole.eligible:
        raise BadInput(
            f"{name}{of.title_zh}的应办{of.counts_zh}数 {eligible} 应不少于已上报的 {least} {of.counts_zh}，"
            f"不多于{unit.name}的应办 {whole.eligible} {of.counts_zh}。"
        )


def _days(now: Occasion, target: sa.Row[Any]) -> Days:
    """The figures of the group, day by day: of a day the last one counts."""
    mine = sa.and_(
        READINGS.c.campaign_id == now.campaign_id,
        READINGS.c.unit_id == target.unit_id,
        READINGS.c.group_number == target.group_number,
        READINGS.c.indicator == target.indicator,
    )
    query = sa.select(READINGS.c.on, READINGS.c.count.label("heads")).where(mine).order_by(READINGS.c.id)
    return {row.on: row.heads for row in now.connection.execute(query)}


def _write(now: Occasion, by: Actor, target: sa.Row[Any], taken: Taken) -> int:
    """Write the reading, and what the group's target now counts: the last day's figure."""
    row = {
        "campaign_id": now.campaign_id,
        "unit_id": target.unit_id,
        "group_number": target.group_number,
        "indicator": target.indicator,
        "on": taken.on,
        "count": taken.count,
        "reported_by": by.name,
        "at": now.at,
        "reason": taken.note,
    }
    [number] = figures.add_readings(now.connection, [row])
    if target.reported_on is None or taken.on >= target.reported_on:
        values = {"count": taken.count, "reported_on": taken.on, "reading_id": number}
        figures.change_targets(now.connection, [{"id": target.id, **values}])
    return number

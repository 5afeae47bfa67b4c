"""How does the office stop the clock for a task, a unit with all below it, or the campaign (暂停)?

While it stands no notice is sent and no rung fires. When it ends, all remaining dates have been shifted
by its working days, and a new cycle begins.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from actions.desk import LAST_YEAR, Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.task import find_spec
from actions.text import REASON_LENGTH, needed
from actions.village import path_of
from actions.words import day_zh
from records import deadline as deadlines
from records import hold as holds
from records import ladder
from records import task as tasks
from records.database import in_transaction, reading, run
from records.history import By, Event, remember
from records.hold import HOLDS, covered, standing_on
from records.moves import NO_TASK, move_tasks
from records.task import TASKS
from records.unit import UNITS
from states.deadline import TaskFacts, runs_again_on
from states.hold import Stretch, counted_on, resumed, standing
from states.task import DONE

LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class HoldListed:
    """A hold as lists show it. `unit` and `task` are None where it covers the whole campaign."""

    id: int
    unit: str | None
    unit_name: str | None
    task: str | None
    first_day: date
    last_day: date
    reason: str
    put_by: str
    put_at: datetime
    lifted_at: datetime | None


def put(
    desk: Desk,
    by: Actor,
    until: date,
    reason: str,
    *,
    unit_code: str | None = None,
    key: str | None = None,
    campaign_id: int | None = None,
) -> int:
    """Stop the clock from today until the end of `until`; the hold's number.

    For one task (`unit_code` and `key`), for a unit with all below it, or (neither) for the campaign.
    Raises NotAllowed, NotFound, BadInput without a reason or for a day that has passed.
    """
    why = needed(reason, "暂停", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        _check_until(now, until)
        values = _subject(now, by, unit_code, key)
        row = HOLDS.insert().values(
            campaign_id=now.campaign_id,
            first_day=now.today,
            last_day=until,
            reason=why,
            put_by=by.name,
            put_at=now.at,
            **values,
        )
        number = int(connection.execute(row.returning(HOLDS.c.id)).scalar_one())
        hold = connection.execute(sa.select(HOLDS).where(HOLDS.c.id == number)).one()
        _remember(now, by.by, hold, "hold", why)
        _stop(now, by.by, covered(hold), Stretch(now.today, until), why)
        return number

    return in_transaction(desk.engine, work)


def lift(desk: Desk, by: Actor, number: int, reason: str) -> None:
    """End a hold today, before its time: the clock runs again, unless another hold stands.

    Raises NotAllowed, NotFound, WrongState for one that is over, BadInput without a reason.
    """
    why = needed(reason, "解除暂停", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> None:
        hold = connection.execute(
            sa.select(HOLDS).where(numbered(HOLDS.c.id, number)).with_for_update()
        ).one_or_none()
        if hold is None:
            raise NotFound(f"没有编号为 {number} 的暂停。用 duban hold list 查看现有的。")
        now = acting(desk, connection, hold.campaign_id)
        permit(connection, by, "hold.lift", _path(now, hold), on=now.today)
        if hold.lifted_at is not None or hold.last_day < now.today:
            raise WrongState(f"暂停 {number} 已经结束（至 {day_zh(hold.last_day)}），不用再解除。")
        run(connection, HOLDS.update().where(HOLDS.c.id == number).values(lifted_at=now.at))
        _remember(now, by.by, hold, "lift", why)
        _shorten(now, by.by, covered(hold) & TASKS.c.stands_until.is_not(None), why)

    in_transaction(desk.engine, work)


def list_holds(desk: Desk, campaign_id: int | None = None) -> list[HoldListed]:
    """Every hold of a campaign, oldest first."""
    query = (
        sa.select(HOLDS, UNITS.c.code, UNITS.c.name, TASKS.c.key)
        .outerjoin_from(HOLDS, TASKS, TASKS.c.id == HOLDS.c.task_id)
        .outerjoin(UNITS, UNITS.c.id == sa.func.coalesce(HOLDS.c.unit_id, TASKS.c.unit_id))
        .order_by(HOLDS.c.id)
    )
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return [
            HoldListed(
                id=row.id,
                unit=row.code,
                unit_name=row.name,
                task=row.key,
                first_day=row.first_day,
                last_day=row.last_day,
                reason=row.reason,
                put_by=row.put_by,
                put_at=row.put_at.astimezone(now.book.zone),
                lifted_at=row.lifted_at and row.lifted_at.astimezone(now.book.zone),
            )
            for row in connection.execute(query.where(HOLDS.c.campaign_id == now.campaign_id))
        ]


def resume(now: Occasion, by: By, facts: TaskFacts, group: sa.ColumnElement[bool], reason: str | None) -> int:
    """The clock of a group of tasks runs again: dates shifted, a new cycle, the same climb; how many.

    They are due to be spoken of at once, so that what fell into the hold is not lost.
    """
    after = resumed(facts, now.today, now.book.calendar)
    ladder.carry_over(now.connection, group)
    changes = {
        "effective_due": after.effective_due,
        "verify_by": after.verify_by,
        "next_rung_on": after.next_rung_on,
        "next_on": after.next_on,
        "stands_from": None,
        "stands_until": None,
        "cycle": TASKS.c.cycle + 1,
    }
    event = Event("task", "resume", facts.state, by, now.at, reason, now.book.plan.deadlines.clause)
    return move_tasks(now.connection, group, event, changes)


def _stop(now: Occasion, by: By, chosen: sa.ColumnElement[bool], hold: Stretch, reason: str) -> None:
    """Let the clock of the chosen tasks stand, group by group."""
    tasks.lock(now.connection, chosen)
    for group in deadlines.groups_with_ids(now.connection, chosen):
        facts = counted_on(group.facts, now.today, now.book.calendar)
        stretch = standing(facts, hold)
        mine = TASKS.c.id.in_(group.ids)
        event = Event("task", "hold", facts.state, by, now.at, reason, now.book.plan.deadlines.clause)
        # What stands already keeps the days through which it has stood: the new stretch begins today.
        counted = {name: getattr(facts, name) for name in ("effective_due", "verify_by", "next_rung_on")}
        move_tasks(now.connection, mine, event, counted)
        holds.stand(now.connection, mine, stretch, runs_again_on(stretch.last, now.book.calendar))


def _shorten(now: Occasion, by: By, chosen: sa.ColumnElement[bool], reason: str) -> None:
    """A hold is gone: each task stands as long as another hold covers it, or runs again from today."""
    tasks.lock(now.connection, chosen)
    others = now.connection.execute(standing_on(now.campaign_id, now.today)).all()
    still: dict[int, date] = {}
    for hold in others:
        for task_id in now.connection.execute(sa.select(TASKS.c.id).where(chosen, covered(hold))).scalars():
            still[task_id] = max(still.get(task_id, hold.last_day), hold.last_day)
    for group in deadlines.groups_with_ids(now.connection, chosen):
        free = [number for number in group.ids if number not in still]
        if free:
            facts = replace(group.facts, stands_until=now.today - timedelta(days=1))
            resume(now, by, facts, TASKS.c.id.in_(free), reason)
        for last in {still[number] for number in group.ids if number in still}:
            mine = TASKS.c.id.in_([number for number in group.ids if still.get(number) == last])
            first = group.facts.stands_from or now.today
            holds.stand(now.connection, mine, Stretch(first, last), runs_again_on(last, now.book.calendar))


def _subject(now: Occasion, by: Actor, unit_code: str | None, key: str | None) -> dict[str, Any]:
    """Which unit or task is meant, for which the actor must be entitled."""
    if unit_code is None:
        if key is not None:
            raise BadInput("只暂停一项任务时，还须写明单位：UNIT TASK。")
        permit(now.connection, by, "hold.put", _campaign_path(now), on=now.today)
        return {}
    unit = find_unit(now.connection, unit_code)
    permit(now.connection, by, "hold.put", unit.path, on=now.today)
    if key is None:
        return {"unit_id": unit.id}
    spec = find_spec(now, key)
    mine = (TASKS.c.campaign_id == now.campaign_id) & (TASKS.c.unit_id == unit.id) & (TASKS.c.key == key)
    task = now.connection.execute(sa.select(TASKS.c.id, TASKS.c.state).where(mine)).one_or_none()
    if task is None:
        raise NotFound(f"{unit.name} 没有任务 {key}（{spec.title.zh}）。")
    if task.state in DONE:
        raise WrongState(f"{unit.name}的“{spec.title.zh}”已经办结，没有时限可以暂停。")
    return {"task_id": task.id}


def _check_until(now: Occasion, until: date) -> None:
    if until < now.today:
        raise BadInput(f"暂停的最后一天 {until} 已经过去。请用今天（{now.today}）或以后的日期。")
    if until.year > LAST_YEAR or (until - now.today).days > LONGEST_DAYS:
        raise BadInput(f"暂停至 {until} 太久。一次最多 {LONGEST_DAYS} 天，到期可以再续。")


def _campaign_path(now: Occasion) -> str | None:
    """The path of the campaign's unit; None (everywhere) where it covers all there is."""
    if now.root_id is None:
        return None
    return path_of(now.connection, now.root_id)


def _path(now: Occasion, hold: sa.Row[Any]) -> str | None:
    """The path of what a hold covers."""
    task = sa.select(TASKS.c.unit_id).where(TASKS.c.id == hold.task_id)
    unit_id = hold.unit_id or now.connection.execute(task).scalar()
    return _campaign_path(now) if unit_id is None else path_of(now.connection, unit_id)


def _remember(now: Occasion, by: By, hold: sa.Row[Any], trigger: str, reason: str) -> None:
    state = "standing" if trigger == "hold" else "lifted"
    before = sa.literal(None if trigger == "hold" else "standing", sa.String)
    unit = sa.func.coalesce(HOLDS.c.unit_id, TASKS.c.unit_id)
    row = (
        sa.select(HOLDS.c.campaign_id, unit, HOLDS.c.id, sa.func.coalesce(TASKS.c.key, NO_TASK), before)
        .outerjoin_from(HOLDS, TASKS, TASKS.c.id == HOLDS.c.task_id)
        .where(HOLDS.c.id == hold.id)
    )
    said = f"{reason}（至{day_zh(hold.last_day)}）" if trigger == "hold" else reason
    clause = now.book.plan.deadlines.clause
    remember(now.connection, row, Event("hold", trigger, state, by, now.at, said, clause))

"""What does it mean that a notice has been acknowledged (签收), in whatever way?

Acknowledging a rung's notice holds the ladder for as long as the plan grants, or until the promised
day if that is earlier, once for each rung. Acknowledging anything else is recorded and holds nothing.
Who may acknowledge what is decided by whoever calls (actions/notice.py, actions/acknowledge_link.py).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import LAST_YEAR, Occasion
from actions.errors import BadInput
from actions.permission import Actor
from actions.words import day_zh
from records import ladder
from records import task as tasks
from records.database import run
from records.history import Event, remember
from records.notice import NOTICES, VERIFY
from records.task import TASKS
from states.deadline import NEVER, SIDE_OF, Side, TaskFacts
from states.notice import NOTICE, NoticeSituation
from states.winding import held_until


@dataclass(frozen=True, slots=True)
class Climb:
    """The ladder that an acknowledgement would hold: of a task, on a side."""

    task: sa.Row[Any]
    side: Side
    escalation: sa.Row[Any]


def check_promise(now: Occasion, until: date | None) -> None:
    """Raises BadInput for a promised day that has passed, or is out of reach."""
    if until is not None and until.year > LAST_YEAR:
        raise BadInput(f"承诺日期 {until} 太远。请用 {LAST_YEAR} 年以前的日期。")
    if until is not None and until < now.today:
        raise BadInput(f"承诺日期 {until} 已经过去。请用今天（{now.today}）或以后的日期。")


def acknowledge_row(
    now: Occasion, by: Actor, row: sa.Row[Any], until: date | None, by_what: str | None = None
) -> date | None:
    """Acknowledge a notice that has not been; the last day on which the ladder is held because of it.

    `by_what` is how, where it was not done on a page of duban's: it stands in the history.
    """
    held = _hold(now, by, row, until)
    _acknowledge(now, by, row, until, by_what)
    return held


def climb_held_by(now: Occasion, row: sa.Row[Any]) -> Climb | None:
    """The ladder that acknowledging a notice holds: one that climbs, by the first of each rung."""
    if row.rung == NEVER or row.task_id is None:
        return None
    task = now.connection.execute(sa.select(TASKS).where(TASKS.c.id == row.task_id)).one()
    side = Side.VERIFICATION if row.rule.startswith(VERIFY) else Side.OWING
    if task.cycle != row.cycle or SIDE_OF.get(task.state) is not side or _acknowledged_before(now, row):
        return None
    escalation = ladder.of_task(now.connection, task.id, task.cycle, side)
    if escalation is None or task.next_rung_on is None:  # after the last rung there is nothing to hold
        return None
    return Climb(task, side, escalation)


def held_at_most(now: Occasion, climb: Climb, until: date | None = None) -> date:
    """The last day on which an acknowledgement today holds a ladder, with a promise or without one."""
    granted = now.book.calendar.after(now.today, now.book.plan.acknowledgement.holds.offset)
    last_day = min(granted, until) if until else granted
    return max(last_day, climb.escalation.acknowledged_until or last_day)


def _acknowledge(now: Occasion, by: Actor, row: sa.Row[Any], until: date | None, by_what: str | None) -> None:
    after = NOTICE.after(NoticeSituation(row.state), "acknowledge")
    mine = NOTICES.c.id == row.id
    columns = (NOTICES.c.campaign_id, NOTICES.c.unit_id, NOTICES.c.id, TASKS.c.key, NOTICES.c.state)
    joined = sa.select(*columns).outerjoin_from(NOTICES, TASKS, TASKS.c.id == NOTICES.c.task_id)
    promise = f"承诺 {day_zh(until)} 前办结" if until else None
    reason = "；".join(said for said in (by_what, promise) if said) or None
    event = Event("notice", "acknowledge", after, by.by, now.at, reason)
    remember(now.connection, joined.where(mine), event)
    changes = {"state": after, "acknowledged_at": now.at, "promised_on": until}
    run(now.connection, NOTICES.update().where(mine).values(**changes))


def _hold(now: Occasion, by: Actor, row: sa.Row[Any], until: date | None) -> date | None:
    """Hold the ladder, if this is the first acknowledgement of a rung that still climbs."""
    if row.rung == NEVER or row.task_id is None:
        return None
    tasks.lock(now.connection, TASKS.c.id == row.task_id)
    climb = climb_held_by(now, row)
    if climb is None:
        return None
    last_day = held_at_most(now, climb, until)
    _wind_until(now, climb.task, climb.side, last_day)
    reason = f"{by.name} 已签收，暂缓升级至 {day_zh(last_day)}"
    event = Event(
        "escalation", "acknowledge", "", by.by, now.at, reason, now.book.spec(climb.task.key).clause
    )
    ladder.acknowledge(now.connection, climb.escalation.id, climb.escalation.state, last_day, event)
    return last_day


def _wind_until(now: Occasion, task: sa.Row[Any], side: Side, last_day: date) -> None:
    facts = TaskFacts(
        state=task.state,
        opens_on=task.opens_on,
        effective_due=task.effective_due,
        verify_by=task.verify_by,
        rung=task.rung,
        next_rung_on=task.next_rung_on,
        next_on=task.next_on or now.today,
        held=frozenset(),
        stands_from=task.stands_from,
        stands_until=task.stands_until,
    )
    winding = held_until(
        facts,
        now.book.task_rules(task.key),
        last_day,
        today=now.today,
        issued_on=now.issued_on,
        calendar=now.book.calendar,
    )
    changes = {"next_rung_on": winding.next_rung_on, "next_on": winding.next_on}
    run(now.connection, TASKS.update().where(TASKS.c.id == task.id).values(**changes))


def _acknowledged_before(now: Occasion, row: sa.Row[Any]) -> bool:
    """Whether another holder has acknowledged the same rung: one counts for all."""
    same = sa.select(NOTICES.c.id).where(
        NOTICES.c.task_id == row.task_id,
        NOTICES.c.cycle == row.cycle,
        NOTICES.c.rule == row.rule,
        NOTICES.c.acknowledged_at.is_not(None),
    )
    return now.connection.execute(same.limit(1)).scalar() is not None

"""Which notices went to whom, and what does it mean to acknowledge one (签收)?

Acknowledging a rung's notice holds the ladder for as long as the plan grants, or until the promised
day if that is earlier, once for each rung. Acknowledging anything else is recorded and holds nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions.desk import LAST_YEAR, Desk, Occasion, find_campaign, find_unit, numbered, occasion
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.permission import Actor
from actions.words import day_zh
from records import ladder
from records import task as tasks
from records.database import in_transaction, reading, run
from records.digest import DELIVERIES
from records.history import Event, remember
from records.notice import NOTICES, VERIFY
from records.person import PEOPLE
from records.task import TASKS
from records.unit import UNITS
from states.deadline import NEVER, SIDE_OF, Side, TaskFacts
from states.notice import ACKNOWLEDGED, DELIVERED, NOTICE, QUEUED, NoticeSituation
from states.winding import held_until


@dataclass(frozen=True, slots=True)
class NoticeListed:
    """A notice as lists show it. `rung` is None outside the ladder, `task` where it is about no task.

    One that is queued may be `held_for` quiet_hours, daily_limit or digest_time, `held_until` then. `channel`
    is the one over which it arrived; None before.
    """

    id: int
    campaign_id: int
    unit: str
    unit_name: str
    task: str | None
    kind: str
    form: str
    rule: str
    rung: int | None
    role: str
    recipient: str
    person_id: int
    due: date | None
    queued_at: datetime
    state: str
    acknowledged_at: datetime | None
    promised_on: date | None
    last_attempt: str | None
    held_for: str | None
    held_until: datetime | None
    channel: str | None


def list_notices(
    desk: Desk,
    campaign_id: int | None = None,
    *,
    unit_code: str | None = None,
    person_id: int | None = None,
    state: str | None = None,
    unacknowledged: bool = False,
    newest_first: bool = False,
    limit: int | None = None,
    before: int | None = None,
) -> list[NoticeListed]:
    """Every notice (of a campaign, about a unit, to a person), oldest first unless asked otherwise.

    `before`: only those with a smaller number.

    Raises NotFound for an unknown campaign or unit.
    """
    last = (
        sa.select(DELIVERIES.c.detail)
        .where(DELIVERIES.c.digest_id == NOTICES.c.digest_id)
        .order_by(DELIVERIES.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    arrived = (
        sa.select(DELIVERIES.c.channel)
        .where(DELIVERIES.c.digest_id == NOTICES.c.digest_id, DELIVERIES.c.outcome == DELIVERED)
        .order_by(DELIVERIES.c.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            NOTICES,
            UNITS.c.code.label("unit"),
            UNITS.c.name.label("unit_name"),
            TASKS.c.key.label("task"),
            PEOPLE.c.name.label("recipient"),
            last.label("last_attempt"),
            arrived.label("channel"),
        )
        .join_from(NOTICES, UNITS, UNITS.c.id == NOTICES.c.unit_id)
        .join(PEOPLE, PEOPLE.c.id == NOTICES.c.person_id)
        .outerjoin(TASKS, TASKS.c.id == NOTICES.c.task_id)
        .order_by(NOTICES.c.id.desc() if newest_first else NOTICES.c.id)
        .limit(limit)
    )
    wanted = _narrowed(before, person_id, state, unacknowledged=unacknowledged)
    query = query.where(*wanted)
    with reading(desk.engine) as connection:
        if campaign_id is not None:
            query = query.where(NOTICES.c.campaign_id == find_campaign(connection, campaign_id).id)
        if unit_code is not None:
            query = query.where(NOTICES.c.unit_id == find_unit(connection, unit_code).id)
        return [_listed(row) for row in connection.execute(query)]


def _narrowed(
    before: int | None, person_id: int | None, state: str | None, *, unacknowledged: bool
) -> Iterator[sa.ColumnElement[bool]]:
    if before is not None:
        yield NOTICES.c.id < before
    if person_id is not None:
        yield NOTICES.c.person_id == person_id
    if state is not None:
        yield NOTICES.c.state == state
    if unacknowledged:
        yield NOTICES.c.acknowledged_at.is_(None)


def acknowledge(desk: Desk, by: Actor, notice_id: int, until: date | None = None) -> date | None:
    """Acknowledge a notice addressed to oneself, perhaps with a promised day.

    The last day on which the ladder is held because of it; None if it holds nothing. Raises NotFound,
    NotAllowed for another's notice, WrongState when it has been acknowledged, BadInput for a past day.
    """

    def work(connection: sa.Connection) -> date | None:
        row = connection.execute(
            sa.select(NOTICES).where(numbered(NOTICES.c.id, notice_id)).with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {notice_id} 的通知。用 duban notices list 查看现有的。")
        now = occasion(desk, connection, row.campaign_id)
        _check(row, by, now, until)
        held = _hold(now, by, row, until)
        _acknowledge(now, by, row, until)
        return held

    return in_transaction(desk.engine, work)


def _check(row: sa.Row[Any], by: Actor, now: Occasion, until: date | None) -> None:
    if by.person_id is not None and by.person_id != row.person_id:
        raise NotAllowed(f"通知 {row.id} 不是发给 {by.name} 的，只有收件人可以签收。")
    if row.state == ACKNOWLEDGED:
        when = row.acknowledged_at.astimezone(now.book.zone)
        raise WrongState(f"通知 {row.id} 已于 {when:%Y-%m-%d %H:%M} 签收，不必再签。")
    if until is not None and until.year > LAST_YEAR:
        raise BadInput(f"承诺日期 {until} 太远。请用 {LAST_YEAR} 年以前的日期。")
    if until is not None and until < now.today:
        raise BadInput(f"承诺日期 {until} 已经过去。请用今天（{now.today}）或以后的日期。")


def _acknowledge(now: Occasion, by: Actor, row: sa.Row[Any], until: date | None) -> None:
    after = NOTICE.after(NoticeSituation(row.state), "acknowledge")
    mine = NOTICES.c.id == row.id
    columns = (NOTICES.c.campaign_id, NOTICES.c.unit_id, NOTICES.c.id, TASKS.c.key, NOTICES.c.state)
    joined = sa.select(*columns).outerjoin_from(NOTICES, TASKS, TASKS.c.id == NOTICES.c.task_id)
    reason = f"承诺 {day_zh(until)} 前办结" if until else None
    event = Event("notice", "acknowledge", after, by.by, now.at, reason)
    remember(now.connection, joined.where(mine), event)
    changes = {"state": after, "acknowledged_at": now.at, "promised_on": until}
    run(now.connection, NOTICES.update().where(mine).values(**changes))


def _hold(now: Occasion, by: Actor, row: sa.Row[Any], until: date | None) -> date | None:
    """Hold the ladder, if this is the first acknowledgement of a rung that still climbs."""
    if row.rung == NEVER or row.task_id is None:
        return None
    mine = TASKS.c.id == row.task_id
    tasks.lock(now.connection, mine)
    task = now.connection.execute(sa.select(TASKS).where(mine)).one()
    side = Side.VERIFICATION if row.rule.startswith(VERIFY) else Side.OWING
    if task.cycle != row.cycle or SIDE_OF.get(task.state) is not side or _acknowledged_before(now, row):
        return None
    climb = ladder.of_task(now.connection, task.id, task.cycle, side)
    if climb is None or task.next_rung_on is None:  # after the last rung there is nothing to hold
        return None
    granted = now.book.calendar.after(now.today, now.book.plan.acknowledgement.holds.offset)
    last_day = min(granted, until) if until else granted
    last_day = max(last_day, climb.acknowledged_until or last_day)
    _wind_until(now, task, side, last_day)
    spec = now.book.spec(task.key)
    reason = f"{by.name} 已签收，暂缓升级至 {day_zh(last_day)}"
    event = Event("escalation", "acknowledge", "", by.by, now.at, reason, spec.clause)
    ladder.acknowledge(now.connection, climb.id, climb.state, last_day, event)
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


def _listed(row: sa.Row[Any]) -> NoticeListed:
    held = row.held_for if row.state == QUEUED and row.digest_id is None else None
    own: dict[str, Any] = {
        "rung": None if row.rung == NEVER else row.rung,
        "held_for": held,
        "held_until": row.next_attempt_at if held else None,
    }
    told = NoticeListed.__dataclass_fields__.keys() - own.keys()
    return NoticeListed(**{name: getattr(row, name) for name in told}, **own)

"""Which notices went to whom, and how does somebody acknowledge one (签收)?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions.acknowledgement import acknowledge_row, check_promise
from actions.desk import Desk, find_campaign, find_unit, numbered, occasion
from actions.errors import NotAllowed, NotFound, WrongState
from actions.permission import Actor
from records.database import in_transaction, reading
from records.digest import DELIVERIES
from records.notice import NOTICES
from records.person import PEOPLE
from records.task import TASKS
from records.unit import UNITS
from states.deadline import NEVER
from states.notice import ACKNOWLEDGED, DELIVERED, QUEUED


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
        if by.person_id is not None and by.person_id != row.person_id:
            raise NotAllowed(f"通知 {row.id} 不是发给 {by.name} 的，只有收件人可以签收。")
        now = occasion(desk, connection, row.campaign_id)
        if row.state == ACKNOWLEDGED:
            when = row.acknowledged_at.astimezone(now.book.zone)
            raise WrongState(f"通知 {row.id} 已于 {when:%Y-%m-%d %H:%M} 签收，不必再签。")
        check_promise(now, until)
        return acknowledge_row(now, by, row, until)

    return in_transaction(desk.engine, work)


def _listed(row: sa.Row[Any]) -> NoticeListed:
    held = row.held_for if row.state == QUEUED and row.digest_id is None else None
    own: dict[str, Any] = {
        "rung": None if row.rung == NEVER else row.rung,
        "held_for": held,
        "held_until": row.next_attempt_at if held else None,
    }
    told = NoticeListed.__dataclass_fields__.keys() - own.keys()
    return NoticeListed(**{name: getattr(row, name) for name in told}, **own)

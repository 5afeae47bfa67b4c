"""Which messages could not be delivered, and how does the administrator send them again (未送达)?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, numbered
from actions.errors import NotFound, WrongState
from actions.permission import EVERYWHERE, Actor, permit
from notifications.settings import ways_from_environment
from notifications.telling import outlets_for
from notifications.way import Way
from records import outbox
from records.campaign import CAMPAIGNS, rules_of
from records.database import in_transaction, reading
from records.dead_letter import GIVEN_UP, count_given_up, on_its_way, revive
from records.digest import DELIVERIES, DIGESTS
from records.history import Event
from records.notice import NOTICES
from records.person import PEOPLE
from records.unit import UNITS
from states.digest import DIGEST
from states.notice import DEAD, NOTICE, NoticeSituation

DEED = "notice.retry"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up. `says`: form and unit of each notice that nobody has acknowledged since.

    `attempts` were made before it was given up at `died_at`; `detail` is what was said last.
    """

    id: int
    campaign_id: int
    person_id: int
    recipient: str
    kind: str
    channel: str
    attempts: int
    made_at: datetime
    died_at: datetime
    detail: str
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Retried:
    """How many messages set out again; how many wait behind another one to the same person, and how many
    have no channel that reaches their person."""

    queued: int
    behind: int
    unreachable: int


def list_dead_letters(desk: Desk, *, limit: int | None = None, before: int | None = None) -> list[DeadLetter]:
    """Messages that were given up, newest first; `before`: only those with a smaller number."""
    attempt = DELIVERIES.alias("attempt")
    mine = attempt.c.digest_id == DIGESTS.c.id
    last = sa.select(sa.func.max(attempt.c.id)).where(mine).scalar_subquery()
    names = ("id", "campaign_id", "person_id", "kind", "channel", "attempts", "made_at")
    query = (
        sa.select(
            *(DIGESTS.c[name] for name in names),
            PEOPLE.c.name.label("recipient"),
            sa.func.coalesce(DELIVERIES.c.at, DIGESTS.c.made_at, type_=DELIVERIES.c.at.type).label("died_at"),
            sa.func.coalesce(DELIVERIES.c.detail, "").label("detail"),
        )
        .join_from(DIGESTS, PEOPLE, PEOPLE.c.id == DIGESTS.c.person_id)
        .outerjoin(DELIVERIES, DELIVERIES.c.id == last)
        .where(GIVEN_UP, *(() if before is None else (DIGESTS.c.id < before,)))
        .order_by(DIGESTS.c.id.desc())
        .limit(limit)
    )
    with reading(desk.engine) as connection:
        rows = connection.execute(query).all()
        says = _says(connection, [row.id for row in rows])
    return [DeadLetter(**row._mapping, says=tuple(says.get(row.id, ()))) for row in rows]


def count_dead_letters(desk: Desk) -> int:
    """How many messages wait for the administrator."""
    with reading(desk.engine) as connection:
        return count_given_up(connection)


def retry(desk: Desk, by: Actor, digest_id: int, *, ways: Sequence[Way] | None = None) -> None:
    """Send a message again that was given up, beginning with the person's first channel.

    Raises NotAllowed, NotFound, WrongState when it was not given up, when another one is on its way to the
    same person, or when no channel reaches them.
    """
    installed = ways_from_environment() if ways is None else ways

    def work(connection: sa.Connection) -> None:
        permit(connection, by, DEED, EVERYWHERE)
        outbox.one_at_a_time(connection)
        row = _letter(connection, digest_id)
        if "retry" not in DIGEST.triggers_from(row.state):
            raise WrongState(f"消息 {digest_id} 不在“未送达”之列，不需要重新发送。")
        mine = DIGESTS.c.id == digest_id
        if count_given_up(connection, mine, on_its_way()):
            raise WrongState(
                f"已有另一条消息正在发给 {row.recipient}，一人同时只发一条。"
                f"请等它发出后再重新发送消息 {digest_id}。"
            )
        outlets = outlets_for(rules_of(connection, row.plan_version_id), row.kind, installed)
        if not revive(connection, mine, outlets, _event(desk, by)):
            raise WrongState(
                f"没有可以到达 {row.recipient} 的渠道。请先为其补上邮箱、电话，或设定通知渠道，再重新发送。"
            )

    in_transaction(desk.engine, work)


def retry_all(desk: Desk, by: Actor, *, ways: Sequence[Way] | None = None) -> Retried:
    """Send every message again that was given up, one for each person at a time. Raises NotAllowed."""
    installed = ways_from_environment() if ways is None else ways

    def work(connection: sa.Connection) -> Retried:
        permit(connection, by, DEED, EVERYWHERE)
        outbox.one_at_a_time(connection)
        queued = sum(
            revive(connection, chosen, outlets, _event(desk, by))
            for chosen, outlets in _kinds(connection, installed)
        )
        behind = count_given_up(connection, on_its_way())
        return Retried(queued, behind, count_given_up(connection) - behind)

    return in_transaction(desk.engine, work)


def _kinds(connection: sa.Connection, ways: Sequence[Way]) -> list[tuple[sa.ColumnElement[bool], Any]]:
    """What has been given up, by campaign and kind, with the channels over which that may go."""
    kinds = (
        sa.select(DIGESTS.c.campaign_id, CAMPAIGNS.c.plan_version_id, DIGESTS.c.kind)
        .distinct()
        .join_from(DIGESTS, CAMPAIGNS, CAMPAIGNS.c.id == DIGESTS.c.campaign_id)
        .where(GIVEN_UP)
        .order_by(DIGESTS.c.campaign_id, DIGESTS.c.kind)
    )
    rows = connection.execute(kinds).all()
    books = {version: rules_of(connection, version) for version in {row.plan_version_id for row in rows}}
    return [
        (
            outbox.of_kinds(row.campaign_id, [row.kind]),
            outlets_for(books[row.plan_version_id], row.kind, ways),
        )
        for row in rows
    ]


def _letter(connection: sa.Connection, digest_id: int) -> sa.Row[Any]:
    row = connection.execute(
        sa.select(DIGESTS, PEOPLE.c.name.label("recipient"), CAMPAIGNS.c.plan_version_id)
        .join_from(DIGESTS, PEOPLE, PEOPLE.c.id == DIGESTS.c.person_id)
        .join(CAMPAIGNS, CAMPAIGNS.c.id == DIGESTS.c.campaign_id)
        .where(numbered(DIGESTS.c.id, digest_id))
        .with_for_update(of=DIGESTS)
    ).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {digest_id} 的消息。用 duban notices dead 查看未送达的。")
    return row


def _event(desk: Desk, by: Actor) -> Event:
    queued = NOTICE.after(NoticeSituation(DEAD), "retry")
    return Event("notice", "retry", queued, by.by, desk.clock.now(), "未送达，重新发送")


def _says(connection: sa.Connection, digest_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    carried = (
        sa.select(NOTICES.c.digest_id, NOTICES.c.form, UNITS.c.name)
        .join_from(NOTICES, UNITS, UNITS.c.id == NOTICES.c.unit_id)
        .where(NOTICES.c.digest_id.in_(digest_ids), NOTICES.c.state == DEAD)
        .order_by(NOTICES.c.id)
    )
    says: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for digest_id, form, unit in connection.execute(carried):
        says[digest_id].append((form, unit))
    return says

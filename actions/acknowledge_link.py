"""How does somebody acknowledge a message by the link in it, without signing in (签收)?

The link is the authority, for exactly this: whoever has it may see which notices of the one message wait for
an acknowledgement, and acknowledge them. Looking at it writes nothing, however often: mail servers and chats
open every link before a person does. A link ends by itself, and with the office in which its reader was told.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from actions.acknowledgement import acknowledge_row, check_promise, climb_held_by, held_at_most
from actions.desk import Desk, Occasion, numbered, occasion
from actions.errors import NotAllowed, WrongState
from actions.permission import Actor
from notifications.address import mailbox_from_environment, pages_from_environment
from notifications.delivery import Links, no_links
from notifications.link import Expired, Forged, Signer, Ticket
from plans.rules import Rulebook
from records import ladder
from records import task as tasks
from records.campaign import rules_of
from records.claimed_digest import ClaimedDigest
from records.database import in_transaction, reading
from records.digest import DIGESTS
from records.hand_over import handed_over_since
from records.notice import NOTICES, VERIFY
from records.person import PEOPLE
from records.setting import SETTINGS, settled
from records.task import TASKS
from records.unit import GRASSROOTS, UNITS
from states.deadline import NEVER, Side
from states.notice import ACKNOWLEDGED

log = logging.getLogger("duban.notifications")

SECRET = "link-secret"  # noqa: S105 - the name of the setting
SECRET_BYTES = 32

BY_LINK = "凭消息中的链接签收"

Why = Literal["forged", "expired", "elsewhere", "handed_over"]

REFUSALS: dict[Why, str] = {
    "forged": "这个链接不完整或不是本系统发出的，没有签收。请从消息中重新打开，或登录后签收。",
    "expired": "这个链接已经过期，没有签收。请登录后签收。",
    "elsewhere": "这个链接所指的消息已经不在这里，没有签收。请登录后查看。",
    "handed_over": "您已移交这项职务，不再需要签收；未办事项已转给接任的人。",
}


class LinkRefused(NotAllowed):
    """The link acknowledges nothing; `why` is a code of `REFUSALS`."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(REFUSALS[why])


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice of the message. `until` is the last day for which acknowledging it holds the ladder, at most;
    once it has been acknowledged, that for which it does. None: it holds nothing."""

    id: int
    unit: str
    unit_name: str
    of_village: bool
    task: str | None
    form: str
    rung: int | None
    due: date | None
    acknowledged_at: datetime | None
    promised_on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class TicketShown:
    """What a link leads to; instants are in the campaign's zone."""

    recipient: str
    campaign_id: int
    book: Rulebook
    today: date
    expires: datetime
    notices: tuple[NoticeShown, ...]

    @property
    def waiting(self) -> tuple[NoticeShown, ...]:
        """The notices that have not been acknowledged."""
        return tuple(one for one in self.notices if one.acknowledged_at is None)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """How many notices have been acknowledged, and the last day for which a ladder is held; None: none is."""

    count: int
    held_until: date | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket that is good, with the notices of the message that are still its reader's."""

    now: Occasion
    reader: Actor
    rows: Sequence[sa.Row[Any]]


def signer(desk: Desk) -> Signer:
    """Writes and reads this installation's tickets; their secret is made once. Raises WrongSetting."""
    pages, mailbox = pages_from_environment(), mailbox_from_environment()
    with reading(desk.engine) as connection:
        mine = sa.select(SETTINGS.c.value).where(SETTINGS.c.name == SECRET)
        secret: str | None = connection.execute(mine).scalar()
    if secret is None:
        new = secrets.token_hex(SECRET_BYTES)
        secret = in_transaction(desk.engine, lambda connection: settled(connection, SECRET, new))
    return Signer(bytes.fromhex(secret), pages, mailbox)


def links(desk: Desk) -> Links:
    """Where each message is acknowledged, for whoever sends them; nowhere if no address of ours is set."""
    if pages_from_environment() is None and mailbox_from_environment() is None:
        return no_links
    ours = signer(desk)

    def of(digest: ClaimedDigest) -> tuple[str | None, str | None]:
        with reading(desk.engine) as connection:
            book = rules_of(connection, digest.plan_version_id)
        ticket = digest.id, digest.person_id, expires(book, digest.made_at)
        return ours.link(*ticket), ours.reply_address(*ticket)

    return of


def expires(book: Rulebook, made_at: datetime) -> datetime:
    """When the links of a message end: with the last day that the plan grants them."""
    made_on = made_at.astimezone(book.zone).date()
    last_day = book.calendar.after(made_on, book.plan.notices.link_valid.offset)
    return datetime.combine(last_day + timedelta(days=1), time(), book.zone)


def read_ticket(desk: Desk, token: str) -> TicketShown:
    """What a link would acknowledge. Writes nothing. Raises LinkRefused."""
    ticket = _read(desk, token)
    with reading(desk.engine) as connection:
        opened = _open(desk, connection, ticket)
        now = opened.now
        return TicketShown(
            recipient=opened.reader.name,
            campaign_id=now.campaign_id,
            book=now.book,
            today=now.today,
            expires=ticket.expires.astimezone(now.book.zone),
            notices=tuple(_shown(now, row) for row in opened.rows),
        )


def acknowledge_by_link(desk: Desk, token: str, until: date | None = None) -> Acknowledged:
    """Acknowledge all that a message tells its reader and that has not been, perhaps with a promised day.

    Raises LinkRefused, WrongState when nothing is left to acknowledge, BadInput for a past day.
    """
    ticket = _read(desk, token)

    def work(connection: sa.Connection) -> Acknowledged:
        return acknowledge_ticket(desk, connection, ticket, until, BY_LINK)

    return in_transaction(desk.engine, work)


def acknowledge_ticket(
    desk: Desk, connection: sa.Connection, ticket: Ticket, until: date | None, by_what: str
) -> Acknowledged:
    """The same for a ticket that has been read, within a transaction; `by_what` stands in the history."""
    opened = _open(desk, connection, ticket, lock=True)
    waiting = [row for row in opened.rows if row.state != ACKNOWLEDGED]
    if not waiting:
        when = max(row.acknowledged_at for row in opened.rows).astimezone(opened.now.book.zone)
        raise WrongState(f"这条消息里的通知已于 {when:%Y-%m-%d %H:%M} 签收，不必再签。")
    check_promise(opened.now, until)
    tasks.lock(connection, TASKS.c.id.in_([row.task_id for row in waiting if row.task_id is not None]))
    held = [acknowledge_row(opened.now, opened.reader, row, until, by_what) for row in waiting]
    log.info("digest %d: %d notices acknowledged: %s", ticket.digest_id, len(waiting), by_what)
    return Acknowledged(len(waiting), max((day for day in held if day is not None), default=None))


def _read(desk: Desk, token: str) -> Ticket:
    try:
        return signer(desk).read(token, desk.clock.now())
    except Forged:
        log.warning("a link was refused: forged")
        raise LinkRefused("forged") from None
    except Expired as refusal:
        log.warning("the link of digest %d was refused: expired", refusal.ticket.digest_id)
        raise LinkRefused("expired") from None


def _open(desk: Desk, connection: sa.Connection, ticket: Ticket, *, lock: bool = False) -> Opened:
    """Everything behind a ticket; `lock` keeps its notices from being moved by others until the commit."""
    digest = connection.execute(
        sa.select(DIGESTS.c.campaign_id, DIGESTS.c.person_id, PEOPLE.c.name)
        .join_from(DIGESTS, PEOPLE, PEOPLE.c.id == DIGESTS.c.person_id)
        .where(numbered(DIGESTS.c.id, ticket.digest_id))
    ).one_or_none()
    rows = connection.execute(_notices(ticket, lock=lock)).all()
    if digest is None or digest.person_id != ticket.person_id or not rows:
        raise _refused(ticket, "elsewhere")
    gone = handed_over_since(connection, NOTICES.c.id.in_([row.id for row in rows]))
    mine = [row for row in rows if row.id not in gone]
    if not mine:
        raise _refused(ticket, "handed_over")
    return Opened(occasion(desk, connection, digest.campaign_id), Actor(digest.name, digest.person_id), mine)


def _refused(ticket: Ticket, why: Why) -> LinkRefused:
    log.warning("the ticket of digest %d, person %d was refused: %s", ticket.digest_id, ticket.person_id, why)
    return LinkRefused(why)


def _notices(ticket: Ticket, *, lock: bool) -> sa.Select[Any]:
    """The notices of the message that are its reader's, oldest first."""
    query = (
        sa.select(
            NOTICES,
            UNITS.c.code.label("unit"),
            UNITS.c.name.label("unit_name"),
            UNITS.c.kind.label("unit_kind"),
            TASKS.c.key.label("task"),
        )
        .join_from(NOTICES, UNITS, UNITS.c.id == NOTICES.c.unit_id)
        .outerjoin(TASKS, TASKS.c.id == NOTICES.c.task_id)
        .where(numbered(NOTICES.c.digest_id, ticket.digest_id), NOTICES.c.person_id == ticket.person_id)
        .order_by(NOTICES.c.id)
    )
    return query.with_for_update(of=NOTICES) if lock else query


def _shown(now: Occasion, row: sa.Row[Any]) -> NoticeShown:
    done = row.state == ACKNOWLEDGED
    zone = now.book.zone
    return NoticeShown(
        id=row.id,
        unit=row.unit,
        unit_name=row.unit_name,
        of_village=row.unit_kind in GRASSROOTS,
        task=row.task,
        form=row.form,
        rung=None if row.rung == NEVER else row.rung,
        due=row.due,
        acknowledged_at=row.acknowledged_at.astimezone(zone) if done else None,
        promised_on=row.promised_on,
        until=_held(now, row) if done else _would_hold(now, row),
    )


def _would_hold(now: Occasion, row: sa.Row[Any]) -> date | None:
    climb = climb_held_by(now, row)
    return None if climb is None else held_at_most(now, climb)


def _held(now: Occasion, row: sa.Row[Any]) -> date | None:
    """Until when the ladder stands because the rung of a notice has been acknowledged."""
    if row.rung == NEVER or row.task_id is None:
        return None
    side = Side.VERIFICATION if row.rule.startswith(VERIFY) else Side.OWING
    climb = ladder.of_task(now.connection, row.task_id, row.cycle, side)
    still = climb is not None and climb.rung == row.rung and climb.state == ACKNOWLEDGED
    return climb.acknowledged_until if climb is not None and still else None

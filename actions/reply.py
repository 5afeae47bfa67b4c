"""What does it do when somebody answers a message by e-mail (签收)?

A reply acknowledges what the message said, with the day on its first line as the promise. It needs the ticket
in the address to which it was sent, or comes from the recipient's own address and answers that very message.
Every mail is remembered with what became of it; the same mail taken in twice acknowledges once.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from actions.acknowledge_link import acknowledge_ticket, expires, signer
from actions.desk import DEFAULT_ZONE, LAST_YEAR, Desk, numbered
from notifications.address import maildir_from_environment
from notifications.link import Expired, Forged, Ticket
from notifications.message import lasting_id
from notifications.reply import LARGEST, Reference, Reply, Unreadable, read_reply
from records.campaign import CAMPAIGNS, rules_of
from records.database import in_transaction, reading
from records.digest import DIGESTS
from records.person import PEOPLE
from records.reply import amend_reply, forget_replies, remember_reply
from states.errors import DubanError

log = logging.getLogger("duban.notifications")

BY_REPLY = "以回复邮件签收"

Outcome = Literal["acknowledged", "again", "refused", "machine", "stranger", "unreadable", "too_large"]

OUTCOMES_ZH: Mapping[Outcome, str] = {
    "acknowledged": "已签收",
    "again": "重复的邮件",
    "refused": "未签收",
    "machine": "自动回复，未签收",
    "stranger": "与任何消息无关",
    "unreadable": "无法识别",
    "too_large": "邮件过大",
}

KEPT_APART = frozenset({"unreadable", "too_large"})
"""What somebody should look at: such a mail is marked in the folder."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail, in a word and in a sentence."""

    outcome: Outcome
    detail: str


def receive_reply(desk: Desk, mail: bytes) -> Taken:
    """Take in one mail that came back. Raises WrongSetting; nothing that a mail says raises."""
    taken = _take(desk, mail)
    log.info("a reply came: %s: %s", taken.outcome, taken.detail)
    return taken


def collect_replies(desk: Desk, folder: Path | None = None) -> dict[Outcome, int] | None:
    """Take in every new mail of a Maildir, that which is set up if none is given; how many of each outcome.

    None if there is no such folder. A mail that has been taken in is moved to `cur` as it is; the ones to be
    looked at are flagged. One that fails for another reason stays, stops no other, and is raised at the end.
    """
    folder = folder or maildir_from_environment()
    if folder is None:
        return None
    counts: Counter[Outcome] = Counter()
    failures: list[Exception] = []
    for file in sorted(one for one in (folder / "new").iterdir() if one.is_file()):
        try:
            with file.open("rb") as opened:
                taken = receive_reply(desk, opened.read(LARGEST + 1))
            _put_aside(folder, file, taken)
        except Exception as failure:
            log.exception("the mail %s could not be taken in", file.name)
            failures.append(failure)
            continue
        counts[taken.outcome] += 1
    in_transaction(desk.engine, lambda connection: forget_replies(connection, desk.clock.now()))
    if failures:
        raise failures[0]
    return dict(counts)


def _put_aside(folder: Path, file: Path, taken: Taken) -> None:
    """Move a mail to those that have been seen. `mailbox` would write it anew, and stumble over odd ones."""
    flag = "F" if taken.outcome in KEPT_APART else "S"
    if taken.outcome in KEPT_APART:
        log.warning("the mail %s is kept and flagged: %s", file.name, taken.detail)
    file.rename(folder / "cur" / f"{file.name.partition(':')[0]}:2,{flag}")


def _take(desk: Desk, mail: bytes) -> Taken:
    now = desk.clock.now()
    if len(mail) > LARGEST:
        return _remembered(desk, _key(mail[:LARGEST]), None, Taken("too_large", f"超过 {LARGEST} 字节"))
    today = now.astimezone(DEFAULT_ZONE).date()
    try:
        reply = read_reply(mail, today)
    except Unreadable:
        return _remembered(desk, _key(mail), None, Taken("unreadable", "不是可以识别的邮件"))
    try:
        ticket = _ticket(desk, reply, now)
    except Expired as refusal:
        ended = refusal.ticket.expires.astimezone(DEFAULT_ZONE)
        return _remembered(
            desk, _key(mail), None, Taken("refused", f"签收码已于 {ended:%Y-%m-%d %H:%M} 失效")
        )
    if ticket is None:
        return _remembered(
            desk, _key(mail), None, Taken("stranger", "没有有效的签收码，也不是收件人本人的回复")
        )
    key = _key(mail if reply.message_id is None else reply.message_id.encode(), ticket.digest_id)
    if reply.machine is not None:
        return _remembered(desk, key, ticket.digest_id, Taken("machine", reply.machine))
    return _acknowledged(desk, key, ticket, _promise(reply, today))


def _key(name: bytes, digest_id: int | None = None) -> str:
    return hashlib.sha256(b"%d\n" % (digest_id or 0) + name).hexdigest()


def _remembered(desk: Desk, key: str, digest_id: int | None, taken: Taken) -> Taken:
    def work(connection: sa.Connection) -> bool:
        known = _known_digest(connection, digest_id)
        return remember_reply(connection, key, desk.clock.now(), known, taken.outcome, taken.detail)

    in_transaction(desk.engine, work)
    return taken


def _acknowledged(desk: Desk, key: str, ticket: Ticket, until: date | None) -> Taken:
    def work(connection: sa.Connection) -> Taken:
        known = _known_digest(connection, ticket.digest_id)
        if not remember_reply(connection, key, desk.clock.now(), known, "refused", ""):
            return Taken("again", f"消息 {ticket.digest_id} 的这封回复已经收过")
        try:
            with connection.begin_nested():
                done = acknowledge_ticket(desk, connection, ticket, until, BY_REPLY)
        except DubanError as refusal:
            taken = Taken("refused", str(refusal))
        else:
            promised = f"，承诺 {until} 前办结" if until else ""
            taken = Taken("acknowledged", f"消息 {ticket.digest_id} 的通知 {done.count} 条{promised}")
        amend_reply(connection, key, taken.outcome, taken.detail)
        return taken

    return in_transaction(desk.engine, work)


def _known_digest(connection: sa.Connection, digest_id: int | None) -> int | None:
    known: int | None = connection.execute(
        sa.select(DIGESTS.c.id).where(numbered(DIGESTS.c.id, digest_id or 0))
    ).scalar()
    return known


def _promise(reply: Reply, today: date) -> date | None:
    """The day that the reply names, if it can be a promise: one that has passed says no more than “收到”."""
    day = reply.promised
    return day if day is not None and today <= day and day.year <= LAST_YEAR else None


def _ticket(desk: Desk, reply: Reply, now: datetime) -> Ticket | None:
    """The ticket with which a mail comes; None if it has none. Raises Expired if it has only an old one."""
    ours = signer(desk)
    expired: Expired | None = None
    for token in reply.tokens:
        try:
            return ours.read(token, now, "reply")
        except Forged:
            continue
        except Expired as refusal:
            expired = refusal
    answered = _answered(desk, reply, now)
    if answered is None and expired is not None:
        raise expired
    return answered


def _answered(desk: Desk, reply: Reply, now: datetime) -> Ticket | None:
    """A ticket for whoever answers a message of ours from the address to which it was sent."""
    if reply.sender is None:
        return None
    with reading(desk.engine) as connection:
        for reference in reply.references:
            ticket = _own(connection, reference, reply.sender)
            if ticket is not None and now < ticket.expires:
                return ticket
    return None


def _own(connection: sa.Connection, reference: Reference, sender: str) -> Ticket | None:
    digest = connection.execute(
        sa.select(DIGESTS.c.id, DIGESTS.c.person_id, DIGESTS.c.made_at, CAMPAIGNS.c.plan_version_id)
        .join_from(DIGESTS, CAMPAIGNS, CAMPAIGNS.c.id == DIGESTS.c.campaign_id)
        .join(PEOPLE, PEOPLE.c.id == DIGESTS.c.person_id)
        .where(numbered(DIGESTS.c.id, reference.digest_id), sa.func.lower(PEOPLE.c.email) == sender)
    ).one_or_none()
    if digest is None or reference.message_id != lasting_id(digest.id, digest.made_at, digest.person_id):
        return None
    book = rules_of(connection, digest.plan_version_id)
    return Ticket(digest.id, digest.person_id, expires(book, digest.made_at))

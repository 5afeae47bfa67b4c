"""Which deadlines does somebody's calendar show, and who may read them (四.一)?

A person makes an address of their own, which nobody guesses, and gives it to the calendar of their telephone:
it reads there what the person owes, without signing in, until the person ends it. Of a village that has let a
date pass a linked leader sees the day on which it reaches them. Of the address only the hash is kept.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from actions.desk import DEFAULT_ZONE, Desk, Occasion, occasion
from actions.errors import NotAllowed, NotFound
from actions.permission import DEPARTMENT, HEAD, OFFICE, SUPERVISION, VILLAGE, Actor
from actions.sign_in import digest
from notifications.address import pages_from_environment
from notifications.calendar import Deadline, as_calendar
from notifications.calendar_words import WORDS, Words
from plans.errands import Bearer
from records.absence import ABSENCES, away_on
from records.calendar_feed import CALENDAR_FEEDS, HOLDS, changes_of, tasks_of_holder
from records.campaign import CAMPAIGNS, rules_of
from records.database import in_transaction, lock_rows, reading
from records.person import PEOPLE
from records.setting import SETTINGS, settled
from records.task import TASKS
from records.unit import GRASSROOTS
from states.roles import Role
from states.session import SEEN_AGAIN_AFTER
from states.task import DONE, OWED, SUBMITTED

log = logging.getLogger("duban.calendar")

MOST = 500
"""Deadlines of a role in a campaign: more than anybody looks at."""

RINGS = 2
"""A telephone rings for the last two of the plan's reminders; those before are for planning."""

OWNERS: dict[Bearer, frozenset[Role]] = {
    "village": VILLAGE,
    "office": OFFICE,
    "department": DEPARTMENT,
    "supervision": SUPERVISION,
    "group_head": HEAD,
}
"""Who owes a task, by the kind of its owner."""

INSTALLATION = "installation"
"""The setting that tells this database's events from those of any other."""


@dataclass(frozen=True, slots=True)
class FeedListed:
    """That somebody has an address; what it looks like is not kept."""

    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar, and a mark that stays the same as long as it does."""

    body: bytes
    mark: str


def make_feed(desk: Desk, by: Actor) -> str:
    """A new address of one's own, which is shown this once; an earlier one ends. Raises NotAllowed."""
    person_id = _person(by)
    token, now = secrets.token_urlsafe(32), desk.clock.now()

    def work(connection: sa.Connection) -> None:
        lock_rows(connection, sa.select(PEOPLE.c.id).where(PEOPLE.c.id == person_id))
        _end(connection, person_id, now)
        settled(connection, INSTALLATION, secrets.token_hex(8))
        row = {"token": digest(token), "person_id": person_id, "made_at": now}
        connection.execute(CALENDAR_FEEDS.insert().values(row))

    in_transaction(desk.engine, work)
    log.info("person %d has a new calendar address", person_id)
    return token


def revoke_feed(desk: Desk, by: Actor) -> None:
    """End one's own address. Raises NotFound where there is none, NotAllowed."""
    person_id, now = _person(by), desk.clock.now()
    if not in_transaction(desk.engine, lambda connection: _end(connection, person_id, now)):
        raise NotFound("您没有正在使用的日历订阅地址。")
    log.info("person %d has ended the calendar address", person_id)


def own_feed(desk: Desk, by: Actor) -> FeedListed | None:
    """One's own address, if there is one."""
    mine = CALENDAR_FEEDS.c.person_id == by.person_id
    with reading(desk.engine) as connection:
        row = connection.execute(sa.select(CALENDAR_FEEDS).where(mine, HOLDS)).one_or_none()
    return None if row is None else FeedListed(row.made_at, row.read_at)


def read_feed(desk: Desk, token: str) -> Feed:
    """The calendar at an address. Raises NotFound for one that never was, or has ended."""
    now, this = desk.clock.now(), CALENDAR_FEEDS.c.token == digest(token)
    with reading(desk.engine) as connection:
        query = sa.select(CALENDAR_FEEDS, PEOPLE.c.language).join_from(
            CALENDAR_FEEDS, PEOPLE, PEOPLE.c.id == CALENDAR_FEEDS.c.person_id
        )
        row = connection.execute(query.where(this, HOLDS)).one_or_none()
        if row is None:
            raise NotFound("没有这个日历地址，或已停用。请在“我的账号”重新订阅。")
        words = WORDS[row.language]
        found = list(_deadlines(desk, connection, row.person_id, words))
        body = as_calendar(found, _zone(connection), words.language)
    if row.read_at is None or now - row.read_at >= SEEN_AGAIN_AFTER:
        seen = CALENDAR_FEEDS.update().where(this).values(read_at=now)
        in_transaction(desk.engine, lambda connection: connection.execute(seen))
    return Feed(body, hashlib.sha256(body).hexdigest()[:32])


def _person(by: Actor) -> int:
    if by.person_id is None:
        raise NotAllowed("本机控制台没有自己的时限；请以人员身份登录后订阅日历。")
    return by.person_id


def _end(connection: sa.Connection, person_id: int, now: datetime) -> int:
    mine = CALENDAR_FEEDS.update().where(CALENDAR_FEEDS.c.person_id == person_id, HOLDS)
    return connection.execute(mine.values(revoked_at=now)).rowcount


def _running(connection: sa.Connection) -> list[int]:
    running = sa.select(CAMPAIGNS.c.id).where(CAMPAIGNS.c.closed_at.is_(None)).order_by(CAMPAIGNS.c.id)
    return list(connection.execute(running).scalars())


def _zone(connection: sa.Connection) -> str:
    """The zone of the campaigns: days are theirs, wherever the telephone is."""
    newest = sa.select(CAMPAIGNS.c.plan_version_id).order_by(CAMPAIGNS.c.id.desc()).limit(1)
    version = connection.execute(newest).scalar()
    return DEFAULT_ZONE.key if version is None else rules_of(connection, version).zone.key


def _deadlines(desk: Desk, connection: sa.Connection, person_id: int, words: Words) -> Iterator[Deadline]:
    """What the person owes in every campaign that runs, and for whom they stand in."""
    installation = connection.execute(
        sa.select(SETTINGS.c.value).where(SETTINGS.c.name == INSTALLATION)
    ).scalar_one()
    base = pages_from_environment()
    for campaign_id in _running(connection):
        now = occasion(desk, connection, campaign_id)
        away = sa.select(ABSENCES.c.person_id).where(
            ABSENCES.c.substitute_id == person_id, away_on(now.today)
        )
        people = [person_id, *connection.execute(away).scalars()]
        yield from _Shown(now, people, words, installation, base).all()


@dataclass(frozen=True)
class _Shown:
    """What a campaign puts into the calendar of somebody who acts for these people."""

    now: Occasion
    people: Sequence[int]
    words: Words
    installation: str
    base: str | None

    def all(self) -> Iterator[Deadline]:
        owed = {row.id: row for role in Role for row in self._owed(role)}
        reaching = {row.id: row for row in self._reaching() if row.id not in owed}
        rows = [*owed.values(), *reaching.values()]
        changes = changes_of(
            self.now.connection, self.now.campaign_id, ((row.unit_id, row.key) for row in rows)
        )
        issued = datetime.combine(self.now.issued_on, time(), self.now.book.zone)
        for row in rows:
            times, at = changes.get((row.unit_id, row.key), (0, issued))
            yield (self._of_owner if row.id in owed else self._of_leader)(row, times, at.astimezone(UTC))

    def _owed(self, role: Role) -> Sequence[sa.Row[Any]]:
        """What is owed, or waits to be verified, by whoever holds a role."""
        kinds = [kind for kind in self.now.book.rules if role in OWNERS[self.now.book.spec(kind).owner_kind]]
        return self._tasks(role, kinds, TASKS.c.state.not_in(DONE)) if kinds else ()

    def _reaching(self) -> Iterator[sa.Row[Any]]:
        """What is overdue in the villages of a linked leader, and reaches the leader next."""
        rules = self.now.book.rules
        kinds = [
            kind
            for kind, rule in rules.items()
            if any(Role.LINKED_LEADER in rung.to for rung in rule.owing.ladder)
        ]
        late = sa.and_(
            TASKS.c.state.in_(OWED),
            TASKS.c.effective_due < self.now.today,
            TASKS.c.next_rung_on.is_not(None),
            TASKS.c.stands_until.is_(None),
        )
        for row in self._tasks(Role.LINKED_LEADER, kinds, late) if kinds else ():
            ladder = self.now.book.task_rules(row.key).owing.ladder
            if row.rung + 1 < len(ladder) and Role.LINKED_LEADER in ladder[row.rung + 1].to:
                yield row

    def _tasks(self, role: Role, kinds: Sequence[str], only: sa.ColumnElement[bool]) -> Sequence[sa.Row[Any]]:
        connection, campaign_id = self.now.connection, self.now.campaign_id
        return tasks_of_holder(connection, campaign_id, self.people, role.value, kinds, only, MOST)

    def _of_owner(self, row: sa.Row[Any], times: int, at: datetime) -> Deadline:
        submitted = row.state == SUBMITTED
        about = [self.words.state(row)]
        if row.due != row.effective_due:
            about.append(self.words.decreed(row.due))
        return Deadline(
            uid=f"task-{row.id}@{self.installation}",
            day=row.effective_due,
            title=self.words.title(self._name(row), row.unit_name, submitted=submitted),
            about=tuple(about),
            where=row.unit_name,
            revision=times,
            changed_at=at,
            rings=() if submitted else self._rings(row),
            link=self._link(row),
        )

    def _of_leader(self, row: sa.Row[Any], times: int, at: datetime) -> Deadline:
        return Deadline(
            uid=f"reaches-{row.id}-{row.cycle}-{row.rung + 1}@{self.installation}",
            day=row.next_rung_on,
            title=self.words.reaches(self._name(row), row.unit_name),
            about=(self.words.overdue(row.effective_due),),
            where=row.unit_name,
            revision=times,
            changed_at=at,
            link=self._link(row),
        )

    def _name(self, row: sa.Row[Any]) -> str:
        title = self.words.of(self.now.book.spec(row.key).title)
        return f"{title}{self.words.colon}{row.about}" if row.about else title

    def _rings(self, row: sa.Row[Any]) -> tuple[date, ...]:
        reminders, calendar = self.now.book.task_rules(row.key).owing.reminders, self.now.book.calendar
        days = {calendar.told_before(row.effective_due, one.before) for one in reminders}
        return tuple(sorted(day for day in days if day >= row.opens_on)[-RINGS:])

    def _link(self, row: sa.Row[Any]) -> str | None:
        if self.base is None:
            return None
        if row.unit_kind not in GRASSROOTS:
            return f"{self.base}/tasks?campaign={self.now.campaign_id}"
        place = f"/villages/{row.code}/tasks/{quote(row.key, safe='')}"
        return f"{self.base}{place}?campaign={self.now.campaign_id}"

"""When are the administrators told that notices do not arrive?

Once a day at most, in a notice like any other, when messages have been given up since they were last told
or a channel has not worked for long. That such a notice was itself given up raises no alarm.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from actions.desk import DEFAULT_ZONE, Desk
from notifications.backoff import pause_of_channel
from notifications.way import Way
from records.account import ACCOUNTS
from records.campaign import CAMPAIGNS
from records.channel import CHANNEL_STATES
from records.database import in_transaction, one_at_a_time, reading, run
from records.dead_letter import GIVEN_UP
from records.digest import DELIVERIES, DIGESTS
from records.notice import NOTICES, When, Wording, queue_for_one
from records.person import APPOINTMENTS, PEOPLE
from records.route import first_of
from records.unit import UNITS
from states import digest as digests
from states.notice import DEAD, QUEUED
from states.roles import Role

RULE = "dead-letters."
"""What the rules of these notices begin with; the day follows."""

DOWN_FOR_LONG = timedelta(minutes=30)

NAMED = 5
"""So many recipients are named."""


def raise_alarm(desk: Desk, ways: Sequence[Way]) -> int:
    """Tell every administrator what does not arrive, and let them know over a channel that works.

    How many notices are new: none on a second run, nor later on the same day.
    """
    at = desk.clock.now()
    with reading(desk.engine) as connection:
        down = _down(connection, ways)
        if not down and not _any_given_up(connection):
            return 0

    def work(connection: sa.Connection) -> int:
        one_at_a_time(connection, "alarm")
        told = _tell(connection, down, at)
        _lead_around(connection, list(down), ways)
        return told

    return in_transaction(desk.engine, work)


def _any_given_up(connection: sa.Connection) -> bool:
    return bool(connection.execute(sa.select(sa.exists().where(GIVEN_UP).select_from(DIGESTS))).scalar())


def _down(connection: sa.Connection, ways: Sequence[Way]) -> dict[str, str]:
    """The channels that have not worked for long, with what was said last."""
    names = [way.name for way in ways]
    tripped = sa.and_(CHANNEL_STATES.c.channel.in_(names), CHANNEL_STATES.c.trips > 1)
    rows = connection.execute(sa.select(CHANNEL_STATES).where(tripped).order_by(CHANNEL_STATES.c.channel))
    return {row.channel: row.detail for row in rows if _down_for(row.trips) >= DOWN_FOR_LONG}


def _down_for(trips: int) -> timedelta:
    """How long a channel has at least not worked that has failed so often in a row: the pauses between."""
    return sum((pause_of_channel(trip) for trip in range(1, min(trips, 100))), timedelta())


def _tell(connection: sa.Connection, down: dict[str, str], at: datetime) -> int:
    people = _administrators(connection)
    when = When(at, at.astimezone(DEFAULT_ZONE).date())
    rule = f"{RULE}{when.today}"
    last_rule, last_at = _last_alarm(connection, people)
    if not people or last_rule == rule:
        return 0
    dead = _dead_since(connection, last_at)
    place = _place(connection, dead, down)
    if place is None or not (dead or down):
        return 0
    about = "；".join([*_of_dead(dead), *_of_channels(down)])
    wording = Wording("word", "word", rule, None, about=f"{about}。请到“管理—未送达”处理。"[:1000])
    return sum(
        queue_for_one(connection, place, person, Role.ADMINISTRATOR.value, wording, when) for person in people
    )


def _administrators(connection: sa.Connection) -> list[int]:
    """Everybody who holds the role anywhere, or whose account is the administrator's."""
    held = sa.select(APPOINTMENTS.c.person_id).where(APPOINTMENTS.c.role == Role.ADMINISTRATOR.value)
    first = sa.select(ACCOUNTS.c.person_id).where(ACCOUNTS.c.administrator.is_(True))
    return sorted(set(connection.execute(sa.union(held, first)).scalars()))


def _last_alarm(connection: sa.Connection, people: Sequence[int]) -> tuple[str | None, datetime | None]:
    told = sa.and_(NOTICES.c.person_id.in_(people), _is_alarm())
    newest = sa.select(NOTICES.c.rule, NOTICES.c.queued_at).where(told).order_by(NOTICES.c.id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return (None, None) if row is None else (row.rule, row.queued_at)


def _is_alarm() -> sa.ColumnElement[bool]:
    return NOTICES.c.rule.startswith(RULE, autoescape=True)


def _dead_since(connection: sa.Connection, since: datetime | None) -> list[sa.Row[tuple[int, int, int, str]]]:
    """(campaign, unit, person, name) of each notice that was given up since then, the oldest first."""
    died = sa.exists().where(
        DELIVERIES.c.digest_id == DIGESTS.c.id,
        DELIVERIES.c.outcome == "dead",
        *(() if since is None else (DELIVERIES.c.at > since,)),
    )
    query = (
        sa.select(NOTICES.c.campaign_id, NOTICES.c.unit_id, NOTICES.c.person_id, PEOPLE.c.name)
        .join_from(DIGESTS, NOTICES, NOTICES.c.digest_id == DIGESTS.c.id)
        .join(PEOPLE, PEOPLE.c.id == NOTICES.c.person_id)
        .where(GIVEN_UP, NOTICES.c.state == DEAD, ~_is_alarm(), died)
        .order_by(NOTICES.c.id)
    )
    return list(connection.execute(query))


def _place(
    connection: sa.Connection, dead: Sequence[sa.Row[tuple[int, int, int, str]]], down: dict[str, str]
) -> tuple[int, int] | None:
    """(campaign, unit) that the alarm is about: what arrived least lately, or where something waits."""
    if dead:
        return dead[-1][0], dead[-1][1]
    waiting = (
        sa.select(NOTICES.c.campaign_id, NOTICES.c.unit_id)
        .join_from(NOTICES, DIGESTS, DIGESTS.c.id == NOTICES.c.digest_id)
        .where(DIGESTS.c.state == digests.QUEUED, DIGESTS.c.channel.in_(list(down)))
        .order_by(NOTICES.c.id.desc())
        .limit(1)
    )
    row = connection.execute(waiting).one_or_none() or connection.execute(_newest_campaign()).one_or_none()
    return None if row is None else (row.campaign_id, row.unit_id)


def _newest_campaign() -> sa.Select[tuple[int, int]]:
    top = sa.select(sa.func.min(UNITS.c.id)).where(UNITS.c.parent_id.is_(None)).scalar_subquery()
    unit = sa.func.coalesce(CAMPAIGNS.c.unit_id, top).label("unit_id")
    newest = sa.select(CAMPAIGNS.c.id.label("campaign_id"), unit)
    return newest.order_by(CAMPAIGNS.c.id.desc()).limit(1)


def _of_dead(dead: Sequence[sa.Row[tuple[int, int, int, str]]]) -> Iterator[str]:
    if dead:
        people = list(dict.fromkeys((row.person_id, row.name) for row in dead))
        named = "、".join(name for _, name in people[:NAMED])
        more = f"等 {len(people)} 人" if len(people) > NAMED else ""
        yield f"{len(dead)} 条通知无法送达：收件人 {named}{more}"


def _of_channels(down: dict[str, str]) -> Iterator[str]:
    for name, detail in down.items():
        said = f"（{detail}）" if detail else ""
        yield f"通知渠道 {name} 已有 30 分钟以上不能使用{said}"


def _lead_around(connection: sa.Connection, down: Sequence[str], ways: Sequence[Way]) -> None:
    """An alarm does not wait for a channel that is down, nor behind another message that does."""
    working = [way.outlet for way in ways if way.name not in down]
    if not down or not working:
        return
    alarmed = sa.exists().where(
        NOTICES.c.person_id == DIGESTS.c.person_id, NOTICES.c.state == QUEUED, _is_alarm()
    )
    stuck = sa.and_(DIGESTS.c.state == digests.QUEUED, DIGESTS.c.channel.in_(down), alarmed)
    around = first_of(working, DIGESTS.c.person_id)
    moved = DIGESTS.update().where(stuck, around.is_not(None))
    run(connection, moved.values(channel=around, failures=0))

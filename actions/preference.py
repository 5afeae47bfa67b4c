"""How does a person want to be told: over which channels, when, in which language?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

import sqlalchemy as sa

from actions.channel import send_trial, way_named
from actions.desk import DEFAULT_ZONE, Desk
from actions.errors import BadInput, NotAllowed, WrongState
from actions.permission import Actor
from actions.person import ADDRESS, LANGUAGES, find_person, permit_about
from notifications.channels.short_message import FOREIGN, MOBILE, WRITTEN_BETWEEN
from notifications.settings import ways_from_environment
from notifications.way import Way
from records import throttle
from records.channel import PERSON_CHANNELS, PREFERENCES
from records.database import in_transaction, reading, run
from records.person import PEOPLE
from records.route import Needs, addresses

DEED = "preference.set"

LONGEST_ADDRESS = 254

NEVER_QUIET = (time(0), time(0))
"""Quiet hours that begin and end at the same time are none."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """`channels` are (name, address) in order of preference; none: those of the installation, in its order.
    An empty address stands for the person's own e-mail address or telephone number.

    `quiet` is from and until when nobody disturbs them, `NEVER_QUIET` for never; None: as the plan says.
    `digest_at`: everything of a day in one message at that time; None: at once. All in the campaign's zone.
    """

    channels: tuple[tuple[str, str], ...] = ()
    quiet: tuple[time, time] | None = None
    digest_at: time | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class PreferencesListed:
    """Somebody's preferences, and the channels that there are, each with the address that it needs."""

    person_id: int
    person: str
    email: str | None
    phone: str | None
    preferences: Preferences
    installed: tuple[tuple[str, Needs], ...]


def read_preferences(
    desk: Desk, by: Actor, person: str, *, ways: Sequence[Way] | None = None
) -> PreferencesListed:
    """One's own, or for an administrator those of somebody within their units.

    Raises NotAllowed, NotFound, WrongSetting.
    """
    installed = ways_from_environment() if ways is None else ways
    with reading(desk.engine) as connection:
        row = _person(desk, connection, by, person)
        mine = PERSON_CHANNELS.c.person_id == row.id
        named = sa.select(PERSON_CHANNELS.c.channel, PERSON_CHANNELS.c.address).where(mine)
        channels = connection.execute(named.order_by(PERSON_CHANNELS.c.position)).tuples().all()
        when = connection.execute(
            sa.select(PREFERENCES).where(PREFERENCES.c.person_id == row.id)
        ).one_or_none()
    return PreferencesListed(
        person_id=row.id,
        person=row.name,
        email=row.email,
        phone=row.phone,
        preferences=Preferences(tuple(channels), _quiet(when), _digest_at(when), row.language),
        installed=tuple((way.name, way.needs) for way in installed),
    )


def set_preferences(
    desk: Desk, by: Actor, person: str, wanted: Preferences, *, ways: Sequence[Way] | None = None
) -> None:
    """Keep how somebody wants to be told, in place of what was kept before.

    Raises NotAllowed, NotFound, WrongSetting, BadInput for a channel, address or language that cannot be.
    """
    installed = {way.name: way.needs for way in (ways_from_environment() if ways is None else ways)}

    def work(connection: sa.Connection) -> None:
        row = _person(desk, connection, by, person)
        channels = _checked(wanted, installed, row)
        _keep_channels(connection, row.id, channels)
        _keep_times(connection, row.id, wanted)
        mine = PEOPLE.update().where(PEOPLE.c.id == row.id)
        run(connection, mine.values(language=wanted.language))

    in_transaction(desk.engine, work)


def try_own_channel(desk: Desk, by: Actor, name: str, *, ways: Sequence[Way] | None = None) -> str:
    """Send oneself a message over a channel, as notices would go; the channel's name.

    Raises NotAllowed for the console, NotFound, WrongSetting, WrongState when one has no address there, when
    the channel is down or has no message left in this minute, or does not take it.
    """
    if by.person_id is None:
        raise NotAllowed("控制台不是收件人，不能给自己发测试消息。请以本人身份登录后再试。")
    person_id, way = by.person_id, way_named(name, ways)

    def work(connection: sa.Connection) -> bool:
        known = addresses(connection, [way.outlet], [person_id])
        if way.needs != "nothing" and not known.get((person_id, way.name)):
            raise WrongState(f"您在渠道 {way.name} 没有可用的地址。请先填写并保存。")
        at = desk.clock.now()
        allowed = throttle.allow(connection, way.name, at, wanted=1, per_minute=way.per_minute)
        return allowed.messages > 0

    if not in_transaction(desk.engine, work):
        raise WrongState(f"渠道 {way.name} 暂不能使用，或本分钟的条数已满。请过几分钟再试。")
    return send_trial(desk, by, way)


def _person(desk: Desk, connection: sa.Connection, by: Actor, person: str) -> sa.Row[Any]:
    _, number = find_person(connection, person)
    today = desk.clock.now().astimezone(DEFAULT_ZONE).date()
    permit_about(connection, by, DEED, number, today)
    return connection.execute(sa.select(PEOPLE).where(PEOPLE.c.id == number)).one()


def _checked(wanted: Preferences, installed: Mapping[str, Needs], person: sa.Row[Any]) -> dict[str, str]:
    """The channels with their addresses, in order; raises BadInput for the first thing that cannot be."""
    if wanted.language not in LANGUAGES:
        raise BadInput(f"语言 {wanted.language} 应为 zh（中文）或 en（英文）。")
    channels: dict[str, str] = {}
    for name, address in wanted.channels:
        if name not in installed:
            there = "、".join(installed) or "无"
            raise BadInput(f"没有名为 {name} 的通知渠道。可以选用：{there}。")
        if name in channels:
            raise BadInput(f"渠道 {name} 选了两次。每个渠道只选一次。")
        channels[name] = _address(name, installed[name], address.strip(), person)
    return channels


def _address(name: str, needs: Needs, given: str, person: sa.Row[Any]) -> str:
    own = {"email": person.email, "phone": person.phone, "nothing": person.email or person.phone}
    address = CLEANED.get(needs, str)(given or own.get(needs) or "")
    if not address and needs != "nothing":
        raise BadInput(f"渠道 {name} 需要{WANTED[needs]}，请填写。")
    if needs in FORMS and not FORMS[needs].fullmatch(address):
        raise BadInput(f"渠道 {name} 需要{WANTED[needs]}，“{given}”不是。")
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise BadInput(f"渠道 {name} 的地址最多 {LONGEST_ADDRESS} 个字符，且不能含有控制字符。")
    return address


TELEPHONE = re.compile(f"{MOBILE.pattern}|{FOREIGN.pattern}")

FORMS: Mapping[Needs, re.Pattern[str]] = {"email": ADDRESS, "phone": TELEPHONE}

CLEANED: Mapping[Needs, Callable[[str], str]] = {
    "phone": lambda written: written.translate(WRITTEN_BETWEEN),
}

WANTED: Mapping[Needs, str] = {
    "email": "电子邮箱（如 name@example.cn）",
    "phone": "手机号码（如 13800000000）",
    "own": "您在该渠道的账号",
}


def _keep_channels(connection: sa.Connection, person_id: int, channels: Mapping[str, str]) -> None:
    run(connection, PERSON_CHANNELS.delete().where(PERSON_CHANNELS.c.person_id == person_id))
    rows = [
        {"person_id": person_id, "channel": name, "position": position, "address": address}
        for position, (name, address) in enumerate(channels.items())
    ]
    if rows:
        connection.execute(PERSON_CHANNELS.insert(), rows)


def _keep_times(connection: sa.Connection, person_id: int, wanted: Preferences) -> None:
    run(connection, PREFERENCES.delete().where(PREFERENCES.c.person_id == person_id))
    begin, until = wanted.quiet or (None, None)
    times = {"quiet_from": begin, "quiet_until": until, "digest_at": wanted.digest_at}
    if any(at is not None for at in times.values()):
        kept = {name: None if at is None else at.hour * 60 + at.minute for name, at in times.items()}
        connection.execute(PREFERENCES.insert().values(person_id=person_id, **kept))


def _quiet(when: sa.Row[Any] | None) -> tuple[time, time] | None:
    if when is None or when.quiet_from is None or when.quiet_until is None:
        return None
    return _time(when.quiet_from), _time(when.quiet_until)


def _digest_at(when: sa.Row[Any] | None) -> time | None:
    return None if when is None or when.digest_at is None else _time(when.digest_at)


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))

"""Which channels has this installation, how do they do, and does one of them work (通知渠道)?"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from actions.desk import DEFAULT_ZONE, Desk
from actions.errors import NotFound, WrongState
from actions.permission import EVERYWHERE, Actor, permit
from notifications.address import pages_from_environment
from notifications.channels.protocol import PermanentFailure, TemporaryFailure
from notifications.message import Message
from notifications.settings import ways_from_environment
from notifications.way import Way
from records import throttle
from records.channel import CHANNEL_STATES
from records.database import in_transaction, reading
from records.digest import DELIVERIES, DIGESTS
from records.person import PEOPLE
from records.route import Needs, addresses
from states.digest import DELIVERED, OUTSTANDING

NEEDS_ZH: dict[Needs, str] = {
    "nothing": "不需要地址",
    "email": "电子邮箱",
    "phone": "手机号码",
    "own": "本人在该渠道的账号",
}
"""Which address of a person a channel can do with."""

ATTEMPTS_LOOKED_AT = 100_000
"""For the last success; so that a channel over which nothing goes does not have all of them read."""


@dataclass(frozen=True, slots=True)
class ChannelListed:
    """A channel that is set up, and how its senders have found it.

    `waiting` messages are to go over it. `per_minute` None: no limit; `tokens` are the messages that it
    allows now. While `open_until` lies ahead nothing is sent over it, because of `detail`.
    """

    name: str
    type: str
    needs: Needs
    concurrency: int
    per_minute: int | None
    waiting: int
    tokens: int | None
    trips: int
    open_until: datetime | None
    detail: str
    last_success: datetime | None


def list_channels(desk: Desk, *, ways: Sequence[Way] | None = None) -> list[ChannelListed]:
    """The channels that are set up, the preferred one first. Raises WrongSetting."""
    installed = ways_from_environment() if ways is None else ways
    at = desk.clock.now()
    names = [way.name for way in installed]
    waits = sa.and_(DIGESTS.c.state.in_(OUTSTANDING), DIGESTS.c.channel.in_(names))
    waiting = sa.select(DIGESTS.c.channel, sa.func.count()).where(waits).group_by(DIGESTS.c.channel)
    with reading(desk.engine) as connection:
        standing = {row.channel: row for row in connection.execute(sa.select(CHANNEL_STATES))}
        counts = dict(connection.execute(waiting).tuples().all())
        return [
            _listed(way, counts.get(way.name, 0), standing.get(way.name), _last(connection, way.name), at)
            for way in installed
        ]


def try_channel(desk: Desk, by: Actor, name: str | None = None, *, ways: Sequence[Way] | None = None) -> str:
    """Send a message to whoever asks over a channel (the first one, if None); the name of the channel.

    Raises NotAllowed, NotFound for a channel that is not set up, WrongSetting, WrongState with its own words
    when it does not take the message.
    """
    with reading(desk.engine) as connection:
        permit(connection, by, "channel.test", EVERYWHERE)
    return send_trial(desk, by, way_named(name, ways))


def way_named(name: str | None, ways: Sequence[Way] | None = None) -> Way:
    """The channel of that name, the first one if None; raises NotFound, WrongSetting."""
    installed = ways_from_environment() if ways is None else ways
    found = next((way for way in installed if name in (None, way.name)), None)
    if found is None:
        there = "、".join(way.name for way in installed) or "无"
        raise NotFound(f"没有名为 {name} 的通知渠道。已设置的渠道：{there}。")
    return found


def send_trial(desk: Desk, by: Actor, way: Way) -> str:
    """Send a message to whoever asks, outside of any campaign. A channel that takes it works again."""
    with reading(desk.engine) as connection:
        person = by.person_id or 0
        address = addresses(connection, [way.outlet], [person]).get((person, way.name))
        language = connection.execute(sa.select(PEOPLE.c.language).where(PEOPLE.c.id == person)).scalar()
    channel = way.open()
    try:
        channel.send(_trial(desk, by, address, language or "zh"))
    except (TemporaryFailure, PermanentFailure) as failure:
        raise WrongState(f"通知渠道 {way.name} 没有发出测试消息：{failure.detail}") from failure
    finally:
        channel.close()
    in_transaction(desk.engine, lambda connection: throttle.worked(connection, way.name))
    return way.name


def _listed(
    way: Way, waiting: int, standing: sa.Row[Any] | None, last: datetime | None, at: datetime
) -> ChannelListed:
    down = standing is not None and standing.open_until is not None and standing.open_until > at
    return ChannelListed(
        name=way.name,
        type=way.type,
        needs=way.needs,
        concurrency=way.concurrency,
        per_minute=way.per_minute,
        waiting=waiting,
        tokens=_tokens(way, standing, at),
        trips=standing.trips if standing else 0,
        open_until=standing.open_until if standing and down else None,
        detail=standing.detail if standing else "",
        last_success=last,
    )


def _tokens(way: Way, standing: sa.Row[Any] | None, at: datetime) -> int | None:
    if way.per_minute is None:
        return None
    if standing is None:
        return way.per_minute
    return int(throttle.refilled(standing.tokens, at - standing.counted_at, way.per_minute))


def _last(connection: sa.Connection, channel: str) -> datetime | None:
    """When a message last went over the channel, if it was among the newest attempts."""
    newest_id = sa.select(sa.func.max(DELIVERIES.c.id)).scalar_subquery()
    newest = (
        sa.select(DELIVERIES.c.at)
        .where(DELIVERIES.c.channel == channel, DELIVERIES.c.outcome == DELIVERED)
        .where(DELIVERIES.c.id > newest_id - ATTEMPTS_LOOKED_AT)
        .order_by(DELIVERIES.c.id.desc())
        .limit(1)
    )
    return connection.execute(newest).scalar()


def _trial(desk: Desk, by: Actor, address: str | None, language: str) -> Message:
    """In every form that a channel may want."""
    at = desk.clock.now().astimezone(DEFAULT_ZONE)
    words, pages = _words(at, language), pages_from_environment()
    return Message(
        message_id=f"trial-{secrets.token_hex(8)}",
        digest_id=0,
        recipient=by.name,
        address=address,
        language=language,
        written_at=at,
        card=words["text"].strip(),
        short=words["subject"],
        link=None if pages is None else f"{pages}/outbox",
        **words,
    )


def _words(at: datetime, language: str) -> dict[str, str]:
    when = f"{at:%Y-%m-%d %H:%M}"
    if language == "en":
        return {
            "subject": "Duban: a test of this channel",
            "text": f"Duban sent this on {when}. If you read it, the channel works; no reply is needed.\n",
        }
    return {
        "subject": "督办：通知渠道测试",
        "text": f"这是 {when} 从督办发出的测试消息。收到它，说明通知渠道可以使用；不需要回复。\n",
    }

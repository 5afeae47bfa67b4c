"""How do queued notices leave the house?"""

import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from actions.acknowledge_link import links
from actions.desk import DEFAULT_ZONE, Desk
from actions.errors import WrongState
from actions.permission import EVERYWHERE, Actor, permit
from notifications.channels.protocol import Channel, PermanentFailure, TemporaryFailure
from notifications.delivery import DeliveryResult, Progress, deliver
from notifications.message import Message
from notifications.settings import channel_from_environment, ways_from_environment
from notifications.way import Way
from records.campaign import rules_of
from records.database import reading
from records.notice import NOTICES
from records.person import PEOPLE
from states.notice import QUEUED


def deliver_notices(
    desk: Desk,
    channel: Channel | None = None,
    progress: Progress | None = None,
    *,
    ways: Sequence[Way] | None = None,
) -> DeliveryResult:
    """Send what is queued, over the channels that are set up if none is given.

    Raises Busy when somebody else is sending from the same database file.
    """
    with reading(desk.engine) as connection:
        versions = {
            version: rules_of(connection, version)
            for version in connection.execute(sa.text("SELECT id FROM plan_version")).scalars()
        }
    if channel is None and ways is None:
        ways = ways_from_environment()
    return deliver(
        desk.engine,
        desk.clock,
        [Way.over(channel)] if channel else ways or (),
        versions.__getitem__,
        links=links(desk),
        progress=progress,
    )


def count_waiting(desk: Desk) -> int:
    """How many notices are queued; for progress bars."""
    waiting = sa.select(sa.func.count()).select_from(NOTICES).where(NOTICES.c.state == QUEUED)
    with reading(desk.engine) as connection:
        return int(connection.execute(waiting).scalar_one())


def try_channel(desk: Desk, by: Actor, channel: Channel | None = None) -> str:
    """Send a message to whoever asks, outside of any campaign; the name of the channel that took it.

    Raises NotAllowed, WrongSetting for a channel that is not set up, WrongState with its own words when it
    does not take the message.
    """
    with reading(desk.engine) as connection:
        permit(connection, by, "channel.test", EVERYWHERE)
        mine = sa.select(PEOPLE.c.email).where(PEOPLE.c.id == (by.person_id or 0))
        address = connection.execute(mine).scalar()
    way = channel or channel_from_environment()
    try:
        way.send(_trial(desk, by, address))
    except (TemporaryFailure, PermanentFailure) as failure:
        raise WrongState(f"通知渠道 {way.name} 没有发出测试消息：{failure.detail}") from failure
    finally:
        way.close()
    return way.name


def _trial(desk: Desk, by: Actor, address: str | None) -> Message:
    at = desk.clock.now().astimezone(DEFAULT_ZONE)
    return Message(
        message_id=f"trial-{secrets.token_hex(8)}",
        digest_id=0,
        recipient=by.name,
        address=address,
        language="zh",
        subject="督办：通知渠道测试",
        text=f"这是 {at:%Y-%m-%d %H:%M} 从督办发出的测试消息。收到它，说明通知渠道可以使用；不需要回复。\n",
        written_at=at,
    )

"""How do queued notices leave the house?"""

from collections.abc import Sequence

import sqlalchemy as sa

from actions.acknowledge_link import links
from actions.alarm import raise_alarm
from actions.desk import Desk
from notifications.channels.protocol import Channel
from notifications.delivery import DeliveryResult, Progress, deliver
from notifications.settings import ways_from_environment
from notifications.way import Way
from records.campaign import rules_of
from records.database import reading
from records.notice import NOTICES
from states.notice import QUEUED


def deliver_notices(
    desk: Desk,
    channel: Channel | None = None,
    progress: Progress | None = None,
    *,
    ways: Sequence[Way] | None = None,
) -> DeliveryResult:
    """Send what is queued, over the channels that are set up if none is given.

    Where that fails for good, or a channel has been down for long, the administrators are told.

    Raises Busy when somebody else is sending from the same database file.
    """
    with reading(desk.engine) as connection:
        versions = {
            version: rules_of(connection, version)
            for version in connection.execute(sa.text("SELECT id FROM plan_version")).scalars()
        }
    if channel is not None:
        ways = [Way.over(channel)]
    elif ways is None:
        ways = ways_from_environment()
    result = deliver(
        desk.engine, desk.clock, ways, versions.__getitem__, links=links(desk), progress=progress
    )
    raise_alarm(desk, ways)
    return result


def count_waiting(desk: Desk) -> int:
    """How many notices are queued; for progress bars."""
    waiting = sa.select(sa.func.count()).select_from(NOTICES).where(NOTICES.c.state == QUEUED)
    with reading(desk.engine) as connection:
        return int(connection.execute(waiting).scalar_one())

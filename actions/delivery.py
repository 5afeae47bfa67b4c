"""How do queued notices leave the house?"""

import sqlalchemy as sa

from actions.desk import Desk
from notifications.channels.protocol import Channel
from notifications.delivery import DeliveryResult, Progress, deliver
from notifications.settings import channel_from_environment
from records.campaign import rules_of
from records.database import reading
from records.notice import NOTICES
from states.notice import QUEUED


def deliver_notices(
    desk: Desk, channel: Channel | None = None, progress: Progress | None = None
) -> DeliveryResult:
    """Send what is queued, over the configured channel if none is given.

    Raises Busy when somebody else is sending from the same database file.
    """
    with reading(desk.engine) as connection:
        versions = {
            version: rules_of(connection, version)
            for version in connection.execute(sa.text("SELECT id FROM plan_version")).scalars()
        }
    return deliver(
        desk.engine,
        desk.clock,
        channel or channel_from_environment(),
        versions.__getitem__,
        progress=progress,
    )


def count_waiting(desk: Desk) -> int:
    """How many notices are queued; for progress bars."""
    waiting = sa.select(sa.func.count()).select_from(NOTICES).where(NOTICES.c.state == QUEUED)
    with reading(desk.engine) as connection:
        return int(connection.execute(waiting).scalar_one())

"""Which messages have been given up, and how does one set out again?"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from records.database import run
from records.digest import DIGESTS
from records.history import Event, remember
from records.notice import NOTICES
from records.route import Outlet, first_of
from records.task import TASKS
from states import digest as digests
from states import notice as notices
from states.digest import DIGEST, OUTSTANDING, DigestSituation
from states.notice import NOTICE, NoticeSituation

GIVEN_UP = sa.text("digest.state = 'dead'")
"""The condition of the partial index, word for word, so that both databases use it."""

AT_ONCE = 1_000


def on_its_way() -> sa.ColumnElement[bool]:
    """Whether another message is on its way to the same person."""
    other = DIGESTS.alias("other")
    return sa.exists().where(other.c.person_id == DIGESTS.c.person_id, other.c.state.in_(OUTSTANDING))


def count_given_up(connection: sa.Connection, *chosen: sa.ColumnElement[bool]) -> int:
    """How many of the chosen messages have been given up."""
    counted = sa.select(sa.func.count()).select_from(DIGESTS).where(GIVEN_UP, *chosen)
    return int(connection.execute(counted).scalar_one())


def revive(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], outlets: Sequence[Outlet], event: Event
) -> int:
    """Queue the chosen messages that were given up anew, over the first channel of each person; how many.

    One for each person, the oldest: nobody has two on their way. Left as they are: those of whom another is
    on its way, and those whom none of the channels reaches.
    """
    revived = 0
    first = first_of(outlets, DIGESTS.c.person_id)
    oldest = (
        sa.select(sa.func.min(DIGESTS.c.id))
        .where(GIVEN_UP, chosen, ~on_its_way(), first.is_not(None))
        .group_by(DIGESTS.c.person_id)
        .limit(AT_ONCE)
    )
    while ids := list(connection.execute(oldest).scalars()):
        _queue_notices(connection, ids, event)
        anew = {
            "state": DIGEST.after(DigestSituation(digests.DEAD), "retry"),
            "channel": first,
            "failures": 0,
            "attempts": 0,
            "next_attempt_at": event.at,
        }
        revived += run(connection, DIGESTS.update().where(DIGESTS.c.id.in_(ids)).values(**anew))
    return revived


def _queue_notices(connection: sa.Connection, digest_ids: Sequence[int], event: Event) -> None:
    """The notices that they carry, but for those that have been acknowledged meanwhile."""
    carried = sa.and_(NOTICES.c.digest_id.in_(digest_ids), NOTICES.c.state == notices.DEAD)
    columns = (NOTICES.c.campaign_id, NOTICES.c.unit_id, NOTICES.c.id, TASKS.c.key, NOTICES.c.state)
    told: sa.Select[Any] = sa.select(*columns).outerjoin_from(NOTICES, TASKS, TASKS.c.id == NOTICES.c.task_id)
    remember(connection, told.where(carried), event)
    queued = NOTICE.after(NoticeSituation(notices.DEAD), "retry")
    run(connection, NOTICES.update().where(carried).values(state=queued, next_attempt_at=event.at))

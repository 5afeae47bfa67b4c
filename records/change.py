"""Has anything happened in a campaign since?

What pages show follows from rows that are only ever added: history, checks, absences, people, years of the
calendar. On a server a row may be committed after one with a higher number; so the last ones are counted too.
"""

import sqlalchemy as sa

from records.absence import ABSENCES
from records.calendar import CALENDAR_YEARS
from records.check import CHECK_RUNS
from records.history import HISTORY
from records.person import PEOPLE
from records.unit import UNITS

WINDOW = 1_000
"""Numbers that transactions which run at once may have drawn; the rows among them are counted."""

Mark = tuple[object, ...]
"""Equal to an earlier one if and only if nothing has happened in between."""


def mark_of(connection: sa.Connection, campaign_id: int) -> Mark:
    """The mark of a campaign as it is now; found by the ends of indices."""
    mine = HISTORY.c.campaign_id == campaign_id
    last = connection.execute(sa.select(sa.func.max(HISTORY.c.id)).where(mine)).scalar() or 0
    recent = sa.select(sa.func.count()).where(mine, HISTORY.c.id > last - WINDOW)
    check = sa.select(CHECK_RUNS.c.id, CHECK_RUNS.c.state, CHECK_RUNS.c.slices)
    ends = [sa.select(sa.func.max(table.c.id)) for table in (ABSENCES, PEOPLE, UNITS, CALENDAR_YEARS)]
    away = sa.select(sa.func.count()).where(ABSENCES.c.ended_at.is_not(None))
    return (
        last,
        connection.execute(recent).scalar(),
        tuple(connection.execute(check.order_by(CHECK_RUNS.c.id.desc()).limit(1)).one_or_none() or ()),
        *(connection.execute(query).scalar() for query in (*ends, away)),
    )

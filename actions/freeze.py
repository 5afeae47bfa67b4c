"""When does the number of those eligible stop to move (二)?

At the end of the phase that the plan names for an indicator: the next check freezes it for every unit.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from actions.desk import Occasion
from actions.words import day_zh
from plans.indicators import Indicator
from records import figures
from records import indicator as indicators
from records.history import CLOCK, Event
from records.indicator import TARGETS


def to_freeze(now: Occasion) -> list[Indicator]:
    """The indicators that have a target whose number of eligible people is to be frozen by now."""
    past = [
        one for one in now.book.indicators.values() if one.freezes_after and one.freezes_after < now.today
    ]
    if not past:
        return []
    open_ones = indicators.not_frozen(now.campaign_id, (one.key for one in past))
    waiting = set(
        now.connection.execute(sa.select(TARGETS.c.indicator).where(open_ones).distinct()).scalars()
    )
    return [one for one in past if one.key in waiting]


def freeze(now: Occasion, of: Sequence[Indicator]) -> int:
    """Freeze how many are eligible, in these indicators; how many targets."""
    frozen = 0
    for one in of:
        last = day_zh(one.freezes_after) if one.freezes_after else ""
        why = f"{one.title_zh}的应办人数截至{last}，自今日起冻结"
        event = Event("target", "freeze", "frozen", CLOCK, now.at, why, one.clause)
        chosen = indicators.not_frozen(now.campaign_id, (one.key,))
        frozen += figures.freeze(now.connection, chosen, now.today, event)
    return frozen

"""How are the heads of villages told something in words of its own?"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from actions.desk import AT_ONCE, Occasion, batched
from records.notice import When, Wording, queue_for_holders
from records.village import VILLAGES
from states.roles import Role


def tell_heads(now: Occasion, unit_ids: Sequence[int], rule: str, about: str, due: date | None = None) -> int:
    """Tell the heads of these villages the same thing; how many notices are new.

    `rule` names what is said, so that nobody hears it twice.
    """
    wording = Wording("word", "word", rule, due, about=about)
    told = 0
    for some in batched(unit_ids, AT_ONCE):
        mine = sa.and_(VILLAGES.c.campaign_id == now.campaign_id, VILLAGES.c.unit_id.in_(some))
        units = sa.select(VILLAGES.c.campaign_id, VILLAGES.c.unit_id).where(mine).subquery("units")
        told += queue_for_holders(
            now.connection, units, (Role.VILLAGE_HEAD,), wording, When(now.at, now.today)
        )
    return told

"""What happened to a unit, or in a whole campaign, in order?"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from actions.desk import Desk, find_campaign, find_unit
from records.campaign import rules_of
from records.database import reading
from records.history import HISTORY
from records.unit import UNITS


@dataclass(frozen=True, slots=True)
class Happened:
    """One move: of what, from where to where, by whom, why, after which clause."""

    id: int
    at: datetime
    actor: str
    unit: str | None
    unit_name: str | None
    subject: str
    task: str | None
    trigger: str
    from_state: str | None
    to_state: str
    reason: str | None
    clause: str | None


def read_history(
    desk: Desk,
    campaign_id: int | None = None,
    unit_code: str | None = None,
    *,
    newest_first: bool = False,
    limit: int | None = None,
    before: int | None = None,
) -> list[Happened]:
    """The history of a campaign (of one unit in it), oldest first unless asked otherwise.

    `before`: only what has a smaller number.

    Referrals are left out: who may see them reads them by `actions/referral.py` (四.五).
    """
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        zone = rules_of(connection, campaign.plan_version_id).zone
        query = (
            sa.select(HISTORY, UNITS.c.code, UNITS.c.name)
            .outerjoin_from(HISTORY, UNITS, UNITS.c.id == HISTORY.c.unit_id)
            .where(HISTORY.c.campaign_id == campaign.id, HISTORY.c.subject != "referral")
            .order_by(HISTORY.c.id.desc() if newest_first else HISTORY.c.id)
            .limit(limit)
        )
        if unit_code is not None:
            query = query.where(HISTORY.c.unit_id == find_unit(connection, unit_code).id)
        if before is not None:
            query = query.where(HISTORY.c.id < before)
        return [
            Happened(
                id=row.id,
                at=row.at.astimezone(zone),
                actor=row.actor,
                unit=row.code,
                unit_name=row.name,
                subject=row.subject,
                task=row.task_key,
                trigger=row.trigger,
                from_state=row.from_state,
                to_state=row.to_state,
                reason=row.reason,
                clause=row.clause,
            )
            for row in connection.execute(query)
        ]

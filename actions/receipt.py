"""Who has acknowledged the campaign's issue (签收), and who was late (领办逾期)?

Late is derived, never stored: the notice's own date and the instant of the acknowledgement say it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from actions.desk import Desk, occasion
from records.database import reading
from records.notice import NOTICES, OF_ISSUE
from records.person import PEOPLE
from records.unit import UNITS


class Receipt(StrEnum):
    """How an addressee stands."""

    IN_TIME = "in_time"
    WAITING = "waiting"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Receipted:
    """One addressee of the issue."""

    notice_id: int
    unit: str
    unit_name: str
    role: str
    recipient: str
    due: date | None
    acknowledged_at: datetime | None
    receipt: Receipt


def receipt_of(due: date | None, acknowledged_on: date | None, today: date) -> Receipt:
    """In time, late, still waiting, or missing since the date has passed."""
    if acknowledged_on is not None:
        return Receipt.IN_TIME if due is None or acknowledged_on <= due else Receipt.LATE
    return Receipt.WAITING if due is None or today <= due else Receipt.MISSING


def list_receipts(desk: Desk, campaign_id: int | None = None) -> list[Receipted]:
    """Everyone to whom the campaign was issued, unit by unit."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        query = (
            sa.select(NOTICES, UNITS.c.code, UNITS.c.name, PEOPLE.c.name.label("recipient"))
            .join_from(NOTICES, UNITS, UNITS.c.id == NOTICES.c.unit_id)
            .join(PEOPLE, PEOPLE.c.id == NOTICES.c.person_id)
            .where(NOTICES.c.campaign_id == now.campaign_id, OF_ISSUE)
            .order_by(UNITS.c.path, NOTICES.c.id)
        )
        rows = connection.execute(query).all()
    listed = []
    for row in rows:
        at = row.acknowledged_at and row.acknowledged_at.astimezone(now.book.zone)
        receipt = receipt_of(row.due, at and at.date(), now.today)
        listed.append(Receipted(row.id, row.code, row.name, row.role, row.recipient, row.due, at, receipt))
    return listed

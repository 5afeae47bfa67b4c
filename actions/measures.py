"""Which measures (工作措施) has each unit drawn up for itself (四.一.二)?"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, occasion
from actions.permission import Actor, deed_of, permit
from actions.taking_part import (
    lock_village,
    new_row,
    note,
    path_within,
    ruled,
    submit_with,
    village_of,
    words,
)
from records.database import in_transaction, reading
from records.measures import MEASURES
from records.unit import UNITS

LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class MeasuresListed:
    """The measures of a unit as they stand."""

    unit: str
    unit_name: str
    text: str
    recorded_by: str
    recorded_at: datetime


def record_measures(
    desk: Desk,
    by: Actor,
    unit_code: str,
    text: str,
    *,
    submit: bool = False,
    campaign_id: int | None = None,
) -> date | None:
    """Keep a village's measures; what was kept before stays on record. With `submit` the plan's task is
    submitted with them, and the day by which it must be verified is answered.

    Raises NotAllowed, NotFound, BadInput without a text.
    """
    cleaned = words(text, "工作措施", LENGTH)

    def work(connection: sa.Connection) -> date | None:
        now = acting(desk, connection, campaign_id)
        unit = village_of(now, unit_code)
        spec = ruled(now.book.plan.measures, "工作措施")
        permit(connection, by, deed_of(now.book.spec(spec.task), "submit"), unit.path, on=now.today)
        lock_village(now, unit)
        values = {"text": cleaned, "recorded_by": by.name, "recorded_at": now.at}
        new_row(now, MEASURES, {"unit_id": unit.id, **values})
        subject = ("village", unit.village_campaign_id)
        note(now, by.by, subject, unit.id, "measures", unit.state, cleaned, spec.clause)
        return submit_with(now, by, unit, spec.task, f"工作措施：{cleaned}") if submit else None

    return in_transaction(desk.engine, work)


def list_measures(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[MeasuresListed]:
    """The measures of every unit (at or below one) that has drawn some up."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return measures_within(now, path_within(now, unit_code))


def measures_within(now: Occasion, path: str) -> list[MeasuresListed]:
    """The measures that count at or below a path: the last of each unit."""
    last = (
        sa.select(sa.func.max(MEASURES.c.id))
        .where(MEASURES.c.campaign_id == now.campaign_id)
        .group_by(MEASURES.c.unit_id)
    )
    query = (
        sa.select(MEASURES, UNITS.c.code, UNITS.c.name)
        .join_from(MEASURES, UNITS, UNITS.c.id == MEASURES.c.unit_id)
        .where(MEASURES.c.id.in_(last), UNITS.c.path.startswith(path, autoescape=True))
        .order_by(UNITS.c.path)
    )
    return [
        MeasuresListed(
            row.code, row.name, row.text, row.recorded_by, row.recorded_at.astimezone(now.book.zone)
        )
        for row in now.connection.execute(query)
    ]

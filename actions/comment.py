"""What does the leading group say of a village (三.二.2)? It stands in the village's history."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, find_unit, occasion
from actions.permission import Actor, permit
from actions.taking_part import note, path_within, village_of, words
from records.database import in_transaction, reading
from records.history import HISTORY
from records.unit import UNITS

COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class CommentListed:
    """A comment on a village, by whom and when."""

    at: datetime
    by: str
    unit: str
    unit_name: str
    text: str


def comment(desk: Desk, by: Actor, unit_code: str, text: str, campaign_id: int | None = None) -> None:
    """Comment on a village. Raises NotAllowed unless `by` is of the leading group, NotFound, BadInput."""
    said = words(text, "意见")

    def work(connection: sa.Connection) -> None:
        now = acting(desk, connection, campaign_id)
        permit(connection, by, "village.comment", find_unit(connection, unit_code).path, on=now.today)
        village = village_of(now, unit_code)
        clause = now.book.plan.visits.clause if now.book.plan.visits else None
        subject = ("village", village.village_campaign_id)
        note(now, by.by, subject, village.id, COMMENT, village.state, said, clause)

    in_transaction(desk.engine, work)


def list_comments(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[CommentListed]:
    """The comments on every village (at or below a unit), the last one first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return comments(now, path_within(now, unit_code))


def comments(now: Occasion, path: str) -> list[CommentListed]:
    query = (
        sa.select(HISTORY.c.at, HISTORY.c.actor, HISTORY.c.reason, UNITS.c.code, UNITS.c.name)
        .join_from(HISTORY, UNITS, UNITS.c.id == HISTORY.c.unit_id)
        .where(
            HISTORY.c.campaign_id == now.campaign_id,
            HISTORY.c.subject == "village",
            HISTORY.c.trigger == COMMENT,
            UNITS.c.path.startswith(path, autoescape=True),
        )
        .order_by(HISTORY.c.id.desc())
    )
    return [
        CommentListed(row.at.astimezone(now.book.zone), row.actor, row.code, row.name, row.reason)
        for row in now.connection.execute(query)
    ]

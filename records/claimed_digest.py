"""What must be known of a digest to put it into words?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from records.campaign import CAMPAIGNS
from records.claimed import Claimed, read_claimed
from records.digest import DIGESTS
from records.notice import NOTICES
from records.person import APPOINTMENTS, PEOPLE, SEATS
from records.route import Outlet, addresses
from records.task import TASKS
from records.unit import UNITS
from states.deadline import SIDE_OF, Side
from states.roles import Role


@dataclass(frozen=True, slots=True)
class OverdueTold:
    """A task that is overdue though no notice of the digest is about it, and in which role it concerns the
    recipient. `rung` is the last one that has been reached, -1 before the first."""

    unit: str
    unit_name: str
    key: str
    about: str | None
    effective_due: date
    rung: int
    role: str


@dataclass(frozen=True, slots=True)
class ClaimedDigest:
    """A digest in a sender's hands. `notices` are what is new, oldest first, at least one.

    `overdue` are the first of `overdue_in_all` further tasks that are overdue, the longest first.
    `held_back` counts the notices that were kept back earlier (quiet hours, daily limit) and come now.
    `failures` are those on `channel` so far, `address` the recipient's there.
    """

    id: int
    attempt: int
    failures: int
    channel: str
    address: str | None
    made_at: datetime
    plan_version_id: int
    person_id: int
    recipient: str
    language: str
    notices: tuple[Claimed, ...]
    overdue: tuple[OverdueTold, ...] = ()
    overdue_in_all: int = 0
    held_back: int = 0


OVERDUE_TOLD = 30
"""How many further tasks that are overdue are named."""

CHASED = (
    Role.VILLAGE_HEAD,
    Role.ASSISTANT,
    Role.LINKED_LEADER,
    Role.LEADING_GROUP,
    Role.LEADING_GROUP_HEAD,
    Role.DEPARTMENT,
)
"""The roles that are told of what is overdue: whoever owes it, and whoever it climbs to."""

Today = Callable[[int], date | None]

OWING = tuple(state for state, side in SIDE_OF.items() if side is Side.OWING)


def read_claimed_digests(
    connection: sa.Connection, claims: Mapping[int, int], outlets: Sequence[Outlet], today: Today
) -> list[ClaimedDigest]:
    """Everything about the claimed digests, oldest first; those of which nothing is left to say come without
    notices.

    `today` answers with the day in the zone of a version of a plan; None for one that it does not know.
    """
    rows = connection.execute(_digests(claims)).all()
    notices = _notices(connection, list(claims))
    places = addresses(connection, outlets, sorted({row.person_id for row in rows}))
    versions = {row.plan_version_id: today(row.plan_version_id) for row in rows}
    overdue = _overdue(connection, list(claims), {one: day for one, day in versions.items() if day})
    return [
        ClaimedDigest(
            id=row.id,
            attempt=claims[row.id],
            failures=row.failures,
            channel=row.channel,
            address=places.get((row.person_id, row.channel)),
            made_at=row.made_at,
            plan_version_id=row.plan_version_id,
            person_id=row.person_id,
            recipient=row.recipient,
            language=row.language,
            notices=tuple(one for one, _ in notices.get(row.id, ())),
            overdue=tuple(told for told, _ in overdue.get(row.id, ())),
            overdue_in_all=next((in_all for _, in_all in overdue.get(row.id, ())), 0),
            held_back=sum(held for _, held in notices.get(row.id, ())),
        )
        for row in rows
    ]


def _digests(claims: Mapping[int, int]) -> sa.Select[Any]:
    columns = ("id", "failures", "channel", "made_at", "person_id")
    return (
        sa.select(
            *(DIGESTS.c[name] for name in columns),
            CAMPAIGNS.c.plan_version_id,
            PEOPLE.c.name.label("recipient"),
            PEOPLE.c.language,
        )
        .join_from(DIGESTS, CAMPAIGNS, CAMPAIGNS.c.id == DIGESTS.c.campaign_id)
        .join(PEOPLE, PEOPLE.c.id == DIGESTS.c.person_id)
        .where(DIGESTS.c.id.in_(list(claims)))
        .order_by(DIGESTS.c.id)
    )


def _notices(connection: sa.Connection, digest_ids: list[int]) -> dict[int, list[tuple[Claimed, bool]]]:
    """The notices that each digest carries and that wait to be sent, and whether each was held back."""
    carried = sa.select(NOTICES.c.id, NOTICES.c.digest_id, NOTICES.c.held_for).where(
        NOTICES.c.digest_id.in_(digest_ids)
    )
    by_id = {row.id: row for row in connection.execute(carried)}
    found: dict[int, list[tuple[Claimed, bool]]] = {}
    for claimed in read_claimed(connection, NOTICES.c.digest_id.in_(digest_ids)):
        row = by_id[claimed.id]
        found.setdefault(row.digest_id, []).append((claimed, row.held_for is not None))
    return found


def _overdue(
    connection: sa.Connection, digest_ids: list[int], days: Mapping[int, date]
) -> dict[int, list[tuple[OverdueTold, int]]]:
    """What else is overdue for the recipient, in a role in which a notice of the digest addresses them."""
    told = _roles_told(digest_ids)
    seat = sa.and_(SEATS.c.at_unit_id == APPOINTMENTS.c.unit_id, SEATS.c.role == APPOINTMENTS.c.role)
    held = sa.and_(APPOINTMENTS.c.person_id == told.c.person_id, APPOINTMENTS.c.role == told.c.role)
    late = sa.or_(
        sa.false(),
        *(
            sa.and_(told.c.plan_version_id == version, TASKS.c.effective_due < day)
            for version, day in days.items()
        ),
    )
    said = sa.exists().where(NOTICES.c.digest_id == told.c.digest_id, NOTICES.c.task_id == TASKS.c.id)
    rows = (
        sa.select(
            told.c.digest_id,
            *(TASKS.c[name] for name in ("key", "about", "effective_due", "rung")),
            UNITS.c.code.label("unit"),
            UNITS.c.name.label("unit_name"),
            sa.func.min(told.c.role).label("role"),
        )
        .select_from(
            told.join(APPOINTMENTS, held)
            .join(SEATS, seat)
            .join(
                TASKS, sa.and_(TASKS.c.unit_id == SEATS.c.unit_id, TASKS.c.campaign_id == told.c.campaign_id)
            )
            .join(UNITS, UNITS.c.id == TASKS.c.unit_id)
        )
        .where(TASKS.c.state.in_(OWING), TASKS.c.stands_from.is_(None), late, ~said)
        .group_by(told.c.digest_id, TASKS.c.id, UNITS.c.id)
        .subquery("overdue")
    )
    place = sa.func.row_number().over(
        partition_by=rows.c.digest_id, order_by=(rows.c.effective_due, rows.c.unit, rows.c.key)
    )
    ranked = sa.select(
        rows, place.label("place"), sa.func.count().over(partition_by=rows.c.digest_id).label("in_all")
    ).subquery("ranked")
    first = (
        sa.select(ranked).where(ranked.c.place <= OVERDUE_TOLD).order_by(ranked.c.digest_id, ranked.c.place)
    )
    found: dict[int, list[tuple[OverdueTold, int]]] = {}
    for row in connection.execute(first):
        values = {name: getattr(row, name) for name in OverdueTold.__dataclass_fields__}
        found.setdefault(row.digest_id, []).append((OverdueTold(**values), row.in_all))
    return found


def _roles_told(digest_ids: list[int]) -> sa.Subquery:
    """In which roles the notices of each digest address its recipient."""
    return (
        sa.select(
            DIGESTS.c.id.label("digest_id"),
            DIGESTS.c.campaign_id,
            DIGESTS.c.person_id,
            CAMPAIGNS.c.plan_version_id,
            NOTICES.c.role,
        )
        .distinct()
        .join_from(DIGESTS, NOTICES, NOTICES.c.digest_id == DIGESTS.c.id)
        .join(CAMPAIGNS, CAMPAIGNS.c.id == DIGESTS.c.campaign_id)
        .where(DIGESTS.c.id.in_(digest_ids), NOTICES.c.role.in_(CHASED))
        .subquery("told")
    )

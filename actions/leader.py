"""How do the villages linked to a leader stand, and what does the leader owe them (四.一, 三.二.2)?

Several appointments are one page: all the villages of the leader, and of those for whom the leader stands in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from actions.absence import AbsenceListed, list_absences
from actions.board import TaskStanding, VillageStanding, standings
from actions.coming import Coming, read_coming_below
from actions.desk import Desk, Occasion, occasion
from actions.notice import NoticeListed, list_notices
from actions.permission import WHOLE
from actions.ranking import LeaderCard, scorecards
from actions.sight import Powers, widest
from actions.visit import Covered, VisitListed, covered_within, visits_within
from records.database import reading
from records.person import APPOINTMENTS
from records.unit import UNITS
from states.lights import Light
from states.roles import Role
from states.task import OWED

AHEAD_DAYS = 14
MOST_AHEAD = 200
NOTICES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Linked:
    """A village linked to the leader, with what it owes now, the most urgent first."""

    village: VillageStanding
    owed: tuple[TaskStanding, ...]


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """A leader's villages; `reaching`: what will climb to the leader, if nobody does anything.

    `card` is None for whoever is linked to none in their own name.
    """

    linked: tuple[Linked, ...]
    reaching: tuple[Coming, ...]
    notices: tuple[NoticeListed, ...]
    visits: tuple[VisitListed, ...]
    covered: tuple[Covered, ...]
    card: LeaderCard | None
    away: tuple[AbsenceListed, ...]


def is_linked(powers: Powers) -> bool:
    """Whether villages are linked to whoever looks, today."""
    return Role.LINKED_LEADER in powers.roles


def read_leader(desk: Desk, powers: Powers, campaign_id: int | None = None) -> LeaderPage:
    """The page of whoever looks: a linked leader, or whoever stands in for one."""
    paths = widest(path for role, path in powers.held if role == Role.LINKED_LEADER)
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        villages = [village for path in paths for village in standings(now, path)]
        visits = [visit for path in paths for visit in visits_within(now, path)]
        covered = [one for path in paths for one in covered_within(now, path)]
    person = powers.actor.person_id
    ahead, _ = read_coming_below(desk, paths, AHEAD_DAYS, campaign_id, most=MOST_AHEAD)
    mine = list_notices(
        desk,
        campaign_id,
        person_id=person or 0,
        unacknowledged=True,
        newest_first=True,
        limit=NOTICES_SHOWN,
    )
    cards = scorecards(desk, campaign_id)
    return LeaderPage(
        linked=tuple(sorted(map(_linked, villages), key=_worst_first)),
        reaching=tuple(one for one in ahead if one.role == Role.LINKED_LEADER and one.rung is not None),
        notices=tuple(mine),
        visits=tuple(visits),
        covered=tuple(covered),
        card=next((card for card in cards if card.person_id == person), None),
        away=tuple(one for one in list_absences(desk, campaign_id) if one.person_id == person),
    )


def leaders_below(desk: Desk, paths: Iterable[str], campaign_id: int | None = None) -> list[LeaderCard]:
    """How the villages of each leader stand who is linked to one at or below these paths."""
    with reading(desk.engine) as connection:
        known = _leaders(occasion(desk, connection, campaign_id), tuple(paths))
    return [card for card in scorecards(desk, campaign_id) if card.person_id in known]


def _leaders(now: Occasion, paths: tuple[str, ...]) -> frozenset[int]:
    held = sa.select(APPOINTMENTS.c.person_id).join_from(
        APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id
    )
    linked = held.where(APPOINTMENTS.c.role == Role.LINKED_LEADER.value)
    if WHOLE not in paths:
        below = (UNITS.c.path.startswith(path, autoescape=True) for path in paths)
        linked = linked.where(sa.or_(sa.false(), *below))
    return frozenset(now.connection.execute(linked).scalars())


def _linked(village: VillageStanding) -> Linked:
    owed = [task for task in village.tasks.values() if task.state in OWED]
    return Linked(village, tuple(sorted(owed, key=lambda task: (-task.light, task.effective_due))))


def _worst_first(one: Linked) -> tuple[int, int, str]:
    red = sum(task.light is Light.RED for task in one.owed)
    return -one.village.light, -red, one.village.unit

"""Who sees what (the design's roles, each for its own units and all below them)?

Beside the table of deeds stands the table of views: what is not named there nobody sees. A village sees
its own campaign and never another's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from actions.desk import DEFAULT_ZONE, Desk, find_unit
from actions.errors import NotAllowed
from actions.permission import (
    ADMINISTRATOR,
    DEPARTMENT,
    HEAD,
    LEADERS,
    MAY,
    OFFICE,
    SUPERVISION,
    VILLAGE,
    WHOLE,
    Actor,
    held_by,
)
from records.database import reading
from records.unit import UNITS
from states.roles import TITLES_ZH, Role

DISCIPLINE = frozenset({Role.DISCIPLINE_COMMITTEE})
OVERSIGHT = LEADERS | OFFICE | SUPERVISION
GROUP = HEAD | OFFICE | SUPERVISION | frozenset({Role.LEADING_GROUP})
EVERYBODY = frozenset(Role)

SEES: dict[str, frozenset[Role]] = {
    "board": OVERSIGHT,
    "progress": OVERSIGHT,
    "village": OVERSIGHT | VILLAGE,
    "tasks": OFFICE | HEAD | DEPARTMENT | SUPERVISION,
    "inspections": GROUP,
    "dates": GROUP,
    "meetings": OVERSIGHT,
    "assessment": OVERSIGHT,
    "leaders": LEADERS | OFFICE,
    "referrals": HEAD | DISCIPLINE,
    "people": OVERSIGHT | ADMINISTRATOR,
    "outbox": OVERSIGHT | VILLAGE | DEPARTMENT | ADMINISTRATOR,
    "receipts": GROUP,
    "history": OVERSIGHT | VILLAGE | DISCIPLINE,
    "plan": EVERYBODY,
    "health": OFFICE | ADMINISTRATOR,
    "administration": ADMINISTRATOR,
    "wording": OFFICE | ADMINISTRATOR,
}
"""View → the roles that have it, each of its own units."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit at which somebody holds a role."""

    code: str
    name: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees in a view: the units at these paths and all below them.

    `unit` is the code of the one unit that is shown; None for everything there is.
    """

    paths: tuple[str, ...]
    unit: str | None

    @property
    def everything(self) -> bool:
        return WHOLE in self.paths

    def covers(self, path: str) -> bool:
        return any(path.startswith(above) for above in self.paths)


class SeveralPlaces(Exception):
    """Somebody's roles are at several units, and none was named."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places


@dataclass(frozen=True, slots=True)
class Powers:
    """What an actor holds today: (role, path); whoever is `unlimited` (the console) may do and see all."""

    actor: Actor
    held: tuple[tuple[str, str], ...]
    unlimited: bool = False

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role for role, _ in self.held)

    @property
    def views(self) -> frozenset[str]:
        """The views that the actor has, of whatever units."""
        return frozenset(view for view, roles in SEES.items() if self.unlimited or self.roles & roles)

    @property
    def deeds(self) -> frozenset[str]:
        """The deeds that the actor may do, somewhere: what a page need not offer to anybody else."""
        return frozenset(deed for deed, roles in MAY.items() if self.unlimited or self.roles & roles)

    def may_at(self, deed: str, path: str) -> bool:
        """Whether the actor may do a deed for the unit at a path."""
        allowed = MAY.get(deed, frozenset())
        return self.unlimited or any(role in allowed and path.startswith(above) for role, above in self.held)

    def paths(self, view: str) -> tuple[str, ...]:
        """Where the view reaches, each path once and none below another."""
        if self.unlimited:
            return (WHOLE,)
        return widest(path for role, path in self.held if role in SEES[view])


def widest(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie below no other of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def powers_of(desk: Desk, actor: Actor) -> Powers:
    """What somebody holds today, for whoever is away too."""
    today = desk.clock.now().astimezone(DEFAULT_ZONE).date()
    with reading(desk.engine) as connection:
        held = held_by(connection, actor, today)
    return Powers(actor, tuple((str(role), path) for role, path in held), actor.person_id is None)


def look(desk: Desk, powers: Powers, view: str, code: str | None = None) -> Sight:
    """What is seen in a view, at one unit or (without a code) wherever the actor's roles reach.

    Raises NotAllowed, NotFound for the unit, SeveralPlaces where one has to be chosen.
    """
    paths = powers.paths(view)
    if not paths:
        needed = "、".join(sorted(TITLES_ZH[role] for role in SEES[view] if role in TITLES_ZH))
        raise NotAllowed(f"{powers.actor.name} 无权查看这个页面：需要的角色：{needed}。")
    with reading(desk.engine) as connection:
        if code is not None:
            unit = find_unit(connection, code)
            if not Sight(paths, code).covers(unit.path):
                raise NotAllowed(f"{powers.actor.name} 无权查看 {unit.name}：其任职范围不包括该单位。")
            return Sight((unit.path,), code)
        if WHOLE in paths or _all_roots(connection, paths):
            return Sight((WHOLE,), None)
        places = _places(connection, paths)
    if len(places) > 1:
        raise SeveralPlaces(places)
    return Sight(paths, places[0].code)


def places_of(desk: Desk, powers: Powers, view: str) -> tuple[Place, ...]:
    """The units at which somebody's view begins; none for whoever sees everything."""
    paths = powers.paths(view)
    if WHOLE in paths:
        return ()
    with reading(desk.engine) as connection:
        return _places(connection, paths)


def codes_seen(desk: Desk, sight: Sight) -> frozenset[str] | None:
    """The codes of all units that are seen; None for everything."""
    if sight.everything:
        return None
    below = sa.or_(*(UNITS.c.path.startswith(path, autoescape=True) for path in sight.paths))
    with reading(desk.engine) as connection:
        return frozenset(connection.execute(sa.select(UNITS.c.code).where(below)).scalars())


def _all_roots(connection: sa.Connection, paths: tuple[str, ...]) -> bool:
    roots = connection.execute(sa.select(UNITS.c.path).where(UNITS.c.parent_id.is_(None))).scalars()
    return set(roots) <= set(paths)


def _places(connection: sa.Connection, paths: tuple[str, ...]) -> tuple[Place, ...]:
    query = sa.select(UNITS.c.code, UNITS.c.name, UNITS.c.kind, UNITS.c.path).where(UNITS.c.path.in_(paths))
    return tuple(Place(*row) for row in connection.execute(query.order_by(UNITS.c.path)))

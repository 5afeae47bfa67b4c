"""Where in the hierarchy does a reader stand: what is above, beside and one level below, how many villages?

Reads the units that are asked for and no others, and counts villages by the kept roll-ups: a nation's answer
costs what a township's does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, find_campaign, find_unit
from plans.rules import Rulebook
from records.campaign import rules_of
from records.database import reading
from records.rollup import ROLLUPS
from records.task import TASKS
from records.unit import ANCESTORS, LOWEST, UNITS
from records.village import VILLAGES

FEW_VILLAGES = 200
"""So many villages are shown one by one wherever they lie."""

OFFICE = "township"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that can be gone to."""

    code: str
    name: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Where:
    """A reader's place in a campaign.

    `unit` is None where the whole stands below several roots, which are then `tops`. `above` begins with the
    campaign's own unit, or with a root and everything that there is above it (`in_whole`). `beside` are the
    other offices of an office. Of all these only units with a part in the campaign.
    """

    tops: tuple[Place, ...]
    above: tuple[Place, ...]
    below: tuple[Place, ...]
    beside: tuple[Place, ...]
    villages: int
    in_whole: bool = False

    @property
    def unit(self) -> Place | None:
        return self.tops[0] if len(self.tops) == 1 else None

    def seen(self, covers: Callable[[str], bool]) -> "Where":
        """The same without what lies above or beside and is not covered, path by path."""
        above, beside = ([one for one in some if covers(one.path)] for some in (self.above, self.beside))
        return replace(self, above=tuple(above), beside=tuple(beside), in_whole=self.in_whole and covers(""))

    @property
    def shows_villages(self) -> bool:
        """Whether the villages can be shown one by one: few of them, or an office's at most."""
        return self.villages <= FEW_VILLAGES or all(one.kind in (OFFICE, *LOWEST) for one in self.tops)


def read_where(desk: Desk, campaign_id: int | None = None, unit_code: str | None = None) -> Where:
    """Where a unit lies (without one: the whole campaign); raises NotFound."""
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        book = rules_of(connection, campaign.plan_version_id)
        tops = tops_of(connection, campaign, unit_code)
        ids = [top.id for top in tops]
        above = _above(connection, campaign, ids[0]) if len(ids) == 1 else []
        of_office = len(tops) == 1 and tops[0].kind == OFFICE and bool(above)
        return Where(
            tops=_placed(tops),
            above=_placed(above),
            below=_placed(below(connection, campaign.id, tops, whole=unit_code is None)),
            beside=_placed(children(connection, campaign.id, [above[-1].id])) if of_office else (),
            villages=sum(villages_at(connection, campaign.id, book, ids).values()),
            in_whole=unit_code is not None and campaign.unit_id is None,
        )


def tops_of(connection: sa.Connection, campaign: sa.Row[Any], unit_code: str | None) -> Sequence[sa.Row[Any]]:
    """The units that make up what is asked for: one, the campaign's own, or all that stand below none."""
    if unit_code is not None:
        return [find_unit(connection, unit_code)]
    if campaign.unit_id is not None:
        return connection.execute(sa.select(UNITS).where(UNITS.c.id == campaign.unit_id)).all()
    return connection.execute(
        sa.select(UNITS).where(UNITS.c.parent_id.is_(None)).order_by(UNITS.c.path)
    ).all()


def below(
    connection: sa.Connection, campaign_id: int, tops: Sequence[sa.Row[Any]], *, whole: bool
) -> Sequence[sa.Row[Any]]:
    """The units one level below what is asked for; of a whole with several roots, the roots."""
    if whole and len(tops) > 1:
        return tops
    return children(connection, campaign_id, [top.id for top in tops])


def children(connection: sa.Connection, campaign_id: int, parents: Sequence[int]) -> Sequence[sa.Row[Any]]:
    """The units directly below some, in their order, that have villages in the campaign or are one."""
    counted = sa.exists().where(ROLLUPS.c.campaign_id == campaign_id, ROLLUPS.c.unit_id == UNITS.c.id)
    moved = sa.exists().where(VILLAGES.c.campaign_id == campaign_id, VILLAGES.c.unit_id == UNITS.c.id)
    mine = sa.select(UNITS).where(UNITS.c.parent_id.in_(parents), counted | moved)
    return connection.execute(mine.order_by(UNITS.c.path)).all()


def villages_at(
    connection: sa.Connection, campaign_id: int, book: Rulebook, units: Sequence[int]
) -> dict[int, int]:
    """How many villages of the campaign are at or below each unit.

    Every village owes every village task of the plan, so that those of one of these count the villages; a
    plan that gives villages none has them counted one by one.
    """
    key = next((key for key, task in book.tasks.items() if task.owner_kind == "village"), None)
    mine = VILLAGES.c.campaign_id == campaign_id
    own = sa.select(VILLAGES.c.unit_id, sa.literal(1)).where(mine, VILLAGES.c.unit_id.in_(units))
    if key is None:
        above = ANCESTORS.c.ancestor_id
        each = sa.select(above, sa.func.count()).join_from(
            ANCESTORS, VILLAGES, VILLAGES.c.unit_id == ANCESTORS.c.unit_id
        )
        each = each.where(mine, above.in_(units)).group_by(above)
    else:
        each = sa.select(ROLLUPS.c.unit_id, sa.func.sum(ROLLUPS.c.count)).group_by(ROLLUPS.c.unit_id)
        each = each.where(
            ROLLUPS.c.campaign_id == campaign_id, ROLLUPS.c.unit_id.in_(units), ROLLUPS.c.key == key
        )
    found: dict[int, int] = {}
    for query in (each, own):
        found.update((unit, int(count)) for unit, count in connection.execute(query).tuples())
    return found


def tasks_at(connection: sa.Connection, campaign_id: int, units: Sequence[int]) -> int:
    """How many tasks of the campaign there are at or below these units, which do not contain each other."""
    of_those_below = sa.select(sa.func.coalesce(sa.func.sum(ROLLUPS.c.count), 0)).where(
        ROLLUPS.c.campaign_id == campaign_id, ROLLUPS.c.unit_id.in_(units)
    )
    own = sa.select(sa.func.count()).where(TASKS.c.campaign_id == campaign_id, TASKS.c.unit_id.in_(units))
    return sum(int(connection.execute(query).scalar_one()) for query in (of_those_below, own))


FOUND_AT_MOST = 40


def find_places(desk: Desk, campaign_id: int | None, unit_code: str | None, digits: str) -> tuple[Place, ...]:
    """The first units whose code begins with these digits, at or below a unit; a range of the codes."""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        return ()
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        root = campaign.unit_id if unit_code is None else find_unit(connection, unit_code).id
        within = sa.true() if root is None else _is_within(root)
        coded = UNITS.c.code.between(digits.ljust(12, "0"), digits.ljust(12, "9"))
        mine = sa.select(UNITS).where(coded, within, UNITS.c.kind != "department")
        return _placed(connection.execute(mine.order_by(UNITS.c.code).limit(FOUND_AT_MOST)))


def _is_within(root: int) -> sa.ColumnElement[bool]:
    below = sa.exists().where(ANCESTORS.c.unit_id == UNITS.c.id, ANCESTORS.c.ancestor_id == root)
    return (UNITS.c.id == root) | below


def _above(connection: sa.Connection, campaign: sa.Row[Any], unit: int) -> Sequence[sa.Row[Any]]:
    """The units above one, widest first, from the campaign's own on; none for a unit above or outside it."""
    line = (
        sa.select(UNITS)
        .join_from(ANCESTORS, UNITS, UNITS.c.id == ANCESTORS.c.ancestor_id)
        .where(ANCESTORS.c.unit_id == unit)
        .order_by(ANCESTORS.c.distance.desc())
    )
    found = connection.execute(line).all()
    if campaign.unit_id is None:
        return found
    number = next((at for at, one in enumerate(found) if one.id == campaign.unit_id), len(found))
    return found[number:]


def _placed(rows: Iterable[sa.Row[Any]]) -> tuple[Place, ...]:
    return tuple(Place(row.code, row.name, row.kind, row.path) for row in rows)

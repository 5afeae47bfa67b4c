"""Which villages are red today, and why?

The board's rule, asked once for each group of equal tasks instead of for every village: as cheap for ten
thousand villages as for ten.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from actions.board import is_behind, light_by_date
from actions.desk import AT_ONCE, Desk, Occasion, batched, occasion
from actions.indicator import pace_lights
from records.database import reading
from records.rollup import ROLLUPS, counts
from records.task import TASKS, is_owed
from records.unit import UNITS
from records.village import VILLAGES, earlier_gates_pending
from states.lights import Light
from states.task import DONE, OWED, PLANNED

BEHIND = "behind"
"""The reason of a village that has not earned the phase that it should be in."""


def list_reds(
    desk: Desk, campaign_id: int | None = None, besides: Collection[str] = ()
) -> dict[str, list[str]]:
    """The unit codes of the villages that are red, with the kinds of their red tasks, and `behind`.

    Those of `besides` are known already and left out.
    """
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        reds = [*_red_tasks(now), *_behind(now)]
        new = _codes(now, reds) - set(besides)
        found: dict[str, list[str]] = defaultdict(list)
        for some in batched(sorted(new), AT_ONCE):
            for units, why in reds:
                codes = sa.select(UNITS.c.code).where(UNITS.c.id.in_(units), UNITS.c.code.in_(some))
                for code in connection.execute(codes).scalars():
                    found[code].append(why)
    return dict(sorted(found.items()))


Red = tuple[sa.Select[tuple[int]], str]
"""A query for the ids of units, and why they are red."""


def _codes(now: Occasion, reds: Collection[Red]) -> set[str]:
    """The codes of all red villages."""
    if not reds:
        return set()
    anyhow = sa.union(*(units for units, _ in reds)).subquery()
    query = sa.select(UNITS.c.code).where(UNITS.c.id.in_(sa.select(anyhow)))
    return set(now.connection.execute(query).scalars())


def _red_tasks(now: Occasion) -> list[Red]:
    """For each kind of task the villages whose task is red, by its date or by its pace."""
    red: dict[str, list[sa.ColumnElement[bool]]] = defaultdict(list)
    for row in now.connection.execute(_situations(now)).all():
        if light_by_date(now, row) is Light.RED:
            stood = TASKS.c.stands_from
            stands = stood.is_(None) if row.stands_from is None else stood == row.stands_from
            same = (TASKS.c.state == row.state) & (TASKS.c.effective_due == row.effective_due) & stands
            red[row.kind].append(is_owed() & same)
    runs = TASKS.c.state.not_in((PLANNED, *DONE)) & TASKS.c.stands_from.is_(None)
    for key, units in _red_paces(now).items():
        red[key].append(runs & TASKS.c.unit_id.in_(units))
    mine = (TASKS.c.campaign_id == now.campaign_id) & TASKS.c.village_campaign_id.is_not(None)
    units_of = sa.select(TASKS.c.unit_id).where(mine)
    kinds = sorted(red, key=list(now.book.rules).index)
    return [(units_of.where(TASKS.c.kind == kind, sa.or_(*red[kind])), kind) for kind in kinds]


def _situations(now: Occasion) -> sa.CompoundSelect[Any]:
    """What the lights of tasks that are owed follow from; no other task can be red by its date.

    Of those whose clock runs from the roll-ups, of those that stand from themselves.
    """
    top = sa.select(UNITS.c.id).where(UNITS.c.parent_id.is_(None))
    mine = (ROLLUPS.c.campaign_id == now.campaign_id) & ROLLUPS.c.unit_id.in_(top)
    counted = counts(mine, ROLLUPS.c.state.in_(OWED))
    late, runs = sa.false().label("late"), sa.type_coerce(sa.null(), sa.Date).label("stands_from")
    running = sa.select(counted.c.key.label("kind"), counted.c.state, counted.c.effective_due, late, runs)
    own = (TASKS.c.kind, TASKS.c.state, TASKS.c.effective_due)
    stood = (TASKS.c.campaign_id == now.campaign_id) & TASKS.c.stands_until.is_not(None)
    standing = sa.select(*own, late, TASKS.c.stands_from).where(stood, TASKS.c.state.in_(OWED))
    return sa.union(running, standing).order_by("kind", "state", "effective_due", "stands_from")


def _red_paces(now: Occasion) -> dict[str, list[int]]:
    """The units that are far behind a pace, by the task that is tied to it."""
    found: dict[str, list[int]] = defaultdict(list)
    for (unit_id, key), lights in pace_lights(now, "").items():
        if Light.RED in lights:
            found[key].append(unit_id)
    return found


def _behind(now: Occasion) -> list[Red]:
    """The villages that are red because of their phase, by the situation that makes them so."""
    reopened = earlier_gates_pending(now.book.timeline)
    held = TASKS.c.stands_until.is_not(None) & (TASKS.c.village_campaign_id == VILLAGES.c.id)
    stands = sa.exists(sa.select(TASKS.c.id).where(held))
    facts = (VILLAGES.c.state, reopened.label("reopened"), stands.label("stands"))
    mine = VILLAGES.c.campaign_id == now.campaign_id
    groups = sa.select(*facts).where(mine).group_by("state", "reopened", "stands")
    units_of = sa.select(VILLAGES.c.unit_id)
    found = []
    for row in now.connection.execute(groups.order_by("state", "reopened", "stands")).all():
        if is_behind(now, row.state, reopened=bool(row.reopened), stands=bool(row.stands)):
            same = (VILLAGES.c.state == row.state) & (reopened if row.reopened else ~reopened)
            found.append((units_of.where(mine, same, stands if row.stands else ~stands), BEHIND))
    return found

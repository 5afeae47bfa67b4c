"""Which villages are red today, and why?

The board's rule, asked once for each group of equal tasks instead of for every village: as cheap for ten
thousand villages as for ten.
"""

from collections import defaultdict

import sqlalchemy as sa

from actions.board import is_behind, light_by_date
from actions.desk import Desk, Occasion, occasion
from actions.indicator import pace_lights
from records.database import reading
from records.task import TASKS, is_late
from records.unit import UNITS
from records.village import VILLAGES, earlier_gates_pending
from states.lights import Light
from states.task import DONE, PLANNED

BEHIND = "behind"
"""The reason of a village that has not earned the phase that it should be in."""


def list_reds(desk: Desk, campaign_id: int | None = None) -> dict[str, list[str]]:
    """The unit codes of the villages that are red, with the kinds of their red tasks, and `behind`."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        found: dict[str, list[str]] = defaultdict(list)
        for query, why in (*_red_tasks(now), *_behind(now)):
            for code in connection.execute(query).scalars():
                found[code].append(why)
    return {code: list(dict.fromkeys(found[code])) for code in sorted(found)}


Chosen = tuple[sa.Select[tuple[str]], str]
"""A query for unit codes, and why they are red."""


def _red_tasks(now: Occasion) -> list[Chosen]:
    """For each kind of task the villages whose task is red, by its date or by its pace."""
    mine = (TASKS.c.campaign_id == now.campaign_id) & TASKS.c.village_campaign_id.is_not(None)
    facts = (TASKS.c.kind, TASKS.c.state, TASKS.c.effective_due, TASKS.c.stands_from)
    groups = sa.select(*facts, is_late().label("late")).where(mine).group_by(*facts, sa.text("late"))
    red: dict[str, list[sa.ColumnElement[bool]]] = {}
    for row in now.connection.execute(groups.order_by(*facts)).all():
        if light_by_date(now, row) is Light.RED:
            stood = TASKS.c.stands_from
            stands = stood.is_(None) if row.stands_from is None else stood == row.stands_from
            same = (TASKS.c.state == row.state) & (TASKS.c.effective_due == row.effective_due) & stands
            red.setdefault(row.kind, []).append(same & (is_late() == bool(row.late)))
    runs = TASKS.c.state.not_in((PLANNED, *DONE)) & TASKS.c.stands_from.is_(None)
    for key, units in _red_paces(now).items():
        red.setdefault(key, []).append(runs & TASKS.c.unit_id.in_(units))
    codes = sa.select(UNITS.c.code).join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
    kinds = sorted(red, key=list(now.book.rules).index)
    return [(codes.where(mine, TASKS.c.kind == kind, sa.or_(*red[kind])), kind) for kind in kinds]


def _red_paces(now: Occasion) -> dict[str, list[int]]:
    """The units that are far behind a pace, by the task that is tied to it."""
    found: dict[str, list[int]] = defaultdict(list)
    for (unit_id, key), lights in pace_lights(now, "").items():
        if Light.RED in lights:
            found[key].append(unit_id)
    return found


def _behind(now: Occasion) -> list[Chosen]:
    """The villages that are red because of their phase, by the situation that makes them so."""
    reopened = earlier_gates_pending(now.book.timeline)
    held = TASKS.c.stands_until.is_not(None) & (TASKS.c.village_campaign_id == VILLAGES.c.id)
    stands = sa.exists(sa.select(TASKS.c.id).where(held))
    facts = (VILLAGES.c.state, reopened.label("reopened"), stands.label("stands"))
    mine = VILLAGES.c.campaign_id == now.campaign_id
    groups = sa.select(*facts).where(mine).group_by("state", "reopened", "stands")
    codes = sa.select(UNITS.c.code).join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
    found = []
    for row in now.connection.execute(groups.order_by("state", "reopened", "stands")).all():
        if is_behind(now, row.state, reopened=bool(row.reopened), stands=bool(row.stands)):
            same = (VILLAGES.c.state == row.state) & (reopened if row.reopened else ~reopened)
            found.append((codes.where(mine, same, stands if row.stands else ~stands), BEHIND))
    return found

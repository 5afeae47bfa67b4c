"""Which villages are red today, and why?

The board's rule, asked once for each group of equal tasks instead of for every village: as cheap for ten
thousand villages as for ten.
"""

from collections import defaultdict

import sqlalchemy as sa

from actions.desk import Desk, Occasion, occasion
from records.database import reading
from records.task import TASKS, is_late
from records.unit import UNITS
from records.village import VILLAGES, earlier_gates_pending
from states.lights import Light, task_light, village_light

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
    """For each kind of task the villages whose task is red."""
    mine = (TASKS.c.campaign_id == now.campaign_id) & TASKS.c.village_campaign_id.is_not(None)
    facts = (TASKS.c.kind, TASKS.c.state, TASKS.c.effective_due, is_late().label("late"))
    groups = sa.select(*facts).where(mine).group_by(*facts[:3], sa.text("late"))
    red: dict[str, list[sa.ColumnElement[bool]]] = {}
    for row in now.connection.execute(groups.order_by(*facts[:3])).all():
        light = task_light(row.state, row.effective_due, bool(row.late), now.today, now.book.lights)
        if light is Light.RED:
            same = (TASKS.c.state == row.state) & (TASKS.c.effective_due == row.effective_due)
            red.setdefault(row.kind, []).append(same & (is_late() == bool(row.late)))
    codes = sa.select(UNITS.c.code).join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
    kinds = sorted(red, key=list(now.book.rules).index)
    return [(codes.where(mine, TASKS.c.kind == kind, sa.or_(*red[kind])), kind) for kind in kinds]


def _behind(now: Occasion) -> list[Chosen]:
    """The villages that are red because of their phase, by the situation that makes them so."""
    mine = VILLAGES.c.campaign_id == now.campaign_id
    reopened = earlier_gates_pending(now.book.timeline)
    groups = sa.select(VILLAGES.c.state, reopened.label("reopened")).where(mine).group_by("state", "reopened")
    codes = sa.select(UNITS.c.code).join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
    found = []
    for row in now.connection.execute(groups.order_by("state", "reopened")).all():
        behind = bool(row.reopened) or now.book.timeline.behind(row.state, now.today)
        if village_light((), behind=behind) is Light.RED:
            same = (VILLAGES.c.state == row.state) & (reopened if row.reopened else ~reopened)
            found.append((codes.where(mine, same), BEHIND))
    return found

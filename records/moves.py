"""How is a set of anything moved: villages, tasks, escalations, inspections?

The machine has been asked, once for the situation that the set shares; here the whole set follows
in a constant number of statements, with a row of history each. A set of one is no special case.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from records import rollup
from records.database import run
from records.escalation import ESCALATIONS
from records.history import Event, remember
from records.inspection import INSPECTIONS
from records.task import TASKS
from records.village import VILLAGES

NO_TASK = sa.literal(None, sa.String)


def move_tasks(
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    event: Event,
    changes: Mapping[str, Any],
    *,
    late: bool | None = None,
) -> int:
    """Move the chosen tasks to `event.to_state`, with history and roll-ups; how many.

    `changes` are further columns to set; `late` is whether a submission comes after its date, None for any
    other move.
    """
    due = changes.get("effective_due")
    rollup.shift(connection, chosen, state=event.to_state, effective_due=due, late=late)
    remember(connection, sa.select(*tasks_remembered(due, changes.get("cycle"))).where(chosen), event)
    return run(connection, TASKS.update().where(chosen).values(state=event.to_state, **changes))


def tasks_remembered(due: date | None = None, cycle: Any = None) -> tuple[sa.ColumnElement[Any], ...]:
    """Tasks as history wants them; `due` and `cycle` where they are about to change."""
    return (
        TASKS.c.campaign_id,
        TASKS.c.unit_id,
        TASKS.c.id,
        TASKS.c.key,
        TASKS.c.state,
        TASKS.c.effective_due if due is None else sa.literal(due, sa.Date),
        TASKS.c.cycle if cycle is None else cycle,
    )


def move_villages(connection: sa.Connection, chosen: sa.ColumnElement[bool], event: Event) -> int:
    """Move the chosen villages' campaigns to `event.to_state`, with history; how many."""
    columns = (VILLAGES.c.campaign_id, VILLAGES.c.unit_id, VILLAGES.c.id, NO_TASK, VILLAGES.c.state)
    remember(connection, sa.select(*columns).where(chosen), event)
    return run(connection, VILLAGES.update().where(chosen).values(state=event.to_state))


def move_escalations(
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    event: Event,
    changes: Mapping[str, Any],
) -> int:
    """Move the chosen escalations to `event.to_state`, with history; how many.

    `chosen` may speak of the tasks that they belong to.
    """
    columns = (TASKS.c.campaign_id, TASKS.c.unit_id, ESCALATIONS.c.id, TASKS.c.key, ESCALATIONS.c.state)
    mine = (
        sa.select(*columns).join_from(ESCALATIONS, TASKS, TASKS.c.id == ESCALATIONS.c.task_id).where(chosen)
    )
    remember(connection, mine, event)
    ids = (
        sa.select(ESCALATIONS.c.id)
        .join_from(ESCALATIONS, TASKS, TASKS.c.id == ESCALATIONS.c.task_id)
        .where(chosen)
    )
    moved = ESCALATIONS.update().where(ESCALATIONS.c.id.in_(ids)).values(state=event.to_state, **changes)
    return run(connection, moved)


def move_inspections(
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    event: Event,
    changes: Mapping[str, Any],
) -> int:
    """Move the chosen inspections to `event.to_state`, with history; how many."""
    columns = (
        INSPECTIONS.c.campaign_id,
        INSPECTIONS.c.unit_id,
        INSPECTIONS.c.id,
        NO_TASK,
        INSPECTIONS.c.state,
    )
    remember(connection, sa.select(*columns).where(chosen), event)
    return run(connection, INSPECTIONS.update().where(chosen).values(state=event.to_state, **changes))

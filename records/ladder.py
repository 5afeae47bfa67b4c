"""How does a set of tasks climb the ladder, and how is the climb ended (四.一)?

The escalation's machine is asked once for each state that occurs in the set.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.database import insert_or_update, run
from records.escalation import ESCALATIONS
from records.history import HISTORY, Event, remember
from records.moves import move_escalations
from records.task import TASKS
from states.deadline import Side
from states.escalation import ESCALATION, RAISED, RESOLVED, EscalationSituation

KEYS = ("task_id", "cycle", "side")

RAISED_AGAIN = {"rung": "excluded.rung", "state": "excluded.state", "acknowledged_until": "NULL"}


def climb(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], side: Side, rung: int, event: Event
) -> int:
    """Raise the escalation of each chosen task to `rung`; how many. `event` is of the subject escalation."""
    states = _states(connection, chosen, side)
    mine = sa.and_(chosen, ESCALATIONS.c.cycle == TASKS.c.cycle, ESCALATIONS.c.side == side.value)
    for state in states:
        if state is not None:
            trigger = "raise_again" if state == RESOLVED else "climb"
            after = ESCALATION.after(EscalationSituation(state), trigger)
            again = replace(event, trigger=trigger, to_state=after)
            remember(connection, _escalations(mine & (ESCALATIONS.c.state == state)), again)
    rows = sa.select(
        TASKS.c.id,
        TASKS.c.cycle,
        sa.literal(side.value),
        sa.literal(rung),
        sa.literal(RAISED),
        sa.literal(event.at, ESCALATIONS.c.raised_at.type),
    ).where(chosen)
    names = (*KEYS, "rung", "state", "raised_at")
    climbed = insert_or_update(connection, ESCALATIONS, names, rows, KEYS, RAISED_AGAIN)
    if None in states:
        known = sa.exists().where(HISTORY.c.subject == "escalation", HISTORY.c.subject_id == ESCALATIONS.c.id)
        new = _escalations(mine & ~known, sa.literal(None, sa.String))
        remember(connection, new, replace(event, trigger="raise", to_state=RAISED))
    return climbed


def end(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], side: Side, trigger: str, event: Event
) -> int:
    """Move the escalations of the chosen tasks' current cycle by `trigger` where it applies; how many.

    Used for the deeds that resolve a climb, and for the withdrawal that raises it again.
    """
    moved = 0
    for state in _states(connection, chosen, side):
        if state is not None and ESCALATION.allows(EscalationSituation(state), trigger):
            after = ESCALATION.after(EscalationSituation(state), trigger)
            mine = sa.and_(
                chosen,
                ESCALATIONS.c.cycle == TASKS.c.cycle,
                ESCALATIONS.c.side == side.value,
                ESCALATIONS.c.state == state,
            )
            moved += move_escalations(connection, mine, replace(event, trigger=trigger, to_state=after), {})
    return moved


def carry_over(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> int:
    """The climbs of the chosen tasks go on in the cycle that is about to begin; how many."""
    mine = sa.select(TASKS.c.id).where(chosen, TASKS.c.cycle == ESCALATIONS.c.cycle)
    mine = mine.where(TASKS.c.id == ESCALATIONS.c.task_id).correlate(ESCALATIONS)
    over = ESCALATIONS.update().where(sa.exists(mine)).values(cycle=ESCALATIONS.c.cycle + 1)
    return run(connection, over)


def acknowledge(connection: sa.Connection, escalation_id: int, state: str, until: date, event: Event) -> None:
    """One holder has acknowledged: the escalation is held until the end of `until`."""
    after = ESCALATION.after(EscalationSituation(state), "acknowledge")
    mine = ESCALATIONS.c.id == escalation_id
    move_escalations(
        connection,
        mine,
        replace(event, trigger="acknowledge", to_state=after),
        {"acknowledged_until": until},
    )


def of_task(connection: sa.Connection, task_id: int, cycle: int, side: Side) -> sa.Row[Any] | None:
    """The climb of one task in one cycle on one side, if there is one."""
    one = sa.select(ESCALATIONS).where(
        ESCALATIONS.c.task_id == task_id, ESCALATIONS.c.cycle == cycle, ESCALATIONS.c.side == side.value
    )
    return connection.execute(one).one_or_none()


def _escalations(
    chosen: sa.ColumnElement[bool], from_state: sa.ColumnElement[Any] = ESCALATIONS.c.state
) -> sa.Select[Any]:
    """The chosen escalations, as history wants them."""
    columns = (TASKS.c.campaign_id, TASKS.c.unit_id, ESCALATIONS.c.id, TASKS.c.key, from_state)
    return (
        sa.select(*columns).join_from(ESCALATIONS, TASKS, TASKS.c.id == ESCALATIONS.c.task_id).where(chosen)
    )


def _with_escalation(side: Side) -> sa.Join:
    return TASKS.outerjoin(
        ESCALATIONS,
        (ESCALATIONS.c.task_id == TASKS.c.id)
        & (ESCALATIONS.c.cycle == TASKS.c.cycle)
        & (ESCALATIONS.c.side == side.value),
    )


def _states(connection: sa.Connection, chosen: sa.ColumnElement[bool], side: Side) -> list[str | None]:
    states = sa.select(ESCALATIONS.c.state).distinct().select_from(_with_escalation(side)).where(chosen)
    return list(connection.execute(states).scalars())

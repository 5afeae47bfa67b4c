"""What was so at an instant that has passed? Read from the history, whose rows never change.

Each question is one statement, however many villages there are.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.check import CHECK_RUNS
from records.escalation import ESCALATIONS
from records.history import HISTORY
from records.hold import HOLDS
from records.indicator import READINGS, WHOLE_UNIT
from records.task import TASKS
from records.unit import UNITS, within
from records.village import VILLAGES


def villages(campaign_id: int, at: datetime, path: str) -> sa.Select[Any]:
    """The villages at or below a path, with the state that each had."""
    then, parent = _last("village", campaign_id, at, path), UNITS.alias("office")
    return (
        sa.select(
            VILLAGES.c.id,
            VILLAGES.c.unit_id,
            HISTORY.c.to_state.label("state"),
            UNITS.c.code,
            UNITS.c.name,
            parent.c.name.label("office"),
        )
        .join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
        .join(then, then.c.subject_id == VILLAGES.c.id)
        .join(HISTORY, HISTORY.c.id == then.c.id)
        .outerjoin(parent, parent.c.id == UNITS.c.parent_id)
        .where(VILLAGES.c.campaign_id == campaign_id, within(VILLAGES.c.unit_id, path))
        .order_by(UNITS.c.path)
    )


def tasks(campaign_id: int, at: datetime, path: str) -> sa.Select[Any]:
    """The tasks that there were at or below a path, each with its last move; none if nothing had moved it.

    Besides, `submitted_id` is the move that last concerned its submission, `cycle_id` the one that last
    began a cycle with a ladder of its own.
    """
    then = _last("task", campaign_id, at, path)
    handed = _last("task", campaign_id, at, path, ("submit", "withdraw", "return", "reopen"), "handed")
    cycle = _last("task", campaign_id, at, path, ("return", "reopen", "extend"), "begun")
    submission = HISTORY.alias("submission")
    return (
        sa.select(
            TASKS,
            UNITS.c.code,
            UNITS.c.name,
            UNITS.c.path,
            HISTORY.c.at.label("moved_at"),
            HISTORY.c.from_state,
            HISTORY.c.to_state,
            HISTORY.c.effective_due.label("due_then"),
            HISTORY.c.cycle.label("cycle_then"),
            submission.c.trigger.label("handed"),
            submission.c.at.label("handed_at"),
            cycle.c.id.label("cycle_id"),
        )
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .outerjoin(then, then.c.subject_id == TASKS.c.id)
        .outerjoin(HISTORY, HISTORY.c.id == then.c.id)
        .outerjoin(handed, handed.c.subject_id == TASKS.c.id)
        .outerjoin(submission, submission.c.id == handed.c.id)
        .outerjoin(cycle, cycle.c.subject_id == TASKS.c.id)
        .where(TASKS.c.campaign_id == campaign_id, within(TASKS.c.unit_id, path))
        .where(sa.or_(TASKS.c.number == 0, HISTORY.c.id.is_not(None)))  # an errand begins with its history
        .order_by(UNITS.c.path, TASKS.c.due, TASKS.c.id)
    )


def resumptions(campaign_id: int, path: str, until: datetime | None = None) -> sa.Select[Any]:
    """(task, instant) of the last time that each task's clock ran again after a hold."""
    mine = _of(campaign_id, "task", path) & (HISTORY.c.trigger == "resume")
    if until is not None:
        mine &= HISTORY.c.at <= until
    columns = (HISTORY.c.subject_id, sa.func.max(HISTORY.c.at))
    return sa.select(*columns).where(mine).group_by(HISTORY.c.subject_id)


def holds(campaign_id: int, at: datetime) -> sa.Select[Any]:
    """The holds that had been put and not lifted, with the path that each covers; None: the campaign."""
    stood = sa.or_(HOLDS.c.lifted_at.is_(None), HOLDS.c.lifted_at > at)
    return (
        sa.select(HOLDS, UNITS.c.path)
        .outerjoin_from(HOLDS, UNITS, UNITS.c.id == HOLDS.c.unit_id)
        .where(HOLDS.c.campaign_id == campaign_id, HOLDS.c.put_at <= at, stood)
        .order_by(HOLDS.c.id)
    )


def climbs(campaign_id: int, at: datetime, path: str) -> sa.Select[Any]:
    """(task, side, move, by which rule) of the last rung that had fired on each side of each task."""
    fired = HISTORY.c.trigger.in_(("raise", "climb", "raise_again")) & HISTORY.c.actor.startswith("clock:")
    last = (
        sa.select(ESCALATIONS.c.task_id, ESCALATIONS.c.side, sa.func.max(HISTORY.c.id).label("id"))
        .join_from(HISTORY, ESCALATIONS, ESCALATIONS.c.id == HISTORY.c.subject_id)
        .where(_of(campaign_id, "escalation", path), fired, HISTORY.c.at <= at)
        .group_by(ESCALATIONS.c.task_id, ESCALATIONS.c.side)
        .subquery("last")
    )
    return sa.select(last.c.task_id, last.c.side, last.c.id, HISTORY.c.actor).join_from(
        last, HISTORY, HISTORY.c.id == last.c.id
    )


def figures(campaign_id: int, at: datetime, path: str) -> sa.Select[Any]:
    """The readings of whole units that had been reported, oldest day first, of a day the last row last."""
    mine = (READINGS.c.campaign_id == campaign_id) & (READINGS.c.group_number == WHOLE_UNIT)
    columns = (READINGS.c.unit_id, READINGS.c.indicator, READINGS.c.count.label("heads"))
    query = sa.select(*columns).where(mine, READINGS.c.at <= at, within(READINGS.c.unit_id, path))
    return query.order_by(READINGS.c.on, READINGS.c.id)


def checked_at(campaign_id: int, at: datetime) -> sa.Select[Any]:
    """When the last complete check had been."""
    mine = (CHECK_RUNS.c.campaign_id == campaign_id) & (CHECK_RUNS.c.state == "done")
    return sa.select(sa.func.max(CHECK_RUNS.c.at)).where(mine, CHECK_RUNS.c.at <= at)


def _of(campaign_id: int, subject: str, path: str) -> sa.ColumnElement[bool]:
    """The history of a kind of thing in a campaign, or in the units at or below a path.

    There the units lead to it: what is summed or joined with nothing is found by no index, which SQLite would
    take instead and read the whole campaign.
    """
    if not path:
        return (HISTORY.c.campaign_id == campaign_id) & (HISTORY.c.subject == subject)
    mine = (HISTORY.c.campaign_id + 0 == campaign_id) & (HISTORY.c.subject.concat("") == subject)
    return mine & within(HISTORY.c.unit_id, path)


def _last(
    subject: str,
    campaign_id: int,
    at: datetime,
    path: str,
    triggers: Iterable[str] = (),
    name: str = "then",
) -> sa.Subquery:
    """The last move of each thing of a kind, among those of some triggers if they are named."""
    mine = _of(campaign_id, subject, path) & (HISTORY.c.at <= at)
    if triggers:
        mine &= HISTORY.c.trigger.in_(tuple(triggers))
    columns = (HISTORY.c.subject_id, sa.func.max(HISTORY.c.id).label("id"))
    return sa.select(*columns).where(mine).group_by(HISTORY.c.subject_id).subquery(name)

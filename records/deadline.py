"""Which tasks are due to be spoken of, and which of them share all that the rules read?

Groups are asked for by facts and found again by the same facts, so that what Python answers once is
carried out for the whole group. Nothing here decides what fires.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.database import run
from records.escalation import ESCALATIONS
from records.task import TASKS
from records.unit import UNITS
from states.deadline import NEVER, Side, Speech, TaskFacts
from states.roles import Role, mask_of, roles_in

FACTS = (
    TASKS.c.state,
    TASKS.c.opens_on,
    TASKS.c.effective_due,
    TASKS.c.verify_by,
    TASKS.c.rung,
    TASKS.c.next_rung_on,
    TASKS.c.next_on,
    TASKS.c.stands_from,
    TASKS.c.stands_until,
)


def due(campaign_id: int, today: date, *kinds: str) -> sa.ColumnElement[bool]:
    """The tasks of these kinds on which a rule has something to say by `today`.

    The kinds are named so that the index leads from each to its days.
    """
    these = TASKS.c.kind == kinds[0] if len(kinds) == 1 else TASKS.c.kind.in_(kinds)
    return sa.and_(TASKS.c.campaign_id == campaign_id, these, TASKS.c.next_on <= today)


def due_on(campaign_id: int, kind: str, day: date) -> sa.ColumnElement[bool]:
    """Those of one kind and one day, which lie side by side in the index, in the order of their units."""
    return sa.and_(TASKS.c.campaign_id == campaign_id, TASKS.c.kind == kind, TASKS.c.next_on == day)


def days_due(
    connection: sa.Connection, campaign_id: int, today: date, kinds: Iterable[str]
) -> list[tuple[str, date]]:
    """The kinds that have anything due, in their order, with each day; on a quiet day, a look at an index."""
    order = {kind: place for place, kind in enumerate(kinds)}
    query = sa.select(TASKS.c.kind, TASKS.c.next_on).where(due(campaign_id, today, *order)).distinct()
    return sorted(connection.execute(query).tuples(), key=lambda one: (order[one[0]], one[1]))


def resuming(campaign_id: int, today: date) -> sa.ColumnElement[bool]:
    """The tasks whose clock has stood until before today and is to run again."""
    return sa.and_(TASKS.c.campaign_id == campaign_id, TASKS.c.stands_until < today, TASKS.c.next_on <= today)


def kinds_resuming(connection: sa.Connection, campaign_id: int, today: date) -> list[str]:
    """The kinds of such tasks."""
    kinds = sa.select(TASKS.c.kind).where(resuming(campaign_id, today)).distinct().order_by(TASKS.c.kind)
    return list(connection.execute(kinds).scalars())


def count_due(connection: sa.Connection, campaign_id: int, today: date, kinds: Iterable[str]) -> int:
    """How many tasks of these kinds are due."""
    counted = sa.select(sa.func.count()).select_from(TASKS).where(due(campaign_id, today, *kinds))
    return int(connection.execute(counted).scalar_one())


def held_of(roles: frozenset[Role]) -> sa.ColumnElement[int]:
    """Which of the roles somebody holds for the task's unit, as a mask."""
    held = UNITS.c.roles_held.bitwise_and(mask_of(roles))
    # Of its own: the statement around it may speak of other units.
    return sa.select(held).where(UNITS.c.id == TASKS.c.unit_id).correlate(TASKS).scalar_subquery()


def groups(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], roles: frozenset[Role]
) -> list[TaskFacts]:
    """The distinct facts of the chosen tasks; of who holds what, only the given roles are read."""
    held = held_of(roles).label("held")
    facts = sa.select(*FACTS, held).where(chosen).group_by(*FACTS, sa.text("held"))
    return [
        TaskFacts(
            state=row.state,
            opens_on=row.opens_on,
            effective_due=row.effective_due,
            verify_by=row.verify_by,
            rung=row.rung,
            next_rung_on=row.next_rung_on,
            next_on=row.next_on,
            held=roles_in(row.held),
            stands_from=row.stands_from,
            stands_until=row.stands_until,
        )
        for row in connection.execute(facts)
    ]


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that share their facts, by id; `climbed` is how far each side's ladder has got in the cycle."""

    facts: TaskFacts
    climbed: Mapping[Side, int]
    ids: tuple[int, ...]


def groups_with_ids(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[Group]:
    """The chosen tasks by what the rules read when somebody does something to them."""
    climbs = [_climbed(side).label(side.value) for side in Side]
    rows = connection.execute(sa.select(TASKS.c.id, *FACTS, *climbs).where(chosen).order_by(TASKS.c.id))
    found: dict[tuple[object, ...], list[int]] = {}
    for row in rows:
        found.setdefault(tuple(row)[1:], []).append(row.id)
    return [_group(values, ids) for values, ids in found.items()]


def _group(values: tuple[Any, ...], ids: list[int]) -> Group:
    facts = {column.key: value for column, value in zip(FACTS, values[: len(FACTS)], strict=True)}
    if facts["next_on"] is None:
        facts["next_on"] = date.max  # no rule has anything more to say
    climbed = dict(zip(Side, values[len(FACTS) :], strict=True))
    return Group(TaskFacts(**facts, held=frozenset()), climbed, tuple(ids))


def _climbed(side: Side) -> sa.ColumnElement[int]:
    rung = sa.select(ESCALATIONS.c.rung).where(
        ESCALATIONS.c.task_id == TASKS.c.id,
        ESCALATIONS.c.cycle == TASKS.c.cycle,
        ESCALATIONS.c.side == side.value,
    )
    return sa.func.coalesce(rung.correlate(TASKS).scalar_subquery(), NEVER)


def sharing(facts: TaskFacts, roles: frozenset[Role]) -> sa.ColumnElement[bool]:
    """The tasks that have these facts."""
    values = (
        facts.state,
        facts.opens_on,
        facts.effective_due,
        facts.verify_by,
        facts.rung,
        facts.next_rung_on,
        facts.next_on,
        facts.stands_from,
        facts.stands_until,
    )
    same = [
        column.is_(None) if value is None else column == value
        for column, value in zip(FACTS, values, strict=True)
    ]
    return sa.and_(*same, held_of(roles) == mask_of(facts.held))


def heed(connection: sa.Connection, chosen: sa.ColumnElement[bool], speech: Speech) -> int:
    """Note for the chosen tasks how far they have climbed and when the clock speaks next; how many."""
    return run(
        connection,
        TASKS.update()
        .where(chosen)
        .values(rung=speech.rung, next_rung_on=speech.next_rung_on, next_on=speech.next_on),
    )


def ask_anew(connection: sa.Connection, campaign_id: int, after: date, today: date) -> int:
    """Let the next check ask about the tasks of which a rule was to speak after a day; how many they are."""
    later = sa.and_(TASKS.c.campaign_id == campaign_id, TASKS.c.next_on > after)
    return run(connection, TASKS.update().where(later).values(next_on=today))

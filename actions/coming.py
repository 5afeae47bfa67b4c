"""What will fire next, when, and who will be told, if nobody does anything?

Asked of the same rules as the check, group by group, walking ahead from each group's next day;
nothing is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from actions.check_wording import reminder_wording, roles_of, rung_wording, warning_wording
from actions.desk import Desk, Occasion, find_unit, occasion
from actions.permission import WHOLE
from records import deadline as deadlines
from records.absence import ABSENCES, away_on
from records.database import reading
from records.notice import NOTICES, Wording, holders
from records.person import APPOINTMENTS, PEOPLE
from records.task import TASKS
from records.unit import UNITS
from records.village import VILLAGES
from states.deadline import TaskFacts, TaskRules, runs_again_on, speak
from states.hold import resumed
from states.roles import Role
from states.task import OPEN


@dataclass(frozen=True, slots=True)
class Coming:
    """A notice that will be queued on a day. `rung` is None outside the ladder."""

    on: date
    unit: str
    unit_name: str
    task: str
    kind: str
    form: str
    rule: str
    rung: int | None
    role: str
    recipient: str
    due: date | None


def read_coming(
    desk: Desk, days: int = 7, campaign_id: int | None = None, unit_code: str | None = None
) -> list[Coming]:
    """Every notice that the rules will send within `days` days after today, today's unsent included."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        mine = sa.true()
        if unit_code is not None:
            mine = TASKS.c.unit_id == find_unit(connection, unit_code).id
        found = list(_found(now, mine, days))
    return sorted(found, key=_in_order)


def read_coming_below(
    desk: Desk, paths: Sequence[str], days: int, campaign_id: int | None = None, *, most: int
) -> tuple[list[Coming], bool]:
    """The same for all units at or below these paths; and whether there are more than the `most` answered."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        found = list(islice(_found(now, _below(paths), days), most + 1))
    return sorted(found[:most], key=_in_order), len(found) > most


@dataclass(frozen=True, slots=True)
class Ahead:
    """What will be said on a day about all tasks of a kind: to how many, and the first of them by name."""

    on: date
    task: str
    form: str
    rung: int | None
    count: int
    some: tuple[Coming, ...]


def read_ahead(
    desk: Desk, paths: Sequence[str], days: int, campaign_id: int | None = None, *, named: int = 12
) -> list[Ahead]:
    """The same in sums, so that it costs what there is to say and not how many hear it."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        until = now.today + timedelta(days=days)
        summed: dict[tuple[date, str, str, int], tuple[int, list[Coming]]] = {}
        for kind, group, day, to, wording in _said(now, _below(paths), until):
            key = (day, kind, wording.form, wording.rung)
            count, some = summed.get(key, (0, []))
            told = _people(group, day, to, wording)
            more = connection.execute(sa.select(sa.func.count()).select_from(told.subquery())).scalar_one()
            first = told.order_by(UNITS.c.path).limit(max(0, named - len(some)))
            summed[key] = (count + int(more), some + list(_told(now, first, day, wording)))
    return [
        Ahead(day, kind, form, None if rung < 0 else rung, count, tuple(some))
        for (day, kind, form, rung), (count, some) in sorted(summed.items())
        if count
    ]


def _found(now: Occasion, mine: sa.ColumnElement[bool], days: int) -> Iterator[Coming]:
    for _, group, day, to, wording in _said(now, mine, now.today + timedelta(days=days)):
        yield from _told(now, _people(group, day, to, wording), day, wording)


def _below(paths: Sequence[str]) -> sa.ColumnElement[bool]:
    """The tasks of the units at or below these paths; the path above all means everything."""
    if WHOLE in paths:
        return sa.true()
    below = sa.or_(sa.false(), *(UNITS.c.path.startswith(path, autoescape=True) for path in paths))
    return TASKS.c.unit_id.in_(sa.select(UNITS.c.id).where(below))


def _in_order(one: Coming) -> tuple[date, str, str, str, str]:
    return one.on, one.unit, one.task, one.role, one.recipient


def next_day(desk: Desk, after: date) -> date | None:
    """The first day, `after` or later, on which a task or a village is due to be spoken of."""
    with reading(desk.engine) as connection:
        days = [
            connection.execute(
                sa.select(sa.func.min(table.c.next_on)).where(table.c.next_on >= after)
            ).scalar()
            for table in (TASKS, VILLAGES)
        ]
    return min((day for day in days if day is not None), default=None)


def _said(
    now: Occasion, mine: sa.ColumnElement[bool], until: date
) -> Iterator[tuple[str, sa.ColumnElement[bool], date, tuple[Role, ...], Wording]]:
    """What the rules will say until a day: the kind, the tasks, the day, to whom, in which words."""
    for kind in dict(deadlines.days_due(now.connection, now.campaign_id, until, now.book.rules)):
        due = mine & deadlines.due(now.campaign_id, until, kind)
        rules = now.book.task_rules(kind)
        roles = roles_of(rules)
        for facts in deadlines.groups(now.connection, due, roles):
            group = due & deadlines.sharing(facts, roles)
            for day, to, wording in _walk(now, facts, rules, until):
                yield kind, group, day, to, wording


def _walk(
    now: Occasion, facts: TaskFacts, rules: TaskRules, until: date
) -> Iterator[tuple[date, tuple[Role, ...], Wording]]:
    """What the rules say to tasks with these facts, day by day until `until`."""
    day = max(facts.next_on, now.today)
    if facts.stands_until is not None:
        day = max(day, runs_again_on(facts.stands_until, now.book.calendar))
        facts = resumed(facts, day, now.book.calendar)
    while day <= until:
        speech = speak(facts, rules, today=day, issued_on=now.issued_on, calendar=now.book.calendar)
        if speech.reminder is not None:
            yield day, speech.reminder.to, reminder_wording(facts, speech)
        if speech.fired is not None:
            yield day, speech.fired.to, rung_wording(facts, speech, speech.fired)
        if speech.warning is not None:
            yield day, speech.warning.to, warning_wording(speech, speech.warning)
        if speech.next_on is None:
            return
        facts = replace(
            facts,
            state=OPEN if speech.opens else facts.state,
            rung=speech.rung,
            next_rung_on=speech.next_rung_on,
            next_on=speech.next_on,
        )
        day = speech.next_on


def _people(
    group: sa.ColumnElement[bool], day: date, to: tuple[Role, ...], wording: Wording
) -> sa.Select[Any]:
    """Everyone who would be told, as of today's appointments and absences; nobody twice in a cycle."""
    substitute = PEOPLE.alias("substitute")
    told = sa.func.coalesce(substitute.c.id, PEOPLE.c.id)
    away = (ABSENCES.c.person_id == APPOINTMENTS.c.person_id) & away_on(day)
    heard = sa.exists().where(
        NOTICES.c.task_id == TASKS.c.id,
        NOTICES.c.cycle == TASKS.c.cycle,
        NOTICES.c.rule == wording.rule,
        NOTICES.c.rung == wording.rung,
        NOTICES.c.role == APPOINTMENTS.c.role,
        NOTICES.c.person_id == told,
    )
    return (
        sa.select(
            TASKS.c.key,
            UNITS.c.code,
            UNITS.c.name,
            APPOINTMENTS.c.role,
            sa.func.coalesce(substitute.c.name, PEOPLE.c.name).label("recipient"),
        )
        .select_from(
            holders(TASKS, to)
            .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
            .join(UNITS, UNITS.c.id == TASKS.c.unit_id)
            .outerjoin(ABSENCES, away)
            .outerjoin(substitute, substitute.c.id == ABSENCES.c.substitute_id)
        )
        .where(group, ~heard)
    )


def _told(now: Occasion, people: sa.Select[Any], day: date, wording: Wording) -> Iterator[Coming]:
    for row in now.connection.execute(people):
        yield Coming(
            on=day,
            unit=row.code,
            unit_name=row.name,
            task=row.key,
            kind=wording.kind,
            form=wording.form,
            rule=wording.rule,
            rung=None if wording.rung < 0 else wording.rung,
            role=row.role,
            recipient=row.recipient,
            due=wording.due,
        )

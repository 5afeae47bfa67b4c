"""What will fire next, when, and who will be told, if nobody does anything?

Asked of the same rules as the check, group by group, walking ahead from each group's next day;
nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa

from actions.check_wording import reminder_wording, roles_of, rung_wording, warning_wording
from actions.desk import Desk, Occasion, find_unit, occasion
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
        until = now.today + timedelta(days=days)
        mine = sa.true()
        if unit_code is not None:
            mine = TASKS.c.unit_id == find_unit(connection, unit_code).id
        found = [
            coming
            for kind in dict(deadlines.days_due(connection, now.campaign_id, until, now.book.rules))
            for coming in _of_kind(now, kind, mine & deadlines.due(now.campaign_id, until, kind), until)
        ]
    return sorted(found, key=lambda c: (c.on, c.unit, c.task, c.role, c.recipient))


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


def _of_kind(now: Occasion, kind: str, mine: sa.ColumnElement[bool], until: date) -> Iterator[Coming]:
    rules = now.book.task_rules(kind)
    roles = roles_of(rules)
    for facts in deadlines.groups(now.connection, mine, roles):
        group = mine & deadlines.sharing(facts, roles)
        for day, to, wording in _walk(now, facts, rules, until):
            yield from _told(now, group, day, to, wording)


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


def _told(
    now: Occasion, group: sa.ColumnElement[bool], day: date, to: tuple[Role, ...], wording: Wording
) -> Iterator[Coming]:
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
    people = (
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

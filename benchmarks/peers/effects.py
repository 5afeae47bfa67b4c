"""What is written for one village on 11 June, whichever library has carried it there?

The peers share the rules and the rows, so that they differ only in how each of them carries a village.
Equal facts are asked of the rules once, and many villages may share a transaction: nothing here makes a
peer slower than its users would.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from actions.check_wording import roles_of, rung_wording, warning_wording
from actions.desk import Desk, occasion
from actions.words import FORMS_ZH, day_zh
from benchmarks.peers.eve import CHECK_AT
from plans.rules import Rulebook
from records.absence import ABSENCES, away_on
from records.clock import FixedClock
from records.database import open_engine, reading
from records.deadline import due
from records.escalation import Escalation
from records.history import History
from records.notice import Notice, Wording
from records.person import APPOINTMENTS, SEATS
from records.task import TASKS, Task
from records.unit import UNITS
from records.village import VillageCampaign
from states.deadline import Rung, Speech, TaskFacts, speak
from states.escalation import RAISED
from states.notice import QUEUED
from states.roles import Role, mask_of, roles_in

A_TRANSACTION = 1_000
"""Villages in one transaction, where the peer leaves that to its user."""

MOVE_TO = "implementation"
MOVE_REASON = "动员部署已补办"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say to a village with certain facts, in the words of the rows that come of it."""

    speech: Speech
    reason: str
    actor: str
    told: tuple[tuple[tuple[Role, ...], Wording], ...]

    @property
    def next_rung_on(self) -> date | None:
        return self.speech.next_rung_on


@dataclass(frozen=True)
class Country:
    """An opened database file: its campaign at eight in the morning of 11 June."""

    engine: sa.Engine
    campaign_id: int
    issued_on: date
    book: Rulebook
    answers: dict[tuple[str, TaskFacts], Answer] = field(default_factory=dict)
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        return CHECK_AT

    @property
    def today(self) -> date:
        return CHECK_AT.date()

    @cached_property
    def masks(self) -> dict[str, int]:
        """The roles that the rules of each kind of task may tell."""
        return {kind: mask_of(roles_of(rules)) for kind, rules in self.book.rules.items()}

    def held(self, kind: str, roles_held: int) -> frozenset[Role]:
        """Those of the held roles that matter to the kind of task."""
        mask = roles_held & self.masks[kind]
        if mask not in self.roles:
            self.roles[mask] = roles_in(mask)
        return self.roles[mask]

    def answer(self, village: "Village") -> Answer:
        """What the rules say to the village; worked out once for equal facts."""
        asked = (village.task.kind, village.facts())
        if asked not in self.answers:
            self.answers[asked] = self._answer(*asked)
        return self.answers[asked]

    def _answer(self, kind: str, facts: TaskFacts) -> Answer:
        rules, calendar = self.book.task_rules(kind), self.book.calendar
        speech = speak(facts, rules, today=self.today, issued_on=self.issued_on, calendar=calendar)
        if speech.fired is None or speech.reminder or speech.opens or speech.gaps or speech.superseded:
            raise ValueError(f"{kind}: the file is not as the eve of 11 June leaves it")
        rung = speech.fired
        reason = f"{day_zh(facts.watched_date)}到期未办，第 {speech.rung} 级：{FORMS_ZH[rung.form]}"
        return Answer(speech, reason, f"clock:{rung.key}", tuple(_told(facts, speech, rung)))


def _told(facts: TaskFacts, speech: Speech, rung: Rung) -> Iterator[tuple[tuple[Role, ...], Wording]]:
    """Whom the rung tells what, and who hears that theirs is the next."""
    yield rung.to, rung_wording(facts, speech, rung)
    if speech.warning is not None:
        yield speech.warning.to, warning_wording(speech, speech.warning)


@dataclass(slots=True)
class Village:
    """A village whose task is due, with all that is needed to say so."""

    task: Task
    escalation: Escalation | None
    held: frozenset[Role]
    holders: dict[str, list[tuple[int, int | None]]]
    """By role: who holds it for the village, and who stands in."""

    def facts(self) -> TaskFacts:
        task = self.task
        if task.next_on is None:
            raise ValueError(f"task {task.id} is not due")
        return TaskFacts(
            state=task.state,
            opens_on=task.opens_on,
            effective_due=task.effective_due,
            verify_by=task.verify_by,
            rung=task.rung,
            next_rung_on=task.next_rung_on,
            next_on=task.next_on,
            held=self.held,
            stands_from=task.stands_from,
            stands_until=task.stands_until,
        )


def open_country(file: Path) -> Country:
    """The file as duban itself opens it: write-ahead log, writers take the lock when they begin."""
    engine = open_engine(str(file)).execution_options(sqlite_begin="IMMEDIATE")
    with reading(engine) as connection:
        now = occasion(Desk(engine, FixedClock(CHECK_AT)), connection, None)
    return Country(engine, now.campaign_id, now.issued_on, now.book)


def due_tasks(country: Country, limit: int) -> list[int]:
    """The first tasks of villages that are due, in the order of the villages."""
    mine = due(country.campaign_id, country.today, *country.book.rules)
    first = sa.select(TASKS.c.id).where(mine, TASKS.c.village_campaign_id.is_not(None))
    with reading(country.engine) as connection:
        return list(connection.execute(first.order_by(TASKS.c.unit_id).limit(limit)).scalars())


def villages_of(country: Country, task_ids: Sequence[int]) -> list[int]:
    """The village campaigns that owe these tasks, in the same order."""
    owing = sa.select(TASKS.c.id, TASKS.c.village_campaign_id)
    found: dict[int, int] = {}
    with reading(country.engine) as connection:
        for some in transactions(task_ids):
            found.update(connection.execute(owing.where(TASKS.c.id.in_(some))).tuples().all())
    return [found[task_id] for task_id in task_ids]


def transactions(ids: Sequence[int], size: int = A_TRANSACTION) -> Iterator[Sequence[int]]:
    """The ids, so many at a time."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def load(session: Session, country: Country, task_ids: Sequence[int]) -> list[Village]:
    """The villages that owe these tasks, with everything that is needed, in three queries."""
    joined = sa.select(Task, UNITS.c.roles_held).join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
    rows = session.execute(joined.where(TASKS.c.id.in_(task_ids)).order_by(TASKS.c.unit_id)).all()
    climbing = sa.select(Escalation).where(_column(Escalation.task_id).in_(task_ids))
    climbs = {(one.task_id, one.cycle, one.side): one for one in session.execute(climbing).scalars()}
    holders = _holders(session, country, [task.unit_id for task, _ in rows])
    return [
        Village(
            task,
            climbs.get((task.id, task.cycle, "owing")),
            country.held(task.kind, held),
            holders.get(task.unit_id, {}),
        )
        for task, held in rows
    ]


def _holders(
    session: Session, country: Country, units: Sequence[int]
) -> dict[int, dict[str, list[tuple[int, int | None]]]]:
    held = (APPOINTMENTS.c.unit_id == SEATS.c.at_unit_id) & (APPOINTMENTS.c.role == SEATS.c.role)
    away = (ABSENCES.c.person_id == APPOINTMENTS.c.person_id) & away_on(country.today)
    rows = session.execute(
        sa.select(SEATS.c.unit_id, SEATS.c.role, APPOINTMENTS.c.person_id, ABSENCES.c.substitute_id)
        .select_from(SEATS.join(APPOINTMENTS, held).outerjoin(ABSENCES, away))
        .where(SEATS.c.unit_id.in_(units))
    )
    found: dict[int, dict[str, list[tuple[int, int | None]]]] = {}
    for unit_id, role, person_id, substitute_id in rows:
        found.setdefault(unit_id, {}).setdefault(role, []).append((person_id, substitute_id))
    return found


@dataclass
class Transaction:
    """The villages of which one transaction speaks."""

    session: Session
    country: Country
    climbed: list[tuple[Village, Escalation, str | None, Answer]] = field(default_factory=list)

    def climb(self, village: Village, answer: Answer, state: str = RAISED) -> None:
        """A rung fires for the village: its escalation is now in `state`, and people are told."""
        task, speech = village.task, answer.speech
        before = None if village.escalation is None else village.escalation.state
        escalation = village.escalation or self._raised(task, answer)
        escalation.rung, escalation.state, escalation.acknowledged_until = speech.rung, state, None
        self.session.add_all(_notices(village, answer, self.country.at))
        self.climbed.append((village, escalation, before, answer))
        task.rung, task.next_rung_on, task.next_on = speech.rung, speech.next_rung_on, speech.next_on

    def _raised(self, task: Task, answer: Answer) -> Escalation:
        new = Escalation(
            task_id=id_of(task.id),
            cycle=task.cycle,
            side=answer.speech.side.value,
            rung=answer.speech.rung,
            state=RAISED,
            raised_at=self.country.at,
        )
        self.session.add(new)
        return new

    def flush(self) -> None:
        """Write what has been said, and the history of it; the caller commits."""
        self.session.flush()  # history names the new escalations by their ids
        clause = self.country.book.plan.deadlines.clause
        for village, escalation, before, answer in self.climbed:
            self.session.add(
                History(
                    campaign_id=village.task.campaign_id,
                    unit_id=village.task.unit_id,
                    at=self.country.at,
                    actor=answer.actor,
                    subject="escalation",
                    subject_id=id_of(escalation.id),
                    task_key=village.task.key,
                    trigger=_trigger(before),
                    from_state=before,
                    to_state=escalation.state,
                    reason=answer.reason,
                    clause=clause,
                )
            )
        self.climbed.clear()


def move(session: Session, country: Country, village: VillageCampaign, to_state: str) -> None:
    """The head of the leading group has put the village into `to_state`."""
    session.add(
        History(
            campaign_id=village.campaign_id,
            unit_id=village.unit_id,
            at=country.at,
            actor="console",
            subject="village",
            subject_id=id_of(village.id),
            trigger="force",
            from_state=village.state,
            to_state=to_state,
            reason=MOVE_REASON,
        )
    )
    village.state = to_state
    village.next_on = country.book.timeline.next_move_on(to_state, country.today)


def load_villages(session: Session, village_ids: Sequence[int]) -> Iterable[VillageCampaign]:
    """The village campaigns of these ids."""
    mine = sa.select(VillageCampaign).where(_column(VillageCampaign.id).in_(village_ids))
    return session.execute(mine).scalars()


def _notices(village: Village, answer: Answer, at: datetime) -> Iterator[Notice]:
    for roles, wording in answer.told:
        told: set[int] = set()
        for role in roles:
            for holder, substitute in village.holders.get(role.value, ()):
                person = holder if substitute is None else substitute
                if person not in told:
                    told.add(person)
                    yield _notice(village.task, wording, at, role, person, holder if substitute else None)


def _notice(
    task: Task, wording: Wording, at: datetime, role: Role, person: int, instead_of: int | None
) -> Notice:
    return Notice(
        campaign_id=task.campaign_id,
        unit_id=task.unit_id,
        task_id=task.id,
        cycle=task.cycle,
        kind=wording.kind,
        rule=wording.rule,
        rung=wording.rung,
        role=role.value,
        person_id=person,
        instead_of_id=instead_of,
        about=wording.about,
        form=wording.form,
        due=wording.due,
        queued_at=at,
        state=QUEUED,
        next_attempt_at=at,
    )


def _trigger(before: str | None) -> str:
    return {None: "raise", "resolved": "raise_again"}.get(before, "climb")


def id_of(key: int | None) -> int:
    """The id of a row that has been written."""
    if key is None:
        raise ValueError("the row has not been written yet")
    return key


def _column(attribute: Any) -> sa.ColumnElement[Any]:
    """A model's attribute as what it is: SQLModel gives it the type of its value."""
    column: sa.ColumnElement[Any] = attribute
    return column

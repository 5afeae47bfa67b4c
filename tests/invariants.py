"""What is true of every database at every moment, whatever people have done: each a function with a sentence.

`broken(house)` says what is not; docs/invariants.md is written from the sentences. Most are one statement
that selects whatever breaks them, so that they can be asked every day of a long campaign.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from plans.errands import kind_of
from plans.rules import Rulebook
from records import rollup
from records.campaign import CAMPAIGNS, rules_of
from records.check import CHECK_RUNS
from records.escalation import ESCALATIONS
from records.extension import EXTENSIONS
from records.history import HISTORY
from records.hold import HOLDS
from records.indicator_sum import STEPS, SUMS, all_kept, recounted_steps, recounted_sums
from records.inspection import INSPECTIONS
from records.notice import NOTICES, VERIFY
from records.rollup import ROLLUPS
from records.task import TASKS
from records.unit import UNITS
from records.village import VILLAGES, earlier_gates_pending
from states.calendar import Offset
from states.deadline import SIDE_OF
from states.inspection import ENDED
from states.task import DONE, RETURNED, SUBMITTED

MACHINES = {"task": TASKS, "village": VILLAGES, "escalation": ESCALATIONS, "inspection": INSPECTIONS}
OF_THE_CLOCK = ("reminder", "warning", "escalation")
"""Kinds of notice that the clock sends about a date; the others answer a deed of that moment."""


@dataclass(frozen=True)
class House:
    """A campaign's database, looked at."""

    connection: sa.Connection
    book: Rulebook

    def rows(self, query: sa.Select[Any]) -> list[sa.Row[Any]]:
        return list(self.connection.execute(query).all())

    def day(self, instant: Any) -> date:
        on: date = instant.astimezone(self.book.zone).date()
        return on


Invariant = Callable[[House], Iterator[object]]
INVARIANTS: list[Invariant] = []


def invariant(function: Invariant) -> Invariant:
    """What follows is asked of every house; it yields whatever breaks it."""
    INVARIANTS.append(function)
    return function


def broken(engine: sa.Engine) -> list[str]:
    """What is not true of the database's first campaign: the sentence, and the first thing that breaks it."""
    with engine.connect() as connection:
        campaign = connection.execute(sa.select(CAMPAIGNS).order_by(CAMPAIGNS.c.id).limit(1)).one()
        house = House(connection, rules_of(connection, campaign.plan_version_id))
        found = [(sentence(one), next(iter(one(house)), None)) for one in INVARIANTS]
    return [f"{said} {breach}" for said, breach in found if breach is not None]


def sentence(one: Invariant) -> str:
    return " ".join((one.__doc__ or "").split())


def page() -> str:
    """docs/invariants.md."""
    lines = [
        "# Invariants",
        "",
        "<!-- Written by `make docs` from tests/invariants.py. -->",
        "",
        "What is true of every database at every moment, whatever people have done. Tests with random people",
        "ask for it on both databases; `make soak` plays 200 campaigns of 64 villages and asks every day.",
        "",
        *(f"{number}. {sentence(one)}" for number, one in enumerate(INVARIANTS, start=1)),
    ]
    return "\n".join(lines) + "\n"


# ── History ──────────────────────────────────────────────────────────────────────────


@invariant
def last_row(house: House) -> Iterator[object]:
    """The last history row of every task, village, escalation and inspection names its state; a task without
    one is planned."""
    for subject, table in MACHINES.items():
        last = _last(subject)
        said = (
            sa.select(table.c.id, table.c.state, HISTORY.c.to_state)
            .outerjoin(last, last.c.subject_id == table.c.id)
            .outerjoin(HISTORY, HISTORY.c.id == last.c.id)
            .where(table.c.state != sa.func.coalesce(HISTORY.c.to_state, "planned"))
        )
        yield from ((subject, row) for row in house.rows(said))


@invariant
def unbroken(house: House) -> Iterator[object]:
    """Each move begins in the state in which the last one ended."""
    before = _before(HISTORY.c.to_state)
    moves = sa.select(HISTORY.c.id, HISTORY.c.subject, HISTORY.c.from_state, before.label("ended"))
    moves = moves.where(HISTORY.c.subject.in_(tuple(MACHINES)))
    yield from house.rows(_where(moves, lambda c: c.ended.is_not(None) & (c.ended != c.from_state)))


@invariant
def in_order(house: House) -> Iterator[object]:
    """History is written forwards: no row is older than the one before it."""
    before = sa.func.lag(HISTORY.c.at).over(order_by=HISTORY.c.id)
    yield from house.rows(
        _where(sa.select(HISTORY.c.id, HISTORY.c.at, before.label("ended")), lambda c: c.ended > c.at)
    )


@invariant
def gapless_cycles(house: House) -> Iterator[object]:
    """The cycles of a task in the history go from 1 without a gap to the cycle that it is in."""
    before = sa.func.coalesce(_before(HISTORY.c.cycle), 1)
    moves = sa.select(HISTORY.c.id, HISTORY.c.cycle, before.label("ended"))
    moves = moves.where(HISTORY.c.subject == "task", HISTORY.c.cycle.is_not(None))
    yield from house.rows(_where(moves, lambda c: (c.cycle != c.ended) & (c.cycle != c.ended + 1)))
    yield from house.rows(_tasks_said().where(TASKS.c.cycle != sa.func.coalesce(HISTORY.c.cycle, 1)))


@invariant
def date_that_counts(house: House) -> Iterator[object]:
    """The date that counts stands in the task's last history row; before there is one it is the decreed."""
    said = sa.func.coalesce(HISTORY.c.effective_due, TASKS.c.due)
    yield from house.rows(_tasks_said().where(TASKS.c.effective_due != said))


@invariant
def never_earlier(house: House) -> Iterator[object]:
    """The date that counts never becomes an earlier one."""
    before = _before(HISTORY.c.effective_due)
    moves = sa.select(HISTORY.c.id, HISTORY.c.effective_due, before.label("ended"))
    moves = moves.where(HISTORY.c.subject == "task", HISTORY.c.effective_due.is_not(None))
    yield from house.rows(_where(moves, lambda c: c.effective_due < c.ended))


# ── Tasks and their clocks ───────────────────────────────────────────────────────────


@invariant
def silent_when_done(house: House) -> Iterator[object]:
    """No clock runs, and none stands, where nothing is owed."""
    loud = sa.or_(*(TASKS.c[name].is_not(None) for name in ("next_on", "next_rung_on", "stands_until")))
    yield from house.rows(sa.select(TASKS.c.id, TASKS.c.key).where(TASKS.c.state.in_(DONE), loud))


@invariant
def stands_whole(house: House) -> Iterator[object]:
    """A clock that stands knows since when and until when."""
    half = TASKS.c.stands_from.is_(None) != TASKS.c.stands_until.is_(None)
    yield from house.rows(sa.select(TASKS.c.id, TASKS.c.key).where(half))


@invariant
def not_before_its_window(house: House) -> Iterator[object]:
    """No task is opened, submitted or verified before its first day."""
    moves = (
        sa.select(TASKS.c.key, TASKS.c.opens_on, HISTORY.c.at)
        .join_from(HISTORY, TASKS, TASKS.c.id == HISTORY.c.subject_id)
        .where(HISTORY.c.subject == "task", HISTORY.c.trigger.in_(("open", "submit")))
    )
    moves = moves.distinct()
    yield from (row for row in house.rows(moves) if house.day(row.at) < row.opens_on)


@invariant
def awaited(house: House) -> Iterator[object]:
    """What is submitted says since when, and by when it must be verified."""
    lacks = sa.or_(
        TASKS.c.submitted_at.is_(None), TASKS.c.submitted_on.is_(None), TASKS.c.verify_by.is_(None)
    )
    yield from house.rows(sa.select(TASKS.c.id, TASKS.c.key).where(TASKS.c.state == SUBMITTED, lacks))


@invariant
def nobody_verifies(house: House) -> Iterator[object]:
    """An errand that nobody verifies is never submitted, and so never returned."""
    kinds = [kind for kind, errand in house.book.errands.items() if errand.verifier == "nobody"]
    asked = TASKS.c.kind.in_(kinds) & TASKS.c.state.in_((SUBMITTED, RETURNED))
    yield from house.rows(sa.select(TASKS.c.key, TASKS.c.state).where(asked))


@invariant
def extensions_end(house: House) -> Iterator[object]:
    """No extension reaches past the assessment day, nor is one granted more often than the plan allows."""
    rules = house.book.plan.extensions
    if rules is None:
        return
    last = house.book.timeline.assessment_from
    yield from house.rows(sa.select(EXTENSIONS.c.id).where(EXTENSIONS.c.granted > last))
    granted = sa.select(EXTENSIONS.c.task_id).where(EXTENSIONS.c.state == "granted")
    often = granted.group_by(EXTENSIONS.c.task_id).having(sa.func.count() > rules.at_most)
    yield from house.rows(often)


# ── The ladder ───────────────────────────────────────────────────────────────────────


@invariant
def resolved(house: House) -> Iterator[object]:
    """An escalation is resolved when its side has nothing more to answer for in this cycle: of what is done,
    both are."""
    answers = sa.case(
        {state: side.value for state, side in SIDE_OF.items()}, value=TASKS.c.state, else_="nobody"
    )
    owes = (ESCALATIONS.c.cycle == TASKS.c.cycle) & (answers == ESCALATIONS.c.side)
    query = sa.select(ESCALATIONS.c.id, ESCALATIONS.c.state, TASKS.c.key, TASKS.c.state.label("task"))
    joined = query.join_from(ESCALATIONS, TASKS, TASKS.c.id == ESCALATIONS.c.task_id)
    yield from house.rows(joined.where(ESCALATIONS.c.state != "resolved", ~owes))


@invariant
def rungs_rise(house: House) -> Iterator[object]:
    """The rungs of one cycle fire in order, and none of them twice."""
    fired = HISTORY.c.actor.startswith("clock:")
    query = (
        sa.select(HISTORY.c.subject_id, HISTORY.c.task_key, HISTORY.c.actor)
        .where(HISTORY.c.subject == "escalation", fired)
        .order_by(HISTORY.c.id)
    )
    reached: dict[int, int] = {}
    for row in house.rows(query):
        number = _rung(house.book, row.task_key, row.actor.removeprefix("clock:"))
        if number <= reached.get(row.subject_id, -1):
            yield row
        reached[row.subject_id] = number


@invariant
def reached(house: House) -> Iterator[object]:
    """No notice tells of a rung that the task's ladder does not have."""
    told = NOTICES.c.kind == "escalation"
    query = sa.select(TASKS.c.key, NOTICES.c.rule, NOTICES.c.rung)
    query = query.join_from(NOTICES, TASKS, TASKS.c.id == NOTICES.c.task_id).where(told).distinct()
    yield from (row for row in house.rows(query) if _rung(house.book, row.key, row.rule) != row.rung)


# ── Notices ──────────────────────────────────────────────────────────────────────────


@invariant
def on_working_days(house: House) -> Iterator[object]:
    """A warning or a rung is told on a working day, and so is a reminder, unless the machine was off on its
    day; the answer to a deed on any day."""
    columns = (TASKS.c.key, NOTICES.c.kind, NOTICES.c.rule, NOTICES.c.due, NOTICES.c.queued_at)
    told = sa.select(*columns).join_from(NOTICES, TASKS, TASKS.c.id == NOTICES.c.task_id)
    for row in house.rows(told.where(NOTICES.c.kind.in_(OF_THE_CLOCK)).distinct()):
        day, calendar = house.day(row.queued_at), house.book.calendar
        if calendar.is_working_day(day):
            continue
        before = _before_date(house.book, row.key, row.rule)
        if before is None or calendar.told_before(row.due, before) >= day:
            yield row


@invariant
def told_once(house: House) -> Iterator[object]:
    """Nobody is told the same of a task twice in a cycle."""
    same = (NOTICES.c.task_id, NOTICES.c.cycle, NOTICES.c.rule, NOTICES.c.rung, NOTICES.c.person_id)
    told = sa.select(*same).where(NOTICES.c.task_id.is_not(None))
    yield from house.rows(told.group_by(*same).having(sa.func.count() > 1))


@invariant
def quiet_while_it_stands(house: House) -> Iterator[object]:
    """The clock says nothing of a task while a hold covers it."""
    unit, above = UNITS.alias("of_task"), UNITS.alias("of_hold")
    covers = sa.or_(
        HOLDS.c.task_id == TASKS.c.id,
        sa.and_(HOLDS.c.task_id.is_(None), HOLDS.c.unit_id.is_(None)),
        sa.and_(HOLDS.c.unit_id.is_not(None), unit.c.path.like(above.c.path + "%")),
    )
    stood = sa.and_(
        NOTICES.c.queued_at > HOLDS.c.put_at,
        sa.or_(HOLDS.c.lifted_at.is_(None), NOTICES.c.queued_at < HOLDS.c.lifted_at),
    )
    query = (
        sa.select(NOTICES.c.queued_at, NOTICES.c.rule, TASKS.c.key, HOLDS.c.last_day)
        .join_from(NOTICES, TASKS, TASKS.c.id == NOTICES.c.task_id)
        .join(unit, unit.c.id == TASKS.c.unit_id)
        .join(HOLDS, HOLDS.c.campaign_id == TASKS.c.campaign_id)
        .outerjoin(above, above.c.id == HOLDS.c.unit_id)
        .where(NOTICES.c.kind.in_(OF_THE_CLOCK), covers, stood)
    )
    yield from (row for row in house.rows(query) if house.day(row.queued_at) <= row.last_day)


# ── Villages, inspections, totals ────────────────────────────────────────────────────


@invariant
def earned(house: House) -> Iterator[object]:
    """A village that was never forced has left no gate behind that was not opened again later."""
    forced = _ever("village", VILLAGES.c.id, ("force",))
    mine = TASKS.c.village_campaign_id == VILLAGES.c.id
    reopened = sa.exists().where(
        mine,
        (TASKS.c.number > 0) & TASKS.c.gate
        | sa.exists().where(
            HISTORY.c.subject == "task", HISTORY.c.subject_id == TASKS.c.id, HISTORY.c.trigger == "reopen"
        ),
    )
    left = earlier_gates_pending(house.book.timeline)
    yield from house.rows(sa.select(VILLAGES.c.id, VILLAGES.c.state).where(left, ~forced, ~reopened))


@invariant
def one_special_inspection(house: House) -> Iterator[object]:
    """At most one special inspection is open for a village."""
    running = (INSPECTIONS.c.kind == "special") & INSPECTIONS.c.state.not_in(ENDED)
    village = (INSPECTIONS.c.campaign_id, INSPECTIONS.c.unit_id)
    several = sa.select(*village).where(running).group_by(*village).having(sa.func.count() > 1)
    yield from house.rows(several)


@invariant
def recount(house: House) -> Iterator[object]:
    """The roll-ups say what a recount of the tasks says."""
    campaigns = [one.id for one in house.rows(sa.select(CAMPAIGNS.c.id))]
    mine = (sa.select(rollup.counts(ROLLUPS.c.campaign_id == one)) for one in campaigns)
    kept = {tuple(row) for query in mine for row in house.rows(query)}
    counted = {tuple(row) for one in campaigns for row in house.rows(rollup.recounted(one))}
    yield from sorted(kept ^ counted, key=str)


@invariant
def sums_again(house: House) -> Iterator[object]:
    """The sums of the indicators, and their changes day by day, say what a recount of targets and readings
    says."""
    for one in house.rows(sa.select(CAMPAIGNS.c.id)):
        for kept, counted in (
            (all_kept(SUMS, one.id), recounted_sums(one.id)),
            (all_kept(STEPS, one.id), recounted_steps(one.id)),
        ):
            yield from sorted(
                {tuple(row) for row in house.rows(kept)} ^ {tuple(row) for row in house.rows(counted)}
            )


@invariant
def no_check_is_left(house: House) -> Iterator[object]:
    """A check that has come to its end is not running any more."""
    yield from house.rows(sa.select(CHECK_RUNS.c.id).where(CHECK_RUNS.c.state == "running"))


def _last(subject: str) -> sa.Subquery:
    newest = sa.select(HISTORY.c.subject_id, sa.func.max(HISTORY.c.id).label("id"))
    return newest.where(HISTORY.c.subject == subject).group_by(HISTORY.c.subject_id).subquery()


def _before(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """What stood in this column in the row before, of the same thing."""
    return sa.func.lag(column).over(
        partition_by=(HISTORY.c.subject, HISTORY.c.subject_id), order_by=HISTORY.c.id
    )


def _where(rows: sa.Select[Any], breaks: Callable[[Any], sa.ColumnElement[bool]]) -> sa.Select[Any]:
    seen = rows.subquery("seen")
    return sa.select(seen).where(breaks(seen.c)).limit(5)


def _tasks_said() -> sa.Select[Any]:
    last = _last("task")
    columns = (TASKS.c.id, TASKS.c.key, TASKS.c.state, TASKS.c.effective_due, TASKS.c.cycle)
    return (
        sa.select(*columns, HISTORY.c.effective_due.label("said_due"), HISTORY.c.cycle.label("said_cycle"))
        .outerjoin_from(TASKS, last, last.c.subject_id == TASKS.c.id)
        .outerjoin(HISTORY, HISTORY.c.id == last.c.id)
    )


def _ever(subject: str, column: sa.ColumnElement[Any], triggers: tuple[str, ...]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        HISTORY.c.subject == subject, HISTORY.c.subject_id == column, HISTORY.c.trigger.in_(triggers)
    )


def _rung(book: Rulebook, key: str, rule: str) -> int:
    """The number of a rung on the ladder of a task, by its key; -2 if there is none."""
    rules = book.task_rules(kind_of(key))
    watch = rules.verification if rule.startswith(VERIFY) else rules.owing
    keys = [rung.key for rung in watch.ladder]
    name = rule.removeprefix(VERIFY)
    return keys.index(name) if name in keys else -2


def _before_date(book: Rulebook, key: str, rule: str) -> Offset | None:
    """How long before its date a reminder is sent; None for what is no reminder."""
    rules = book.task_rules(kind_of(key))
    watch = rules.verification if rule.startswith(VERIFY) else rules.owing
    name = rule.removeprefix(VERIFY)
    return next((reminder.before for reminder in watch.reminders if reminder.key == name), None)

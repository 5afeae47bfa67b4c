"""How is an errand given, and how does it end when what it asked for has been done (交办事项)?

Errands are given by other use cases (a finding, a meeting, a request), inside their transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions import deed as deeds
from actions.deed import perform
from actions.desk import Occasion, still_open
from plans.errands import numbered
from records import notice, rollup
from records.database import run
from records.history import HISTORY, By, Event, remember
from records.moves import tasks_remembered
from records.notice import When, Wording
from records.task import TASKS, is_errand
from records.village import VILLAGES
from states.calendar import ONE_DAY
from states.deadline import NEVER, TaskFacts, next_word_on
from states.task import OPEN


@dataclass(frozen=True, slots=True)
class Given:
    """An errand of a unit: its number (of the finding, the request, …) and what it is about."""

    unit_id: int
    number: int
    about: str


def give(now: Occasion, by: By, kind: str, given: Sequence[Given], due: date, *, gate: bool = False) -> None:
    """Give errands of one kind with one date, from today on. Their owners are told, if the kind says so.

    With `gate` a village cannot leave its last phase before it is done.
    """
    if not given:
        return
    still_open(now)
    due = max(due, now.today)
    common = _common(now, kind, due, gate)
    village = now.book.errands[kind].owner_kind == "village"
    villages = _village_campaigns(now, [one.unit_id for one in given]) if village else {}
    rows = [
        {
            **common,
            "unit_id": one.unit_id,
            "village_campaign_id": villages.get(one.unit_id),
            "key": numbered(kind, one.number),
            "number": one.number,
            "about": one.about[:300],
        }
        for one in given
    ]
    now.connection.execute(TASKS.insert(), rows)
    _record(now, by, kind, given, due)


def give_each(
    now: Occasion,
    by: By,
    kind: str,
    given: sa.Select[Any],
    due: date,
    units: sa.Select[tuple[int]] | None = None,
) -> int:
    """Give an errand of one kind for each row of `given` (unit_id, number, about); how many.

    All of them are in `units`, if those are given. For kinds of which nobody is told at once, and that no
    village owes.
    """
    due = max(due, now.today)
    common = _common(now, kind, due, gate=False)
    wanted = given.subquery("given")
    key = sa.literal(f"{kind}#") + sa.cast(wanted.c.number, sa.String)
    constants = [sa.literal(value, TASKS.c[name].type).label(name) for name, value in common.items()]
    rows = sa.select(wanted.c.unit_id, wanted.c.number, wanted.c.about, key, *constants)
    count = run(
        now.connection, TASKS.insert().from_select(["unit_id", "number", "about", "key", *common], rows)
    )
    known = sa.exists().where(HISTORY.c.subject == "task", HISTORY.c.subject_id == TASKS.c.id)
    mine = sa.and_(
        TASKS.c.campaign_id == now.campaign_id,
        TASKS.c.kind == kind,
        is_errand(),
        TASKS.c.opens_on == now.today,
        ~known,
    )
    if units is not None:
        mine &= TASKS.c.unit_id.in_(units)
    rollup.add_new(now.connection, mine)
    deeds.stand_with_others(now, mine)
    _remember_given(now, by, kind, mine, None)
    return count


def _common(now: Occasion, kind: str, due: date, gate: bool) -> dict[str, Any]:
    """What errands of one kind that are given together have in common, their clocks among it."""
    spec = now.book.errands[kind]
    watch = now.book.task_rules(kind).owing
    facts = TaskFacts(
        state=OPEN,
        opens_on=now.today,
        effective_due=due,
        verify_by=None,
        rung=NEVER,
        next_rung_on=watch.first_rung_on(due, now.book.calendar),
        next_on=now.today,
        held=frozenset(),
    )
    told_from = now.today + ONE_DAY if spec.told_at_once else now.today
    next_on = next_word_on(
        facts, watch, from_day=told_from, issued_on=now.issued_on, calendar=now.book.calendar
    )
    return {
        "campaign_id": now.campaign_id,
        "kind": kind,
        "phase_number": len(now.book.timeline.phases.keys) - 1,
        "gate": gate,
        "state": OPEN,
        "opens_on": now.today,
        "due": due,
        "effective_due": due,
        "cycle": 1,
        "rung": NEVER,
        "next_rung_on": facts.next_rung_on,
        "next_on": next_on,
    }


def _record(now: Occasion, by: By, kind: str, given: Sequence[Given], due: date) -> None:
    """What goes with new errands: roll-ups, history, notices, and the holds that stand already."""
    spec = now.book.errands[kind]
    mine = sa.and_(
        TASKS.c.campaign_id == now.campaign_id,
        TASKS.c.kind == kind,
        TASKS.c.number.in_([one.number for one in given]),
        TASKS.c.unit_id.in_([one.unit_id for one in given]),
        TASKS.c.opens_on == now.today,
    )
    rollup.add_new(now.connection, mine)
    _remember_given(now, by, kind, mine, _about(given))
    if spec.told_at_once:
        roles = deeds.owners(now, spec)
        wording = Wording("errand", "errand", "errand", due)
        notice.queue_for_tasks(now.connection, mine, roles, wording, When(now.at, now.today))
    deeds.stand_with_others(now, mine)


def _remember_given(
    now: Occasion, by: By, kind: str, mine: sa.ColumnElement[bool], about: str | None
) -> None:
    *columns, _state, effective_due, cycle = tasks_remembered()
    new = sa.select(*columns, sa.literal(None, sa.String), effective_due, cycle).where(mine)
    clause = now.book.errands[kind].clause
    remember(now.connection, new, Event("task", "give", OPEN, by, now.at, about, clause))


def fulfil(now: Occasion, by: By, kind: str, numbers: Iterable[int], reason: str | None = None) -> None:
    """What these errands asked for has been done: they are verified, whatever their state."""
    mine = deeds.errands(now, kind, tuple(numbers))
    perform(now, by, mine, kind, "fulfil", reason, deeds.finish)


def drop(now: Occasion, by: By, kind: str, numbers: Iterable[int], reason: str) -> None:
    """These errands have become pointless: they are waived."""
    mine = deeds.errands(now, kind, tuple(numbers))
    perform(now, by, mine, kind, "waive", reason, deeds.waive)


def _about(given: Sequence[Given]) -> str | None:
    """What is remembered of errands that are given together: one thing, or nothing that fits all."""
    abouts = {one.about for one in given}
    return abouts.pop() if len(abouts) == 1 else None


def _village_campaigns(now: Occasion, unit_ids: Sequence[int]) -> dict[int, int]:
    mine = sa.and_(VILLAGES.c.campaign_id == now.campaign_id, VILLAGES.c.unit_id.in_(unit_ids))
    rows = now.connection.execute(sa.select(VILLAGES.c.unit_id, VILLAGES.c.id).where(mine))
    return {row.unit_id: row.id for row in rows}

"""How does a deed move a set of tasks that share all that the rules read (三.一–三.三)?

One village pressing a button is a set of one. The tasks are grouped by what the rules read; each group
asks the machine and the rules once, and follows whole: history, roll-ups, the clock wound anew, climbs
ended, requests that have become pointless dropped, and villages let go as far as they have earned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from actions.desk import Occasion, still_open
from actions.errors import WrongState
from actions.village import RULE, settle
from actions.words import STATES_ZH, TRIGGERS_ZH, day_zh
from plans.errands import DECIDE_EXTENSION, PRE_READ_EXTENSION, Errand
from plans.model import TaskSpec
from records import deadline as deadlines
from records import extension as extensions
from records import hold as holds
from records import ladder, notice
from records import task as tasks
from records import village as villages
from records.history import By, Event
from records.moves import move_tasks
from records.notice import When, Wording
from records.task import TASKS, is_errand
from records.unit import UNITS
from records.village import VILLAGES
from states.deadline import NEVER, Side, TaskFacts, runs_again_on
from states.errors import IllegalMove
from states.hold import Stretch, counted_on
from states.roles import Role
from states.task import DONE, PLANNED, TASK, TaskSituation
from states.winding import (
    Winding,
    after_new_cycle,
    after_new_date,
    after_submission,
    after_withdrawal,
)

T = TypeVar("T")

Spec = TaskSpec | Errand

MOVES_GATES = frozenset({"verify", "waive", "reopen", "fulfil"})
"""Deeds that open or bar a village's way."""

OPENS_FIRST = frozenset({"submit", "fulfil"})
"""Deeds that may be done on a task's first day, before that day's check has come round."""

SILENT: Mapping[str, Any] = {"next_on": None, "next_rung_on": None, "stands_from": None, "stands_until": None}
"""No clock runs any more."""

NOT_SUBMITTED: Mapping[str, Any] = {"submitted_at": None, "submitted_on": None, "verify_by": None}


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody does something to a group of tasks, which are locked.

    `facts` are what the rules read of each of them, with the days of a hold counted on until today;
    `climbed` is how far the ladder of each side had got in this cycle.
    """

    now: Occasion
    by: By
    spec: Spec
    trigger: str
    reason: str | None
    facts: TaskFacts
    climbed: Mapping[Side, int]
    ids: tuple[int, ...]

    @property
    def mine(self) -> sa.ColumnElement[bool]:
        return TASKS.c.id == self.ids[0] if len(self.ids) == 1 else TASKS.c.id.in_(self.ids)

    @property
    def clock(self) -> dict[str, Any]:
        """The arguments of time that every rule takes."""
        now = self.now
        return {"today": now.today, "issued_on": now.issued_on, "calendar": now.book.calendar}

    @property
    def when(self) -> When:
        return When(self.now.at, self.now.today)

    def with_rung(self, rung: int) -> TaskFacts:
        """The facts as the rules of another ladder read them."""
        return replace(self.facts, rung=rung)

    def end_climb(self, side: Side, trigger: str = "resolve") -> None:
        """End (or raise again) the escalations of one side, because of this deed."""
        if self.climbed[side] == NEVER:
            return
        event = Event("escalation", trigger, "", self.by, self.now.at, self.reason, self.spec.clause)
        ladder.end(self.now.connection, self.mine, side, trigger, event)

    def move(self, changes: Mapping[str, Any], *, late: bool | None = None) -> None:
        """Move the tasks, as the machine answers; raises WrongState in the words of the task."""
        try:
            after = TASK.after(TaskSituation(self.facts.state), self.trigger)
        except IllegalMove:
            raise WrongState(_refusal(self)) from None
        event = Event("task", self.trigger, after, self.by, self.now.at, self.reason, self.spec.clause)
        move_tasks(self.now.connection, self.mine, event, {**self._counted(), **changes}, late=late)

    def _counted(self) -> dict[str, Any]:
        """The dates of a task whose clock stands, as far as its days have been counted on."""
        if self.facts.stands_from is None:
            return {}
        return {"effective_due": self.facts.effective_due, "stands_from": self.facts.stands_from}

    def drop_requests(self) -> None:
        """Requests for a later date are pointless now."""
        lapsed = extensions.lapse(self.now.connection, self.ids, self.by, self.now.at, self.spec.clause)
        for kind in (PRE_READ_EXTENSION, DECIDE_EXTENSION) if lapsed else ():
            perform(self.now, self.by, errands(self.now, kind, lapsed), kind, "waive", "申请已失效", waive)

    def tell_owners(self, kind: str, due: date) -> None:
        """Tell whoever owes the tasks of their new cycle and date."""
        roles = owners(self.now, self.spec)
        notice.queue_for_tasks(
            self.now.connection, self.mine, roles, Wording(kind, kind, kind, due), self.when
        )


def perform(
    now: Occasion,
    by: By,
    chosen: sa.ColumnElement[bool],
    key: str,
    trigger: str,
    reason: str | None,
    work: Callable[[Deed], T],
) -> list[T]:
    """Carry out a deed on all chosen tasks, which are of one kind; what `work` answers for each group."""
    still_open(now)
    spec = now.book.spec(key)
    moves_gates = trigger in MOVES_GATES and _may_bar(spec)
    if moves_gates:  # always before the task, and held while gates are looked at
        villages.lock(now.connection, _villages_of(chosen))
    tasks.lock(now.connection, chosen)
    if trigger in OPENS_FIRST:
        _open_if_due(now, chosen, spec)
    groups = deadlines.groups_with_ids(now.connection, chosen)
    answers = [
        work(
            Deed(
                now=now,
                by=by,
                spec=spec,
                trigger=trigger,
                reason=reason,
                facts=counted_on(group.facts, now.today, now.book.calendar),
                climbed=group.climbed,
                ids=group.ids,
            )
        )
        for group in groups
    ]
    if groups and moves_gates and trigger != "reopen":  # the villages go as far as they have earned
        settle(now, _villages_of(TASKS.c.id.in_([number for group in groups for number in group.ids])))
    return answers


def submit(deed: Deed) -> date:
    """The unit's clock stands as of now; the day by which the office must verify."""
    rules = deed.now.book.task_rules(deed.spec.key)
    facts = deed.with_rung(deed.climbed[Side.VERIFICATION])
    verify_by, winding = after_submission(facts, rules, **deed.clock)
    today = deed.now.today
    when = {"submitted_at": deed.now.at, "submitted_on": today, "verify_by": verify_by}
    deed.move({**when, **wound(winding)}, late=today > deed.facts.effective_due)
    deed.end_climb(Side.OWING)
    deed.drop_requests()
    return verify_by


def withdraw(deed: Deed) -> None:
    """The unit's clock runs on in the same cycle."""
    facts = deed.with_rung(deed.climbed[Side.OWING])
    winding = after_withdrawal(facts, deed.now.book.task_rules(deed.spec.key), **deed.clock)
    deed.move({**NOT_SUBMITTED, **wound(winding)})
    deed.end_climb(Side.VERIFICATION)
    deed.end_climb(Side.OWING, "raise_again")


def finish(deed: Deed) -> None:
    """Verified, fulfilled: no clock runs any more."""
    deed.move(SILENT)
    deed.end_climb(Side.OWING)
    deed.end_climb(Side.VERIFICATION)
    deed.drop_requests()


waive = finish
"""Released from a task: a waived gate is open too."""


def begin_cycle(deed: Deed) -> date:
    """Sent back or opened again: a new cycle with the plan's short date, which is answered."""
    short = deed.now.book.plan.new_cycle.due_within.offset
    rules = deed.now.book.task_rules(deed.spec.key)
    due, winding = after_new_cycle(deed.with_rung(NEVER), rules, short, **deed.clock)
    deed.end_climb(Side.VERIFICATION)
    cycle = {"cycle": TASKS.c.cycle + 1, "effective_due": due}
    deed.move({**NOT_SUBMITTED, **cycle, **wound(winding)})
    deed.tell_owners("returned" if deed.trigger == "return" else "reopened", due)
    if deed.trigger == "reopen":  # a hold passes over what is done, and covers it again from now on
        stand_with_others(deed.now, deed.mine)
    return due


def redate(deed: Deed, due: date) -> None:
    """Another date counts from now on: a new cycle, and the escalation is resolved."""
    winding = after_new_date(
        deed.with_rung(NEVER), deed.now.book.task_rules(deed.spec.key), due, **deed.clock
    )
    deed.end_climb(Side.OWING)
    event = Event("task", deed.trigger, deed.facts.state, deed.by, deed.now.at, deed.reason, deed.spec.clause)
    changes = {**deed._counted(), "cycle": TASKS.c.cycle + 1, "effective_due": due, **wound(winding)}
    move_tasks(deed.now.connection, deed.mine, event, changes)


def errands(now: Occasion, kind: str, numbers: sa.Select[Any] | tuple[int, ...]) -> sa.ColumnElement[bool]:
    """The errands of these numbers that nobody has done yet."""
    return sa.and_(
        TASKS.c.campaign_id == now.campaign_id,
        TASKS.c.kind == kind,
        is_errand(),
        TASKS.c.number.in_(numbers),
        TASKS.c.state.not_in(DONE),
    )


def stand_with_others(now: Occasion, chosen: sa.ColumnElement[bool]) -> None:
    """Tasks that begin to be owed while a hold covers them stand with the others until it ends."""
    for hold in now.connection.execute(holds.standing_on(now.campaign_id, now.today)).all():
        last = hold.last_day
        covered = chosen & holds.covered(hold)
        longer = TASKS.c.stands_until.is_(None) | (TASKS.c.stands_until < last)
        again = runs_again_on(last, now.book.calendar)
        holds.stand(now.connection, covered & longer, Stretch(now.today, last), again)


def owners(now: Occasion, spec: Spec) -> tuple[Role, ...]:
    """The roles that a task's reminders go to: those who owe it."""
    watch = now.book.task_rules(spec.key).owing
    reminded = {role: None for reminder in watch.reminders for role in reminder.to}
    return tuple(reminded) or (watch.ladder[0].to if watch.ladder else ())


def wound(winding: Winding) -> dict[str, Any]:
    return {"rung": winding.rung, "next_rung_on": winding.next_rung_on, "next_on": winding.next_on}


def _villages_of(chosen: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    mine = sa.select(TASKS.c.village_campaign_id).where(chosen, TASKS.c.village_campaign_id.is_not(None))
    return VILLAGES.c.id.in_(mine)


def _may_bar(spec: Spec) -> bool:
    """Whether a task of this kind may keep a village in its phase."""
    return spec.owner_kind == "village" and (isinstance(spec, Errand) or spec.gate)


def _open_if_due(now: Occasion, chosen: sa.ColumnElement[bool], spec: Spec) -> None:
    """A task opens on its window's first day, even before that day's check has come round."""
    due = sa.and_(chosen, TASKS.c.state == PLANNED, TASKS.c.opens_on <= now.today)
    if now.connection.execute(sa.select(TASKS.c.id).where(due).limit(1)).scalar() is None:
        return
    event = Event("task", "open", TASK.after(TaskSituation(PLANNED), "open"), RULE, now.at, None, spec.clause)
    move_tasks(now.connection, due, event, {})


def _refusal(deed: Deed) -> str:
    row = deed.now.connection.execute(
        sa.select(TASKS.c.key, UNITS.c.name)
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(TASKS.c.id == deed.ids[0])
    ).one()
    facts, trigger = deed.facts, deed.trigger
    possible = "、".join(TRIGGERS_ZH[t] for t in TASK.triggers_from(facts.state) if t not in OF_RULES) or "无"
    when = f"{day_zh(facts.opens_on)}起办理，" if facts.state == PLANNED else ""
    return (
        f"{row.name}的“{deed.spec.title.zh}”（{row.key}）现为{STATES_ZH[facts.state]}（{facts.state}），"
        f"不能{TRIGGERS_ZH[trigger]}（{trigger}）。"
        f"现在可以：{possible}；{when}时限 {day_zh(facts.effective_due)}。"
    )


OF_RULES = ("open", "fulfil")
"""Triggers that nobody pulls by hand."""

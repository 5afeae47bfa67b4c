"""How is a task submitted, withdrawn, verified, returned, waived, re-opened (三.一–三.三)?

One function a deed, each in one transaction: permit, ask the machine, move with history and
roll-ups, wind the clock anew, and let the village move on if a gate has opened.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from actions.desk import Desk, Occasion, find_unit, occasion
from actions.errors import NotFound, WrongState
from actions.permission import Actor, permit
from actions.text import needed, optional
from actions.village import RULE, settle
from actions.words import STATES_ZH, TRIGGERS_ZH, day_zh
from plans.model import TaskSpec
from records import ladder, notice
from records import task as tasks
from records import village as villages
from records.database import in_transaction, reading
from records.history import Event
from records.moves import move_tasks
from records.notice import Wording
from records.task import TASKS
from records.village import VILLAGES
from states.deadline import (
    NEVER,
    Side,
    TaskFacts,
    Winding,
    after_new_cycle,
    after_submission,
    after_withdrawal,
)
from states.errors import IllegalMove
from states.roles import Role
from states.task import PLANNED, TASK, TaskSituation

T = TypeVar("T")

MOVES_GATES = frozenset({"verify", "waive", "reopen"})
"""Deeds that open or bar a village's way."""

SILENT: Mapping[str, Any] = {"next_on": None, "next_rung_on": None}
"""No clock runs any more."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A person does something to one task, which is locked."""

    now: Occasion
    by: Actor
    row: sa.Row[Any]
    unit_name: str
    spec: TaskSpec
    trigger: str
    reason: str | None

    @property
    def mine(self) -> sa.ColumnElement[bool]:
        return TASKS.c.id == sa.literal(self.row.id)

    @property
    def clock(self) -> dict[str, Any]:
        """The arguments of time that every rule takes."""
        now = self.now
        return {"today": now.today, "issued_on": now.issued_on, "calendar": now.book.calendar}

    def facts(self, rung: int = NEVER) -> TaskFacts:
        """The task as the rules read it, with `rung` as far as the ladder in question had climbed."""
        row = self.row
        return TaskFacts(
            state=row.state,
            opens_on=row.opens_on,
            effective_due=row.effective_due,
            verify_by=row.verify_by,
            rung=rung,
            next_rung_on=row.next_rung_on,
            next_on=row.next_on or self.now.today,
            held=frozenset(),
        )

    def climbed(self, side: Side) -> int:
        """How far one side's ladder has climbed in this cycle."""
        climb = ladder.of_task(self.now.connection, self.row.id, self.row.cycle, side)
        return NEVER if climb is None else int(climb.rung)

    def end_climb(self, side: Side, trigger: str = "resolve") -> None:
        """End (or raise again) the escalation of one side, because of this deed."""
        event = Event("escalation", trigger, "", self.by.by, self.now.at, self.reason, self.spec.clause)
        ladder.end(self.now.connection, self.mine, side, trigger, event)

    def move(self, changes: Mapping[str, Any], *, late: bool = False) -> None:
        """Move the task, as the machine answers; raises WrongState in the words of the task."""
        try:
            after = TASK.after(TaskSituation(self.row.state), self.trigger)
        except IllegalMove:
            raise WrongState(_refusal(self)) from None
        event = Event("task", self.trigger, after, self.by.by, self.now.at, self.reason, self.spec.clause)
        move_tasks(self.now.connection, self.mine, event, changes, late=late)

    def let_village_move(self) -> None:
        """A gate may have opened: let the village go as far as it has earned."""
        if self.row.village_campaign_id is not None:
            settle(self.now, VILLAGES.c.id == self.row.village_campaign_id)

    def tell_owner(self, kind: str) -> None:
        """Tell whoever owes the task of its new cycle and date."""
        row = self.now.connection.execute(sa.select(TASKS.c.effective_due).where(self.mine)).one()
        wording = Wording(kind, kind, kind, row.effective_due)
        notice.queue_for_tasks(
            self.now.connection, self.mine, owners(self.now, self.spec), wording, self.now.at
        )


def submit(
    desk: Desk, by: Actor, unit_code: str, key: str, note: str | None = None, campaign_id: int | None = None
) -> date:
    """Submit a task; the day by which the office must verify it.

    The unit's clock stands as of now, and its escalation is resolved.
    """

    def work(deed: Deed) -> date:
        rules = deed.now.book.task_rules(key)
        facts = deed.facts(deed.climbed(Side.VERIFICATION))
        verify_by, winding = after_submission(facts, rules, **deed.clock)
        today = deed.now.today
        when = {"submitted_at": deed.now.at, "submitted_on": today, "verify_by": verify_by}
        deed.move({**when, **_wound(winding)}, late=today > deed.row.effective_due)
        deed.end_climb(Side.OWING)
        return verify_by

    return _do(desk, by, unit_code, key, "submit", optional(note), campaign_id, work)


def withdraw(
    desk: Desk, by: Actor, unit_code: str, key: str, reason: str | None = None, campaign_id: int | None = None
) -> None:
    """Take a submission back before it is verified: the unit's clock runs on in the same cycle."""

    def work(deed: Deed) -> None:
        facts = deed.facts(deed.climbed(Side.OWING))
        winding = after_withdrawal(facts, deed.now.book.task_rules(key), **deed.clock)
        deed.move({**NOT_SUBMITTED, **_wound(winding)})
        deed.end_climb(Side.VERIFICATION)
        deed.end_climb(Side.OWING, "raise_again")

    _do(desk, by, unit_code, key, "withdraw", optional(reason), campaign_id, work)


def verify(
    desk: Desk, by: Actor, unit_code: str, key: str, reason: str | None = None, campaign_id: int | None = None
) -> None:
    """Verify a submitted task. If it was the last gate of a phase, the village moves on."""

    def work(deed: Deed) -> None:
        deed.move(SILENT)
        deed.end_climb(Side.VERIFICATION)
        deed.let_village_move()

    _do(desk, by, unit_code, key, "verify", optional(reason), campaign_id, work)


def return_task(
    desk: Desk, by: Actor, unit_code: str, key: str, reason: str, campaign_id: int | None = None
) -> date:
    """Send a submission back (退回) with a reason: a new cycle begins; its short date."""

    def work(deed: Deed) -> date:
        deed.end_climb(Side.VERIFICATION)
        return _begin_cycle(deed, "returned")

    return _do(desk, by, unit_code, key, "return", needed(reason, "退回"), campaign_id, work)


def waive(
    desk: Desk, by: Actor, unit_code: str, key: str, reason: str, campaign_id: int | None = None
) -> None:
    """Release a unit from a task, with a reason. A waived gate is open."""

    def work(deed: Deed) -> None:
        deed.move(SILENT)
        deed.end_climb(Side.OWING)
        deed.end_climb(Side.VERIFICATION)
        deed.let_village_move()

    _do(desk, by, unit_code, key, "waive", needed(reason, "免除"), campaign_id, work)


def reopen(
    desk: Desk, by: Actor, unit_code: str, key: str, reason: str, campaign_id: int | None = None
) -> date:
    """Open a verified task again, with a reason: a new cycle begins; its short date.

    The village stays in its phase, but cannot leave it before the task is verified again.
    """

    def work(deed: Deed) -> date:
        return _begin_cycle(deed, "reopened")

    return _do(desk, by, unit_code, key, "reopen", needed(reason, "重新打开"), campaign_id, work)


def evidence_asked(desk: Desk, key: str, campaign_id: int | None = None) -> tuple[str, ...]:
    """What the plan asks to be shown with a submission; shown to whoever submits."""
    with reading(desk.engine) as connection:
        spec = occasion(desk, connection, campaign_id).book.tasks[key]
        return tuple(evidence.zh for evidence in spec.evidence)


def owners(now: Occasion, spec: TaskSpec) -> tuple[Role, ...]:
    """The roles that a task's reminders go to: those who owe it."""
    watch = now.book.task_rules(spec.key).owing
    reminded = {role: None for reminder in watch.reminders for role in reminder.to}
    return tuple(reminded) or (watch.ladder[0].to if watch.ladder else ())


NOT_SUBMITTED: Mapping[str, Any] = {"submitted_at": None, "submitted_on": None, "verify_by": None}


def _do(
    desk: Desk,
    by: Actor,
    unit_code: str,
    key: str,
    trigger: str,
    reason: str | None,
    campaign_id: int | None,
    work: Callable[[Deed], T],
) -> T:
    """Carry out a deed on one task of one unit, in one transaction."""

    def transaction(connection: sa.Connection) -> T:
        now = occasion(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        spec = now.book.tasks.get(key)
        if spec is None:
            raise NotFound(f"方案中没有任务 {key}。现有任务：{', '.join(now.book.tasks)}。")
        permit(connection, by, f"task.{trigger}.{spec.owner_kind}", unit.path)
        mine = sa.and_(TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id == unit.id, TASKS.c.key == key)
        if trigger in MOVES_GATES:  # always before the task, and held while gates are looked at
            villages.lock(
                connection, (VILLAGES.c.campaign_id == now.campaign_id) & (VILLAGES.c.unit_id == unit.id)
            )
        tasks.lock(connection, mine)
        if trigger == "submit":
            _open_if_due(now, mine, spec)
        row = connection.execute(sa.select(TASKS).where(mine)).one_or_none()
        if row is None:
            raise NotFound(f"{unit.name} 没有任务 {key}（{spec.title.zh}）。")
        return work(Deed(now, by, row, unit.name, spec, trigger, reason))

    return in_transaction(desk.engine, transaction)


def _open_if_due(now: Occasion, mine: sa.ColumnElement[bool], spec: TaskSpec) -> None:
    """A task opens on its window's first day, even before that day's check has come round."""
    due = sa.and_(mine, TASKS.c.state == PLANNED, TASKS.c.opens_on <= now.today)
    event = Event("task", "open", TASK.after(TaskSituation(PLANNED), "open"), RULE, now.at, None, spec.clause)
    move_tasks(now.connection, due, event, {})


def _begin_cycle(deed: Deed, kind: str) -> date:
    short = deed.now.book.plan.new_cycle.due_within.offset
    rules = deed.now.book.task_rules(deed.spec.key)
    due, winding = after_new_cycle(deed.facts(), rules, short, **deed.clock)
    cycle = {"cycle": deed.row.cycle + 1, "effective_due": due}
    deed.move({**NOT_SUBMITTED, **cycle, **_wound(winding)})
    deed.tell_owner(kind)
    return due


def _wound(winding: Winding) -> dict[str, Any]:
    return {"rung": winding.rung, "next_rung_on": winding.next_rung_on, "next_on": winding.next_on}


def _refusal(deed: Deed) -> str:
    state, trigger, row = deed.row.state, deed.trigger, deed.row
    possible = "、".join(TRIGGERS_ZH[t] for t in TASK.triggers_from(state) if t != "open") or "无"
    when = f"{day_zh(row.opens_on)}起办理，" if state == PLANNED else ""
    return (
        f"{deed.unit_name}的“{deed.spec.title.zh}”（{deed.spec.key}）现为{STATES_ZH[state]}（{state}），"
        f"不能{TRIGGERS_ZH[trigger]}（{trigger}）。"
        f"现在可以：{possible}；{when}时限 {day_zh(row.effective_due)}。"
    )

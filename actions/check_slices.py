"""Which slices has a check, and what does each do (三, 四.一)?

It moves villages that the calendar moves, and for every plan task speaks of what is due: opens,
reminds, climbs, proposes. The rules are asked once for each group of equal facts, never for a village.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from time import perf_counter

import sqlalchemy as sa

from actions import freeze
from actions.check_result import CheckResult
from actions.check_wording import reminder_wording, roles_of, rung_wording, warning_wording
from actions.desk import Desk, Occasion
from actions.hold import resume
from actions.order import ask_for_decisions
from actions.round import ask_for_draws, round_to_ask_for
from actions.village import settle
from actions.words import FORMS_ZH, day_zh
from plans.indicators import Indicator
from records import check as checks
from records import deadline as deadlines
from records import inspection, ladder, notice
from records import task as tasks
from records import village as villages
from records.database import reading
from records.history import CLOCK, By, Event
from records.moves import move_tasks
from records.notice import VERIFY, When
from records.slices import EVERY_UNIT, SliceSize, UnitRange, unit_ranges
from records.task import TASKS
from records.village import VILLAGES
from states.deadline import Rung, Side, Speech, TaskFacts, speak
from states.inspection import PROPOSED
from states.rounds import Round
from states.task import OPEN, PLANNED, TASK, TaskSituation

Work = Callable[[Occasion], CheckResult]


def campaign_wide(desk: Desk, begun: Occasion) -> list[Work]:
    """What the calendar alone brings to a campaign as a whole, before all else; mostly nothing."""
    works: list[Work] = []
    with reading(desk.engine) as connection:
        now = replace(begun, connection=connection)
        if (turn := round_to_ask_for(now)) is not None:
            works.append(partial(_begin_round, turn=turn))
        if fixed := freeze.to_freeze(now):
            works.append(partial(_freeze, fixed=fixed))
    return works


def slices(
    desk: Desk, begun: Occasion, inside: Sequence[UnitRange] = (EVERY_UNIT,)
) -> Iterator[tuple[Work, int]]:
    """What a check has to do in these units, small enough for one transaction each, with the number of tasks.

    Moves come first, since they say which phase a village is in; then clocks run again whose hold is over,
    which says when they speak.
    """
    yield from _moves(desk, begun, inside)
    yield from _resuming(desk, begun, inside)
    yield from _due(desk, begun, inside)


def _moves(desk: Desk, begun: Occasion, inside: Sequence[UnitRange]) -> Iterator[tuple[Work, int]]:
    with reading(desk.engine) as connection:
        days = villages.days_due(connection, begun.campaign_id, begun.today)
    size = SliceSize()
    for day, units in product(days, inside):
        waiting = villages.due_on(begun.campaign_id, day)
        for work, _ in _cut(desk, VILLAGES, waiting, size, units, _move_villages):
            yield work, 0


def _resuming(desk: Desk, begun: Occasion, inside: Sequence[UnitRange]) -> Iterator[tuple[Work, int]]:
    with reading(desk.engine) as connection:
        kinds = deadlines.kinds_resuming(connection, begun.campaign_id, begun.today)
    size = SliceSize()
    for kind, units in product(kinds, inside):
        standing = deadlines.resuming(begun.campaign_id, begun.today) & (TASKS.c.kind == kind)
        for work, _ in _cut(desk, TASKS, standing, size, units, partial(_resume, kind=kind)):
            yield work, 0


def _due(desk: Desk, begun: Occasion, inside: Sequence[UnitRange]) -> Iterator[tuple[Work, int]]:
    """Day by day: what is due on one lies side by side in the index, so that no slice reads another's."""
    with reading(desk.engine) as connection:
        due = deadlines.days_due(connection, begun.campaign_id, begun.today, begun.book.rules)
    size = SliceSize()
    for (kind, day), units in product(due, inside):
        owing = deadlines.due_on(begun.campaign_id, kind, day)
        yield from _cut(desk, TASKS, owing, size, units, partial(_speak_of, kind=kind))


def _cut(
    desk: Desk,
    table: sa.Table,
    chosen: sa.ColumnElement[bool],
    size: SliceSize,
    units: UnitRange,
    work: Callable[..., CheckResult],
) -> Iterator[tuple[Work, int]]:
    """The work on the chosen rows of these units in slices, each with its rows; `size` learns from them."""
    for part in unit_ranges(desk.engine, table, chosen, size, units):

        def timed(now: Occasion, part: UnitRange = part) -> CheckResult:
            begun = perf_counter()
            result = work(now, chosen=chosen & part.within(table))
            size.learn(part.count, perf_counter() - begun)
            return result

        yield timed, part.count


def _freeze(now: Occasion, fixed: Sequence[Indicator]) -> CheckResult:
    """The phase is over at whose end the numbers of those eligible are frozen."""
    result = CheckResult(now.at)
    result.moves["target.freeze"] += freeze.freeze(now, fixed)
    return result


def _move_villages(now: Occasion, chosen: sa.ColumnElement[bool]) -> CheckResult:
    return CheckResult(now.at, moves=settle(now, chosen, CLOCK))


def _begin_round(now: Occasion, turn: Round) -> CheckResult:
    return CheckResult(now.at, moves=Counter({"round.begin": ask_for_draws(now, turn)}))


def _speak_of(now: Occasion, kind: str, chosen: sa.ColumnElement[bool]) -> CheckResult:
    """One slice of one kind of task: ask the rules once for each group, and carry out what they say."""
    result = CheckResult(now.at)
    rules = now.book.task_rules(kind)
    roles = roles_of(rules)
    tasks.lock(now.connection, chosen)
    tasks.lock_units(now.connection, chosen)
    for facts in deadlines.groups(now.connection, chosen, roles):
        speech = speak(facts, rules, today=now.today, issued_on=now.issued_on, calendar=now.book.calendar)
        group = chosen & deadlines.sharing(facts, roles)
        if speech.opens:
            result.moves["task.open"] += _open(now, kind, group)
            group = chosen & deadlines.sharing(replace(facts, state=OPEN), roles)
        _carry_out(Telling(now, kind, facts, speech, group), result)
        deadlines.heed(now.connection, group, speech)
    return result


def _resume(now: Occasion, kind: str, chosen: sa.ColumnElement[bool]) -> CheckResult:
    """The clocks whose hold is over run again."""
    roles = roles_of(now.book.task_rules(kind))
    tasks.lock(now.connection, chosen)
    tasks.lock_units(now.connection, chosen)
    groups = deadlines.groups(now.connection, chosen, roles)
    resumed = sum(
        resume(now, CLOCK, facts, chosen & deadlines.sharing(facts, roles), None) for facts in groups
    )
    return CheckResult(now.at, moves=Counter({"task.resume": resumed}))


def _open(now: Occasion, kind: str, group: sa.ColumnElement[bool]) -> int:
    opened = TASK.after(TaskSituation(PLANNED), "open")
    event = Event("task", "open", opened, CLOCK, now.at, None, now.book.spec(kind).clause)
    return move_tasks(now.connection, group, event, {})


@dataclass(frozen=True, slots=True)
class Telling:
    """What the rules say to one group of tasks, to be carried out."""

    now: Occasion
    kind: str
    facts: TaskFacts
    speech: Speech
    group: sa.ColumnElement[bool]

    @property
    def when(self) -> When:
        return When(self.now.at, self.now.today)

    @property
    def rule_prefix(self) -> str:
        return VERIFY if self.speech.side is Side.VERIFICATION else ""


def _carry_out(telling: Telling, result: CheckResult) -> None:
    now, speech, group = telling.now, telling.speech, telling.group
    for rule in speech.superseded:
        name = f"{telling.rule_prefix}{rule}"
        due = telling.facts.watched_date
        result.skipped["superseded"] += checks.record_superseded(now.connection, group, name, due, now.at)
    for gap in speech.gaps:
        result.skipped["gap"] += checks.record_gap(now.connection, group, gap.rung, gap.role, now.at)
    if speech.reminder is not None:
        wording = reminder_wording(telling.facts, speech)
        result.reminders[wording.form] += notice.queue_for_tasks(
            now.connection, group, speech.reminder.to, wording, telling.when
        )
    if speech.fired is not None:
        _climb(telling, speech.fired, result)
    if speech.warning is not None:
        wording = warning_wording(speech, speech.warning)
        result.reminders[wording.form] += notice.queue_for_tasks(
            now.connection, group, speech.warning.to, wording, telling.when
        )


def _climb(telling: Telling, rung: Rung, result: CheckResult) -> None:
    """A rung fires: the escalation rises, its holders are told, an inspection may be proposed."""
    now, speech, group = telling.now, telling.speech, telling.group
    clause = now.book.plan.deadlines.clause
    reason = f"{day_zh(telling.facts.watched_date)}到期未办，第 {speech.rung} 级：{FORMS_ZH[rung.form]}"
    by = By(f"clock:{telling.rule_prefix}{rung.key}")
    event = Event("escalation", "climb", "", by, now.at, reason, clause)
    result.escalations[rung.form] += ladder.climb(now.connection, group, speech.side, speech.rung, event)
    wording = rung_wording(telling.facts, speech, rung)
    notice.queue_for_tasks(now.connection, group, rung.to, wording, telling.when)
    if rung.proposes is not None:
        title = now.book.spec(telling.kind).title.zh
        why = f"“{title}”{day_zh(telling.facts.effective_due)}到期，逐级督办后仍未完成"
        proposal = Event(
            "inspection", "propose", PROPOSED, by, now.at, why, now.book.plan.inspections.special.clause
        )
        new = inspection.propose(now.connection, group, rung.proposes, why, proposal)
        result.proposed_inspections[rung.proposes] += new
        if new:
            ask_for_decisions(now, by, sa.select(TASKS.c.unit_id).where(group))

"""What does one deadline check do (三, 四.一)?

It moves villages that the calendar moves, and for every plan task speaks of what is due: opens,
reminds, climbs, proposes. It works in slices, one transaction each; what a killed check has not done
the next one finds still due. The rules are asked once for each group of equal facts, never for a
village.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from actions import freeze
from actions.board import calendar_warnings
from actions.closing import ask_to_close
from actions.desk import Desk, Occasion, occasion
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
from records.campaign import CAMPAIGNS
from records.database import in_transaction, reading
from records.history import CLOCK, By, Event
from records.lease import alone
from records.moves import move_tasks
from records.notice import VERIFY, When, Wording
from records.slices import unit_ranges
from records.task import TASKS
from records.village import VILLAGES
from states.deadline import Rung, Side, Speech, TaskFacts, TaskRules, speak
from states.inspection import PROPOSED
from states.roles import Role
from states.rounds import Round
from states.task import OPEN, PLANNED, TASK, TaskSituation

log = logging.getLogger("duban.check")

TASKS_A_SLICE = 5_000
"""Short enough that a village head's submission never waits long behind one."""

KINDS = ("moves", "reminders", "escalations", "proposed_inspections", "skipped")

Progress = Callable[[int], None]


@dataclass
class CheckResult:
    """What a check did: counts by kind. `reminders` are notices, `escalations` tasks that climbed."""

    at: datetime
    moves: Counter[str] = field(default_factory=Counter)
    reminders: Counter[str] = field(default_factory=Counter)
    escalations: Counter[str] = field(default_factory=Counter)
    proposed_inspections: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    def add(self, other: "CheckResult") -> None:
        """Count in what another slice, or the check of another campaign, did."""
        for kind in KINDS:
            getattr(self, kind).update(getattr(other, kind))
        self.warnings += [warning for warning in other.warnings if warning not in self.warnings]

    def counts(self) -> dict[str, dict[str, int]]:
        """Counts by kind, without what did not happen."""
        return {kind: {name: n for name, n in sorted(getattr(self, kind).items()) if n} for kind in KINDS}


def check_deadlines(
    desk: Desk, campaign_id: int | None = None, progress: Progress | None = None
) -> CheckResult:
    """Check everything that is due at the desk's instant, in one campaign or (None) in all.

    `progress` is told the number of tasks of each slice that has committed. Raises Busy when another
    check of the same campaign is under way, BadInput for an instant before a campaign's last event; the
    other campaigns are checked all the same before that is raised.
    """
    total = CheckResult(desk.clock.now())
    failures: list[Exception] = []
    for one in _campaigns(desk, campaign_id):
        try:
            with alone(desk.engine, f"check-deadlines:{one}"):
                total.add(_check_campaign(desk, one, progress or (lambda _: None)))
        except Exception as failure:
            log.warning("campaign %d was not checked: %s", one, failure)
            failures.append(failure)
    if failures:
        raise failures[0]
    return total


def count_due(desk: Desk, campaign_id: int | None = None) -> int:
    """How many tasks a check would speak of now; for progress bars."""
    with reading(desk.engine) as connection:
        several = [occasion(desk, connection, one) for one in _campaigns(desk, campaign_id)]
        return sum(
            deadlines.count_due(connection, now.campaign_id, now.today, now.book.rules) for now in several
        )


def _campaigns(desk: Desk, campaign_id: int | None) -> list[int]:
    with reading(desk.engine) as connection:
        if campaign_id is not None:
            return [occasion(desk, connection, campaign_id).campaign_id]
        return list(connection.execute(sa.select(CAMPAIGNS.c.id).order_by(CAMPAIGNS.c.id)).scalars())


def _check_campaign(desk: Desk, campaign_id: int, progress: Progress) -> CheckResult:
    """One check of one campaign, slice after slice; the caller holds the lease."""

    def begin(connection: sa.Connection) -> tuple[int, Occasion, CheckResult]:
        now = occasion(desk, connection, campaign_id)
        given = +Counter({"errand.give": ask_to_close(now, CLOCK)})
        first = CheckResult(now.at, moves=given, warnings=calendar_warnings(now))
        return checks.begin(connection, campaign_id, now.at, first.counts()), now, first

    run_id, begun, total = in_transaction(desk.engine, begin)

    def carry_out(work: Callable[[Occasion], CheckResult], size: int) -> None:
        def transaction(connection: sa.Connection) -> CheckResult:
            done = work(replace(begun, connection=connection))
            so_far = CheckResult(begun.at)
            so_far.add(total)
            so_far.add(done)
            checks.note_slice(connection, run_id, so_far.counts())
            return done

        total.add(in_transaction(desk.engine, transaction))
        progress(size)

    for work, size in _slices(desk, begun):
        carry_out(work, size)
    in_transaction(desk.engine, lambda connection: checks.finish(connection, run_id, total.counts()))
    return total


Work = Callable[[Occasion], CheckResult]


def _slices(desk: Desk, begun: Occasion) -> Iterator[tuple[Work, int]]:
    """What a check has to do, each small enough for one transaction, with the number of tasks.

    Moves come first, since they say which phase a village is in; then clocks run again whose hold is over,
    which says when they speak. What is due is cut day by day: those of one day lie side by side in the
    index, so that no slice reads another's.
    """
    campaign_id, today = begun.campaign_id, begun.today
    with reading(desk.engine) as connection:
        days = villages.days_due(connection, campaign_id, today)
    for day in days:
        waiting = villages.due_on(campaign_id, day)
        for part in unit_ranges(desk.engine, VILLAGES, waiting, TASKS_A_SLICE):
            yield partial(_move_villages, chosen=waiting & part.within(VILLAGES)), 0
    for work in _brought_by_the_day(desk, begun):
        yield work, 0
    with reading(desk.engine) as connection:
        resuming = deadlines.kinds_resuming(connection, campaign_id, today)
    for kind in resuming:
        standing = deadlines.resuming(campaign_id, today) & (TASKS.c.kind == kind)
        for part in unit_ranges(desk.engine, TASKS, standing, TASKS_A_SLICE):
            yield partial(_resume, kind=kind, chosen=standing & part.within(TASKS)), 0
    with reading(desk.engine) as connection:
        due = deadlines.days_due(connection, campaign_id, today, begun.book.rules)
    for kind, day in due:
        owing = deadlines.due_on(campaign_id, kind, day)
        for part in unit_ranges(desk.engine, TASKS, owing, TASKS_A_SLICE):
            yield partial(_speak_of, kind=kind, chosen=owing & part.within(TASKS)), part.count


def _brought_by_the_day(desk: Desk, begun: Occasion) -> list[Work]:
    """What the calendar alone brings to a campaign, besides moves and deadlines; mostly nothing."""
    works: list[Work] = []
    with reading(desk.engine) as connection:
        now = replace(begun, connection=connection)
        if (turn := round_to_ask_for(now)) is not None:
            works.append(partial(_begin_round, turn=turn))
        if fixed := freeze.to_freeze(now):
            works.append(partial(_freeze, fixed=fixed))
    return works


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
            ask_for_decisions(now, by)


def reminder_wording(facts: TaskFacts, speech: Speech) -> Wording:
    """What a reminder says: to the unit that owes, or to the office that has to verify."""
    if speech.reminder is None:
        raise AssertionError("asked only where a reminder is sent")
    if speech.side is Side.VERIFICATION:
        return Wording("reminder", "verify", f"{VERIFY}{speech.reminder.key}", facts.watched_date)
    return Wording("reminder", "reminder", speech.reminder.key, facts.watched_date)


def warning_wording(speech: Speech, rung: Rung) -> Wording:
    """What those hear whom the next rung will tell, before it does (四.一); `due` is the day of the rung."""
    prefix = VERIFY if speech.side is Side.VERIFICATION else ""
    return Wording("warning", "leader_warning", f"{prefix}warning.{rung.key}", speech.next_rung_on)


def rung_wording(facts: TaskFacts, speech: Speech, rung: Rung) -> Wording:
    """What the notice of a rung says."""
    prefix = VERIFY if speech.side is Side.VERIFICATION else ""
    return Wording("escalation", rung.form, f"{prefix}{rung.key}", facts.watched_date, speech.rung)


def roles_of(rules: TaskRules) -> frozenset[Role]:
    """Every role that any rule of a task may tell."""
    watches = (rules.owing, rules.verification)
    reminded = {role for watch in watches for reminder in watch.reminders for role in reminder.to}
    told = {role for watch in watches for rung in watch.ladder for role in rung.to}
    return frozenset(reminded | told)

"""What does the clock have to say about a task today, and on which day will it speak next?

Pure. `speak` answers for one set of facts (`TaskFacts`); `records/check.py` groups the tasks by
these facts and carries the answer out for the whole group. Clauses: 三.一–三.三, 四.一.

The day on which the next rung of a ladder falls (`next_rung_on`) is a fact of the task, because it
depends on what happened before: a late check, an acknowledgement, a withdrawal. Reminders depend
on the calendar alone and are computed from the date that is watched.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from states.calendar import ONE_DAY, Offset, WorkingCalendar
from states.roles import Role

NEVER = -1
"""The rung of a ladder of which nothing has fired yet."""


AWAITING = "submitted"
"""The task state in which the office's clock runs."""


class Side(StrEnum):
    """Whose clock runs: the unit that owes the task, or the office that owes its verification."""

    OWING = "owing"
    VERIFICATION = "verification"


SIDE_OF: dict[str, Side] = {
    "planned": Side.OWING,
    "open": Side.OWING,
    "returned": Side.OWING,
    AWAITING: Side.VERIFICATION,
}
"""The clock that runs in a task's state; in a state that is not named here none does."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A notice `before` a date, to everyone who holds one of the roles."""

    key: str
    before: Offset
    to: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: `after` the date, to everyone who holds one of the roles.

    `form` names the wording (a 督办通知单, say); `proposes` is the kind of inspection that the rung
    puts on the supervision office's desk, None on most rungs. `warned` is how long before it fires
    those whom it tells hear that it will (包村领导, 四.一); None: not at all.
    """

    key: str
    after: Offset
    to: tuple[Role, ...]
    form: str
    proposes: str | None = None
    warned: Offset | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """How one date is watched: the reminders before it and the ladder after it."""

    reminders: tuple[Reminder, ...] = ()
    ladder: tuple[Rung, ...] = ()

    def first_rung_on(self, due: date, calendar: WorkingCalendar) -> date | None:
        """The day of rung 0 if nothing intervenes; None without a ladder."""
        return calendar.told_after(due, self.ladder[0].after) if self.ladder else None

    def rung_after(self, rung: int, fired_on: date, calendar: WorkingCalendar) -> date | None:
        """The day of the rung that follows `rung`, which fired on `fired_on`: distances are kept."""
        if rung + 1 >= len(self.ladder):
            return None
        here, following = self.ladder[rung].after, self.ladder[rung + 1].after
        return calendar.told_after(fired_on, Offset(following.count - here.count, following.unit))

    def warning(
        self, rung: int, next_rung_on: date | None, calendar: WorkingCalendar
    ) -> tuple[date, Rung] | None:
        """The rung after `rung` with the day on which it is announced; None if it is not."""
        if next_rung_on is None or rung + 1 >= len(self.ladder):
            return None
        coming = self.ladder[rung + 1]
        if coming.warned is None:
            return None
        return calendar.told_before(next_rung_on, coming.warned), coming


@dataclass(frozen=True, slots=True)
class TaskRules:
    """Everything the clock may say about one task of the plan."""

    owing: Watch
    verification: Watch
    verify_within: Offset

    def watch(self, side: Side) -> Watch:
        return self.owing if side is Side.OWING else self.verification


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """All that the rules read of a task; tasks with equal facts are one group.

    `rung` is the last rung that fired on the clock that runs now (`NEVER` if none), `next_rung_on`
    the day of the next one; `next_on` the day on which this answer was due; `held` the roles that
    somebody holds for the unit. While a hold stops the clock (暂停), it stands from `stands_from`, up to
    which the dates have been counted on, until the end of `stands_until`; both are None otherwise.
    """

    state: str
    opens_on: date
    effective_due: date
    verify_by: date | None
    rung: int
    next_rung_on: date | None
    next_on: date
    held: frozenset[Role]
    stands_from: date | None = None
    stands_until: date | None = None

    @property
    def watched_date(self) -> date:
        """The date that the running clock watches."""
        if SIDE_OF[self.state] is Side.VERIFICATION and self.verify_by is not None:
            return self.verify_by
        return self.effective_due


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody holds `role`, so that a rule (a rung, or `NEVER` for a reminder) had nobody to tell."""

    rung: int
    role: Role


@dataclass(frozen=True, slots=True)
class Speech:
    """What the clock says about a group of tasks on one day, and what is then true of them."""

    opens: bool
    side: Side
    reminder: Reminder | None
    warning: Rung | None
    fired: Rung | None
    gaps: tuple[Gap, ...]
    superseded: tuple[str, ...]
    rung: int
    next_rung_on: date | None
    next_on: date | None


def speak(
    facts: TaskFacts, rules: TaskRules, *, today: date, issued_on: date, calendar: WorkingCalendar
) -> Speech:
    """What the rules say about tasks with these facts on `today`.

    `issued_on` is the day the campaign was issued: reminders that fall before it, or before the task
    opens, are neither sent nor caught up. Raises KeyError for a state in which no clock runs.
    """
    side = SIDE_OF[facts.state]
    if facts.stands_until is not None and today <= facts.stands_until:
        return _silent(facts, side, runs_again_on(facts.stands_until, calendar))
    if facts.state == "planned" and facts.opens_on > today:
        return _silent(facts, side, facts.opens_on)
    watch = rules.watch(side)
    reminder, superseded = _reminder(facts, watch, today, issued_on, calendar)
    climbed = _climb(facts, watch, today, calendar)
    gaps = climbed.gaps
    if reminder and not facts.held.intersection(reminder.to):
        gaps = (*gaps, *(Gap(NEVER, role) for role in reminder.to))
    return Speech(
        opens=facts.state == "planned",
        side=side,
        reminder=reminder,
        warning=_warning(facts, watch, climbed, today, calendar),
        fired=climbed.fired,
        gaps=gaps,
        superseded=superseded,
        rung=climbed.rung,
        next_rung_on=climbed.next_rung_on,
        next_on=next_word_on(
            replace(facts, rung=climbed.rung, next_rung_on=climbed.next_rung_on),
            watch,
            from_day=today + ONE_DAY,
            issued_on=issued_on,
            calendar=calendar,
        ),
    )


def runs_again_on(stands_until: date, calendar: WorkingCalendar) -> date:
    """The day on which a clock that stands until the end of a day speaks again: never a day off."""
    return calendar.next_after(stands_until)


def next_word_on(
    facts: TaskFacts, watch: Watch, *, from_day: date, issued_on: date, calendar: WorkingCalendar
) -> date | None:
    """The first day, `from_day` or later, on which `watch` has something to say; None if never again.

    `facts.rung` is how far the ladder of this watch has climbed.
    """
    told_from = max(from_day, facts.opens_on, issued_on)
    days = [
        day for day, _ in _reminder_days(facts.watched_date, watch.reminders, calendar) if day >= told_from
    ]
    if facts.next_rung_on is not None:
        days.append(calendar.on_or_after(max(facts.next_rung_on, from_day)))
    warning = watch.warning(facts.rung, facts.next_rung_on, calendar)
    if warning is not None and warning[0] >= from_day:
        days.append(warning[0])
    return min(days, default=None)


def _silent(facts: TaskFacts, side: Side, until: date) -> Speech:
    """Nothing to say before the task's window opens, or while the clock stands."""
    return Speech(
        opens=False,
        side=side,
        reminder=None,
        warning=None,
        fired=None,
        gaps=(),
        superseded=(),
        rung=facts.rung,
        next_rung_on=facts.next_rung_on,
        next_on=until,
    )


def _reminder_days(
    due: date, reminders: Iterable[Reminder], calendar: WorkingCalendar
) -> list[tuple[date, Reminder]]:
    """When each reminder is told, earliest first; of those told on one day the nearest to the date last."""
    told = [(calendar.told_before(due, reminder.before), reminder) for reminder in reminders]
    return sorted(told, key=lambda pair: (pair[0], calendar.before(due, pair[1].before)))


def _reminder(
    facts: TaskFacts, watch: Watch, today: date, issued_on: date, calendar: WorkingCalendar
) -> tuple[Reminder | None, tuple[str, ...]]:
    """The one reminder to send today, and those that it, or the passing of the date, superseded.

    Reminders told on the same day merge into the one nearest to the date; that is the plan's own
    doing, and the others are never counted as superseded.
    """
    due = facts.watched_date
    told_from = max(facts.next_on, facts.opens_on, issued_on)
    pending = {
        day: reminder
        for day, reminder in _reminder_days(due, watch.reminders, calendar)
        if told_from <= day <= today
    }
    last = pending.popitem()[1] if pending and today <= due else None
    return last, tuple(reminder.key for reminder in pending.values())


def _warning(
    facts: TaskFacts, watch: Watch, climbed: "_Climb", today: date, calendar: WorkingCalendar
) -> Rung | None:
    """The rung that is announced today to those whom it will tell: never on a day off, never too late."""
    coming = watch.warning(climbed.rung, climbed.next_rung_on, calendar)
    if coming is None or climbed.next_rung_on is None:
        return None
    day, rung = coming
    heard = bool(facts.held.intersection(rung.to))
    return rung if heard and day <= today < climbed.next_rung_on and calendar.is_working_day(today) else None


@dataclass(frozen=True, slots=True)
class _Climb:
    fired: Rung | None
    gaps: tuple[Gap, ...]
    rung: int
    next_rung_on: date | None


def _climb(facts: TaskFacts, watch: Watch, today: date, calendar: WorkingCalendar) -> _Climb:
    """Fire the next rung if its day has come: one rung a day, dated now, never on a day off.

    A rung that nobody holds is skipped at once and leaves a gap; one that proposes an inspection
    fires all the same, since the desk exists even when nobody sits at it.
    """
    waits = facts.next_rung_on is None or facts.next_rung_on > today or not calendar.is_working_day(today)
    if waits or today <= facts.watched_date:
        return _Climb(None, (), facts.rung, facts.next_rung_on)
    gaps: list[Gap] = []
    for number in range(facts.rung + 1, len(watch.ladder)):
        rung = watch.ladder[number]
        held = facts.held.intersection(rung.to)
        if not held:
            gaps += [Gap(number, role) for role in rung.to]
        if held or rung.proposes:
            return _Climb(rung, tuple(gaps), number, watch.rung_after(number, today, calendar))
    return _Climb(None, tuple(gaps), len(watch.ladder) - 1, None)

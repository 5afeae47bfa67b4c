"""How does a task's clock stand after somebody has done something to it (三, 四.一)?

Pure. A submission stops the unit's clock and starts the office's; a withdrawal lets the unit's run on;
a return, a re-opening and an extension begin a new cycle; an acknowledgement holds the ladder.
"""

from dataclasses import dataclass, replace
from datetime import date

from states.calendar import ONE_DAY, Offset, WorkingCalendar
from states.deadline import AWAITING, NEVER, SIDE_OF, TaskFacts, TaskRules, Watch, next_word_on, runs_again_on


@dataclass(frozen=True, slots=True)
class Winding:
    """How the clock of a task stands after somebody has done something to it."""

    rung: int
    next_rung_on: date | None
    next_on: date | None


def after_submission(
    facts: TaskFacts, rules: TaskRules, *, today: date, issued_on: date, calendar: WorkingCalendar
) -> tuple[date, Winding]:
    """The date by which the office must verify, and its clock; `facts.rung` is how far that had climbed.

    The unit's clock stands from now on. A second submission in one cycle goes on where the office's
    ladder had got to.
    """
    watch = rules.verification
    verify_by = calendar.after(today, rules.verify_within)
    following = facts.rung + 1
    next_rung_on = (
        calendar.told_after(verify_by, watch.ladder[following].after)
        if following < len(watch.ladder)
        else None
    )
    facts = replace(facts, state=AWAITING, verify_by=verify_by)
    return verify_by, _wound(facts, watch, facts.rung, next_rung_on, today, issued_on, calendar)


def after_withdrawal(
    facts: TaskFacts, rules: TaskRules, *, today: date, issued_on: date, calendar: WorkingCalendar
) -> Winding:
    """The unit's clock runs again; `facts.rung` is how far its ladder had climbed in this cycle.

    What has been missed meanwhile, and what follows an escalation, falls on the next working day.
    """
    watch = rules.owing
    regular = watch.first_rung_on(facts.effective_due, calendar)
    next_rung_on = regular
    if facts.rung + 1 >= len(watch.ladder):
        next_rung_on = None
    elif facts.rung > NEVER or (regular is not None and regular <= today):
        next_rung_on = calendar.next_after(today)
    facts = replace(facts, state="open")
    return _wound(facts, watch, facts.rung, next_rung_on, today, issued_on, calendar)


def after_new_cycle(
    facts: TaskFacts,
    rules: TaskRules,
    short: Offset,
    *,
    today: date,
    issued_on: date,
    calendar: WorkingCalendar,
) -> tuple[date, Winding]:
    """The date of a returned or re-opened task, and its clock, from rung 0.

    The plan's short date, but never earlier than the date that the task had.
    """
    due = max(facts.effective_due, calendar.after(today, short))
    return due, after_new_date(facts, rules, due, today=today, issued_on=issued_on, calendar=calendar)


def after_new_date(
    facts: TaskFacts, rules: TaskRules, due: date, *, today: date, issued_on: date, calendar: WorkingCalendar
) -> Winding:
    """The unit's clock of a task that is owed by another date from now on, from rung 0."""
    facts = replace(facts, state="open" if facts.state != "planned" else facts.state, effective_due=due)
    first = rules.owing.first_rung_on(due, calendar)
    return _wound(facts, rules.owing, NEVER, first, today + ONE_DAY, issued_on, calendar)


def held_until(
    facts: TaskFacts,
    rules: TaskRules,
    until: date,
    *,
    today: date,
    issued_on: date,
    calendar: WorkingCalendar,
) -> Winding:
    """The clock of a task whose ladder an acknowledgement holds until the end of `until`.

    The next rung falls on the next working day after it; an acknowledgement never hastens a rung.
    """
    next_rung_on = facts.next_rung_on
    if next_rung_on is not None:
        next_rung_on = max(next_rung_on, calendar.next_after(until))
    watch = rules.watch(SIDE_OF[facts.state])
    return _wound(facts, watch, facts.rung, next_rung_on, today, issued_on, calendar)


def _wound(
    facts: TaskFacts,
    watch: Watch,
    rung: int,
    next_rung_on: date | None,
    from_day: date,
    issued_on: date,
    calendar: WorkingCalendar,
) -> Winding:
    facts = replace(facts, rung=rung, next_rung_on=next_rung_on)
    next_on = next_word_on(facts, watch, from_day=from_day, issued_on=issued_on, calendar=calendar)
    if facts.state == "planned":  # it opens before anything is said
        next_on = max(facts.opens_on, from_day)
    if facts.stands_until is not None:  # whatever is done meanwhile, the clock still stands
        next_on = runs_again_on(facts.stands_until, calendar)
    return Winding(rung, next_rung_on, next_on)

"""What becomes of a task's dates while its clock stands (暂停)?

A hold shifts all remaining dates by its working days. The days are counted on when the hold ends and,
before that, whenever somebody does something to the task, so that each date is shifted by the days
through which it has really stood. Pure.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from states.calendar import ONE_DAY, Offset, WorkingCalendar
from states.deadline import TaskFacts


@dataclass(frozen=True, slots=True)
class Stretch:
    """A hold over a task: the clock stands on every day from `first` to `last`."""

    first: date
    last: date


def standing(facts: TaskFacts, hold: Stretch) -> Stretch:
    """The stretch for which a task stands when `hold` begins over it, beside any that stands already."""
    if facts.stands_from is None or facts.stands_until is None:
        return hold
    return Stretch(min(facts.stands_from, hold.first), max(facts.stands_until, hold.last))


def counted_on(facts: TaskFacts, today: date, calendar: WorkingCalendar) -> TaskFacts:
    """The facts with the remaining dates shifted by the working days stood through before `today`.

    A date that had passed before the hold stays; one that fell into it is never earlier than `today`.
    A task whose clock does not stand is as it was.
    """
    if facts.stands_from is None or facts.stands_until is None:
        return facts
    resumes = min(today, facts.stands_until + ONE_DAY)
    stood = Offset(_working_days(facts.stands_from, resumes, calendar), "working_days")
    since = facts.stands_from

    def shifted(day: date | None) -> date | None:
        if day is None or day < since:
            return day
        return max(calendar.after(day, stood), resumes)

    rung_on = facts.next_rung_on and max(facts.next_rung_on, since)  # a rung that waits is still to come
    return replace(
        facts,
        effective_due=shifted(facts.effective_due) or facts.effective_due,
        verify_by=shifted(facts.verify_by),
        next_rung_on=shifted(rung_on),
        stands_from=resumes,
    )


def resumed(facts: TaskFacts, today: date, calendar: WorkingCalendar) -> TaskFacts:
    """The facts once the hold is over: the clock runs again, and speaks of what fell into the hold."""
    begun = facts.stands_from
    facts = counted_on(facts, today, calendar)
    if begun is None:
        return facts
    return replace(facts, stands_from=None, stands_until=None, next_on=max(begun, facts.opens_on))


def _working_days(first: date, end: date, calendar: WorkingCalendar) -> int:
    """The working days from `first` to the day before `end`."""
    days = (first + timedelta(days=number) for number in range((end - first).days))
    return sum(calendar.is_working_day(day) for day in days)

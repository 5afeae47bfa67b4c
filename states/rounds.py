"""On which days does a round of the periodic inspection begin (三.三.2)?

Pure. A round keeps its date even on a day off; only its telling moves, to the next working day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from states.calendar import Offset, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its number from 1, its day, and the working day on which its lots are asked for."""

    number: int
    day: date
    told_on: date


def rounds(first: date, last: date, every: Offset | None, calendar: WorkingCalendar) -> tuple[Round, ...]:
    """The rounds from `first`, none later than `last`; only one where nothing says how often."""
    days, day = [], first
    while day <= last:
        days.append(day)
        if every is None or calendar.after(day, every) <= day:
            break
        day = calendar.after(day, every)
    return tuple(Round(number, day, calendar.on_or_after(day)) for number, day in enumerate(days, start=1))


def under_way(among: Sequence[Round], today: date, since: date) -> Round | None:
    """The last round that has been told by today; one from before `since` was never asked for.

    A round that has been missed is not caught up once the next one has come.
    """
    told = [one for one in among if one.told_on <= today and one.day >= since]
    return told[-1] if told else None

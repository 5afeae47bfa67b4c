"""On which days does a round of the periodic inspection begin (三.三.2)?

Pure. A round keeps its date even on a day off; only its telling moves, to the next working day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from states.calendar import Offset, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its number from 1, its day, and from when until when its lots are asked for."""

    number: int
    day: date
    told_on: date
    until: date


def rounds(
    first: date, last: date, every: Offset | None, within: Offset, calendar: WorkingCalendar
) -> tuple[Round, ...]:
    """The rounds from `first`, none later than `last`; only one where nothing says how often.

    What is drawn is visited `within` a time; after it nobody asks for the lots any more.
    """
    days, day = [], first
    while day <= last:
        days.append(day)
        if every is None or calendar.after(day, every) <= day:
            break
        day = calendar.after(day, every)
    return tuple(
        Round(number, day, told_on := calendar.on_or_after(day), calendar.after(told_on, within))
        for number, day in enumerate(days, start=1)
    )


def under_way(among: Sequence[Round], today: date, since: date) -> Round | None:
    """The last round whose lots are asked for today; one from before `since` never was.

    A round that has been missed is not caught up once its time is over, or the next one has come.
    """
    told = [one for one in among if one.told_on <= today <= one.until and one.day >= since]
    return told[-1] if told else None

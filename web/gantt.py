"""When is each task of the plan to be done, in which phase, and which days are days off (三)?

The geometry of the timeline alone: lanes of tasks over a strip of days, in units of its own box.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from plans.model import TaskSpec
from plans.rules import Rulebook
from states.calendar import ONE_DAY
from states.lights import Light
from web.words import short_day, text_of

LABELS, DAYS, LANE, HEAD, FOOT = 230, 860, 20, 36, 6
"""The width of the names and of the days, the height of a lane, and of what stands above and below."""


@dataclass(frozen=True, slots=True)
class Span:
    """So much of the strip: from x, so wide."""

    x: float
    width: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One task. `over` is the time since it was due, where somebody is overdue; `counts` None: unknown."""

    task: TaskSpec
    y: int
    window: Span
    over: Span | None
    due_x: float
    counts: Counter[Light] | None


@dataclass(frozen=True, slots=True)
class Gantt:
    """The whole timeline; `today_x` is None when today lies outside."""

    first: date
    last: date
    width: int
    height: int
    phases: tuple[Span, ...]
    weeks: tuple[Span, ...]
    off: tuple[Span, ...]
    days_off: int
    lanes: tuple[Lane, ...]
    today_x: float | None


def gantt_of(book: Rulebook, counts: Mapping[str, Counter[Light]], today: date) -> Gantt:
    """The tasks of the plan in the order in which they are due."""
    tasks = sorted(book.tasks.values(), key=lambda task: (task.due, task.opens))
    starts = [phase.first_day for phase in book.plan.phases] + [task.opens for task in tasks]
    ends = [phase.last_day for phase in book.plan.phases] + [task.due for task in tasks]
    strip = Strip(min(starts), max(*ends, book.timeline.assessment_from))
    lanes = tuple(
        Lane(
            task=task,
            y=HEAD + LANE * number,
            window=strip.span(task.opens, task.due),
            over=_over(strip, task, counts.get(task.key), today),
            due_x=strip.x(task.due + ONE_DAY),
            counts=counts.get(task.key),
        )
        for number, task in enumerate(tasks)
    )
    off = strip.days_off(book)
    return Gantt(
        first=strip.first,
        last=strip.last,
        width=LABELS + DAYS + 10,
        height=HEAD + LANE * len(tasks) + FOOT,
        phases=tuple(strip.span(one.first_day, one.last_day, text_of(one.title)) for one in book.plan.phases),
        weeks=strip.weeks(),
        off=off[0],
        days_off=off[1],
        lanes=lanes,
        today_x=strip.x(today) if strip.first <= today <= strip.last else None,
    )


def _over(strip: "Strip", task: TaskSpec, counts: Counter[Light] | None, today: date) -> Span | None:
    if counts is None or not counts[Light.RED] or today <= task.due:
        return None
    return strip.span(task.due + ONE_DAY, min(today, strip.last))


@dataclass(frozen=True, slots=True)
class Strip:
    """Days side by side, the first at the left end."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def x(self, day: date) -> float:
        """Where a day begins."""
        return round(LABELS + DAYS * (day - self.first).days / self.days, 1)

    def span(self, first: date, last: date, text: str = "") -> Span:
        """From the beginning of a day to the end of another, both within the strip."""
        begin = max(first, self.first)
        end = max(begin, min(last, self.last))
        x = self.x(begin)
        return Span(x, round(self.x(end + ONE_DAY) - x, 1), text)

    def weeks(self) -> tuple[Span, ...]:
        """Every Monday (every fourth of a long campaign), with its date."""
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        step = timedelta(weeks=max(1, self.days // 84))
        found = []
        while monday <= self.last:
            found.append(Span(self.x(monday), 0, short_day(monday)))
            monday += step
        return tuple(found)

    def days_off(self, book: Rulebook) -> tuple[tuple[Span, ...], int]:
        """The days that are none of work, those that follow each other as one; and how many they are."""
        found: list[tuple[date, date]] = []
        days = [self.first + timedelta(days=number) for number in range(self.days)]
        off = [day for day in days if not book.calendar.is_working_day(day)]
        for day in off:
            if found and found[-1][1] + ONE_DAY == day:
                found[-1] = (found[-1][0], day)
            else:
                found.append((day, day))
        return tuple(self.span(first, last) for first, last in found), len(off)

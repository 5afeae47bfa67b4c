"""Which days are working days, and on which day is something told?

The State Council publishes holidays and make-up days a year at a time (国务院办公厅关于节假日
安排的通知); `chinesecalendar` carries them, and an administrator adds what has been published since.
Past the last year the calendar falls back to weekends and says so through `known`. A decreed date
never moves: only the telling does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

ONE_DAY = timedelta(days=1)

Unit = Literal["days", "working_days"]


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance in time, as plans write it: `{working_days: 2}`; never negative."""

    count: int
    unit: Unit


@dataclass(frozen=True)
class WorkingCalendar:
    """Days off and working days. `known_until` is the last day that was published."""

    is_published_working_day: Callable[[date], bool]
    known_from: date
    known_until: date
    name: str = field(default="", compare=False)
    published_holiday: Callable[[date], str | None] = lambda day: None

    def known(self, day: date) -> bool:
        """Whether the day's holidays have been published; if not, weekends alone count."""
        return self.known_from <= day <= self.known_until

    def is_working_day(self, day: date) -> bool:
        if self.known(day):
            return self.is_published_working_day(day)
        return day.weekday() < 5

    def holiday(self, day: date) -> str | None:
        """What people call the holiday of that day (劳动节); None where none is published."""
        return self.published_holiday(day) if self.known(day) else None

    def on_or_before(self, day: date) -> date:
        """The day itself if it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def next_after(self, day: date) -> date:
        """The first working day after `day`."""
        return self.on_or_after(day + ONE_DAY)

    def after(self, day: date, offset: Offset) -> date:
        """The day `offset` after `day`; in working days, the day itself does not count."""
        if offset.unit == "days":
            return day + timedelta(days=offset.count)
        for _ in range(offset.count):
            day = self.next_after(day)
        return day

    def before(self, day: date, offset: Offset) -> date:
        """The day `offset` before `day`; in working days, the day itself does not count."""
        if offset.unit == "days":
            return day - timedelta(days=offset.count)
        for _ in range(offset.count):
            day = self.on_or_before(day - ONE_DAY)
        return day

    def told_before(self, day: date, offset: Offset) -> date:
        """When a reminder `offset` before `day` goes out: never on a day off, rather earlier."""
        return self.on_or_before(self.before(day, offset))

    def told_after(self, day: date, offset: Offset) -> date:
        """When something `offset` after `day` is told: never on a day off, rather later."""
        return self.on_or_after(self.after(day, offset))


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """One year as it was published: the days off by name, and the days of weekends that are worked."""

    year: int
    off: Mapping[date, str]
    worked: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)


def with_years(calendar: WorkingCalendar, years: Mapping[int, PublishedYear]) -> WorkingCalendar:
    """The calendar with years that came later, or that say otherwise; itself if there are none.

    No year is left out between those that it knows and the last of these.
    """
    if not years:
        return calendar

    def is_working_day(day: date) -> bool:
        year = years.get(day.year)
        return year.is_working_day(day) if year else calendar.is_published_working_day(day)

    def holiday(day: date) -> str | None:
        year = years.get(day.year)
        return year.off.get(day) if year else calendar.published_holiday(day)

    last = max(calendar.known_until, date(max(years), 12, 31))
    return WorkingCalendar(is_working_day, calendar.known_from, last, calendar.name, holiday)


def _holiday_of_china(day: date) -> str | None:
    return str(chinese_calendar.Holiday(holidays[day]).chinese) if day in holidays else None


CHINA = WorkingCalendar(
    is_published_working_day=chinese_calendar.is_workday,
    known_from=date(min(holidays).year, 1, 1),
    known_until=date(max([*holidays, *workdays]).year, 12, 31),
    name="china",
    published_holiday=_holiday_of_china,
)

WEEKDAYS = WorkingCalendar(
    is_published_working_day=lambda day: day.weekday() < 5,
    known_from=date.min,
    known_until=date.max,
    name="weekdays",
)

CALENDARS: dict[str, WorkingCalendar] = {calendar.name: calendar for calendar in (CHINA, WEEKDAYS)}

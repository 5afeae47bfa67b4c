"""What does a plan look like in another year, and what must a person look at before it is issued?

Distances in days from the first phase's first day are kept, and month ends stay month ends. Where the new
first day has the old one's day and month, every date keeps its own. The document's words are its own: years
in texts and comments are reported, never changed. So is what falls on a day off: the office decides, not we.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from plans.lint import Finding, lint
from plans.lint.registry import WEEKDAYS_ZH
from plans.model import Plan
from plans.model.parts import FIRST_DAY, LAST_DAY, PlanKey
from plans.reader import PlanError, dotted, parse_plan
from plans.rewrite import Change, comments, rewritten
from plans.source import Path, Source, Unreadable, load
from plans.walk import fields_of, parts_of
from states.calendar import CALENDARS, ONE_DAY, WorkingCalendar
from states.errors import DubanError

KEY: Path = ("key",)
NUMBER: Path = ("document", "number")

YEAR = r"(?<!\d)(?:19[4-9]\d|2[01]\d\d)(?!\d)|[一二三四五六七八九〇○零]{4}年"
MONTH_OR_DAY = r"\d{1,2}\s*[月日]"

ABOUT_DATES = ("L1", "L2", "L3")
"""The lint's rules that a shift can upset: the document against itself, days, gates."""

REPORTED_ANYWAY = ("L202", "L203")
"""Days off and unknown years, which the report lists by key."""


class CannotRebase(DubanError):
    """The plan cannot begin on that day; says which key is in the way and what to do."""


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """A month end that became another month's, or another year's."""

    key: str
    was: date
    date: date


@dataclass(frozen=True, slots=True)
class DayOff:
    """A date that falls on a day off, and what people call that day."""

    key: str
    date: date
    name: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """Words that were left as they are and may no longer be true."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Rebased:
    """A plan's text for another year, and all that a person should look at.

    `lint` has what the lint finds in the new plan and did not find, by code and clause, in the old one.
    `calendar_known` is False where holidays of one of its dates are not published: weekends alone counted.
    """

    text: str
    key: str
    start: date
    days_off: tuple[DayOff, ...]
    month_ends: tuple[MonthEnd, ...]
    check_by_hand: tuple[ByHand, ...]
    lint: tuple[Finding, ...]
    calendar_known: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """The way from an old first day to a new one."""

    old: date
    new: date

    @property
    def years(self) -> int:
        return self.new.year - self.old.year

    @property
    def keeps_days(self) -> bool:
        """Whether every date keeps its day and month; the ends of two Februaries are one day here."""
        same_month = self.old.month == self.new.month
        return same_month and (
            self.old.day == self.new.day or (_is_month_end(self.old) and _is_month_end(self.new))
        )

    def moved(self, day: date) -> date:
        """Where a date of the plan lies after the shift."""
        if day == self.old:
            return self.new
        if self.keeps_days:
            return _same_day(day, day.year + self.years)
        plain = day + (self.new - self.old)
        return _nearest_month_end(plain) if _is_month_end(day) else plain

    def key(self, key: str) -> str:
        """A plan's key with its years moved; a key without a year stays."""
        return re.sub(r"(?<!\d)\d{4}(?!\d)", lambda found: self._year_in_key(found.group()), key)

    def _year_in_key(self, year: str) -> str:
        named = FIRST_DAY.year <= int(year) <= LAST_DAY.year
        return str(int(year) + self.years) if named else year


def rebase(text: str, start: date, *, key: str | None = None, name: str = "<方案>") -> Rebased:
    """The plan in a text so that its first phase begins on `start`; `name` stands for its file.

    Raises PlanError where the text is no plan, CannotRebase where it would be none on the new dates.
    """
    if not FIRST_DAY <= start <= LAST_DAY:
        raise CannotRebase(f"开始日期 {start} 超出范围；应在 {FIRST_DAY} 至 {LAST_DAY} 之间。")
    old = parse_plan(text, name)
    shift = Shift(old.phases[0].first_day, start)
    changes = _changes(old, shift, shift.key(old.key) if key is None else _sound(key))
    try:
        moved = rewritten(text, changes)
    except Unreadable as error:
        wrong = error.misfits[0]
        raise CannotRebase(f"{name} 第 {wrong.line} 行 {dotted(wrong.path)}：{wrong.message}。") from error
    new = _read_again(moved, shift)
    calendar = CALENDARS[new.calendar]
    days = dict(_days(new))
    return Rebased(
        text=moved,
        key=new.key,
        start=start,
        days_off=tuple(_days_off(days, calendar)),
        month_ends=tuple(
            MonthEnd(dotted(path), was, days[path])
            for path, was in _days(old)
            if _is_month_end(was) and _is_month_end(days[path])  # the first day is where `start` says
        ),
        check_by_hand=tuple(_by_hand(moved, changes, shift)),
        lint=_only_now(old, new, shift),
        calendar_known=all(calendar.known(day) for day in days.values()),
    )


def _sound(key: str) -> str:
    try:
        return TypeAdapter(PlanKey).validate_python(key)
    except ValidationError:
        raise CannotRebase(
            f"--key “{key}”不能作方案的 key；应为小写字母、数字和连字符，如 2027-pilot。"
        ) from None


def _changes(plan: Plan, shift: Shift, key: str) -> dict[Path, Change]:
    """Every value that is written anew: dates, years, and the plan's key."""
    dates = {path: Change(str(day), str(shift.moved(day))) for path, day in _days(plan)}
    years = {path: Change(str(year), str(year + shift.years)) for path, year in _years(plan)}
    return {KEY: Change(plan.key, key), **dates, **years}


def _days(plan: Plan) -> Iterator[tuple[Path, date]]:
    """Every date of the plan, and where it stands."""
    for path, value in _values(plan):
        if isinstance(value, date):
            yield path, value


def _years(plan: Plan) -> Iterator[tuple[Path, int]]:
    for path, value in _values(plan):
        if path[-1] == "year":
            yield path, value


def _values(plan: Plan) -> Iterator[tuple[Path, Any]]:
    for placed in parts_of(plan):
        for key, _, value in fields_of(placed.part):
            yield (*placed.path, key), value


def _read_again(text: str, shift: Shift) -> Plan:
    """The new text as the reader reads it; what turned over stands in the way."""
    try:
        return parse_plan(text)
    except PlanError as error:
        first = error.problems[0]
        raise CannotRebase(_in_the_way(first.key, first.message, shift)) from error


def _in_the_way(key: str, why: str, shift: Shift) -> str:
    other = _same_day(shift.old, shift.new.year)
    instead = "" if shift.keeps_days else f"另选开始日期（如 {other}，各日期月日不变），或"
    return f"方案不能改为自 {shift.new} 起：{key}：{why}。请{instead}先改原方案。"


def _only_now(old: Plan, new: Plan, shift: Shift) -> tuple[Finding, ...]:
    """What the lint finds in the new plan alone; an error, with which it could not run, is refused."""
    before = {(finding.code, finding.clause) for finding in lint(old)}
    found = tuple(
        finding
        for finding in lint(new)
        if finding.code.startswith(ABOUT_DATES)
        and finding.code not in REPORTED_ANYWAY
        and (finding.code, finding.clause) not in before
    )
    for finding in found:
        if finding.severity == "error":
            raise CannotRebase(_in_the_way(finding.clause, finding.message, shift))
    return found


def _days_off(days: Mapping[Path, date], calendar: WorkingCalendar) -> Iterator[DayOff]:
    for path, day in sorted(days.items(), key=lambda placed: placed[1]):
        if not calendar.is_working_day(day):
            name = calendar.holiday(day) or f"星期{WEEKDAYS_ZH[day.weekday()]}"
            yield DayOff(dotted(path), day, name)


def _by_hand(text: str, changes: Mapping[Path, Change], shift: Shift) -> Iterator[ByHand]:
    """What may still speak of the old dates: the document's number, words, comments, a key without a year."""
    if shift.old == shift.new:
        return
    source = load(text)
    stale = re.compile(YEAR if shift.keeps_days else f"{YEAR}|{MONTH_OR_DAY}")
    if changes[KEY].was == changes[KEY].new:
        yield ByHand(dotted(KEY), changes[KEY].new)
    for path, words in _texts(source.data, ()):
        if path == NUMBER or (path not in changes and stale.search(words)):
            yield ByHand(dotted(path), words)
    for comment in comments(text):
        if stale.search(comment.text):
            yield ByHand(dotted(_beside(comment.line, source)), f"第 {comment.line} 行注释：{comment.text}")


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for step, below in items:
        yield from _texts(below, (*path, step))


def _beside(line: int, source: Source) -> Path:
    """What a comment on that line is about: the first key on it, else the next one below, else the last."""
    later = [(at, len(path), path) for path, at in source.lines.items() if at >= line and path]
    return min(later, key=lambda place: place[:2])[2] if later else list(source.lines)[-1]


def _same_day(day: date, year: int) -> date:
    """The day of that month in another year; only a month end can be 29 February, so there always is one."""
    return _month_end(date(year, day.month, 1)) if _is_month_end(day) else day.replace(year=year)


def _is_month_end(day: date) -> bool:
    return day == _month_end(day)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _nearest_month_end(day: date) -> date:
    """The month end that is nearest; of two equally near the later, for a date is rather given than taken."""
    after, before = _month_end(day), day.replace(day=1) - ONE_DAY
    return after if after - day <= day - before else before

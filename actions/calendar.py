"""Which days are off in a year that has just been published (国务院办公厅关于节假日安排的通知)?

The administrator imports a table of the year's holidays and make-up days. From then on that year is known:
what had been reckoned by weekends is asked anew at the next check.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from actions.absence import occasions
from actions.desk import Desk
from actions.errors import BadInput, BadRows
from actions.permission import EVERYWHERE, Actor, permit
from actions.table import rows_of
from records import deadline as deadlines
from records.calendar import CALENDAR_YEARS, calendar_of, last_published, published_years
from records.database import in_transaction, one_at_a_time, reading
from states.calendar import CHINA, WorkingCalendar

COLUMNS = ("date", "kind", "name")
OPTIONAL = ("name",)
OFF, WORKED = "休", "班"
KINDS = {OFF: OFF, "off": OFF, WORKED: WORKED, "work": WORKED}

DECEMBER = 12
"""From then on in the year before: what is told before a holiday in January is told there."""


@dataclass(frozen=True, slots=True)
class YearImported:
    """A year that is known now: how many days off and make-up days, and how many tasks are asked anew."""

    year: int
    off: int
    worked: int
    asked_anew: int


@dataclass(frozen=True, slots=True)
class YearListed:
    """A year that was imported. `off` in its order, by name."""

    year: int
    off: tuple[tuple[date, str], ...]
    worked: tuple[date, ...]
    imported_by: str
    imported_at: datetime


def read_calendar(desk: Desk, name: str = CHINA.name) -> WorkingCalendar:
    """The calendar as far as it is known."""
    with reading(desk.engine) as connection:
        return calendar_of(connection, name)


def list_years(desk: Desk, name: str = CHINA.name) -> list[YearListed]:
    """The years that were imported, the newest first."""
    with reading(desk.engine) as connection:
        rows = list(published_years(connection, name))
    return [
        YearListed(
            row.year,
            tuple(sorted((date.fromisoformat(day), title) for day, title in row.off.items())),
            tuple(sorted(map(date.fromisoformat, row.worked))),
            row.imported_by,
            row.imported_at,
        )
        for row in reversed(rows)
    ]


def import_year(desk: Desk, by: Actor, file: Path, name: str = CHINA.name) -> YearImported:
    """Import a year's holidays and make-up days; a year that is known already is corrected.

    Raises NotAllowed, BadRows naming every bad row (nothing is imported), BadInput for several years in one
    file, or one that leaves out a year.
    """

    def work(connection: sa.Connection) -> YearImported:
        permit(connection, by, "calendar.import", EVERYWHERE)
        one_at_a_time(connection, "calendar")
        off, worked = _read(file)
        year = _only_year(file, {*off, *worked})
        _check_order(calendar_of(connection, name), year)
        body = {"off": _written(off), "worked": sorted(day.isoformat() for day in worked)}
        who = {"imported_by": by.name, "imported_at": desk.clock.now()}
        values = {"calendar": name, "year": year, **body, "digest": _digest(connection, year, body), **who}
        connection.execute(CALENDAR_YEARS.insert().values(**values))
        return YearImported(year, len(off), len(worked), _ask_anew(desk, connection, name, year))

    return in_transaction(desk.engine, work)


def _read(file: Path) -> tuple[dict[date, str], frozenset[date]]:
    """The days off by name, and the make-up days."""
    off: dict[date, str] = {}
    worked: set[date] = set()
    problems: list[str] = []
    for number, line in rows_of(file, COLUMNS, OPTIONAL):
        try:
            day, kind = _checked(line)
            if day in off or day in worked:
                raise BadInput(f"{day} 重复")
        except BadInput as problem:
            problems.append(f"第 {number} 行：{problem}")
            continue
        if kind == OFF:
            off[day] = line.get("name", "") or "放假"
        else:
            worked.add(day)
    if problems:
        raise BadRows(str(file), problems)
    return off, frozenset(worked)


def _checked(line: Mapping[str, str]) -> tuple[date, str]:
    try:
        day = date.fromisoformat(line["date"])
    except ValueError:
        raise BadInput(f"日期 {line['date'] or '（空）'} 应如 2027-01-01") from None
    kind = KINDS.get(line["kind"])
    if kind is None:
        raise BadInput(f"类别 {line['kind'] or '（空）'} 应为 {OFF}（放假）或 {WORKED}（调休上班）")
    if kind == WORKED and day.weekday() < 5:
        raise BadInput(f"{day} 是周一至周五，本来就上班，不必列为 {WORKED}")
    if len(line.get("name", "")) > 40:
        raise BadInput("节日名称最多 40 字")
    return day, kind


def _only_year(file: Path, days: set[date]) -> int:
    years = sorted({day.year for day in days})
    if len(years) != 1:
        found = "、".join(map(str, years)) or "没有日期"
        raise BadInput(f"{file} 应只含一个年度的放假安排，现有：{found}。请按年度分别导入。")
    return years[0]


def _check_order(calendar: WorkingCalendar, year: int) -> None:
    last = calendar.known_until.year
    if not calendar.known_from.year <= year <= last + 1:
        raise BadInput(f"放假安排已公布到 {last} 年，请先导入 {last + 1} 年的，再导入 {year} 年的。")


def _written(off: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): off[day] for day in sorted(off)}


def _digest(connection: sa.Connection, year: int, body: Mapping[str, object]) -> str:
    before = connection.execute(sa.select(last_published())).scalar() or ""
    text = json.dumps([before, year, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _ask_anew(desk: Desk, connection: sa.Connection, name: str, year: int) -> int:
    """Let the next check ask about all that was to be told in that year; how many tasks that are."""
    first = date(year - 1, DECEMBER, 1)
    return sum(
        deadlines.ask_anew(connection, now.campaign_id, max(first, now.today), now.today)
        for now in occasions(desk, connection)
        if now.book.plan.calendar == name and now.closed_at is None
    )

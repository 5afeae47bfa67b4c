"""How does a village report how far it has come, and how is a figure corrected (二, 四.三.三)?

A village reports for itself; figures are cumulative and only a correction by the office, with a reason,
may take one back. Any number of reports is one transaction of a few statements: all are taken, or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actions import anomaly, tied
from actions.desk import Desk, Occasion, acting, find_campaign, find_unit, numbered, units_by_code
from actions.errors import BadInput, BadRows, NotFound, WrongState
from actions.indicator import find_indicator, heads
from actions.permission import Actor, permit
from actions.report import Days, Given, Taken, check_between, found_targets, known_days, taken
from actions.table import read_table
from actions.text import REASON_LENGTH, needed, optional
from actions.village import path_of
from plans.rules import Rulebook
from records import figures
from records import indicator as indicators
from records.campaign import rules_of
from records.database import in_transaction, reading
from records.history import Event, Said, remember_each
from records.indicator import READINGS, WHOLE_UNIT
from records.unit import UNITS, at_or_below

COLUMNS = ("unit_code", "indicator", "on", "count")


@dataclass(frozen=True, slots=True)
class ReadingListed:
    """A reading as it was reported. `counts`: no other has come after it for its day."""

    id: int
    unit: str
    unit_name: str
    indicator: str
    title: str
    on: date
    count: int
    reported_by: str
    at: datetime
    corrects: int | None
    reason: str | None
    counts: bool


def report(
    desk: Desk,
    by: Actor,
    unit_code: str,
    indicator: str,
    count: int,
    on: date | None = None,
    note: str | None = None,
    campaign_id: int | None = None,
) -> int:
    """Report how many a unit has reached by the end of `on` (today without one); the reading's number.

    Raises BadInput for a figure that cannot be, NotFound where the unit has no target.
    """
    given = Given("", unit_code, indicator, count, on, optional(note))

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        find_unit(connection, unit_code)
        ids, problems = take(now, by, [given])
        if problems:
            raise problems[0]
        return ids[0]

    return in_transaction(desk.engine, work)


def report_all(
    desk: Desk, by: Actor, rows: Sequence[Given], campaign_id: int | None = None, source: str = "上报数值"
) -> list[int]:
    """Report for many units at once; the readings' numbers, in order.

    Raises BadRows naming every bad row, and takes none.
    """

    def work(connection: sa.Connection) -> list[int]:
        ids, problems = take(acting(desk, connection, campaign_id), by, rows)
        if problems:
            raise BadRows(source, [str(problem) for problem in problems])
        return ids

    return in_transaction(desk.engine, work)


def import_readings(desk: Desk, by: Actor, file: Path, campaign_id: int | None = None) -> list[int]:
    """Import readings (`unit_code,indicator,on,count`; today without a day); their numbers.

    Raises BadRows naming every bad row, and imports nothing.
    """
    rows: list[Given] = []
    problems: list[str] = []
    for number, line in read_table(file, COLUMNS, optional=("on",)):
        try:
            rows.append(_given(number, line))
        except BadInput as problem:
            problems.append(f"第 {number} 行：{problem}")
    if problems:
        raise BadRows(str(file), problems)
    return report_all(desk, by, rows, campaign_id, str(file))


def correct(desk: Desk, by: Actor, reading_id: int, count: int, reason: str) -> int:
    """Correct a reading, with a reason; the number of the reading that takes its place.

    A task that was done by its figures is opened again when they no longer meet the target.
    """
    why = needed(reason, "更正数值", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> int:
        wrong = _find(connection, reading_id)
        now = acting(desk, connection, wrong.campaign_id)
        permit(connection, by, "reading.correct", path_of(connection, wrong.unit_id), on=now.today)
        [target] = [
            row
            for row in indicators.locked(connection, indicators.of_units(now.campaign_id, (wrong.unit_id,)))
            if row.indicator == wrong.indicator
        ]
        days = known_days(now, [target])[target.id]
        one = _corrected(now, wrong, target, count, why, days)
        before = tied.shown(now, [wrong.unit_id])
        words = f"{one.indicator.title_zh}由 {wrong.heads} 更正为 {count} {one.indicator.counts_zh}：{why}"
        [number] = _write(now, by, [one], "correct_reading", [words], wrong.id)
        anomaly.look_at_correction(now, one, wrong.heads, number)
        tied.follow(now, by.by, [wrong.unit_id], before)
        return number

    return in_transaction(desk.engine, work)


def list_readings(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[ReadingListed]:
    """Every reading (at or below a unit), oldest first."""
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        book = rules_of(connection, campaign.plan_version_id)
        path = find_unit(connection, unit_code).path if unit_code else ""
        query = (
            sa.select(*_columns(), UNITS.c.code, UNITS.c.name)
            .join_from(READINGS, UNITS, UNITS.c.id == READINGS.c.unit_id)
            .where(
                READINGS.c.campaign_id == campaign.id,
                READINGS.c.group_number == WHOLE_UNIT,
                at_or_below(path),
            )
            .order_by(READINGS.c.id)
        )
        return [_listed(book, row) for row in connection.execute(query)]


def _columns() -> tuple[Any, ...]:
    return (READINGS, READINGS.c.count.label("heads"), indicators.counting().label("counting"))


def _listed(book: Rulebook, row: sa.Row[Any]) -> ReadingListed:
    return ReadingListed(
        id=row.id,
        unit=row.code,
        unit_name=row.name,
        indicator=row.indicator,
        title=book.indicators[row.indicator].title_zh,
        on=row.on,
        count=row.heads,
        reported_by=row.reported_by,
        at=row.at.astimezone(book.zone),
        corrects=row.corrects_id,
        reason=row.reason,
        counts=bool(row.counting),
    )


def take(now: Occasion, by: Actor, rows: Sequence[Given]) -> tuple[list[int], list[BadInput | NotFound]]:
    """Take reports with all that follows from them; or what is wrong, and then nothing is written."""
    units = units_by_code(now.connection, [row.unit_code for row in rows])
    if units:  # where none is known every row is refused as it stands
        permit(now.connection, by, "reading.report", [unit.path for unit in units.values()], on=now.today)
    targets = found_targets(now, [unit.id for unit in units.values()])
    reports, problems = taken(now, rows, units, targets)
    if problems:
        return [], problems
    ids = _write(now, by, reports, "report_reading", [one.words for one in reports], None)
    anomaly.look_at_reports(now, reports, ids)
    tied.follow(now, by.by, sorted({one.target.unit_id for one in reports}))
    return ids, []


def _write(
    now: Occasion,
    by: Actor,
    reports: Sequence[Taken],
    trigger: str,
    words: Sequence[str],
    corrects: int | None,
) -> list[int]:
    """Write readings, what their targets now count, and the history of both."""
    rows = [
        {
            "campaign_id": now.campaign_id,
            "unit_id": one.target.unit_id,
            "group_number": WHOLE_UNIT,
            "indicator": one.indicator.key,
            "on": one.on,
            "count": one.count,
            "reported_by": by.name,
            "at": now.at,
            "corrects_id": corrects,
            "reason": one.note,
        }
        for one in reports
    ]
    ids = figures.add_readings(now.connection, rows)
    figures.change_targets(now.connection, _latest(reports, ids))
    said = [
        Said(one.target.unit_id, number, text) for number, one, text in zip(ids, reports, words, strict=True)
    ]
    state = "corrected" if corrects else "reported"
    clause = reports[0].indicator.clause if reports else None
    event = Event("reading", trigger, state, by.by, now.at, None, clause)
    remember_each(now.connection, now.campaign_id, said, event)
    return ids


def _latest(reports: Sequence[Taken], ids: Sequence[int]) -> list[dict[str, Any]]:
    """What the targets count from now on: the last day's figure, unless a later one is known."""
    latest: dict[int, dict[str, Any]] = {}
    for number, one in sorted(zip(ids, reports, strict=True), key=lambda pair: pair[1].on):
        if one.target.reported_on is None or one.on >= one.target.reported_on:
            values = {"count": one.count, "reported_on": one.on, "reading_id": number}
            latest[one.target.id] = {"id": one.target.id, **values}
    return list(latest.values())


def _given(number: int, line: Mapping[str, str]) -> Given:
    on = line.get("on") or None
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise BadInput(f"on（日期）{on} 应写成 2012-05-10 这样的日期。") from None
    place = f"第 {number} 行："
    return Given(place, line["unit_code"], line["indicator"], heads(line["count"], "count（已办人数）"), day)


def _find(connection: sa.Connection, reading_id: int) -> sa.Row[Any]:
    mine = sa.and_(numbered(READINGS.c.id, reading_id), READINGS.c.group_number == WHOLE_UNIT)
    row = connection.execute(sa.select(READINGS, READINGS.c.count.label("heads")).where(mine)).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {reading_id} 的数值。用 duban reading list 查看现有的。")
    return row


def _corrected(
    now: Occasion, wrong: sa.Row[Any], target: sa.Row[Any], count: int, why: str, days: Days
) -> Taken:
    """The correction as it may be taken; raises WrongState where another reading has taken its place."""
    of = find_indicator(now, wrong.indicator)
    last = sa.select(sa.func.max(READINGS.c.id)).where(
        READINGS.c.unit_id == wrong.unit_id,
        READINGS.c.campaign_id == wrong.campaign_id,
        READINGS.c.indicator == wrong.indicator,
        READINGS.c.on == wrong.on,
        READINGS.c.group_number == WHOLE_UNIT,
    )
    latest = now.connection.execute(last).scalar_one()
    if latest != wrong.id:
        raise WrongState(f"编号 {wrong.id} 的数值已由编号 {latest} 的数值取代，请更正编号 {latest}。")
    if count == wrong.heads:
        raise BadInput(f"{of.title_zh}的这个数值现在就是 {count}，无需更正。")
    check_between(now, of, target, count, wrong.on, days, is_correction=True)
    return Taken(target, of, count, wrong.on, why, wrong.heads)

"""Can a report be taken as it is, and if not, what would be right (二, 四.五)?

Nothing is written here. Rows are looked at together and in the order of their days, so that a file may
bring several days of one unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import AT_ONCE, Occasion, batched
from actions.errors import BadInput, NotFound
from actions.indicator import figures_of, find_indicator
from actions.words import day_zh
from plans.indicators import Indicator
from records import indicator as indicators
from records.indicator import READINGS
from states.indicator import Objection, objection, rate, written

Days = dict[date, int]
"""What counts of a unit and indicator, by day."""

Targets = Mapping[tuple[int, str], sa.Row[Any]]


@dataclass(frozen=True, slots=True)
class Given:
    """A report as somebody gives it. `place` stands before what is said of it; `on` None: today."""

    place: str
    unit_code: str
    indicator: str
    count: int
    on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that may be written; `before` is the count that it follows, None for the first."""

    target: sa.Row[Any]
    indicator: Indicator
    count: int
    on: date
    note: str | None
    before: int | None

    @property
    def denominator(self) -> int:
        return figures_of(self.target).denominator

    @property
    def rose(self) -> bool:
        return self.count > (self.before or 0)

    @property
    def words(self) -> str:
        """What the history says of it."""
        share = rate(self.count, self.denominator)
        per_cent = "" if share is None else f"（{written(share)}%）"
        note = f"：{self.note}" if self.note else ""
        of = self.indicator
        return f"{of.title_zh}截至{day_zh(self.on)} {self.count} {of.counts_zh}{per_cent}{note}"


def found_targets(now: Occasion, units: Sequence[int]) -> Targets:
    """The targets of these units, locked, by unit and indicator."""
    return {
        (row.unit_id, row.indicator): row
        for some in batched(units, AT_ONCE)
        for row in indicators.locked(now.connection, indicators.of_units(now.campaign_id, some))
    }


def taken(
    now: Occasion, rows: Sequence[Given], units: Mapping[str, sa.Row[Any]], targets: Targets
) -> tuple[list[Taken], list[BadInput | NotFound]]:
    """The reports as they may be written, in the order given; and what is wrong with the others."""
    placed: list[tuple[int, Given, sa.Row[Any], Indicator, date]] = []
    problems: dict[int, BadInput | NotFound] = {}
    seen: set[tuple[int, date]] = set()
    for number, given in enumerate(rows):
        try:
            target, of, on = _placed(now, given, units, targets)
            if (target.id, on) in seen:
                raise BadInput(f"{given.unit_code} {day_zh(on)}的{of.title_zh}重复，请只保留一行。")
            seen.add((target.id, on))
            placed.append((number, given, target, of, on))
        except (BadInput, NotFound) as problem:
            problems[number] = type(problem)(f"{given.place}{problem}")
    days = known_days(now, [target for _, _, target, _, on in placed if _is_backfilled(target, on)])
    reports: dict[int, Taken] = {}
    for number, given, target, of, on in sorted(placed, key=lambda one: one[4]):
        known = days.setdefault(target.id, _current(target))
        try:
            before = check_between(now, of, target, given.count, on, known)
        except BadInput as problem:
            problems[number] = BadInput(f"{given.place}{problem}")
            continue
        known[on] = given.count
        reports[number] = Taken(target, of, given.count, on, given.note, before)
    return [reports[n] for n in sorted(reports)], [problems[n] for n in sorted(problems)]


def known_days(now: Occasion, targets: Iterable[sa.Row[Any]]) -> dict[int, Days]:
    """The figures that count, day by day, of the units of these targets."""
    wanted = {(target.unit_id, target.indicator): target.id for target in targets}
    days: dict[int, Days] = defaultdict(dict)
    columns = (READINGS.c.unit_id, READINGS.c.indicator, READINGS.c.on, READINGS.c.count.label("heads"))
    mine = sa.and_(READINGS.c.campaign_id == now.campaign_id, indicators.counting())
    for some in batched(sorted({unit for unit, _ in wanted}), AT_ONCE):
        query = sa.select(*columns).where(mine, READINGS.c.unit_id.in_(some))
        for row in now.connection.execute(query):
            if (row.unit_id, row.indicator) in wanted:
                days[wanted[row.unit_id, row.indicator]][row.on] = row.heads
    return dict(days)


def check_between(
    now: Occasion,
    of: Indicator,
    target: sa.Row[Any],
    count: int,
    on: date,
    days: Days,
    *,
    is_correction: bool = False,
) -> int | None:
    """The count that a figure for the day `on` follows; raises BadInput for one that cannot be."""
    earlier = [day for day in days if day <= on]
    later = [day for day in days if day > on]
    before = days[max(earlier)] if earlier else None
    objects = objection(count, target.eligible, before, is_correction=is_correction, on=on, today=now.today)
    if objects is not None:
        since = max(earlier, default=on)
        raise BadInput(_objection_zh(now, objects, of, count, target.eligible, on, (since, before or 0)))
    if later and count > days[min(later)]:
        limit, day = days[min(later)], day_zh(min(later))
        low = 0 if is_correction else before or 0
        raise BadInput(
            f"{of.title_zh}为累计数，{day}已报 {limit} {of.counts_zh}，{day_zh(on)}的 {count} 不能高于它，"
            f"请核对后按 {low} 至 {limit} 填报；后面的数值有误的，先更正后面的。"
        )
    return before


def _objection_zh(
    now: Occasion,
    objects: Objection,
    of: Indicator,
    count: int,
    eligible: int,
    on: date,
    last: tuple[date, int],
) -> str:
    title, unit = of.title_zh, of.counts_zh
    since, before = last
    within = f"请核对后按 0 至 {eligible} 填报。"
    return {
        Objection.NEGATIVE: f"{title}的已办{unit}数 {count} 不能为负数，{within}",
        Objection.MORE_THAN_ELIGIBLE: f"{title}的已办{unit}数 {count} 超过应办{unit}数 {eligible}，{within}",
        Objection.IN_THE_FUTURE: f"{title}的日期{day_zh(on)}还没有到，"
        f"请填报截至今天（{day_zh(now.today)}）或以前的数值。",
        Objection.FALLS: f"{title}为累计数，{day_zh(since)}已报 {before} {unit}，{count} 不能低于它，"
        f"请核对后按 {before} 至 {eligible} 填报；"
        "前报有误的，请办公室更正（duban reading correct）并说明理由。",
    }[objects]


def _placed(
    now: Occasion, given: Given, units: Mapping[str, sa.Row[Any]], targets: Targets
) -> tuple[sa.Row[Any], Indicator, date]:
    """What a report is about; raises NotFound for what there is not, BadInput for a day long ago."""
    of = find_indicator(now, given.indicator)
    if given.unit_code not in units:
        raise NotFound(f"没有代码为 {given.unit_code or '（空）'} 的单位，请核对 12 位统计代码。")
    unit = units[given.unit_code]
    if (unit.id, of.key) not in targets:
        raise NotFound(no_target(unit.name, of))
    return targets[unit.id, of.key], of, on_day(now, of, given.on)


def on_day(now: Occasion, of: Indicator, on: date | None) -> date:
    """The day that a report is for, today without one; raises BadInput for a day long ago."""
    day = on or now.today
    first = min(now.book.timeline.first_days[0], now.issued_on)
    if day < first:
        raise BadInput(f"{of.title_zh}的日期 {day} 早于本专项工作的第一天（{first}），请核对年月日。")
    return day


def no_target(unit_name: str, of: Indicator) -> str:
    """Why nothing can be said of a unit that has no number of eligible people."""
    return (
        f"{unit_name}的{of.title_zh}（{of.key}）还没有应办{of.counts_zh}数，"
        "请先由办公室导入目标任务（duban target import）。"
    )


def _is_backfilled(target: sa.Row[Any], on: date) -> bool:
    return target.reported_on is not None and on < target.reported_on


def _current(target: sa.Row[Any]) -> Days:
    return {} if target.reported_on is None else {target.reported_on: target.reported}

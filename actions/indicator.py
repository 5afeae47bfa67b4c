"""How far has each unit come, what should it have reached by today, where will it end (二, 四.一)?

Rates, paces and lights are computed here, when they are read; only heads are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, find_unit, occasion
from actions.errors import BadInput, NotFound
from plans.indicators import Indicator
from records import indicator as indicators
from records.database import reading
from records.indicator import COUNT, READINGS, TARGETS, WHOLE_UNIT
from records.unit import UNITS
from states import pace
from states.indicator import rate
from states.lights import Light, task_light
from states.pace import Reading
from states.progress import Figures, tied_light, together, total

LARGEST_COUNT = 100_000_000
"""More people than any unit has."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit (or all villages at or below it) stands in an indicator today.

    Rates are in per cent, `behind` in points. `pace` is None where nothing is dated; `forecast` is the
    rate at the target's date, None where two days cannot be compared yet; `reading_id` is the reading that
    counts now, None where there is none and for several villages together.
    """

    unit: str
    unit_name: str
    indicator: Indicator
    figures: Figures
    handed_down: int | None
    reported_on: date | None
    reading_id: int | None
    pace: Fraction | None
    behind: Fraction
    light: Light
    forecast: Fraction | None
    will_meet: bool | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The standings below a unit, village by village, and their sums; only indicators with targets."""

    campaign_id: int
    today: date
    unit: str | None
    unit_name: str
    indicators: tuple[Indicator, ...]
    villages: tuple[Standing, ...]
    sums: tuple[Standing, ...]


def find_indicator(now: Occasion, key: str) -> Indicator:
    """The indicator of that key; raises NotFound with those that there are."""
    known = now.book.indicators
    if key not in known:
        named = "、".join(f"{one.key}（{one.title_zh}）" for one in known.values())
        raise NotFound(f"没有指标 {key or '（空）'}，现有：{named}。")
    return known[key]


def heads(text: str, column: str) -> int:
    """A head-count as a file has it; raises BadInput for what is no whole number."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        raise BadInput(f"{column} {text or '（空）'} 应为人数（整数），不是百分数或小数。")
    return int(sign + digits)


def figures_of(row: sa.Row[Any]) -> Figures:
    """A target's row, which carries `reported`."""
    return Figures(row.reported, row.eligible, row.frozen_eligible, row.required)


def pace_light(now: Occasion, indicator: Indicator, figures: Figures) -> Light:
    """The light of a pace, after the plan's rule; none where there is no rule or no date."""
    rule = now.book.plan.lights.pace
    if rule is None or indicator.by is None:
        return Light.NONE
    behind = figures.behind_on(now.today, indicator.begins, indicator.by)
    return pace.pace_light(behind, rule.yellow_behind, rule.red_behind)


PaceLights = Mapping[tuple[int, str], tuple[Light, ...]]
"""(unit id, task) → the lights of the paces that the task is tied to."""


Counts = Mapping[tuple[int, str], int]
"""(unit id, indicator) → the head-count that counted at an instant that has passed."""


def pace_lights(now: Occasion, path: str, counts: Counts | None = None) -> PaceLights:
    """The lights of the paces of all units at or below a path; `counts` in place of those of today."""
    tasks_of: dict[str, list[str]] = defaultdict(list)
    for task, tied in now.book.tied.items():
        for key in tied:
            tasks_of[key].append(task)
    lights: dict[tuple[int, str], tuple[Light, ...]] = defaultdict(tuple)
    if not tasks_of:
        return lights
    mine = sa.and_(_below(now, path), TARGETS.c.indicator.in_(tasks_of))
    for row in now.connection.execute(_targets().where(mine)):
        figures = figures_of(row)
        if counts is not None:
            frozen = row.frozen_eligible if row.frozen_on and row.frozen_on <= now.today else None
            count = counts.get((row.unit_id, row.indicator))
            figures = replace(figures, count=count, frozen_eligible=frozen)
        light = pace_light(now, now.book.indicators[row.indicator], figures)
        for task in tasks_of[row.indicator]:
            lights[row.unit_id, task] += (light,)
    return lights


@dataclass(frozen=True, slots=True)
class Shift:
    """So many tasks show the light of their pace in place of their date's."""

    key: str
    by_date: Light
    shown: Light
    tasks: int


def pace_shifts(now: Occasion, above: int) -> list[Shift]:
    """The tasks of the units below one that show another light than that of their date."""
    shifts: list[Shift] = []
    for key, tied in now.book.tied.items():
        paced = {one: lags for one in tied if (lags := _lags(now, now.book.indicators[one])) is not None}
        if not paced:
            continue
        for row in now.connection.execute(indicators.running(now.campaign_id, above, key, paced)):
            by_date = task_light(row.state, row.effective_due, bool(row.late), now.today, now.book.lights)
            paces = (_light_of(row, one) for one in paced)
            light = tied_light(row.state, by_date, paces)
            if light is not by_date:
                shifts.append(Shift(key, by_date, light, row.tasks))
    return shifts


def _lags(now: Occasion, indicator: Indicator) -> indicators.Lags | None:
    """When a unit is yellow, and when red; None where there is no rule or no date."""
    rule = now.book.plan.lights.pace
    if rule is None or indicator.by is None:
        return None
    share = pace.pace(1, indicator.begins, indicator.by, now.today)
    thresholds = (rule.yellow_behind, rule.red_behind)
    return lambda count, required, of: [pace.lags(count, required, of, share, one) for one in thresholds]


def _light_of(row: sa.Row[Any], indicator: str) -> Light:
    yellow, red = row._mapping[f"{indicator}_0"], row._mapping[f"{indicator}_1"]
    if yellow is None:
        return Light.NONE
    return Light.RED if red else Light.YELLOW if yellow else Light.GREEN


def read_progress(desk: Desk, campaign_id: int | None = None, unit_code: str | None = None) -> Progress:
    """Every village at or below a unit (all without one), and what they come to together."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code) if unit_code else None
        path = unit.path if unit is not None else ""
        rows = connection.execute(_targets().where(_below(now, path)).order_by(UNITS.c.path)).all()
        series = _series(now, path)
        targeted = {row.indicator for row in rows}
        known = tuple(one for key, one in now.book.indicators.items() if key in targeted)
        order = {one.key: number for number, one in enumerate(known)}
        rows = sorted(rows, key=lambda row: (row.path, order[row.indicator]))
        name = unit.name if unit is not None else "全部"
        return Progress(
            campaign_id=now.campaign_id,
            today=now.today,
            unit=unit_code,
            unit_name=name,
            indicators=known,
            villages=tuple(_standing(now, row, series[row.unit_id, row.indicator]) for row in rows),
            sums=tuple(_sum(now, one, unit_code or "", name, rows, series) for one in known),
        )


def _targets() -> sa.Select[Any]:
    named = (UNITS.c.code, UNITS.c.name, UNITS.c.path)
    return sa.select(TARGETS, COUNT, *named).join_from(TARGETS, UNITS, UNITS.c.id == TARGETS.c.unit_id)


def _below(now: Occasion, path: str) -> sa.ColumnElement[bool]:
    whole = TARGETS.c.group_number == WHOLE_UNIT
    return sa.and_(TARGETS.c.campaign_id == now.campaign_id, whole, indicators.below(path))


def _series(now: Occasion, path: str) -> Mapping[tuple[int, str], Sequence[Reading]]:
    """(unit id, indicator) → the figures that count, day by day."""
    count = READINGS.c.count.label("heads")
    query = (
        sa.select(READINGS.c.unit_id, READINGS.c.indicator, READINGS.c.on, count)
        .join_from(READINGS, UNITS, UNITS.c.id == READINGS.c.unit_id)
        .where(READINGS.c.campaign_id == now.campaign_id, indicators.counting(), indicators.below(path))
        .order_by(READINGS.c.on)
    )
    found: dict[tuple[int, str], list[Reading]] = defaultdict(list)
    for row in now.connection.execute(query):
        found[row.unit_id, row.indicator].append((row.on, row.heads))
    return found


def _standing(now: Occasion, row: sa.Row[Any], readings: Sequence[Reading]) -> Standing:
    indicator = now.book.indicators[row.indicator]
    of_unit = _judged(now, row.code, row.name, indicator, figures_of(row), readings, row.handed_down)
    return replace(of_unit, reading_id=row.reading_id)


def _sum(
    now: Occasion,
    indicator: Indicator,
    code: str,
    name: str,
    rows: Iterable[sa.Row[Any]],
    series: Mapping[tuple[int, str], Sequence[Reading]],
) -> Standing:
    mine = [row for row in rows if row.indicator == indicator.key]
    readings = together(series[row.unit_id, indicator.key] for row in mine)
    handed = [row.handed_down for row in mine if row.handed_down is not None]
    figures = total(figures_of(row) for row in mine)
    return _judged(now, code, name, indicator, figures, readings, sum(handed) if handed else None)


def _judged(
    now: Occasion,
    code: str,
    name: str,
    indicator: Indicator,
    figures: Figures,
    readings: Sequence[Reading],
    handed_down: int | None,
) -> Standing:
    forecast = pace.forecast(readings, figures.denominator, indicator.by) if indicator.by else None
    goal = rate(figures.required, figures.denominator)
    return Standing(
        unit=code,
        unit_name=name,
        indicator=indicator,
        figures=figures,
        handed_down=handed_down,
        reported_on=readings[-1][0] if readings else None,
        reading_id=None,
        pace=figures.pace_on(now.today, indicator.begins, indicator.by),
        behind=figures.behind_on(now.today, indicator.begins, indicator.by),
        light=pace_light(now, indicator, figures),
        forecast=forecast,
        will_meet=True if figures.met else None if forecast is None or goal is None else forecast >= goal,
        readings=tuple(readings),
    )

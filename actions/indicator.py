"""How far has each unit come, what should it have reached by today, where will it end (二, 四.一)?

Rates, paces and lights are computed here, when they are read; only heads are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, find_unit, occasion
from actions.errors import BadInput, NotFound
from plans.indicators import Indicator
from records import indicator as indicators
from records import indicator_sum as kept
from records.database import reading
from records.indicator import COUNT, READINGS, TARGETS, WHOLE_UNIT
from records.unit import UNITS, within
from states import forecast as ending
from states import pace
from states.indicator import rate
from states.lights import Light, task_light
from states.pace import Reading
from states.progress import Figures, met_by, running, tied_light, together, total

LARGEST_COUNT = 100_000_000
"""More people than any unit has."""


EVERYWHERE = "全部"
"""In place of a unit's name: all villages of the campaign."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of how many units a sum is: all with a target, those that have reported, those that have met it."""

    units: int
    reported: int
    met: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit (or all villages at or below it) stands in an indicator today.

    Rates are in per cent, `behind` in points. `pace` is None where nothing is dated; `forecast` is the
    rate at the target's date, None where two days cannot be compared yet; `reading_id` is the reading that
    counts now, None where there is none and for several villages together. Once the target's date has passed
    nothing is forecast: `met_in_time` says whether it was met then, and is None before.
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
    met_in_time: bool | None
    readings: tuple[Reading, ...]
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What the villages at or below a unit come to together; only indicators with targets."""

    campaign_id: int
    today: date
    unit: str | None
    unit_name: str
    sums: tuple[Standing, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """In the order of the plan."""
        return tuple(one.indicator for one in self.sums)


@dataclass(frozen=True, slots=True)
class Progress(Sums):
    """The same with the standings of the villages, one by one."""

    villages: tuple[Standing, ...]


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
        found = _read_sums(now, unit)
        villages = _villages(now, unit.path if unit is not None else "")
        return Progress(found.campaign_id, found.today, found.unit, found.unit_name, found.sums, villages)


def read_sums(desk: Desk, campaign_id: int | None = None, unit_code: str | None = None) -> Sums:
    """What the villages at or below a unit (all without one) come to, as cheap for many as for few."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return _read_sums(now, find_unit(connection, unit_code) if unit_code else None)


def _villages(now: Occasion, path: str) -> tuple[Standing, ...]:
    """The villages at or below a path, each with the indicators in the order of the plan."""
    rows = now.connection.execute(_targets().where(_below(now, path)).order_by(UNITS.c.path)).all()
    series = _series(now, within(READINGS.c.unit_id, path))
    order = {key: number for number, key in enumerate(now.book.indicators)}
    rows = sorted(rows, key=lambda row: (row.path, order[row.indicator]))
    return tuple(_standing(now, row, series[row.unit_id, row.indicator]) for row in rows)


def _targets() -> sa.Select[Any]:
    named = (UNITS.c.code, UNITS.c.name, UNITS.c.path)
    return sa.select(TARGETS, COUNT, *named).join_from(TARGETS, UNITS, UNITS.c.id == TARGETS.c.unit_id)


def _whole(now: Occasion) -> sa.ColumnElement[bool]:
    return sa.and_(TARGETS.c.campaign_id == now.campaign_id, TARGETS.c.group_number == WHOLE_UNIT)


def _below(now: Occasion, path: str) -> sa.ColumnElement[bool]:
    return sa.and_(_whole(now), within(TARGETS.c.unit_id, path))


Series = Mapping[tuple[int, str], Sequence[Reading]]
"""(unit id, indicator) → the figures that count, day by day."""


def _series(now: Occasion, of_units: sa.ColumnElement[bool]) -> Series:
    """The figures of the chosen units themselves."""
    count = READINGS.c.count.label("heads")
    query = (
        sa.select(READINGS.c.unit_id, READINGS.c.indicator, READINGS.c.on, count)
        .join_from(READINGS, UNITS, UNITS.c.id == READINGS.c.unit_id)
        .where(READINGS.c.campaign_id == now.campaign_id, indicators.counting(), of_units)
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


@dataclass(frozen=True, slots=True)
class Part:
    """Of a sum, what a unit has itself or the units below it have together, in an indicator."""

    unit_id: int
    indicator: str
    figures: Figures
    handed_down: int | None
    readings: Sequence[Reading]
    spread: Spread


def _read_sums(now: Occasion, unit: sa.Row[Any] | None) -> Sums:
    """The sums of one unit, or of all that stand below none."""
    these = sa.select(UNITS.c.id).where(
        UNITS.c.parent_id.is_(None) if unit is None else UNITS.c.id == unit.id
    )
    code, name = (None, EVERYWHERE) if unit is None else (unit.code, unit.name)
    sums = sums_of(now, code or "", name, parts_of(now, these))
    return Sums(now.campaign_id, now.today, code, name, sums)


def parts_of(now: Occasion, these: sa.Select[tuple[int]]) -> list[Part]:
    """What each of these units has itself, and the units below each have together."""
    return [*_kept_parts(now, these), *_own_parts(now, these)]


def sums_of(now: Occasion, code: str, name: str, parts: Iterable[Part]) -> tuple[Standing, ...]:
    """What parts come to together under a unit's name, in each indicator in the order of the plan."""
    found: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        found[part.indicator].append(part)
    known = [one for key, one in now.book.indicators.items() if key in found]
    return tuple(_sum(now, one, code, name, found[one.key]) for one in known)


def _kept_parts(now: Occasion, these: sa.Select[tuple[int]]) -> Iterator[Part]:
    """What the units below each of these have together."""
    changes: dict[tuple[int, str], list[tuple[date, int]]] = defaultdict(list)
    for row in now.connection.execute(kept.steps_below(now.campaign_id, these)):
        changes[row.unit_id, row.indicator].append((row.day, row.change))
    for row in now.connection.execute(kept.sums_below(now.campaign_id, these)):
        frozen = row.denominator if row.frozen else None
        figures = Figures(row.reached if row.reported else None, row.eligible, frozen, row.required)
        handed_down = row.handed_down if row.handed else None
        readings = running(changes[row.unit_id, row.indicator])
        spread = Spread(row.units, row.reported, row.met)
        yield Part(row.unit_id, row.indicator, figures, handed_down, readings, spread)


def _own_parts(now: Occasion, these: sa.Select[tuple[int]]) -> Iterator[Part]:
    """What each of these has itself: none but a village has."""
    series = _series(now, READINGS.c.unit_id.in_(these))
    for row in now.connection.execute(_targets().where(_whole(now), TARGETS.c.unit_id.in_(these))):
        figures = figures_of(row)
        spread = Spread(1, int(figures.count is not None), int(figures.met))
        readings = series[row.unit_id, row.indicator]
        yield Part(row.unit_id, row.indicator, figures, row.handed_down, readings, spread)


def _sum(now: Occasion, of: Indicator, code: str, name: str, parts: Sequence[Part]) -> Standing:
    figures = total(part.figures for part in parts)
    readings = together(part.readings for part in parts)
    handed = [part.handed_down for part in parts if part.handed_down is not None]
    spread = Spread(
        units=sum(part.spread.units for part in parts),
        reported=sum(part.spread.reported for part in parts),
        met=sum(part.spread.met for part in parts),
    )
    summed = _judged(now, code, name, of, figures, readings, sum(handed) if handed else None)
    return replace(summed, spread=spread)


def _judged(
    now: Occasion,
    code: str,
    name: str,
    indicator: Indicator,
    figures: Figures,
    readings: Sequence[Reading],
    handed_down: int | None,
) -> Standing:
    by = indicator.by
    is_past = by is not None and now.today > by
    forecast = None if by is None or is_past else ending.forecast(readings, figures.denominator, by)
    return Standing(
        unit=code,
        unit_name=name,
        indicator=indicator,
        figures=figures,
        handed_down=handed_down,
        reported_on=readings[-1][0] if readings else None,
        reading_id=None,
        pace=figures.pace_on(now.today, indicator.begins, by),
        behind=figures.behind_on(now.today, indicator.begins, by),
        light=pace_light(now, indicator, figures),
        forecast=forecast,
        will_meet=None if is_past else _will_meet(figures, forecast),
        met_in_time=met_by(by, readings, figures.required) if by is not None and is_past else None,
        readings=tuple(readings),
    )


def _will_meet(figures: Figures, forecast: Fraction | None) -> bool | None:
    """Whether the target is met, or will be if it goes on like this; None where that cannot be said yet."""
    goal = rate(figures.required, figures.denominator)
    return True if figures.met else None if forecast is None or goal is None else forecast >= goal

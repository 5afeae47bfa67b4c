"""Which charts belong to a board, and what do they say: curves, funnel, timeline, ranking?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from actions.board import Board, read_board
from actions.desk import Desk
from actions.indicator import Progress, Standing, read_progress
from actions.place import Where
from actions.progress import ProgressBelow, read_progress_below, will_miss
from actions.ranking import Scored, ranking_within
from actions.rollup import Rollup, read_rollup
from actions.score_words import points_zh
from plans.indicators import Indicator
from states.indicator import WHOLE
from states.lights import Light
from web.bars import Bar, Bars, bars_of
from web.curve import Chart, chart_of
from web.face import Scene
from web.gantt import Gantt, gantt_of
from web.language import gettext, say
from web.stages import Stage, stages, stages_below
from web.totals import by_task
from web.words import number_of, per_cent_of, told_of

RANKED_AT_MOST = 100

IN_A_COLUMN = 12
"""As many bars as stand one below the other while there are not many more; many are drawn in columns."""

COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """Who will miss a target or has missed it; of `unforeseen` more nothing can be said."""

    indicator: Indicator
    units: tuple[Standing, ...]
    unforeseen: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who stands where, and by what."""

    by: str
    bars: Bars
    left_out: int
    columns: tuple[Bars, ...]


@dataclass(frozen=True, slots=True)
class Charts:
    """Everything that is drawn; `at_most`: the funnel's counts are limits, since villages are not counted."""

    villages: int
    curves: tuple[Chart, ...]
    missing: tuple[Missing, ...]
    funnel: Bars
    at_most: bool
    gantt: Gantt
    ranking: Ranking | None


def charts_of(desk: Desk, scene: Scene, unit: str | None, where: Where) -> Charts:
    """The charts of a unit (without one: of the campaign), of its villages or of the units below it."""
    if where.shows_villages:
        return _of_villages(desk, scene, unit or scene.campaign.unit)
    return _of_units(desk, scene, unit)


def _of_villages(desk: Desk, scene: Scene, unit: str | None) -> Charts:
    campaign = scene.campaign.id
    board, progress = read_board(desk, campaign, unit), read_progress(desk, campaign, unit)
    lights: dict[str, Counter[Light]] = defaultdict(Counter)
    for village in board.units:
        for task in village.tasks.values():
            lights[task.key][task.light] += 1
    villages = len(board.units)
    scored = ranking_within(desk, campaign, unit)
    return Charts(
        villages=villages,
        curves=_curves(scene, progress.sums),
        missing=missing_of(progress.indicators, progress.villages),
        funnel=_funnel(_cumulated(stages(board)), villages),
        at_most=False,
        gantt=gantt_of(scene.book, lights, scene.today),
        ranking=_by_score(scene, scored) if scored else _by_village(scene, board, progress),
    )


def _of_units(desk: Desk, scene: Scene, unit: str | None) -> Charts:
    campaign = scene.campaign.id
    rollup, progress = read_rollup(desk, campaign, unit), read_progress_below(desk, campaign, unit)
    lights = {row.task.key: row.counts for row in by_task(scene.book, rollup.totals)}
    standings = [standing for one in progress.units for standing in one.sums]
    return Charts(
        villages=rollup.whole.villages,
        curves=_curves(scene, progress.sums),
        missing=missing_of(progress.indicators, standings),
        funnel=_funnel([(stage, stage.villages) for stage in stages_below(rollup)], rollup.whole.villages),
        at_most=True,
        gantt=gantt_of(scene.book, lights, scene.today),
        ranking=_by_unit(scene, rollup, progress),
    )


def _curves(scene: Scene, sums: Iterable[Standing]) -> tuple[Chart, ...]:
    drawn = (chart_of(one, scene.today) for one in sums)
    return tuple(chart for chart in drawn if chart is not None)


def missing_of(indicators: Iterable[Indicator], standings: Sequence[Standing]) -> tuple[Missing, ...]:
    """Who will miss each dated target, those that end lowest first."""
    found = []
    for indicator in indicators:
        if indicator.by is None:
            continue
        mine = [one for one in standings if one.indicator.key == indicator.key]
        those = [one for one in mine if will_miss(one)]
        unforeseen = sum(one.will_meet is None and one.met_in_time is None for one in mine)
        found.append(Missing(indicator, tuple(sorted(those, key=_end)), unforeseen))
    return tuple(found)


def _end(standing: Standing) -> Fraction:
    """Where it ends: as is foretold, or as it stands."""
    return standing.forecast if standing.forecast is not None else standing.figures.rate or Fraction(0)


def _cumulated(found: Sequence[Stage]) -> list[tuple[Stage, int]]:
    """Each stage with the villages that have come to it or further."""
    return [(stage, sum(one.villages for one in found[number:])) for number, stage in enumerate(found)]


def _funnel(come: Iterable[tuple[Stage, int]], villages: int) -> Bars:
    bars = [
        Bar(stage.title, _counted(count, villages), Fraction(count), key=stage.key) for stage, count in come
    ]
    return bars_of(bars, villages, centred=True)


def _counted(count: int, of: int) -> str:
    return say("%(count)s 个，%(share)s", count=number_of(count), share=per_cent_of(_share(count, of)))


def _share(count: int, of: int) -> Fraction | None:
    return Fraction(WHOLE * count, of) if of else None


def _by_score(scene: Scene, scored: Sequence[Scored]) -> Ranking:
    bars = [
        Bar(
            one.name,
            say("%(points)s 分", points=points_zh(one.score)),
            one.score,
            scene.link(f"/villages/{one.unit}"),
            one.place,
            one.unit,
        )
        for one in scored
    ]
    return ranking_of(gettext("考核得分"), bars)


def _points(score: Fraction) -> str:
    return say("%(points)s 分", points=points_zh(score))


def _by_village(scene: Scene, board: Board, progress: Progress) -> Ranking | None:
    named = {one.unit: (one.unit_name, scene.link(f"/villages/{one.unit}")) for one in progress.villages}
    if progress.indicators:
        first = progress.indicators[0]
        rates = {one.unit: one.figures.rate for one in progress.villages if one.indicator.key == first.key}
        return _by_rate(told_of(scene.book, first.title_zh), named, rates)
    named = {one.unit: (one.name, scene.link(f"/villages/{one.unit}")) for one in board.units}
    shares = {
        one.unit: _share(sum(task.light is not Light.RED for task in one.tasks.values()), len(one.tasks))
        for one in board.units
    }
    return _by_rate(gettext("未逾期任务的比例"), named, shares) if named else None


def _by_unit(scene: Scene, rollup: Rollup, progress: ProgressBelow) -> Ranking | None:
    named = {one.unit: (one.name, scene.link("/", unit=one.unit, show="charts")) for one in rollup.units}
    if progress.indicators:
        first = progress.indicators[0]
        rates = {
            one.unit: standing.figures.rate
            for one in progress.units
            for standing in one.sums
            if standing.indicator.key == first.key
        }
        return _by_rate(told_of(scene.book, first.title_zh), named, rates)
    shares = {
        one.unit: _share(one.counted.tasks - one.counted.lights[Light.RED], one.counted.tasks)
        for one in rollup.units
    }
    return _by_rate(gettext("未逾期任务的比例"), named, shares) if named else None


def _by_rate(by: str, named: Mapping[str, tuple[str, str]], rates: Mapping[str, Fraction | None]) -> Ranking:
    """The highest first; equal rates share a place, and who has none comes last."""
    in_order = sorted(rates.items(), key=lambda one: (-(one[1] if one[1] is not None else -1), one[0]))
    bars: list[Bar] = []
    for number, (unit, rate) in enumerate(in_order, start=1):
        name, link = named[unit]
        value = rate if rate is not None else Fraction(-1)
        place = bars[-1].place if bars and bars[-1].value == value else number
        bars.append(Bar(name, per_cent_of(rate), value, link, place, unit))
    return ranking_of(by, bars)


def ranking_of(by: str, bars: Sequence[Bar]) -> Ranking:
    """Bars in their order, in one column or, where they are many, in several of about the same height."""
    drawn = bars[:RANKED_AT_MOST]
    high = max(IN_A_COLUMN, -(-len(drawn) // COLUMNS))
    columns = tuple(bars_of(drawn[begin : begin + high], WHOLE) for begin in range(0, len(drawn), high))
    return Ranking(by, bars_of(drawn, WHOLE), max(0, len(bars) - RANKED_AT_MOST), columns)

"""What do the charts of the board say, as figures: curves, funnel, timeline, ranking?

The same that the pages draw (web/chart.py), without where it is drawn.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pydantic import Field

from actions.board import read_book
from actions.campaign import get_campaign
from actions.place import read_where
from plans.rules import Rulebook
from states.calendar import ONE_DAY
from web.api.call import Looking
from web.api.parts import CampaignId, Figure, LightName, Told, UnitAsked
from web.api.readings import Figures, figures_told
from web.api.route import Topic
from web.api.words import both
from web.bars import Bar, Bars
from web.chart import Charts, Missing, Ranking, charts_of
from web.curve import Chart
from web.face import Scene
from web.gantt import Gantt, Lane

topic = Topic("图表", "Charts")


class RateOn(Told):
    """A rate in per cent at the end of a day."""

    on: date
    rate: Figure


class Curve(Told):
    """How an indicator has come along, and where it leads."""

    figures: Figures
    by: date | None = Field(description=both("目标日期", "The target's date"))
    days_left: int = Field(description=both("剩余天数；负数为已过", "Days left; negative: it has passed"))
    goal: Figure = Field(description=both("目标，百分比", "The target, in per cent"))
    points: list[RateOn]
    reaches: date | None = Field(
        description=both("照此进度达标之日", "When the target is met if it goes on like this")
    )


class Behind(Told):
    """Who will miss a target, or has missed it, those that end lowest first."""

    indicator: str
    units: list[Figures]
    unforeseen: int = Field(description=both("尚无法预测的", "Of how many nothing can be said yet"))


class Step(Told):
    """How many villages have come to a phase, or further."""

    phase: str
    title: str
    villages: int


class LaneTold(Told):
    """A task on the timeline. `lights`: of how many units; null where nothing is known."""

    task: str
    title: str
    phase: str
    opens: date
    due: date
    lights: dict[LightName, int] | None


class Timeline(Told):
    """The tasks of the plan in the order in which they are due, between these days."""

    first: date
    last: date
    days_off: list[date]
    tasks: list[LaneTold]


class Placed(Told):
    """Who stands where. `value` null: nothing is known."""

    place: int | None
    unit: str | None
    name: str
    value: Figure | None


class RankingTold(Told):
    """A ranking, by what, and how many lower ones are left out."""

    by: str
    rows: list[Placed]
    left_out: int


class ChartsTold(Told):
    """What the charts of a unit say."""

    today: date
    villages: int
    curves: list[Curve]
    missing: list[Behind]
    funnel: list[Step]
    funnel_at_most: bool = Field(
        description=both(
            "true：各阶段村数为上限", "true: the villages of the funnel are limits, for they are not counted"
        )
    )
    timeline: Timeline
    ranking: RankingTold | None


@topic.read("/campaigns/{campaign}/charts", ChartsTold, both("图表数据", "What the charts say"), view="board")
def charts(call: Looking, campaign: CampaignId, unit: UnitAsked = None) -> ChartsTold:
    within = call.look("board", unit).unit
    call.speak()
    where = read_where(call.desk, campaign, within)
    book = read_book(call.desk, campaign)
    now = call.desk.clock.now().astimezone(book.zone)
    scene = Scene(get_campaign(call.desk, campaign), several=False, book=book, at=now)
    return _told(scene, charts_of(call.desk, scene, within, where))


def _told(scene: Scene, drawn: Charts) -> ChartsTold:
    return ChartsTold(
        today=scene.today,
        villages=drawn.villages,
        curves=[_curve(one) for one in drawn.curves],
        missing=[_behind(one) for one in drawn.missing],
        funnel=[
            Step(phase=bar.key or "", title=bar.name, villages=int(bar.value)) for bar in _bars(drawn.funnel)
        ],
        funnel_at_most=drawn.at_most,
        timeline=_timeline(scene.book, drawn.gantt),
        ranking=_ranking(drawn.ranking) if drawn.ranking else None,
    )


def _curve(one: Chart) -> Curve:
    return Curve.model_validate(
        {
            "figures": figures_told(one.standing),
            "by": one.standing.indicator.by,
            "days_left": one.days_left,
            "goal": one.goal,
            "points": [{"on": on, "rate": rate} for on, rate in one.points],
            "reaches": one.reaches,
        }
    )


def _behind(one: Missing) -> Behind:
    units = [figures_told(replace(unit, readings=())) for unit in one.units]
    return Behind(indicator=one.indicator.key, units=units, unforeseen=one.unforeseen)


def _timeline(book: Rulebook, drawn: Gantt) -> Timeline:
    days = [drawn.first + ONE_DAY * number for number in range((drawn.last - drawn.first).days + 1)]
    return Timeline(
        first=drawn.first,
        last=drawn.last,
        days_off=[day for day in days if not book.calendar.is_working_day(day)],
        tasks=[_lane(one) for one in drawn.lanes],
    )


def _lane(one: Lane) -> LaneTold:
    counts = None if one.counts is None else {light.code: count for light, count in one.counts.items()}
    return LaneTold.model_validate(
        {
            "task": one.task.key,
            "title": one.task.title.zh,
            "phase": one.task.phase,
            "opens": one.task.opens,
            "due": one.task.due,
            "lights": counts,
        }
    )


def _ranking(drawn: Ranking) -> RankingTold:
    rows = [
        {
            "place": bar.place,
            "unit": bar.key,
            "name": bar.name,
            "value": bar.value if bar.value >= 0 else None,  # a bar of nothing known stands below zero
        }
        for bar in _bars(drawn.bars)
    ]
    return RankingTold.model_validate({"by": drawn.by, "rows": rows, "left_out": drawn.left_out})


def _bars(drawn: Bars) -> Iterable[Bar]:
    return (row.bar for row in drawn.rows)

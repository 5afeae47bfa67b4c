"""How far has every village come, and how does it report by program (二, 三.三.1)?"""

from datetime import date, datetime

from pydantic import Field

from actions import reading as readings
from actions.anomaly import list_anomalies
from actions.indicator import Standing, read_progress, read_sums
from actions.target import list_targets
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import (
    CampaignId,
    Day,
    Figure,
    Given,
    Heads,
    LightName,
    Line,
    Made,
    Number,
    Reasoned,
    Sentence,
    Told,
    UnitAsked,
    VillageCode,
)
from web.api.route import Topic
from web.api.words import both

topic = Topic("指标与数值", "Figures")


class OnDay(Told):
    """A figure as it stood at the end of a day."""

    on: date
    count: int


class Figures(Told):
    """How a unit stands in an indicator today. Rates are in per cent."""

    unit: str
    unit_name: str
    indicator: str
    title: str
    count: int | None
    eligible: int = Field(description=both("应有人数（现在）", "The eligible, today"))
    frozen_eligible: int | None = Field(description=both("冻结的应有人数", "The eligible, as frozen"))
    required: int = Field(description=both("目标人数", "The head-count to be reached"))
    handed_down: int | None
    rate: Figure | None
    met: bool
    reported_on: date | None
    reading_id: int | None
    pace: Figure | None = Field(description=both("序时进度", "The rate that is due today"))
    behind: Figure = Field(description=both("落后百分点", "Points behind the pace"))
    light: LightName
    forecast: Figure | None
    will_meet: bool | None
    met_in_time: bool | None
    readings: list[OnDay]


class Progress(Told):
    """What the villages come to together, by indicator."""

    campaign_id: int
    today: date
    unit: str | None
    unit_name: str
    sums: list[Figures]


class Anomaly(Told):
    """A reading that looks odd."""

    id: int
    unit: str
    unit_name: str
    indicator: str
    title: str
    kind: str
    on: date
    reading: int
    detail: str
    recorded_at: datetime


class Reading(Told):
    """A reading as it was reported."""

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
    counts: bool = Field(description=both("现行有效", "Whether it counts for its day"))


class ReadingGiven(Given):
    """How many were reached by the end of a day; today without one."""

    indicator: Line
    count: Heads
    on: Day | None = None
    note: Sentence | None = None


class Correction(Reasoned):
    """The figure that takes the place of a reading."""

    count: Heads


class Target(Told):
    """What a unit must reach in an indicator."""

    unit: str
    unit_name: str
    indicator: str
    title: str
    eligible: int
    frozen_eligible: int | None
    frozen_on: date | None
    handed_down: int | None
    required: int
    count: int | None
    in_groups: int | None
    reported_on: date | None


@topic.read(
    "/campaigns/{campaign}/progress",
    Progress,
    both("指标合计", "The sums of the indicators"),
    view="progress",
)
def progress(call: Looking, campaign: CampaignId, unit: UnitAsked = None) -> Progress:
    read = read_sums(call.desk, campaign, call.look("progress", unit).unit)
    return Progress(
        campaign_id=read.campaign_id,
        today=read.today,
        unit=read.unit,
        unit_name=read.unit_name,
        sums=[figures_told(one) for one in read.sums],
    )


@topic.read(
    "/campaigns/{campaign}/figures",
    Listed[Figures],
    both("各村指标", "Every village in every indicator"),
    view="progress",
)
def figures(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    read = read_progress(call.desk, campaign, call.look("progress", unit).unit)
    return page.of([figures_told(one) for one in read.villages], lambda one: (one.unit, one.indicator))


@topic.read("/campaigns/{campaign}/targets", Listed[Target], both("目标任务", "The targets"), view="progress")
def targets(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = list_targets(call.desk, campaign, call.look("progress", unit).unit)
    return page.of(found, lambda one: (one.unit, one.indicator))


@topic.read(
    "/campaigns/{campaign}/anomalies", Listed[Anomaly], both("异常数据", "Odd readings"), view="village"
)
def anomalies(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = list_anomalies(call.desk, campaign, call.look("village", unit).unit)
    return page.of(found, lambda one: (one.id,))


@topic.read(
    "/campaigns/{campaign}/readings", Listed[Reading], both("上报记录", "All readings"), view="village"
)
def listed(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = readings.list_readings(call.desk, campaign, call.look("village", unit).unit)
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/campaigns/{campaign}/villages/{code}/readings",
    Made,
    both("上报数值", "Report a figure"),
    may=("reading.report",),
    status=201,
)
def report(call: Doing, campaign: CampaignId, code: VillageCode, body: ReadingGiven) -> Made:
    number = readings.report(
        call.desk, call.actor, code, body.indicator, body.count, body.on, body.note, campaign
    )
    return Made(id=number)


@topic.deed(
    "/readings/{number}/corrections",
    Made,
    both("更正数值", "Correct a figure"),
    may=("reading.correct",),
    status=201,
)
def correct(call: Doing, number: Number, body: Correction) -> Made:
    return Made(id=readings.correct(call.desk, call.actor, number, body.count, body.reason))


def figures_told(one: Standing) -> Figures:
    """A standing with its indicator and figures laid open."""
    figures = one.figures
    return Figures.model_validate(
        {
            "unit": one.unit,
            "unit_name": one.unit_name,
            "indicator": one.indicator.key,
            "title": one.indicator.title_zh,
            "count": figures.count,
            "eligible": figures.eligible,
            "frozen_eligible": figures.frozen_eligible,
            "required": figures.required,
            "handed_down": one.handed_down,
            "rate": figures.rate,
            "met": figures.met,
            "reported_on": one.reported_on,
            "reading_id": one.reading_id,
            "pace": one.pace,
            "behind": one.behind,
            "light": one.light,
            "forecast": one.forecast,
            "will_meet": one.will_meet,
            "met_in_time": one.met_in_time,
            "readings": [OnDay(on=on, count=count) for on, count in one.readings],
        }
    )

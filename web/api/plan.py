"""What does the plan demand, in what words, and what would come of it, by program?"""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from actions.board import read_book
from plans.lint import lint
from plans.lint.days import Deadline, deadlines
from states.calendar import WorkingCalendar
from web import forecast as forecasts
from web.api.call import Looking
from web.api.parts import CampaignId, Told
from web.api.route import Topic
from web.api.words import both
from web.rules import chapters

topic = Topic("实施方案", "The plan")


class Titled(Told):
    """A title in both languages."""

    zh: str
    en: str


class PhaseTold(Told):
    """A phase of the plan."""

    key: str
    title: Titled
    clause: str
    first_day: date
    last_day: date


class TaskTold(Told):
    """A task of the plan."""

    key: str
    title: Titled
    clause: str
    phase: str
    owner: str = Field(description=both("承办：village、office 或 department:代码", "Who owes it"))
    gate: bool = Field(description=both("是否关口任务", "Whether the phase cannot be left without it"))


class DecreedDay(Told):
    """A day on which something begins, ends or is due. `off`: it is a day off."""

    day: date
    clause: str
    what: str
    off: bool


class Chapter(Told):
    """What the plan's rules say of one matter."""

    title: str
    clause: str
    sentences: list[str]


class LintFinding(Told):
    """What is odd in the plan."""

    code: str
    severity: Literal["error", "warning"]
    clause: str
    message: str


class PlanTold(Told):
    """The plan that a campaign runs on."""

    key: str
    title: Titled
    phases: list[PhaseTold]
    tasks: list[TaskTold]
    days: list[DecreedDay] = Field(description=both("规定的日期", "The days that it decrees, in order"))
    rules: list[Chapter] = Field(
        description=both("时限规则的文字说明", "Its rules of time, in words; see Accept-Language")
    )
    findings: list[LintFinding] = Field(description=both("方案检查结果", "What the lint finds in it"))
    document: dict[str, Any] = Field(
        description=both("整个方案，格式同方案文件", "The whole plan, in the form of a plan file")
    )


class Sent(Told):
    """How many notices of a kind go to the holders of a role."""

    kind: str
    form: str
    rung: int | None
    role: str
    count: int


class DayOf(Told):
    """What is sent on a day, and how many turn red."""

    day: date
    notices: int
    turned_red: int


class Red(Told):
    """A made-up village that turns red."""

    unit: str
    name: str
    day: date
    why: list[str]


class Forecast(Told):
    """What would come of the plan in a handful of made-up villages, most of them punctual, some not."""

    villages: int
    sent: list[Sent]
    days: list[DayOf]
    red: list[Red]
    proposed: dict[str, int] = Field(
        description=both("提请的专项督查", "Special inspections that would be proposed")
    )
    states: dict[str, int] = Field(description=both("结束时各状态村数", "Villages by state, in the end"))


@topic.read("/campaigns/{campaign}/plan", PlanTold, both("实施方案", "The plan"), view="plan")
def plan(call: Looking, campaign: CampaignId) -> PlanTold:
    call.look_anywhere("plan")
    call.speak()
    book = read_book(call.desk, campaign)
    found, calendar = book.plan, book.calendar
    return PlanTold(
        key=found.key,
        title=Titled.model_validate(found.title),
        phases=[PhaseTold.model_validate(phase) for phase in found.phases],
        tasks=[TaskTold.model_validate(task) for task in found.tasks],
        days=[_decreed(one, calendar) for one in sorted(deadlines(found), key=lambda one: one.day)],
        rules=[Chapter.model_validate(one) for one in chapters(found)],
        findings=[LintFinding.model_validate(one) for one in lint(found, calendar=calendar)],
        document=found.model_dump(mode="json", by_alias=True, exclude_none=True),
    )


@topic.read(
    "/campaigns/{campaign}/plan/forecast",
    Forecast,
    both("方案推演（首次需数秒）", "The plan played through; takes seconds the first time"),
    view="progress",
)
def forecast(call: Looking, campaign: CampaignId) -> Forecast:
    call.look_anywhere("progress")
    played = forecasts.play(read_book(call.desk, campaign))
    return Forecast(
        villages=played.villages,
        sent=[Sent.model_validate(one) for one in played.told],
        days=[DayOf.model_validate(one) for one in played.by_day],
        red=[Red.model_validate(one) for one in played.red],
        proposed=played.proposed,
        states=played.states,
    )


def _decreed(one: Deadline, calendar: WorkingCalendar) -> DecreedDay:
    off = not calendar.is_working_day(one.day)
    return DecreedDay(day=one.day, clause=one.clause, what=one.what, off=off)

"""How does a campaign stand: village by village, task by task, in sums, on any day?"""

from datetime import date, datetime, time
from typing import Annotated

from fastapi import Query
from pydantic import Field

from actions.board import list_gaps, list_tasks, read_board, read_book, read_totals
from actions.coming import read_coming
from actions.desk import Desk
from actions.errors import BadInput
from actions.place import read_where
from actions.unit import list_units
from web.api.call import Call, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, Day, LightName, Told, UnitAsked
from web.api.route import Topic
from web.api.words import both

topic = Topic("看板", "Board")

DayAsked = Annotated[
    Day | None, Query(description=both("某个过去日期终了时", "As it was at the end of a past day"))
]


class Task(Told):
    """One task of a unit as it stands."""

    key: str = Field(description=both("任务代码", "The task's key"))
    state: str = Field(description=both("状态", "planned, open, submitted, returned, verified or waived"))
    opens_on: date
    due: date = Field(description=both("规定时限", "The decreed date, which never changes"))
    effective_due: date = Field(description=both("现行时限", "The date that counts now"))
    cycle: int = Field(description=both("轮次", "The how-manieth round"))
    rung: int = Field(description=both("已升级到的级；-1 为未升级", "The rung reached; -1: none"))
    verify_by: date | None
    submitted_at: datetime | None
    light: LightName
    about: str | None
    stands_until: date | None = Field(description=both("暂停至", "Until when its clock stands"))
    lags: bool = Field(description=both("落后于序时进度", "Whether its figures lag behind their pace"))


class Village(Told):
    """A village as it stands."""

    unit: str
    name: str
    office: str
    phase: str = Field(description=both("已进入的阶段", "The phase that it has earned"))
    calendar_phase: str = Field(
        description=both("按日历应处的阶段", "The phase that the calendar has reached")
    )
    behind: bool
    light: LightName
    tasks: dict[str, Task]


class TaskOfUnit(Told):
    """A task and whose it is."""

    unit: str
    unit_name: str
    task: Task


class Total(Told):
    """How many tasks of a kind show a light."""

    key: str
    light: LightName
    count: int


class Board(Told):
    """A campaign at a glance."""

    campaign_id: int
    at: datetime
    today: date
    calendar_phase: str
    is_past: bool
    checked_at: datetime | None = Field(description=both("上次时限检查", "The last check of deadlines"))
    warnings: list[str]
    villages: int
    phases: dict[str, int] = Field(description=both("各阶段村数", "Villages by the phase that they stand in"))
    lights: dict[str, int] = Field(description=both("各灯村数", "Villages by light"))
    totals: list[Total]


class Gap(Told):
    """A role that nobody held when it was to be told."""

    unit: str
    unit_name: str
    task: str
    role: str


class Coming(Told):
    """A notice that the rules will send."""

    on: date
    unit: str
    unit_name: str
    task: str
    kind: str
    form: str
    rule: str
    rung: int | None
    role: str
    recipient: str
    due: date | None


class UnitTold(Told):
    """A unit of the hierarchy."""

    code: str
    name: str
    kind: str


@topic.read("/campaigns/{campaign}/board", Board, both("看板", "The board in sums"), view="board")
def board(call: Looking, campaign: CampaignId, unit: UnitAsked = None, at: DayAsked = None) -> Board:
    within = call.look("board", unit).unit
    desk = desk_on(call, campaign, at)
    read = read_board(desk, campaign, within)
    phases: dict[str, int] = {}
    lights: dict[str, int] = {}
    for village in read.units:
        phases[village.phase] = phases.get(village.phase, 0) + 1
        lights[village.light.code] = lights.get(village.light.code, 0) + 1
    return Board(
        campaign_id=campaign,
        at=read.at,
        today=read.today,
        calendar_phase=read.calendar_phase,
        is_past=read.is_past,
        checked_at=read.checked_at,
        warnings=read.warnings,
        villages=len(read.units),
        phases=phases,
        lights=lights,
        totals=[Total.model_validate(one) for one in _totals(desk, campaign, within)],
    )


@topic.read(
    "/campaigns/{campaign}/villages",
    Listed[Village],
    both("各村（社区）及其任务", "Every village with its tasks"),
    view="board",
)
def villages(
    call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None, at: DayAsked = None
) -> Rows:
    within = call.look("board", unit).unit
    found = read_board(desk_on(call, campaign, at), campaign, within).units
    return page.of(found, lambda one: (one.unit,))


@topic.read(
    "/campaigns/{campaign}/tasks",
    Listed[TaskOfUnit],
    both("全部任务", "Every task of everybody"),
    view="tasks",
)
def tasks(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("tasks", unit)
    found = [
        TaskOfUnit(unit=code, unit_name=name, task=Task.model_validate(task))
        for code, name, task in list_tasks(call.desk, campaign)
        if seen(code)
    ]
    return page.of(found, lambda one: (one.unit, one.task.key))


@topic.read(
    "/campaigns/{campaign}/gaps", Listed[Gap], both("空缺的职务", "Roles that nobody held"), view="people"
)
def gaps(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("people", unit)
    found = [
        Gap(unit=code, unit_name=name, task=task, role=role)
        for code, name, task, role in list_gaps(call.desk, campaign)
        if seen(code)
    ]
    return page.of(found, lambda one: (one.unit, one.task, one.role))


@topic.read(
    "/campaigns/{campaign}/coming",
    Listed[Coming],
    both("将要发出的通知", "Notices that are to come"),
    view="village",
)
def coming(
    call: Looking,
    campaign: CampaignId,
    page: WindowHere,
    unit: UnitAsked = None,
    days: Annotated[int, Query(ge=1, le=60, description=both("今后天数", "How many days ahead"))] = 7,
) -> Rows:
    seen = call.seen("village", unit)
    return page.of(
        [one for one in read_coming(call.desk, days, campaign, unit) if seen(one.unit)],
        lambda one: (
            one.on.isoformat(),
            one.unit,
            one.task,
            one.rule,
            one.role,
            one.recipient,
            one.kind,
            one.form,
        ),
    )


@topic.read("/units", Listed[UnitTold], both("单位", "Units"), view="board")
def units(call: Looking, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("board", unit)
    found = [
        UnitTold(code=code, name=name, kind=kind) for code, name, kind in list_units(call.desk) if seen(code)
    ]
    return page.of(found, lambda one: (one.code,))


def desk_on(call: Call, campaign: int, day: date | None) -> Desk:
    """The desk as it was at the end of a past day. Raises BadInput for one that is still to come."""
    if day is None:
        return call.desk
    zone = read_book(call.desk, campaign).zone
    today = call.desk.clock.now().astimezone(zone).date()
    if day > today:
        raise BadInput(f"{day} 还没有到，看板只能看今天（{today}）和以前的。")
    return call.desk if day == today else call.desk.at(datetime.combine(day, time.max, zone))


def _totals(desk: Desk, campaign: int, within: str | None) -> list[Total]:
    """The tasks at or below a unit, or of all; the roll-ups hold those below each."""
    counted: dict[tuple[str, str], int] = {}
    for code in (top.code for top in read_where(desk, campaign, within).tops):
        own = [(task.key, task.light.code, 1) for _, _, task in list_tasks(desk, campaign, code)]
        below = [(one.key, one.light.code, one.count) for one in read_totals(desk, campaign, code)]
        for key, light, count in [*own, *below]:
            counted[key, light] = counted.get((key, light), 0) + count
    return [Total(key=key, light=light, count=count) for (key, light), count in sorted(counted.items())]

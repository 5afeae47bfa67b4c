"""How does one village stand, and how has it organized itself (四.一, 四.二)?

What a village sets as a whole (work group, groups, measures) is read first and then replaced: the version
that was read goes with it, so that nobody overwrites what somebody else has just set.
"""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from actions.comment import comment, list_comments
from actions.errors import NotFound
from actions.group import Group, list_groups, set_groups
from actions.measures import list_measures, record_measures
from actions.publicity import list_publicity, record_publicity
from actions.request import ask_request, list_requests
from actions.village_page import read_village
from actions.work_group import Member, WorkGroupListed, list_work_groups, set_work_group
from web.api.board import Village
from web.api.call import Doing, Editing, Looking
from web.api.findings import Finding
from web.api.inspections import Inspection
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import (
    CampaignId,
    Day,
    Given,
    Id,
    Line,
    LongText,
    Made,
    Sentence,
    Told,
    UnitAsked,
    VillageCode,
)
from web.api.readings import Anomaly, Figures, figures_told
from web.api.route import Topic
from web.api.words import both

topic = Topic("村（社区）", "Villages")

HERE = "/campaigns/{campaign}/villages/{code}"

SUBMIT = Field(default=False, description=both("同时提交方案中的相应任务", "Submit the plan's task with it"))


class VillageDetail(Told):
    """All about one village."""

    standing: Village
    held_back: str | None = Field(
        description=both("为何不能进入下一阶段", "What keeps it from its next phase")
    )
    figures: list[Figures]
    inspections: list[Inspection]
    findings: list[Finding]
    anomalies: list[Anomaly]


class MemberTold(Told):
    """A member of a work group."""

    name: str
    duty: str


class WorkGroup(Told):
    """The work group of a village."""

    unit: str
    unit_name: str
    members: list[MemberTold]
    at_least: int = Field(description=both("至少人数", "How many it needs at least"))
    complete: bool


class MemberGiven(Given):
    """A member of a work group."""

    name: Line
    duty: Line


class WorkGroupGiven(Given):
    """The whole work group; the head need not be named."""

    members: list[MemberGiven] = Field(max_length=100)
    submit: bool = SUBMIT


class GroupTold(Told):
    """A group of villagers, or a building, with who covers it."""

    number: int
    name: str
    kind: str
    holder: str | None = Field(description=both("包干人", "Who covers it"))
    assistant: str | None = Field(description=both("协办员", "Who assists"))


class Groups(Told):
    """The groups (buildings) of a village."""

    unit: str
    groups: list[GroupTold]


class GroupGiven(Given):
    """A group, or a building."""

    number: Id
    name: Line
    holder: Line | None = None
    assistant: Line | None = None


class GroupsGiven(Given):
    """All groups (buildings) of the village: what is not named is gone afterwards."""

    groups: list[GroupGiven] = Field(min_length=1, max_length=500)


class Measures(Told):
    """The measures that a village has drawn up; null as long as there are none."""

    unit: str
    text: str | None
    recorded_by: str | None
    recorded_at: datetime | None


class MeasuresGiven(Given):
    """The measures as they are to stand."""

    text: LongText
    submit: bool = SUBMIT


class Use(Told):
    """A medium that was used."""

    medium: str
    title: str
    used_on: date
    evidence: str


class Publicity(Told):
    """The publicity of a village."""

    unit: str
    unit_name: str
    uses: list[Use]
    unused: list[str]
    media: int
    lacking: int


class UseGiven(Given):
    """A medium of the plan that was used on a day."""

    medium: Line
    on: Day
    evidence: Sentence


class CommentTold(Told):
    """What a member of the leading group said of a village."""

    at: datetime
    by: str
    unit: str
    unit_name: str
    text: str


class CommentGiven(Given):
    """A comment."""

    text: Sentence


class RequestTold(Told):
    """What a village has asked of a department."""

    id: int
    unit: str
    unit_name: str
    department: str
    department_name: str
    kind: str
    title: str
    whom: str
    note: str | None
    asked_by: str
    asked_on: date
    task: str
    state: str
    due: date
    overdue: bool
    age: int = Field(description=both("已等待天数", "Days since it was asked"))


class RequestGiven(Given):
    """What is asked for, and for whom; no identity numbers."""

    kind: Line
    whom: Line
    note: Sentence | None = None


@topic.read(HERE, VillageDetail, both("一个村（社区）", "One village"), view="village")
def village(call: Looking, campaign: CampaignId, code: VillageCode) -> VillageDetail:
    call.look("village", code)
    read = read_village(call.desk, code, campaign)
    return VillageDetail(
        standing=Village.model_validate(read.standing),
        held_back=read.held_back,
        figures=[figures_told(one) for one in read.figures],
        inspections=[Inspection.model_validate(one) for one in read.inspections],
        findings=[Finding.model_validate(one) for one in read.findings],
        anomalies=[Anomaly.model_validate(one) for one in read.anomalies],
    )


@topic.read(f"{HERE}/work-group", WorkGroup, both("工作小组", "The work group"), view="village")
def work_group(call: Looking, campaign: CampaignId, code: VillageCode) -> object:
    call.look("village", code)
    return _the_one(list_work_groups(call.desk, campaign, code), code)


@topic.deed(
    f"{HERE}/work-group",
    WorkGroup,
    both("设定工作小组", "Set the work group"),
    may=("work_group.set",),
    method="PUT",
    over=work_group,
)
def put_work_group(call: Editing, campaign: CampaignId, code: VillageCode, body: WorkGroupGiven) -> None:
    members = [Member(one.name, one.duty) for one in body.members]
    set_work_group(call.desk, call.actor, code, members, submit=body.submit, campaign_id=campaign)


@topic.read(f"{HERE}/groups", Groups, both("包干责任", "Who covers which group"), view="village")
def groups(call: Looking, campaign: CampaignId, code: VillageCode) -> Groups:
    call.look("village", code)
    found = list_groups(call.desk, campaign, code)
    return Groups(unit=code, groups=[GroupTold.model_validate(one) for one in found])


@topic.deed(
    f"{HERE}/groups",
    Groups,
    both("设定包干责任", "Set who covers which group"),
    may=("group.set",),
    method="PUT",
    over=groups,
)
def put_groups(call: Editing, campaign: CampaignId, code: VillageCode, body: GroupsGiven) -> None:
    rows = [Group(one.number, one.name, one.holder, one.assistant) for one in body.groups]
    set_groups(call.desk, call.actor, code, rows, campaign)


@topic.read(f"{HERE}/measures", Measures, both("工作措施", "The measures"), view="village")
def measures(call: Looking, campaign: CampaignId, code: VillageCode) -> Measures:
    call.look("village", code)
    found = next((one for one in list_measures(call.desk, campaign, code) if one.unit == code), None)
    if found is None:
        return Measures(unit=code, text=None, recorded_by=None, recorded_at=None)
    return Measures.model_validate(found)


@topic.deed(
    f"{HERE}/measures",
    Measures,
    both("制定工作措施", "Set the measures"),
    may=("task.submit.village",),
    method="PUT",
    over=measures,
)
def put_measures(call: Editing, campaign: CampaignId, code: VillageCode, body: MeasuresGiven) -> None:
    record_measures(call.desk, call.actor, code, body.text, submit=body.submit, campaign_id=campaign)


@topic.read("/campaigns/{campaign}/publicity", Listed[Publicity], both("宣传", "Publicity"), view="village")
def publicity(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    within = call.look("village", unit).unit
    return page.of(list_publicity(call.desk, campaign, within), lambda one: (one.unit,))


@topic.deed(
    f"{HERE}/publicity",
    Publicity,
    both("登记宣传", "Record publicity"),
    may=("publicity.record",),
    status=201,
)
def publicize(call: Doing, campaign: CampaignId, code: VillageCode, body: UseGiven) -> object:
    return record_publicity(call.desk, call.actor, code, body.medium, body.on, body.evidence, campaign)


@topic.read(
    "/campaigns/{campaign}/comments", Listed[CommentTold], both("批示意见", "Comments"), view="village"
)
def comments(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    within = call.look("village", unit).unit
    found = list_comments(call.desk, campaign, within)
    return page.of(found, lambda one: (one.at.isoformat(), one.unit, one.by, one.text))


@topic.deed(
    f"{HERE}/comments",
    CommentTold,
    both("提出意见", "Comment on a village"),
    may=("village.comment",),
    status=201,
)
def say(call: Doing, campaign: CampaignId, code: VillageCode, body: CommentGiven) -> object:
    comment(call.desk, call.actor, code, body.text, campaign)
    return list_comments(call.desk, campaign, code)[0]


@topic.read(
    "/campaigns/{campaign}/requests",
    Listed[RequestTold],
    both("向部门的请求", "Requests to departments"),
    view="village",
)
def requests(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    within = call.look("village", unit).unit
    return page.of(list_requests(call.desk, campaign, within), lambda one: (one.id,))


@topic.deed(
    f"{HERE}/requests", Made, both("向部门提出请求", "Ask a department"), may=("request.ask",), status=201
)
def ask(call: Doing, campaign: CampaignId, code: VillageCode, body: RequestGiven) -> Made:
    number = ask_request(call.desk, call.actor, code, body.kind, body.whom, body.note, campaign)
    return Made(id=number)


def _the_one(rows: Sequence[WorkGroupListed], code: str) -> WorkGroupListed:
    found = next((one for one in rows if one.unit == code), None)
    if found is None:
        raise NotFound(f"{code} 不在本专项工作之中。")
    return found

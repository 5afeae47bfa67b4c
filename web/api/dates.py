"""How are later dates asked for and decided, and clocks stopped, by program (延期申请、暂停)?"""

from datetime import date, datetime

from pydantic import Field

from actions import extension as extensions
from actions import hold as holds
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import (
    CampaignId,
    Day,
    Due,
    Given,
    Line,
    Made,
    Number,
    PerhapsReasoned,
    Reasoned,
    Sentence,
    Told,
    Unit,
    UnitAsked,
)
from web.api.route import Topic
from web.api.words import both

topic = Topic("延期与暂停", "Extensions and holds")

ASKED = "/extensions/{number}"


class Extension(Told):
    """A request for a later date."""

    id: int
    unit: str
    unit_name: str
    task: str
    state: str
    reason: str
    progress: str
    wanted: date
    asked_by: str
    asked_at: datetime
    opinion: str | None
    favours: bool | None
    granted: date | None
    answer: str | None


class ExtensionGiven(Given):
    """For which task a later date is asked, and why."""

    unit: Unit
    task: Line
    until: Day
    reason: Sentence
    progress: Sentence = Field(description=both("工作进展", "How far the work has come"))


class Opinion(Given):
    """What the supervision office thinks of it."""

    favours: bool
    opinion: Sentence


class Grant(Given):
    """The date that is granted; without one, that which was asked for."""

    until: Day | None = None
    answer: Sentence | None = None


class Hold(Told):
    """A stretch in which clocks stand."""

    id: int
    unit: str | None
    unit_name: str | None
    task: str | None
    first_day: date
    last_day: date
    reason: str
    put_by: str
    put_at: datetime
    lifted_at: datetime | None


class HoldGiven(Reasoned):
    """Of what the clock is stopped: a unit's task, a unit with all below it, or (neither) everything."""

    until: Day
    unit: Unit | None = None
    task: Line | None = None


@topic.read(
    "/campaigns/{campaign}/extensions",
    Listed[Extension],
    both("延期申请", "Requests for later dates"),
    view="dates",
)
def asked(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("dates", unit)
    found = [one for one in extensions.list_extensions(call.desk, campaign) if seen(one.unit)]
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/campaigns/{campaign}/extensions",
    Made,
    both("申请延期", "Ask for a later date"),
    may=("extension.ask",),
    status=201,
)
def ask(call: Doing, campaign: CampaignId, body: ExtensionGiven) -> Made:
    number = extensions.ask(
        call.desk, call.actor, body.unit, body.task, body.until, body.reason, body.progress, campaign
    )
    return Made(id=number)


@topic.deed(f"{ASKED}/take-back", Made, both("撤回申请", "Take it back"), may=("extension.take_back",))
def take_back(call: Doing, number: Number, body: PerhapsReasoned) -> Made:
    extensions.take_back(call.desk, call.actor, number, body.reason)
    return Made(id=number)


@topic.deed(f"{ASKED}/pre-read", Made, both("预审", "Pre-read it"), may=("extension.pre_read",))
def pre_read(call: Doing, number: Number, body: Opinion) -> Made:
    extensions.pre_read(call.desk, call.actor, number, body.favours, body.opinion)
    return Made(id=number)


@topic.deed(f"{ASKED}/grant", Due, both("同意延期", "Grant it"), may=("extension.decide",))
def grant(call: Doing, number: Number, body: Grant) -> Due:
    return Due(due=extensions.grant(call.desk, call.actor, number, body.until, body.answer))


@topic.deed(f"{ASKED}/refuse", Made, both("不同意延期", "Refuse it"), may=("extension.decide",))
def refuse(call: Doing, number: Number, body: Reasoned) -> Made:
    extensions.refuse(call.desk, call.actor, number, body.reason)
    return Made(id=number)


@topic.read("/campaigns/{campaign}/holds", Listed[Hold], both("暂停", "Holds"), view="dates")
def standing(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("dates", unit)
    found = [one for one in holds.list_holds(call.desk, campaign) if one.unit is None or seen(one.unit)]
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/campaigns/{campaign}/holds", Made, both("暂停计时", "Stop the clock"), may=("hold.put",), status=201
)
def put(call: Doing, campaign: CampaignId, body: HoldGiven) -> Made:
    number = holds.put(
        call.desk,
        call.actor,
        body.until,
        body.reason,
        unit_code=body.unit,
        key=body.task,
        campaign_id=campaign,
    )
    return Made(id=number)


@topic.deed("/holds/{number}/lift", Made, both("解除暂停", "Let it run again"), may=("hold.lift",))
def lift(call: Doing, number: Number, body: Reasoned) -> Made:
    holds.lift(call.desk, call.actor, number, body.reason)
    return Made(id=number)

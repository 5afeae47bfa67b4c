"""What does the supervision office do with inspections, by program (三.三.2)?"""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from actions import draw as draws
from actions import inspection as inspections
from actions.burden import burden
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import (
    CampaignId,
    Counted,
    Day,
    Figure,
    Given,
    Id,
    Made,
    Number,
    Reasoned,
    Sentence,
    Told,
    Unit,
    UnitAsked,
)
from web.api.reported import AnswerGiven, FoundGiven, answers_of, found_of
from web.api.route import Topic
from web.api.words import both

topic = Topic("督查", "Inspections")

HERE = "/inspections/{number}"

Inspectors = Annotated[
    list[Id],
    Field(min_length=1, max_length=50, description=both("督查人员编号", "Numbers of the inspectors")),
]


class AnswerTold(Told):
    """An answer to a question of the checklist."""

    item: str
    answer: str
    note: str | None


class Inspection(Told):
    """An inspection of a village."""

    id: int
    campaign_id: int
    unit: str
    unit_name: str
    kind: str = Field(description=both("类别", "self, periodic or special"))
    state: str
    reasons: list[str]
    inspectors: list[str]
    proposed_at: datetime
    order_number: int | None
    due: date | None
    reported_on: date | None
    report: str | None
    answers: list[AnswerTold]


class Ordered(Told):
    """An order of inspections."""

    number: int
    due: date
    inspections: list[int]
    warnings: list[str]


class Proposal(Given):
    """Which village is to be inspected, and why."""

    unit: Unit
    reason: Sentence


class Order(Given):
    """Who carries it out, by when."""

    inspectors: Inspectors
    due: Day | None = None
    reason: Sentence | None = None


class OrderOfMany(Order):
    """Which proposals are ordered together."""

    inspections: list[Id] = Field(min_length=1, max_length=500)


class DismissalOfMany(Reasoned):
    """Which proposals are dismissed together, and why."""

    inspections: list[Id] = Field(min_length=1, max_length=500)


class OrderOutright(Given):
    """Which villages are inspected although nothing was proposed, and why."""

    units: list[Unit] = Field(min_length=1, max_length=500)
    inspectors: Inspectors
    reason: Sentence
    due: Day | None = None


class Merger(Reasoned):
    """Into which inspection it goes."""

    into: Id


class Replacement(Given):
    """Who goes in whose place."""

    old: Id
    new: Id


class Warnings(Told):
    """What whoever decides it should know."""

    warnings: list[str]


class Report(Given):
    """What was seen on site."""

    text: Sentence
    answers: list[AnswerGiven] = Field(default=[], max_length=200)
    findings: list[FoundGiven] = Field(default=[], max_length=50)


class SecondLook(Given):
    """What was seen when looking again."""

    text: Sentence
    repaired: bool


class FoundNumbers(Told):
    """The numbers of what was found."""

    findings: list[int]


class Draw(Told):
    """A drawing of lots, which can be repeated from its seed."""

    id: int
    unit: str
    unit_name: str
    round: date
    seed: str
    share: Figure
    drawn_at: datetime
    drawn_by: str
    pool: int
    drawn: list[str]


class DrawGiven(Given):
    """For which office lots are drawn."""

    unit: Unit
    round: Day | None = None
    seed: str | None = Field(default=None, min_length=1, max_length=64, pattern=r"^[ -~]+$")


class Drawn(Told):
    """What was drawn, and the inspections that follow."""

    draw: Draw
    inspections: dict[str, int]
    warnings: list[str]


class DrawChecked(Told):
    """The same lots drawn again."""

    draw: Draw
    again: list[str]
    agrees: bool


class Burden(Told):
    """How often a village is inspected in a month."""

    unit: str
    unit_name: str
    month: date
    count: int
    limit: int | None
    over: bool


@topic.read(
    "/campaigns/{campaign}/inspections",
    Listed[Inspection],
    both("全部督查", "All inspections"),
    view="inspections",
)
def listed(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("inspections", unit)
    found = [one for one in inspections.list_inspections(call.desk, campaign) if seen(one.unit)]
    return page.of(found, lambda one: (one.id,))


@topic.read(HERE, Inspection, both("一项督查", "One inspection"), view="inspections", or_view="village")
def one(call: Looking, number: Number) -> object:
    found = inspections.get_inspection(call.desk, number)
    call.look_in_any(("inspections", "village"), found.unit)
    return found


@topic.deed(
    "/campaigns/{campaign}/inspections",
    Made,
    both("提出专项督查", "Propose a special inspection"),
    may=("inspection.propose",),
    status=201,
)
def propose(call: Doing, campaign: CampaignId, body: Proposal) -> Made:
    return Made(id=inspections.propose(call.desk, call.actor, body.unit, body.reason, campaign))


@topic.deed(
    "/campaigns/{campaign}/inspections/order",
    Ordered,
    both("直接下达督查", "Order inspections outright"),
    may=("inspection.order",),
    status=201,
)
def order_outright(call: Doing, campaign: CampaignId, body: OrderOutright) -> object:
    return inspections.order_outright(
        call.desk, call.actor, body.units, body.inspectors, body.reason, body.due, campaign
    )


@topic.deed(
    "/inspections/order",
    Ordered,
    both("一并下达几项督查", "Order several proposals together"),
    may=("inspection.order",),
    status=201,
)
def order_together(call: Doing, body: OrderOfMany) -> object:
    return inspections.order(call.desk, call.actor, body.inspections, body.inspectors, body.due, body.reason)


@topic.deed(
    "/inspections/dismiss",
    Counted,
    both("一并不予立项", "Dismiss several proposals together"),
    may=("inspection.dismiss",),
)
def dismiss_together(call: Doing, body: DismissalOfMany) -> Counted:
    return Counted(count=inspections.dismiss(call.desk, call.actor, body.inspections, body.reason))


@topic.deed(f"{HERE}/order", Ordered, both("下达督查", "Order it"), may=("inspection.order",))
def order(call: Doing, number: Number, body: Order) -> object:
    return inspections.order(call.desk, call.actor, number, body.inspectors, body.due, body.reason)


@topic.deed(f"{HERE}/dismiss", Inspection, both("不予立项", "Dismiss it"), may=("inspection.dismiss",))
def dismiss(call: Doing, number: Number, body: Reasoned) -> object:
    inspections.dismiss(call.desk, call.actor, number, body.reason)
    return inspections.get_inspection(call.desk, number)


@topic.deed(f"{HERE}/cancel", Inspection, both("取消督查", "Cancel it"), may=("inspection.cancel",))
def cancel(call: Doing, number: Number, body: Reasoned) -> object:
    inspections.cancel(call.desk, call.actor, number, body.reason)
    return inspections.get_inspection(call.desk, number)


@topic.deed(
    f"{HERE}/merge", Inspection, both("并入另一项", "Merge it into another"), may=("inspection.merge",)
)
def merge(call: Doing, number: Number, body: Merger) -> object:
    inspections.merge(call.desk, call.actor, number, body.into, body.reason)
    return inspections.get_inspection(call.desk, body.into)


@topic.deed(
    f"{HERE}/inspectors", Warnings, both("更换督查人员", "Replace an inspector"), may=("inspection.order",)
)
def replace(call: Doing, number: Number, body: Replacement) -> Warnings:
    warnings = inspections.replace_inspector(call.desk, call.actor, number, body.old, body.new)
    return Warnings(warnings=list(warnings))


@topic.deed(
    f"{HERE}/start", Inspection, both("到场", "The inspectors are on site"), may=("inspection.start",)
)
def start(call: Doing, number: Number) -> object:
    inspections.start(call.desk, call.actor, number)
    return inspections.get_inspection(call.desk, number)


@topic.deed(
    f"{HERE}/report", FoundNumbers, both("报告督查结果", "Report what was seen"), may=("inspection.report",)
)
def report(call: Doing, number: Number, body: Report) -> FoundNumbers:
    answers, found = answers_of(body.answers), found_of(body.findings)
    numbers = inspections.report(call.desk, call.actor, number, body.text, answers, found)
    return FoundNumbers(findings=list(numbers))


@topic.deed(f"{HERE}/close", Inspection, both("销号", "Close it"), may=("inspection.close",))
def close(call: Doing, number: Number) -> object:
    inspections.close(call.desk, call.actor, number)
    return inspections.get_inspection(call.desk, number)


@topic.deed(
    f"{HERE}/revisit", FoundNumbers, both("回头看", "Look a second time"), may=("inspection.revisit",)
)
def revisit(call: Doing, number: Number, body: SecondLook) -> FoundNumbers:
    numbers = inspections.revisit(call.desk, call.actor, number, body.text, body.repaired)
    return FoundNumbers(findings=list(numbers))


@topic.read(
    "/campaigns/{campaign}/draws", Listed[Draw], both("抽签记录", "Drawings of lots"), view="inspections"
)
def drawings(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("inspections", unit)
    found = [one for one in draws.list_draws(call.desk, campaign) if seen(one.unit)]
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/campaigns/{campaign}/draws",
    Drawn,
    both("抽签", "Draw lots for a round"),
    may=("inspection.draw",),
    status=201,
)
def draw(call: Doing, campaign: CampaignId, body: DrawGiven) -> object:
    return draws.draw_lots(call.desk, call.actor, body.unit, body.round, body.seed, campaign_id=campaign)


@topic.read(
    "/draws/{number}/check", DrawChecked, both("重抽核对", "The same lots drawn again"), view="inspections"
)
def check(call: Looking, number: Number) -> object:
    checked = draws.check_draw(call.desk, number)
    call.look("inspections", checked.draw.unit)
    return checked


@topic.read(
    "/campaigns/{campaign}/burden",
    Listed[Burden],
    both("各村迎检次数", "How often villages are inspected"),
    view="inspections",
)
def burdens(
    call: Looking,
    campaign: CampaignId,
    page: WindowHere,
    unit: UnitAsked = None,
    month: Annotated[Day | None, Query(description=both("该月的任一天", "Any day of the month"))] = None,
) -> Rows:
    seen = call.seen("inspections", unit)
    return page.of(
        [one for one in burden(call.desk, campaign, month) if seen(one.unit)], lambda one: (one.unit,)
    )

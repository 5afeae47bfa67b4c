"""Who is held to account, and how far has it come, by program (四.五)? Who may see it, the action decides."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from actions import referral as referrals
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, Given, Line, Made, Number, Sentence, Told, Unit
from web.api.route import Topic
from web.api.words import both

topic = Topic("责任追究", "Referrals")


class Step(Told):
    """What was done about it."""

    at: datetime
    by: str
    step: str


class Referral(Told):
    """A matter referred against the holder of a role."""

    id: int
    unit: str
    unit_name: str
    ground: str
    ground_title: str
    against: str
    source: str
    source_ref: str
    reason: str
    state: str
    opened_at: datetime
    opened_by: str
    steps: list[Step]
    measure: str | None
    decided_at: datetime | None
    decided_by: str | None


class ReferralGiven(Given):
    """What is referred: the ground and the role are the plan's, the source is `finding:1` and the like."""

    unit: Unit
    ground: Line
    against: Line
    source: Line = Field(
        description=both("complaint:内容、finding:编号、anomaly:编号", "complaint:…, finding:1, anomaly:1")
    )
    reason: Sentence


class StepGiven(Given):
    """What was done about it."""

    step: Sentence


class Decision(Given):
    """How it ends: the measure taken, or why it is dismissed."""

    outcome: Literal["upheld", "dismissed"]
    measure: Sentence


@topic.read(
    "/campaigns/{campaign}/referrals", Listed[Referral], both("责任追究", "Referrals"), view="referrals"
)
def listed(call: Looking, campaign: CampaignId, page: WindowHere) -> Rows:
    call.look_anywhere("referrals")
    return page.of(referrals.list_referrals(call.desk, call.actor, campaign), lambda one: (one.id,))


@topic.deed(
    "/campaigns/{campaign}/referrals",
    Made,
    both("提出追责", "Refer a matter"),
    may=("referral.open",),
    status=201,
)
def open_(call: Doing, campaign: CampaignId, body: ReferralGiven) -> Made:
    number = referrals.open_referral(
        call.desk, call.actor, body.unit, body.ground, body.against, body.source, body.reason, campaign
    )
    return Made(id=number)


@topic.deed(
    "/referrals/{number}/steps",
    Made,
    both("登记办理情况", "Record a step"),
    may=("referral.step",),
    status=201,
)
def step(call: Doing, number: Number, body: StepGiven) -> Made:
    referrals.add_step(call.desk, call.actor, number, body.step)
    return Made(id=number)


@topic.deed("/referrals/{number}/decide", Made, both("作出处理", "Decide it"), may=("referral.decide",))
def decide(call: Doing, number: Number, body: Decision) -> Made:
    referrals.decide_referral(call.desk, call.actor, number, body.outcome, body.measure)
    return Made(id=number)

"""What do offices and villages do together: meetings, letters, visits, inputs (三.二.2, 四.一)?"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from actions import meeting as meetings
from actions.attendance import Attended
from actions.inputs import list_inputs, record_input
from actions.letter import list_letters, sign_letter
from actions.visit import list_visits, plan_visit, record_visit, visit_coverage
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import (
    CampaignId,
    Day,
    Given,
    Heads,
    Line,
    LongText,
    Made,
    Number,
    RoleName,
    Sentence,
    Told,
    Unit,
    UnitAsked,
)
from web.api.route import Topic
from web.api.words import both

topic = Topic("会议、责任书、走访、投入", "Meetings, letters, visits, inputs")


class FollowUp(Told):
    """What a meeting gave to a unit."""

    id: int
    unit: str
    unit_name: str
    about: str
    task: str
    state: str
    due: date
    overdue: bool


class Meeting(Told):
    """A meeting with what was agreed."""

    id: int
    unit: str
    unit_name: str
    held_on: date
    title: str
    kind: str | None
    minutes: str | None
    minutes_due: date | None
    problems: list[str]
    follow_ups: list[FollowUp]
    present: int
    absent: int


class AttendedGiven(Given):
    """Whether somebody was there."""

    unit: Unit
    role: RoleName
    name: Line
    present: bool


class MeetingGiven(Given):
    """A meeting that was held; whoever holds a role and is not named was not there, if anybody is."""

    unit: Unit
    on: Day
    title: Line
    attendance: list[AttendedGiven] = Field(default=[], max_length=500)


class Minutes(Given):
    """The minutes, with the problems that were raised."""

    text: LongText
    problems: list[Sentence] = Field(default=[], max_length=100)


class FollowUpGiven(Given):
    """To whom something is given, by when."""

    owner: Unit
    about: Line
    due: Day


class Errand(Told):
    """The task that it has become."""

    task: str


class Letter(Told):
    """A responsibility letter of a level, signed or not."""

    level: int
    giver_party: str
    taker_party: str
    taker: str
    taker_name: str
    signed_on: date | None
    signed_by: tuple[str, str] | None


class LetterGiven(Given):
    """A letter that was signed, and by whom on either side."""

    level: Annotated[int, Field(ge=1, le=99)]
    giver: Line
    taker: Line
    on: Day
    signed_for_giver: Line
    signed_for_taker: Line


class Visit(Told):
    """A visit, planned or made."""

    id: int
    unit: str
    unit_name: str
    visitor: str
    planned_on: date | None
    visited_on: date | None
    seen: str | None
    overdue: bool


class VisitPlanned(Given):
    """Which village is to be visited, and when."""

    unit: Unit
    on: Day


class VisitGiven(Given):
    """Which village was visited, and what was seen."""

    unit: Unit
    on: Day
    seen: LongText


class Covered(Told):
    """How far a village has been visited."""

    unit: str
    unit_name: str
    visits: int
    planned: int
    at_least: int
    lacking: int


class Input(Told):
    """What was put in. Money is in fen."""

    id: int
    unit: str
    unit_name: str
    kind: str
    given_on: date
    what: str
    number: int | None
    fen: int | None
    recorded_by: str


class InputGiven(Given):
    """People or things by number, money in fen."""

    unit: Unit
    kind: Literal["people", "material", "money"]
    on: Day
    what: Line
    number: Heads | None = None
    fen: Annotated[int, Field(ge=1, le=100_000_000_000)] | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> "InputGiven":
        if (self.fen if self.kind == "money" else self.number) is None:
            raise ValueError("`fen` for money, `number` for people and material")
        return self


@topic.read("/campaigns/{campaign}/meetings", Listed[Meeting], both("会议", "Meetings"), view="meetings")
def held(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = meetings.list_meetings(call.desk, campaign, call.look("meetings", unit).unit)
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/campaigns/{campaign}/meetings",
    Made,
    both("登记会议", "Record a meeting"),
    may=("meeting.hold.village", "meeting.hold.office"),
    status=201,
)
def hold(call: Doing, campaign: CampaignId, body: MeetingGiven) -> Made:
    rows = [Attended(one.unit, one.role, one.name, one.present) for one in body.attendance]
    number = meetings.hold_meeting(
        call.desk, call.actor, body.unit, body.on, body.title, rows, campaign_id=campaign
    )
    return Made(id=number)


@topic.deed(
    "/meetings/{number}/minutes",
    Made,
    both("形成纪要", "Write the minutes"),
    may=("meeting.hold.village", "meeting.hold.office"),
    status=201,
)
def minutes(call: Doing, number: Number, body: Minutes) -> Made:
    meetings.write_minutes(call.desk, call.actor, number, body.text, body.problems)
    return Made(id=number)


@topic.deed(
    "/meetings/{number}/follow-ups",
    Errand,
    both("交办事项", "Give what was agreed to a unit"),
    may=("meeting.hold.village", "meeting.hold.office"),
    status=201,
)
def follow_up(call: Doing, number: Number, body: FollowUpGiven) -> Errand:
    key = meetings.follow_up(call.desk, call.actor, number, body.owner, body.about, body.due)
    return Errand(task=key)


@topic.read(
    "/campaigns/{campaign}/letters", Listed[Letter], both("责任书", "Responsibility letters"), view="meetings"
)
def letters(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = list_letters(call.desk, campaign, call.look("meetings", unit).unit)
    return page.of(found, lambda one: (one.level, one.taker, one.taker_name))


@topic.deed(
    "/campaigns/{campaign}/letters",
    Made,
    both("签订责任书", "Record a letter as signed"),
    may=("letter.sign.village", "letter.sign.office"),
    status=201,
)
def sign(call: Doing, campaign: CampaignId, body: LetterGiven) -> Made:
    signed = (body.signed_for_giver, body.signed_for_taker)
    number = sign_letter(call.desk, call.actor, body.giver, body.taker, body.level, body.on, signed, campaign)
    return Made(id=number)


@topic.read("/campaigns/{campaign}/visits", Listed[Visit], both("走访", "Visits"), view="meetings")
def visits(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = list_visits(call.desk, campaign, call.look("meetings", unit).unit)
    return page.of(found, lambda one: (one.id,))


@topic.read(
    "/campaigns/{campaign}/visit-coverage",
    Listed[Covered],
    both("走访覆盖", "How far villages were visited"),
    view="meetings",
)
def covered(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = visit_coverage(call.desk, campaign, call.look("meetings", unit).unit)
    return page.of(found, lambda one: (one.unit,))


@topic.deed(
    "/campaigns/{campaign}/visits/planned",
    Made,
    both("计划走访", "Plan a visit"),
    may=("visit.plan",),
    status=201,
)
def plan(call: Doing, campaign: CampaignId, body: VisitPlanned) -> Made:
    return Made(id=plan_visit(call.desk, call.actor, body.unit, body.on, campaign))


@topic.deed(
    "/campaigns/{campaign}/visits",
    Made,
    both("登记走访", "Record a visit"),
    may=("visit.record",),
    status=201,
)
def visit(call: Doing, campaign: CampaignId, body: VisitGiven) -> Made:
    return Made(id=record_visit(call.desk, call.actor, body.unit, body.on, body.seen, campaign))


@topic.read("/campaigns/{campaign}/inputs", Listed[Input], both("投入", "Inputs"), view="meetings")
def inputs(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    found = list_inputs(call.desk, campaign, call.look("meetings", unit).unit)
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/campaigns/{campaign}/inputs",
    Made,
    both("登记投入", "Record an input"),
    may=("input.record.village", "input.record.office"),
    status=201,
)
def put_in(call: Doing, campaign: CampaignId, body: InputGiven) -> Made:
    amount = (body.fen if body.kind == "money" else body.number) or 0
    number = record_input(call.desk, call.actor, body.unit, body.kind, body.on, body.what, amount, campaign)
    return Made(id=number)

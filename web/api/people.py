"""Who holds what, who is away, and how is an office passed on, by program (四.一)?"""

from datetime import date, datetime

from pydantic import Field, model_validator

from actions import absence as absences
from actions.hand_over import NewPerson, hand_over, list_hand_overs
from actions.person import PersonListed, list_people
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import (
    CampaignId,
    Day,
    Given,
    Line,
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

topic = Topic("人员", "People")

PERSON = Field(description=both("邮箱或编号", "An e-mail address or a number"))


class Office(Told):
    """A role and where it is held."""

    role: RoleName
    unit: str
    unit_name: str


class Person(Told):
    """Somebody in office."""

    id: int
    name: str
    email: str | None
    language: str
    roles: list[Office]


class Met(Told):
    """A deadline that falls into an absence."""

    on: date
    unit: str
    unit_name: str
    task: str
    what: str
    role: str


class Absence(Told):
    """Somebody who is away."""

    id: int
    person_id: int
    person: str
    first_day: date
    last_day: date
    substitute: str | None
    reason: str
    recorded_by: str
    meets: list[Met]


class AbsenceGiven(Given):
    """Who is away, and who stands in."""

    person: Line = PERSON
    first: Day
    last: Day
    reason: Line
    substitute: Line | None = Field(default=None, description=both("代行人", "Who stands in"))


class HandOver(Told):
    """An office that was passed on."""

    id: int
    unit: str
    unit_name: str
    role: RoleName
    holder: str
    successor: str
    reason: str
    done_by: str
    done_at: datetime


class NewPersonGiven(Given):
    """Somebody who is not known yet."""

    name: Line
    email: Line | None = None
    phone: Line | None = None


class HandOverGiven(Given):
    """Whose office goes to whom: somebody known, or somebody new."""

    person: Line = PERSON
    role: RoleName
    unit: Unit
    reason: Sentence
    to: Line | None = None
    new: NewPersonGiven | None = None

    @model_validator(mode="after")
    def _one_successor(self) -> "HandOverGiven":
        if (self.to is None) == (self.new is None):
            raise ValueError("either `to` or `new`")
        return self

    @property
    def successor(self) -> str | NewPerson:
        if self.new is not None:
            return NewPerson(self.new.name, self.new.email, self.new.phone)
        return self.to or ""


class Open(Told):
    """What is open at the hand-over."""

    kind: str
    unit: str
    unit_name: str
    what: str
    due: date | None


class HandedOver(Told):
    """A hand-over that has been done."""

    id: int
    successor: str
    successor_id: int
    notices: int
    substitutions_ended: int
    open: list[Open]


@topic.read("/people", Listed[Person], both("在职人员", "Everybody in office"), view="people")
def people(call: Looking, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("people", unit)
    found = [_told(one) for one in list_people(call.desk) if any(seen(code) for _, code, _ in one.roles)]
    return page.of(found, lambda one: (one.id,))


@topic.read("/campaigns/{campaign}/absences", Listed[Absence], both("外出人员", "Who is away"), view="people")
def away(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("people", unit)
    known = {one.id for one in list_people(call.desk) if any(seen(code) for _, code, _ in one.roles)}
    found = [one for one in absences.list_absences(call.desk, campaign) if one.person_id in known]
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/absences",
    Absence,
    both("登记外出（本人或系统管理员）", "Record an absence: one's own, or as the administrator"),
    status=201,
)
def record(call: Doing, body: AbsenceGiven) -> object:
    return absences.record_absence(
        call.desk, call.actor, body.person, body.first, body.last, body.reason, body.substitute
    )


@topic.deed(
    "/absences/{number}/end",
    Made,
    both("销假（本人或系统管理员）", "End an absence: one's own, or as the administrator"),
)
def end(call: Doing, number: Number) -> Made:
    absences.end_absence(call.desk, call.actor, number)
    return Made(id=number)


@topic.read("/hand-overs", Listed[HandOver], both("交接记录", "Hand-overs"), view="people")
def handed_over(call: Looking, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("people", unit)
    found = [one for one in list_hand_overs(call.desk) if seen(one.unit)]
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/hand-overs", HandedOver, both("交接职务", "Pass an office on"), may=("person.hand_over",), status=201
)
def pass_on(call: Doing, body: HandOverGiven) -> object:
    return hand_over(call.desk, call.actor, body.person, body.successor, body.role, body.unit, body.reason)


def _told(one: PersonListed) -> Person:
    roles = [Office(role=RoleName(role), unit=code, unit_name=name) for role, code, name in one.roles]
    return Person(id=one.id, name=one.name, email=one.email, language=one.language, roles=roles)

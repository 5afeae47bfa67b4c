"""How does each village stand in the assessment, and what is decided about it, by program (三.三.3)?"""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field

from actions import acceptance
from actions import appeal as appeals
from actions import assessment as assessments
from actions.errors import NotFound
from actions.ranking import LeaderCard, Place, groups, ranking, scorecards
from actions.score_words import charge_line, item_title
from actions.sheet import Sheet, preview, read_sheet
from web.api.call import Doing, Editing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import (
    CampaignId,
    Counted,
    Day,
    Figure,
    Given,
    Line,
    Made,
    Number,
    PerhapsReasoned,
    Reasoned,
    Sentence,
    Told,
    UnitAsked,
    VillageCode,
)
from web.api.route import Topic
from web.api.words import both

topic = Topic("考核验收", "Assessment")

HERE = "/campaigns/{campaign}/assessment"
VILLAGE = f"{HERE}/{{code}}"


class Ranked(Told):
    """A village's place."""

    place: int
    unit: str
    name: str
    state: str
    total: Figure = Field(description=both("得分", "Its points"))
    passed: bool
    published_at: datetime | None
    appeal_until: date | None
    against: str | None = Field(description=both("不能表彰的原因", "Why it cannot be commended"))


class ItemTold(Told):
    """An item of the score."""

    key: str
    title: str
    points: Figure
    earned: Figure


class ChargeTold(Told):
    """A deduction; an appeal names its key."""

    key: str
    points: Figure
    standing: str = Field(description=both("是否扣分", "taken, no_notice or struck"))
    words: str


class SheetTold(Told):
    """A village's score with every item and deduction; before its assessment, a preview."""

    unit: str
    name: str
    state: str
    judged_on: date
    preview: bool
    total: Figure
    computed: Figure
    adjusted: Figure | None
    adjusted_for: str | None
    concurred: str | None
    passed: bool
    targets_met: bool
    published_at: datetime | None
    appeal_until: date | None
    items: list[ItemTold]
    charges: list[ChargeTold]


class AssessedTold(Told):
    """What an assessment has computed."""

    assessed: int
    unchanged: int
    waiting: int
    decided: int


class PublishedTold(Told):
    """How many results were announced."""

    villages: int
    appeal_until: date | None


class Concurrence(Given):
    """What the leading group above says."""

    opinion: Sentence
    reference: Sentence | None = None


class Adjustment(Reasoned):
    """Points beside the computed score, with one decimal at most; 0 takes them back."""

    points: Annotated[float, Field(ge=-100, le=100, multiple_of=0.1)]


class Adjusted(Told):
    """What the score comes to."""

    total: Figure


class Repetition(Given):
    """What must be repaired, by when."""

    what: Sentence
    due: Day


class Appeal(Told):
    """A protest against a deduction."""

    id: int
    unit: str
    unit_name: str
    round: int
    charge: str
    reason: str
    state: str
    raised_at: datetime
    raised_by: str
    due: date
    answer: str | None
    decided_at: datetime | None
    decided_by: str | None


class AppealGiven(Reasoned):
    """Against which deduction."""

    charge: Line


class AppealDecided(Given):
    """Whether the appeal is upheld, and why."""

    upheld: bool
    answer: Sentence


class GroupTold(Told):
    """A group or building with figures of its own."""

    unit: str
    unit_name: str
    number: int
    name: str
    may_be_commended: bool


class Card(Told):
    """How the villages linked to a leader stand."""

    person_id: int
    leader: str
    linked: int
    villages: list[str]
    average: Figure | None
    accepted: int
    overdue: int
    letters: int
    special_inspections: int


@topic.read(f"{HERE}/ranking", Listed[Ranked], both("排名", "The ranking"), view="assessment")
def ranked(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("assessment", unit)
    found = [_ranked(one) for one in ranking(call.desk, campaign) if seen(one.result.unit)]
    return page.of(found, lambda one: (one.place, one.unit))


@topic.read(
    f"{HERE}/groups", Listed[GroupTold], both("组（楼）的表彰", "Groups to commend"), view="assessment"
)
def of_groups(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("assessment", unit)
    found = [one for one in groups(call.desk, campaign) if seen(one.unit)]
    return page.of(found, lambda one: (one.unit, one.number))


@topic.read(
    f"{HERE}/leaders", Listed[Card], both("包村领导", "The linked leaders' scorecards"), view="leaders"
)
def leaders(call: Looking, campaign: CampaignId, page: WindowHere) -> Rows:
    call.look_anywhere("leaders")
    return page.of([card_told(one) for one in scorecards(call.desk, campaign)], lambda one: (one.person_id,))


@topic.read(f"{HERE}/appeals", Listed[Appeal], both("申诉", "Appeals"), view="village")
def appealed(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("village", unit)
    found = [one for one in appeals.list_appeals(call.desk, campaign) if seen(one.unit)]
    return page.of(found, lambda one: (one.id,))


@topic.read(VILLAGE, SheetTold, both("得分表", "A village's score"), view="village")
def sheet(call: Looking, campaign: CampaignId, code: VillageCode) -> SheetTold:
    call.look("village", code)
    try:
        return _sheet(read_sheet(call.desk, code, campaign))
    except NotFound:
        return _sheet(preview(call.desk, code, campaign))


@topic.deed(HERE, AssessedTold, both("计算得分", "Compute the scores"), may=("assessment.assess",))
def assess(call: Doing, campaign: CampaignId) -> object:
    return assessments.assess(call.desk, call.actor, None, campaign)


@topic.deed(
    f"{HERE}/concur",
    Counted,
    both("上级意见", "Record what the group above says"),
    may=("assessment.concur",),
)
def concur(call: Doing, campaign: CampaignId, body: Concurrence) -> Counted:
    count = assessments.concur(call.desk, call.actor, None, body.opinion, body.reference, campaign)
    return Counted(count=count)


@topic.deed(
    f"{HERE}/publish", PublishedTold, both("公布结果", "Announce the results"), may=("assessment.publish",)
)
def publish(call: Doing, campaign: CampaignId) -> object:
    return assessments.publish(call.desk, call.actor, campaign)


@topic.deed(
    f"{VILLAGE}/adjustment",
    SheetTold,
    both("人工调整得分", "Put points beside the score"),
    may=("assessment.adjust",),
    method="PUT",
    over=sheet,
)
def adjust(call: Editing, campaign: CampaignId, code: VillageCode, body: Adjustment) -> None:
    points = Fraction(str(body.points))
    assessments.adjust(call.desk, call.actor, code, points, body.reason, campaign)


@topic.deed(f"{VILLAGE}/accept", Counted, both("通过验收", "Accept it"), may=("village.accept",))
def accept(call: Doing, campaign: CampaignId, code: VillageCode, body: PerhapsReasoned) -> Counted:
    return Counted(count=acceptance.accept(call.desk, call.actor, code, body.reason, campaign))


@topic.deed(f"{VILLAGE}/reject", Counted, both("不予通过", "Do not accept it"), may=("village.reject",))
def reject(call: Doing, campaign: CampaignId, code: VillageCode, body: Reasoned) -> Counted:
    return Counted(count=acceptance.reject(call.desk, call.actor, code, body.reason, campaign))


@topic.deed(
    f"{VILLAGE}/repeat",
    Counted,
    both("限期重新验收", "Let it repeat the last phase"),
    may=("village.repeat",),
)
def repeat(call: Doing, campaign: CampaignId, code: VillageCode, body: Repetition) -> Counted:
    return Counted(count=acceptance.repeat(call.desk, call.actor, code, body.what, body.due, campaign))


@topic.deed(f"{VILLAGE}/commend", Counted, both("表彰", "Commend it"), may=("village.commend",))
def commend(call: Doing, campaign: CampaignId, code: VillageCode, body: PerhapsReasoned) -> Counted:
    return Counted(count=acceptance.commend(call.desk, call.actor, code, body.reason, campaign))


@topic.deed(
    f"{VILLAGE}/appeals", Made, both("申诉", "Appeal against a deduction"), may=("appeal.raise",), status=201
)
def appeal(call: Doing, campaign: CampaignId, code: VillageCode, body: AppealGiven) -> Made:
    return Made(id=appeals.appeal(call.desk, call.actor, code, body.charge, body.reason, campaign))


@topic.deed("/appeals/{number}/decide", Made, both("答复申诉", "Answer an appeal"), may=("appeal.decide",))
def decide(call: Doing, number: Number, body: AppealDecided) -> Made:
    appeals.decide_appeal(call.desk, call.actor, number, upheld=body.upheld, answer=body.answer)
    return Made(id=number)


def _ranked(one: Place) -> Ranked:
    result = one.result
    return Ranked.model_validate({**_values(Ranked, result), "place": one.place, "against": one.against})


def card_told(one: LeaderCard) -> Card:
    return Card.model_validate({**_values(Card, one.card), "person_id": one.person_id, "linked": one.linked})


def _sheet(found: Sheet) -> SheetTold:
    result, score = found.result, found.score
    adjusted = result.adjusted if result else None
    concurred = result.concurred if result else None
    return SheetTold.model_validate(
        {
            "unit": found.unit,
            "name": found.name,
            "state": found.state,
            "judged_on": found.judged_on,
            "preview": result is None,
            "total": result.total if result else score.total,
            "computed": score.total,
            "adjusted": adjusted and adjusted.points,
            "adjusted_for": adjusted and adjusted.reason,
            "concurred": concurred and concurred.opinion,
            "passed": result.passed if result else score.passed,
            "targets_met": score.targets_met,
            "published_at": result and result.published_at,
            "appeal_until": result and result.appeal_until,
            **_lines(found),
        }
    )


def _lines(found: Sheet) -> dict[str, Any]:
    """The items and the deductions, in words too."""
    book = found.book
    return {
        "items": [
            {"key": one.key, "title": item_title(book, one), "points": one.points, "earned": one.earned}
            for one in found.score.items
        ],
        "charges": [
            {
                "key": one.key,
                "points": one.points,
                "standing": one.standing.value,
                "words": charge_line(book, one),
            }
            for one in found.score.charges
        ],
    }


def _values(model: type[Told], source: object) -> Mapping[str, object]:
    """What a source has of the fields of a model."""
    return {name: getattr(source, name) for name in model.model_fields if hasattr(source, name)}

"""How does each village stand in the assessment, and what is decided about it (三.三.3)?"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import acceptance
from actions import appeal as appeals
from actions import assessment as assessments
from actions.closing import close_campaign, read_verdict
from actions.errors import BadInput, NotFound
from actions.ranking import Place, groups, ranking, scorecards
from actions.score_words import charge_line, item_lines, item_title, proof_line
from actions.sheet import Sheet, preview, read_sheet
from actions.sight import Sight
from states.appeal import APPEALED
from states.score import Item, Standing
from web.face import LARGEST_ID, Page, PageHere, Scene, SceneHere
from web.inspection import Optional, Sentence
from web.said import Said
from web.sight import Sees, seen_in
from web.words import VOICE

PLACE = "/assessment"

router = APIRouter(prefix=PLACE)

Village = Annotated[str, Path(pattern=r"^[0-9]{12}$")]
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Text = Annotated[Sentence, Form()]
Maybe = Annotated[Sentence | None, Optional, Form()]


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of the score in words."""

    item: Item
    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class ChargeShown:
    """A deduction in words; `may_appeal`: it takes something off, and the time for appeals runs."""

    key: str
    line: str
    proof: str
    may_appeal: bool


@router.get("")
def overview(
    page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("assessment"))]
) -> Response:
    """The ranking, the appeals that wait, the linked leaders, the close."""
    desk, campaign = page.face.desk, scene.campaign.id
    seen = seen_in(page, sight)
    spec = scene.book.plan.assessment
    return page.show(
        "assessment",
        scene,
        ranked=[one for one in ranking(desk, campaign) if seen(one.result.unit)],
        waiting=[
            one for one in appeals.list_appeals(desk, campaign) if one.state == APPEALED and seen(one.unit)
        ],
        groups=[one for one in groups(desk, campaign) if one.may_be_commended and seen(one.unit)],
        cards=scorecards(desk, campaign),
        begun=scene.book.timeline.assessment_begun(scene.today),
        first_day=spec.begins,
        joint=spec.jointly_with,
        closes=spec.closes or spec.begins,
        verdict=read_verdict(desk, campaign),
    )


@router.get("/{code}", dependencies=[Depends(Sees("village"))])
def sheet(page: PageHere, scene: SceneHere, code: Village) -> Response:
    """A village's score with every item, deduction and proof; before its assessment, a preview."""
    found = sheet_of(page, scene, code)
    place = _place(page, scene, code)
    return page.show(
        "sheet",
        scene,
        sheet=found,
        place=place,
        items=[
            ItemShown(i, item_title(found.book, i, VOICE), item_lines(found.book, i, VOICE))
            for i in found.score.items
        ],
        charges=charges_of(scene, found),
    )


@router.post("/run")
def run(page: PageHere, scene: SceneHere) -> Response:
    done = assessments.assess(page.face.desk, page.actor, None, scene.campaign.id)
    return _done(page, scene, PLACE, "assessed", done.assessed, done.waiting)


@router.post("/concur")
def concur(page: PageHere, scene: SceneHere, said: Text, reference: Maybe = None) -> Response:
    count = assessments.concur(page.face.desk, page.actor, None, said, reference, scene.campaign.id)
    return _done(page, scene, PLACE, "concurred", count)


@router.post("/publish")
def publish(page: PageHere, scene: SceneHere) -> Response:
    done = assessments.publish(page.face.desk, page.actor, scene.campaign.id)
    return _done(page, scene, PLACE, "published", done.villages)


@router.post("/close")
def close(page: PageHere, scene: SceneHere, reason: Text) -> Response:
    close_campaign(page.face.desk, page.actor, reason, scene.campaign.id)
    return _done(page, scene, PLACE, "concluded")


@router.post("/appeals/{number}")
def decide(
    page: PageHere, scene: SceneHere, number: Number, upheld: Annotated[bool, Form()], answer: Text
) -> Response:
    appeals.decide_appeal(page.face.desk, page.actor, number, upheld=upheld, answer=answer)
    return _done(page, scene, PLACE, "answered", number)


@router.post("/{code}/appeal")
def appeal(
    page: PageHere,
    scene: SceneHere,
    code: Village,
    charge: Annotated[str, Form(min_length=1, max_length=100)],
    reason: Text,
) -> Response:
    number = appeals.appeal(page.face.desk, page.actor, code, charge, reason, scene.campaign.id)
    return _done(page, scene, f"{PLACE}/{code}", "appealed", number)


@router.post("/{code}/adjust")
def adjust(
    page: PageHere, scene: SceneHere, code: Village, points: Annotated[str, Form(max_length=10)], reason: Text
) -> Response:
    try:
        added = Fraction(points.strip())
    except (ValueError, ZeroDivisionError):
        raise BadInput("分值请写成 2、-1.5 这样的数。") from None
    assessments.adjust(page.face.desk, page.actor, code, added, reason, scene.campaign.id)
    return _done(page, scene, f"{PLACE}/{code}", "adjusted")


@router.post("/{code}/accept")
def accept(page: PageHere, scene: SceneHere, code: Village, reason: Maybe = None) -> Response:
    acceptance.accept(page.face.desk, page.actor, code, reason, scene.campaign.id)
    return _done(page, scene, f"{PLACE}/{code}", "accepted")


@router.post("/{code}/reject")
def reject(page: PageHere, scene: SceneHere, code: Village, reason: Text) -> Response:
    acceptance.reject(page.face.desk, page.actor, code, reason, scene.campaign.id)
    return _done(page, scene, f"{PLACE}/{code}", "rejected")


@router.post("/{code}/repeat")
def repeat(
    page: PageHere, scene: SceneHere, code: Village, what: Text, due: Annotated[date, Form()]
) -> Response:
    acceptance.repeat(page.face.desk, page.actor, code, what, due, scene.campaign.id)
    return _done(page, scene, f"{PLACE}/{code}", "repeated", due.toordinal())


@router.post("/{code}/commend")
def commend(page: PageHere, scene: SceneHere, code: Village, reason: Maybe = None) -> Response:
    acceptance.commend(page.face.desk, page.actor, code, reason, scene.campaign.id)
    return _done(page, scene, f"{PLACE}/{code}", "commended")


def sheet_of(page: Page, scene: Scene, code: str) -> Sheet:
    """The village's assessment, or where there is none a preview."""
    try:
        return read_sheet(page.face.desk, code, scene.campaign.id)
    except NotFound:
        return preview(page.face.desk, code, scene.campaign.id)


def charges_of(scene: Scene, found: Sheet) -> list[ChargeShown]:
    """The deductions in words."""
    until = found.result.appeal_until if found.result else None
    appealed = {one.charge for one in found.appeals if found.result and one.round == found.result.round}
    runs = until is not None and scene.today <= until
    return [
        ChargeShown(
            one.key,
            charge_line(found.book, one, VOICE),
            proof_line(one.offence, VOICE),
            runs and one.standing is Standing.TAKEN and one.key not in appealed,
        )
        for one in found.score.charges
    ]


def _place(page: Page, scene: Scene, code: str) -> Place | None:
    places = ranking(page.face.desk, scene.campaign.id)
    return next((one for one in places if one.result.unit == code), None)


def _done(page: Page, scene: Scene, where: str, code: str, *numbers: int) -> Response:
    return page.done(scene.link(where), Said(f"assessment_{code}", numbers))

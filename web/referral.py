"""Who is held to account, and how far has it come (四.五)?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import referral as referrals
from actions.referral import SOURCES_ZH, STATES_ZH
from states.referral import DISMISSED, UPHELD
from web.face import LARGEST_ID, Page, PageHere, Scene, SceneHere
from web.inspection import Sentence
from web.said import Said
from web.sight import Somewhere

PLACE = "/referrals"

router = APIRouter(prefix=PLACE)

Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Text = Annotated[Sentence, Form()]
Unit = Annotated[str, Form(pattern=r"^[0-9]{12}$")]
Key = Annotated[str, Form(min_length=1, max_length=200)]


@router.get("", dependencies=[Depends(Somewhere("referrals"))])
def overview(page: PageHere, scene: SceneHere) -> Response:
    """Every referral of the campaign, the newest first."""
    spec = scene.book.plan.accountability
    listed = referrals.list_referrals(page.face.desk, page.actor, scene.campaign.id) if spec else []
    return page.show("referrals", scene, listed=listed[::-1], spec=spec, states=STATES_ZH, sources=SOURCES_ZH)


@router.post("")
def open_(
    page: PageHere, scene: SceneHere, unit: Unit, ground: Key, against: Key, source: Key, reason: Text
) -> Response:
    campaign = scene.campaign.id
    number = referrals.open_referral(
        page.face.desk, page.actor, unit, ground, against, source, reason, campaign
    )
    return _done(page, scene, "opened", number)


@router.post("/{number}/step")
def step(page: PageHere, scene: SceneHere, number: Number, text: Text) -> Response:
    referrals.add_step(page.face.desk, page.actor, number, text)
    return _done(page, scene, "step", number)


@router.post("/{number}/decide")
def decide(
    page: PageHere, scene: SceneHere, number: Number, upheld: Annotated[bool, Form()], measure: Text
) -> Response:
    outcome = UPHELD if upheld else DISMISSED
    referrals.decide_referral(page.face.desk, page.actor, number, outcome, measure)
    return _done(page, scene, "decided", number)


def _done(page: Page, scene: Scene, code: str, number: int) -> Response:
    return page.done(f"{scene.link(PLACE)}#referral-{number}", Said(f"referral_{code}", (number,)))

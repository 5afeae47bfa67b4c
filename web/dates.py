"""Which later dates are asked for, and where does the clock stand (延期申请、暂停)?"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import extension as extensions
from actions import hold as holds
from actions.sight import Sight
from states.extension import UNDECIDED
from web.face import LARGEST_ID, Page, PageHere, SceneHere
from web.inspection import Back, Optional, Sentence
from web.said import Said
from web.security import own_address
from web.sight import Sees, seen_in
from web.unit import choices

PLACE = "/dates"

router = APIRouter(prefix=PLACE)

Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Day = Annotated[date, Form()]
Unit = Annotated[str, Form(pattern=r"^[0-9]{12}(-[a-z][a-z-]{0,50})?$")]
Key = Annotated[str, Form(min_length=1, max_length=64)]


@router.get("")
def dates(page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("dates"))]) -> Response:
    """Requests that wait for an answer, those that were answered, and every hold."""
    campaign = scene.campaign.id
    seen = seen_in(page, sight)
    asked = [one for one in extensions.list_extensions(page.face.desk, campaign) if seen(one.unit)]
    return page.show(
        "dates",
        scene,
        unit=sight.unit,
        offices=choices(page.face.desk, scene.campaign),
        waiting=[one for one in asked if one.state in UNDECIDED],
        answered=[one for one in reversed(asked) if one.state not in UNDECIDED],
        holds=[
            one for one in holds.list_holds(page.face.desk, campaign) if one.unit is None or seen(one.unit)
        ],
        latest=scene.book.timeline.assessment_from,
        allowed=scene.book.plan.extensions is not None,
    )


@router.post("/extensions")
def ask(
    page: PageHere,
    unit: Unit,
    task: Key,
    until: Day,
    reason: Annotated[Sentence, Form()],
    progress: Annotated[Sentence, Form()],
    back: Back = PLACE,
) -> Response:
    number = extensions.ask(page.face.desk, page.actor, unit, task, until, reason, progress)
    return _done(page, "asked", back, number)


@router.post("/extensions/{number}/pre-read")
def pre_read(
    page: PageHere,
    number: Number,
    favours: Annotated[bool, Form()],
    opinion: Annotated[Sentence, Form()],
    back: Back = PLACE,
) -> Response:
    extensions.pre_read(page.face.desk, page.actor, number, favours, opinion)
    return _done(page, "pre_read", back, number)


@router.post("/extensions/{number}/grant")
def grant(
    page: PageHere, number: Number, until: Annotated[date | None, Optional, Form()] = None, back: Back = PLACE
) -> Response:
    due = extensions.grant(page.face.desk, page.actor, number, until)
    return _done(page, "granted", back, number, due.toordinal())


@router.post("/extensions/{number}/refuse")
def refuse(
    page: PageHere, number: Number, reason: Annotated[Sentence, Form()], back: Back = PLACE
) -> Response:
    extensions.refuse(page.face.desk, page.actor, number, reason)
    return _done(page, "refused", back, number)


@router.post("/holds")
def put(
    page: PageHere,
    scene: SceneHere,
    until: Day,
    reason: Annotated[Sentence, Form()],
    unit: Annotated[str | None, Optional, Form()] = None,
    task: Annotated[str | None, Optional, Form()] = None,
    back: Back = PLACE,
) -> Response:
    number = holds.put(
        page.face.desk, page.actor, until, reason, unit_code=unit, key=task, campaign_id=scene.campaign.id
    )
    return _done(page, "held", back, number, until.toordinal())


@router.post("/holds/{number}/lift")
def lift(page: PageHere, number: Number, reason: Annotated[Sentence, Form()], back: Back = PLACE) -> Response:
    holds.lift(page.face.desk, page.actor, number, reason)
    return _done(page, "lifted", back, number)


def _done(page: Page, code: str, back: str, *numbers: int) -> Response:
    return page.done(own_address(back), Said(code, numbers))

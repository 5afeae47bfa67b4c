"""What has been sent to whom, did it arrive (the outbox), and has it been acknowledged (签收)?"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query
from starlette.responses import Response

from actions.notice import acknowledge, list_notices
from actions.receipt import Receipt, list_receipts
from actions.sight import Sight
from web.face import LARGEST_ID, PageHere, SceneHere
from web.inspection import Optional
from web.said import Said
from web.security import own_address
from web.sight import Sees, seen_in

router = APIRouter()

ON_A_PAGE = 50
LAST_PAGE = 400


@router.get("/outbox")
def outbox(
    page: PageHere,
    scene: SceneHere,
    sight: Annotated[Sight, Depends(Sees("outbox"))],
    number: Annotated[int, Query(alias="page", ge=1, le=LAST_PAGE)] = 1,
) -> Response:
    """One page of the notices, newest first."""
    begin, end = (number - 1) * ON_A_PAGE, number * ON_A_PAGE
    notices = list_notices(
        page.face.desk, scene.campaign.id, unit_code=sight.unit, newest_first=True, limit=end + 1
    )
    return page.show(
        "outbox",
        scene,
        notices=notices[begin:end],
        number=number,
        more=len(notices) > end and number < LAST_PAGE,
        unit=sight.unit,
    )


@router.get("/receipts")
def receipts(
    page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("receipts"))]
) -> Response:
    """Who has acknowledged the issue, those who have not first."""
    seen = seen_in(page, sight)
    listed = [one for one in list_receipts(page.face.desk, scene.campaign.id) if seen(one.unit)]
    order = list(reversed(Receipt))
    return page.show("receipts", scene, receipts=sorted(listed, key=lambda one: order.index(one.receipt)))


@router.post("/notices/{number}/acknowledge")
def sign(
    page: PageHere,
    number: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    until: Annotated[date | None, Optional, Form()] = None,
    back: Annotated[str, Form()] = "/outbox",
) -> Response:
    """Acknowledge a notice, perhaps with the day by which it will be done."""
    held = acknowledge(page.face.desk, page.actor, number, until)
    return page.done(own_address(back), Said("acknowledged", (number, held.toordinal() if held else 0)))

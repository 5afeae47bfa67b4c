"""How does a leader follow the villages linked to them, visit, answer, and let somebody stand in (四.一)?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import absence as absences
from actions import visit as visits
from actions.errors import BadInput
from actions.leader import AHEAD_DAYS, is_linked, leaders_below, read_leader
from actions.sight import Sight
from web.face import LARGEST_ID, PageHere, SceneHere
from web.form import Day, Line, LongText
from web.said import Said
from web.sight import Somewhere
from web.village import SIGNED_AT_ONCE

PLACE = "/leaders"
VISITS_SHOWN = 30

router = APIRouter(prefix=PLACE)

Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Village = Annotated[str, Form(pattern=r"^[0-9]{12}$")]


@router.get("")
def leaders(
    page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Somewhere("leaders"))]
) -> Response:
    """One's own villages on one page, and for the leading group how those of each leader stand."""
    desk, campaign = page.face.desk, scene.campaign.id
    mine = read_leader(desk, page.powers, campaign)
    linked_only = is_linked(page.powers) and "receipts" not in page.powers.views
    return page.show(
        "leaders",
        scene,
        mine=mine,
        cards=[] if linked_only else leaders_below(desk, sight.paths, campaign),
        ahead_days=AHEAD_DAYS,
        visits=mine.visits[:VISITS_SHOWN],
        signed_at_once=SIGNED_AT_ONCE,
    )


@router.post("/visits/plan")
def plan(page: PageHere, scene: SceneHere, village: Village, on: Day) -> Response:
    number = visits.plan_visit(page.face.desk, page.actor, village, on, scene.campaign.id)
    return page.done(scene.link(PLACE), Said("visit_planned", (number, on.toordinal())))


@router.post("/visits")
def record(page: PageHere, scene: SceneHere, village: Village, on: Day, seen: LongText) -> Response:
    number = visits.record_visit(page.face.desk, page.actor, village, on, seen, scene.campaign.id)
    return page.done(scene.link(PLACE), Said("visited", (number,)))


@router.post("/absence")
def delegate(
    page: PageHere, scene: SceneHere, first: Day, last: Day, substitute: Line, reason: Line
) -> Response:
    """Let somebody stand in for oneself."""
    person = page.actor.person_id
    if person is None:
        raise BadInput("本机控制台没有职务可以委托；请在“人员”页面为他人登记不在岗和替岗人。")
    done = absences.record_absence(page.face.desk, page.actor, str(person), first, last, reason, substitute)
    return page.done(scene.link(PLACE), Said("absent", (done.id, len(done.meets))))


@router.post("/absence/{number}/end")
def back(page: PageHere, scene: SceneHere, number: Number) -> Response:
    absences.end_absence(page.face.desk, page.actor, number)
    return page.done(scene.link(PLACE), Said("back", (number,)))

"""Who holds what, who is away, who stands in, and which offices nobody holds (四.一)?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from actions import absence as absences
from actions.board import list_gaps
from actions.errors import BadInput
from actions.hand_over import NewPerson, hand_over, list_hand_overs
from actions.person import PersonListed, list_people
from actions.sight import Sight
from actions.unit import list_units
from states.roles import TITLES_ZH, Role
from web.face import LARGEST_ID, PageHere, SceneHere
from web.form import Day, Line, OptionalLine
from web.said import Said
from web.sight import Sees
from web.unit import choices, codes_within, places

PAGE = "/people"
PEOPLE_SHOWN = 300

router = APIRouter(prefix=PAGE)

AbsenceId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("")
def people(page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("people"))]) -> Response:
    """Everybody in office, who is away, what was handed over, and the gaps; at or below a unit."""
    desk, within_unit = page.face.desk, sight.unit
    within = codes_within(places(list_units(desk)), within_unit)
    everybody = [one for one in list_people(desk) if _is_within(one, within, within_unit)]
    known = {one.id for one in everybody}
    return page.show(
        "people",
        scene,
        unit=within_unit,
        offices=choices(desk, scene.campaign),
        people=everybody[:PEOPLE_SHOWN],
        people_in_all=len(everybody),
        away=[one for one in absences.list_absences(desk, scene.campaign.id) if one.person_id in known],
        what=absences.WHAT_ZH,
        hand_overs=[one for one in list_hand_overs(desk) if one.unit in within],
        gaps=[gap for gap in list_gaps(desk, scene.campaign.id) if gap[0] in within],
        roles=TITLES_ZH,
    )


@router.post("/absence")
def record(
    page: PageHere,
    scene: SceneHere,
    person: Line,
    first: Day,
    last: Day,
    reason: Line,
    substitute: OptionalLine = None,
) -> Response:
    desk = page.face.desk
    done = absences.record_absence(desk, page.actor, person, first, last, reason, substitute)
    return page.done(scene.link(PAGE), Said("absent", (done.id, len(done.meets))))


@router.post("/absence/{number}/end")
def end(page: PageHere, scene: SceneHere, number: AbsenceId) -> Response:
    absences.end_absence(page.face.desk, page.actor, number)
    return page.done(scene.link(PAGE), Said("back", (number,)))


@router.post("/hand-over")
def pass_on(
    page: PageHere,
    scene: SceneHere,
    person: Line,
    role: Line,
    place: Line,
    reason: Line,
    to: OptionalLine = None,
    name: OptionalLine = None,
    email: OptionalLine = None,
) -> Response:
    if role not in set(Role) or (to is None) == (name is None):
        raise BadInput("请选择职务，并指明一位继任者：已有人员填邮箱或编号，新人员填姓名。")
    successor = to if to is not None else NewPerson(name or "", email)
    done = hand_over(page.face.desk, page.actor, person, successor, Role(role), place, reason)
    return page.done(scene.link(PAGE), Said("handed_over", (len(done.open), done.notices)))


def _is_within(person: PersonListed, within: set[str], unit: str | None) -> bool:
    return unit is None or any(code in within for _, code, _ in person.roles)

"""What do offices and villages do together: meetings, letters, visits, inputs (三.二.2, 四.一)?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import meeting as meetings
from actions.attendance import Attended
from actions.board import read_board
from actions.errors import BadInput
from actions.inputs import KINDS_ZH, fen_of, record_input, yuan_of
from actions.letter import PARTIES_ZH, sign_letter
from actions.organization import read_organization
from actions.sight import Sight
from actions.visit import record_visit
from web.face import LARGEST_ID, PageHere, SceneHere
from web.form import Day, Line, LongText, OptionalText
from web.said import Said
from web.sight import Sees
from web.unit import choices

PAGE = "/meetings"

router = APIRouter(prefix=PAGE)

MeetingId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Level = Annotated[int, Form(ge=1, le=99)]
Present = Annotated[tuple[str, ...], Form(max_length=500)]

SHOWN = 200
ASKED = 60
"""Of how many people a form asks whether they were there; of more, a file says it."""


@router.get("")
def meetings_page(
    page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("meetings"))]
) -> Response:
    """Meetings with what was agreed, letters, visits, inputs and requests, at or below a unit."""
    within = sight.unit
    read = read_organization(page.face.desk, within, scene.campaign.id)
    asked = meetings.expected(page.face.desk, scene.campaign.id, within)
    return page.show(
        "meetings",
        scene,
        unit=within,
        offices=choices(page.face.desk, scene.campaign),
        villages=read_board(page.face.desk, scene.campaign.id, within).units,
        read=read,
        shown=SHOWN,
        expected=asked if len(asked) <= ASKED else [],
        parties=PARTIES_ZH,
        kinds=KINDS_ZH,
        yuan=yuan_of,
    )


@router.post("/hold")
def hold(
    page: PageHere, scene: SceneHere, place: Line, title: Line, on: Day, present: Present = ()
) -> Response:
    """Whoever is ticked was there; of the others of the unit, if anybody is ticked, nobody was."""
    desk, campaign = page.face.desk, scene.campaign.id
    asked = meetings.expected(desk, campaign, place) if present else []
    rows = [
        Attended(unit, role, name, f"{unit}:{role}:{person}" in present)
        for unit, _, role, name, person in asked
    ]
    number = meetings.hold_meeting(desk, page.actor, place, on, title, rows, campaign_id=campaign)
    return page.done(scene.link(PAGE), Said("met", (number,)))


@router.post("/{meeting}/minutes")
def minutes(
    page: PageHere,
    scene: SceneHere,
    meeting: MeetingId,
    said: LongText,
    problems: OptionalText = None,
) -> Response:
    raised = [line for line in (problems or "").splitlines() if line.strip()]
    meetings.write_minutes(page.face.desk, page.actor, meeting, said, raised)
    return page.done(scene.link(PAGE), Said("minuted", (meeting, len(raised))))


@router.post("/{meeting}/follow-up")
def follow_up(
    page: PageHere, scene: SceneHere, meeting: MeetingId, owner: Line, about: Line, on: Day
) -> Response:
    meetings.follow_up(page.face.desk, page.actor, meeting, owner, about, on)
    return page.done(scene.link(PAGE), Said("followed_up", (meeting, on.toordinal())))


@router.post("/letter")
def sign(
    page: PageHere,
    scene: SceneHere,
    level: Level,
    giver: Line,
    taker: Line,
    on: Day,
    gives: Line,
    takes: Line,
) -> Response:
    desk, campaign = page.face.desk, scene.campaign.id
    number = sign_letter(desk, page.actor, giver, taker, level, on, (gives, takes), campaign)
    return page.done(scene.link(PAGE), Said("signed", (number,)))


@router.post("/visit")
def visit(page: PageHere, scene: SceneHere, place: Line, on: Day, seen: LongText) -> Response:
    number = record_visit(page.face.desk, page.actor, place, on, seen, scene.campaign.id)
    return page.done(scene.link(PAGE), Said("visited", (number,)))


@router.post("/input")
def put_in(
    page: PageHere, scene: SceneHere, place: Line, kind: Line, on: Day, what: Line, amount: Line
) -> Response:
    if kind != "money" and not (amount.isascii() and amount.isdigit() and len(amount) < 12):
        raise BadInput(f"数量 {amount} 应为正整数。")
    number = fen_of(amount) if kind == "money" else int(amount)
    desk, campaign = page.face.desk, scene.campaign.id
    record_input(desk, page.actor, place, kind, on, what, number, campaign)
    return page.done(scene.link(PAGE), Said("put_in", ()))

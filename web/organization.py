"""What is done from a village's page: a comment, publicity, a request to a department (四)?"""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from actions.comment import comment
from actions.permission import CONSOLE
from actions.publicity import record_publicity
from actions.request import ask_request
from web.face import PageHere, SceneHere
from web.form import Day, Line, LongText, OptionalText
from web.said import Said

router = APIRouter(prefix="/villages/{code}")

VillageCode = Annotated[str, Path(pattern=r"^[0-9]{12}$")]


@router.post("/comment")
def say(page: PageHere, scene: SceneHere, code: VillageCode, said: LongText) -> Response:
    comment(page.face.desk, CONSOLE, code, said, scene.campaign.id)
    return page.done(scene.link(f"/villages/{code}"), Said("commented", ()))


@router.post("/publicity")
def publicize(
    page: PageHere, scene: SceneHere, code: VillageCode, medium: Line, on: Day, evidence: Line
) -> Response:
    desk, campaign = page.face.desk, scene.campaign.id
    done = record_publicity(desk, CONSOLE, code, medium, on, evidence, campaign)
    return page.done(scene.link(f"/villages/{code}"), Said("publicized", (done.media, done.lacking)))


@router.post("/request")
def ask(
    page: PageHere,
    scene: SceneHere,
    code: VillageCode,
    kind: Line,
    whom: Line,
    remark: OptionalText = None,
) -> Response:
    number = ask_request(page.face.desk, CONSOLE, code, kind, whom, remark, scene.campaign.id)
    return page.done(scene.link(f"/villages/{code}"), Said("requested", (number,)))

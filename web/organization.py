"""What is done from a village's page: a comment, publicity, a request to a department (四)?"""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.responses import Response

from actions.comment import comment
from actions.errors import BadInput
from actions.group import Group, set_groups
from actions.measures import record_measures
from actions.publicity import record_publicity
from actions.request import ask_request
from actions.work_group import Member, set_work_group
from web.face import PageHere, SceneHere
from web.form import Day, Line, LongText, OptionalText
from web.said import Said

router = APIRouter(prefix="/villages/{code}")

VillageCode = Annotated[str, Path(pattern=r"^[0-9]{12}$")]
Submit = Annotated[bool, Form()]


@router.post("/comment")
def say(page: PageHere, scene: SceneHere, code: VillageCode, said: LongText) -> Response:
    comment(page.face.desk, page.actor, code, said, scene.campaign.id)
    return page.done(scene.link(f"/villages/{code}"), Said("commented", ()))


@router.post("/publicity")
def publicize(
    page: PageHere, scene: SceneHere, code: VillageCode, medium: Line, on: Day, evidence: Line
) -> Response:
    desk, campaign = page.face.desk, scene.campaign.id
    done = record_publicity(desk, page.actor, code, medium, on, evidence, campaign)
    return page.done(scene.link(f"/villages/{code}"), Said("publicized", (done.media, done.lacking)))


@router.post("/work-group")
def form_group(
    page: PageHere, scene: SceneHere, code: VillageCode, members: LongText, submit: Submit = False
) -> Response:
    named = [Member(name, duty) for name, _, duty in map(_pair, _lines(members))]
    desk, campaign = page.face.desk, scene.campaign.id
    done = set_work_group(desk, page.actor, code, named, submit=submit, campaign_id=campaign)
    return page.done(scene.link(f"/villages/{code}"), Said("grouped", (len(done.members),)))


@router.post("/groups")
def cover(page: PageHere, scene: SceneHere, code: VillageCode, groups: LongText) -> Response:
    rows = [_group(line) for line in _lines(groups)]
    alone = set_groups(page.face.desk, page.actor, code, rows, scene.campaign.id)
    return page.done(scene.link(f"/villages/{code}"), Said("covered", (len(rows), alone)))


@router.post("/measures")
def measure(
    page: PageHere, scene: SceneHere, code: VillageCode, said: LongText, submit: Submit = False
) -> Response:
    desk, campaign = page.face.desk, scene.campaign.id
    record_measures(desk, page.actor, code, said, submit=submit, campaign_id=campaign)
    return page.done(scene.link(f"/villages/{code}"), Said("measured", ()))


@router.post("/request")
def ask(
    page: PageHere,
    scene: SceneHere,
    code: VillageCode,
    kind: Line,
    whom: Line,
    remark: OptionalText = None,
) -> Response:
    number = ask_request(page.face.desk, page.actor, code, kind, whom, remark, scene.campaign.id)
    return page.done(scene.link(f"/villages/{code}"), Said("requested", (number,)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pair(line: str) -> tuple[str, str, str]:
    """A member's name and duty, as a line of the form gives them."""
    return line.replace("：", ":").partition(":")


def _group(line: str) -> Group:
    """A group of a line `1,一号院,李明,王芳`: number, name, who covers it, who assists."""
    cells = [cell.strip() for cell in line.replace("，", ",").split(",")]
    if not (cells[0].isascii() and cells[0].isdigit() and len(cells[0]) < 10) or len(cells) > 4:
        raise BadInput(f"“{line}”应写成“组号,名称,包干人,协办员”，如 1,一号院,李明,王芳。")
    _, name, holder, assistant = (*cells, *[""] * (4 - len(cells)))
    return Group(int(cells[0]), name, holder or None, assistant or None)

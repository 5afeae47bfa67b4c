"""What does an office or a department owe, and what has it to verify (三.一–三.三)?"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import task as tasks
from actions.errors import BadInput
from actions.sight import Sight
from actions.worklist import MOST_WAITING, read_worklist
from web.face import Page, PageHere, Scene, SceneHere
from web.form import Line, LongText, OptionalText
from web.said import Said
from web.sight import CODE, Sees

router = APIRouter()

UnitInPath = Annotated[str, Path(pattern=f"^{CODE}$")]

Pick = Annotated[list[str], Form(max_length=MOST_WAITING)]
"""Submissions that are ticked, each as `unit:task`."""


@router.get("/tasks")
def own(page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("tasks"))]) -> Response:
    """The list of the unit at which whoever looks holds a role."""
    return _show(page, scene, sight.unit)


@router.get("/units/{code}/tasks", dependencies=[Depends(Sees("tasks"))])
def of_unit(page: PageHere, scene: SceneHere, code: UnitInPath) -> Response:
    """The list of one unit."""
    return _show(page, scene, code)


@router.post("/units/{code}/tasks/submit")
def submit(
    page: PageHere, scene: SceneHere, code: UnitInPath, task: Line, said: OptionalText = None
) -> Response:
    verify_by = tasks.submit(page.face.desk, page.actor, code, task, said, scene.campaign.id)
    return _done(page, scene, code, "owed_submitted", verify_by.toordinal())


@router.post("/units/{code}/tasks/withdraw")
def withdraw(
    page: PageHere, scene: SceneHere, code: UnitInPath, task: Line, said: OptionalText = None
) -> Response:
    tasks.withdraw(page.face.desk, page.actor, code, task, said, scene.campaign.id)
    return _done(page, scene, code, "owed_withdrawn")


@router.post("/units/{code}/tasks/verify")
def verify(
    page: PageHere, scene: SceneHere, code: UnitInPath, pick: Pick, said: OptionalText = None
) -> Response:
    """Verify all that are ticked, or none if one of them is refused."""
    tasks.verify_several(page.face.desk, page.actor, _by_task(pick), said, scene.campaign.id)
    return _done(page, scene, code, "several_verified", len(set(pick)))


@router.post("/units/{code}/tasks/return")
def send_back(page: PageHere, scene: SceneHere, code: UnitInPath, pick: Line, reason: LongText) -> Response:
    [(task, [unit])] = _by_task([pick]).items()
    due = tasks.return_task(page.face.desk, page.actor, unit, task, reason, scene.campaign.id)
    return _done(page, scene, code, "owed_returned", due.toordinal())


def _show(page: Page, scene: Scene, code: str | None) -> Response:
    read = read_worklist(page.face.desk, page.powers, code, scene.campaign.id)
    return page.show("worklist", scene, read=read, place=f"/units/{read.unit}/tasks")


def _by_task(picked: Iterable[str]) -> dict[str, list[str]]:
    """The units by the task that is meant, in an order that is the same for everybody."""
    chosen: dict[str, list[str]] = defaultdict(list)
    for unit, colon, task in sorted({one.partition(":") for one in picked}):
        if not (unit and colon and task):
            raise BadInput("请从页面上勾选要核验的任务。")
        chosen[task].append(unit)
    return chosen


def _done(page: Page, scene: Scene, code: str, said: str, *numbers: int) -> Response:
    return page.done(scene.link(f"/units/{code}/tasks"), Said(said, numbers))

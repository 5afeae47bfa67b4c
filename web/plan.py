"""What does the plan demand, of whom, by when, and what follows if it is not done?"""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from web.face import PageHere, SceneHere
from web.language import gettext
from web.sight import Somewhere

router = APIRouter()


@router.get("/plan", dependencies=[Depends(Somewhere("plan"))])
def plan(page: PageHere, scene: SceneHere) -> Response:
    """The plan as a page to read, with its clauses."""
    read = scene.book.plan
    return page.show(
        "plan",
        scene,
        plan=read,
        phases=[(phase, [task for task in read.tasks if task.phase == phase.key]) for phase in read.phases],
        watches=[
            (gettext("村（社区）的任务"), read.deadlines.village),
            (gettext("办事处的任务"), read.deadlines.office),
            (gettext("部门的任务"), read.deadlines.department),
        ],
    )

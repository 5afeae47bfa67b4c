"""Is everything running, and if not, what has stopped?"""

from fastapi import APIRouter, Depends, HTTPException
from starlette.responses import Response

from actions.desk import DEFAULT_ZONE
from flows.jobs import JOBS
from states.notice import NOTICE
from web.face import PageHere, SceneIfAny
from web.sight import Somewhere

router = APIRouter()


@router.get("/health", dependencies=[Depends(Somewhere("health"))])
def health(page: PageHere, scene: SceneIfAny) -> Response:
    """The jobs with their last runs, the outbox, the last check, the gaps."""
    read_health = page.face.health
    if read_health is None:
        raise HTTPException(404)
    read = read_health()
    runs = {run.job: run for run in read.jobs}
    return page.show(
        "health",
        scene,
        read=read,
        zone=scene.book.zone if scene else DEFAULT_ZONE,
        jobs=[(job, runs.get(job.name)) for job in JOBS],
        outbox=[(state, read.outbox[state]) for state in NOTICE.states if read.outbox.get(state)],
    )

"""Is everything running, and if not, what has stopped?"""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from actions.desk import zone_of
from flows.jobs import JOBS
from states.notice import NOTICE
from web.face import PageHere

router = APIRouter()


@router.get("/health")
def health(page: PageHere) -> Response:
    """The jobs with their last runs, the outbox, the last check, the gaps."""
    read_health = page.face.health
    if read_health is None:
        raise HTTPException(404)
    read = read_health()
    runs = {run.job: run for run in read.jobs}
    return page.show(
        "health",
        read=read,
        zone=zone_of(page.face.desk, None),
        jobs=[(job, runs.get(job.name)) for job in JOBS],
        outbox=[(state, read.outbox[state]) for state in NOTICE.states if read.outbox.get(state)],
    )

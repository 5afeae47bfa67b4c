"""What will fire in the coming week, and who will be told, if nobody does anything?"""

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from actions.coming import read_ahead
from actions.sight import Sight
from web.face import PageHere, SceneHere
from web.sight import Sees

router = APIRouter()

DAYS = 7
MOST_DAYS = 31


@router.get("/coming")
def coming(
    page: PageHere,
    scene: SceneHere,
    sight: Annotated[Sight, Depends(Sees("board"))],
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = DAYS,
) -> Response:
    """What the rules will send at or below a unit, day by day: how much, and to whom first."""
    ahead = read_ahead(page.face.desk, sight.paths, days, scene.campaign.id)
    return page.show(
        "coming",
        scene,
        unit=sight.unit,
        days=days,
        by_day=[(day, list(group)) for day, group in groupby(ahead, key=lambda one: one.on)],
        in_all=sum(one.count for one in ahead),
        calendar=scene.book.calendar,
    )

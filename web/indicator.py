"""How far has every village come, and how does it report on its page (二, 三.三.1)?"""

from collections import Counter
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import reading as readings
from actions.anomaly import list_anomalies
from actions.place import read_where
from actions.sight import Sight
from web.face import LARGEST_ID, Page, PageHere, Scene, SceneHere
from web.inspection import Optional, Sentence
from web.live import watching
from web.progress import PACE_LIGHTS_ZH, asked_for, rows_of
from web.said import Said
from web.security import own_address
from web.sight import Sees
from web.view import SORTS_ZH, View, ViewHere, seen, within_sight
from web.village import VillageCode

router = APIRouter()

FIGURES = "figures"
"""The place on a village's page where its figures stand."""


@router.get("/progress", dependencies=[Depends(watching)])
def progress(
    page: PageHere,
    scene: SceneHere,
    sight: Annotated[Sight, Depends(Sees("progress"))],
    asked: ViewHere,
) -> Response:
    """The matrix of villages (or of the units one level below) and indicators, with their sums."""
    view = seen(page, sight, asked)
    return page.show_kept(scene, "progress", lambda: ("progress", read_view(page, scene, view)))


def read_view(page: Page, scene: Scene, view: View) -> dict[str, Any]:
    """What is on the page of a view."""
    desk, campaign = page.face.desk, scene.campaign.id
    where = within_sight(page, "progress", read_where(desk, campaign, view.unit))
    read, every = rows_of(desk, scene, view.unit, where)
    anomalies = (
        list_anomalies(desk, campaign, view.unit or scene.campaign.unit) if where.shows_villages else []
    )
    return {
        "view": view,
        "where": where,
        "sorts": SORTS_ZH,
        "read": read,
        "every": every,
        "names": PACE_LIGHTS_ZH,
        "rows": asked_for(every, view),
        "counts": Counter(row.light for row in every),
        "anomalies": anomalies[::-1],
    }


@router.post("/villages/{code}/readings")
def report(
    page: PageHere,
    scene: SceneHere,
    code: VillageCode,
    indicator: Annotated[str, Form(max_length=64)],
    count: Annotated[int, Form()],
    on: Annotated[date | None, Optional, Form()] = None,
) -> Response:
    number = readings.report(page.face.desk, page.actor, code, indicator, count, on, None, scene.campaign.id)
    return page.done(scene.link(f"/villages/{code}") + f"#{FIGURES}", Said("figure", (number,)))


@router.post("/readings/{reading}/correct")
def correct(
    page: PageHere,
    reading: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    count: Annotated[int, Form()],
    reason: Annotated[Sentence, Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    number = readings.correct(page.face.desk, page.actor, reading, count, reason)
    return page.done(f"{own_address(back).partition('#')[0]}#{FIGURES}", Said("corrected", (number,)))

"""How far has every village come, and how does it report on its page (二, 三.三.1)?"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import reading as readings
from actions.anomaly import list_anomalies
from actions.indicator import Progress, Standing, read_progress
from actions.sight import Sight
from web.face import LARGEST_ID, PageHere, SceneHere
from web.inspection import Optional, Sentence
from web.said import Said
from web.security import own_address
from web.sight import Sees
from web.unit import choices
from web.village import VillageCode

router = APIRouter()

FIGURES = "figures"
"""The place on a village's page where its figures stand."""


@dataclass(frozen=True, slots=True)
class Row:
    """A village with its standing in each indicator, by the indicator's key."""

    unit: str
    name: str
    standings: dict[str, Standing]


@router.get("/progress")
def progress(
    page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("progress"))]
) -> Response:
    """The matrix of villages and indicators at or below a unit, with their sums."""
    within = sight.unit
    read = read_progress(page.face.desk, scene.campaign.id, within)
    return page.show(
        "progress",
        scene,
        unit=within,
        offices=choices(page.face.desk, scene.campaign),
        read=read,
        rows=rows(read),
        anomalies=list_anomalies(page.face.desk, scene.campaign.id, within)[::-1],
    )


def rows(read: Progress) -> list[Row]:
    """The villages in order, each once."""
    found: dict[str, Row] = {}
    for one in read.villages:
        found.setdefault(one.unit, Row(one.unit, one.unit_name, {})).standings[one.indicator.key] = one
    return list(found.values())


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

"""What is the whole story of an inspection, and how is it filled in on a phone at the village (三.三.2)?"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from actions import inspection as inspections
from actions.attachment import MOST, PARTS_ZH
from actions.checklist import ANSWERS_ZH
from actions.errors import NotFound
from actions.inspection_page import InspectionPage, read_inspection
from plans.model.parts import Text
from states.task import DONE
from web.face import PageHere, Scene, SceneHere
from web.inspection import (
    DESK,
    Back,
    InspectionId,
    Sentence,
    case_of,
    done,
    severities_of,
    supervisors,
    term,
)
from web.lights import lamp_of
from web.reported import ROWS, Answers, Photographed
from web.sight import Sees
from web.task import ACCEPT

PLACE = DESK + "/{inspection}"

LADDER_OPEN = 8
"""Steps of the ladder that are seen at once; the earlier ones are folded."""

router = APIRouter(prefix=PLACE)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the checklist with its answer."""

    asks: Text
    said: str
    note: str | None


class OfInspection(Sees):
    """The inspection that the address names: also for whoever was sent to it."""

    def __call__(self, page: PageHere, inspection: InspectionId) -> InspectionPage:  # type: ignore[override]
        return read_inspection(page.face.desk, page.powers, inspection)


@router.get("")
def inspection(
    page: PageHere, scene: SceneHere, read: Annotated[InspectionPage, Depends(OfInspection("inspections"))]
) -> Response:
    """One inspection: why, how its village stands, what may be done next."""
    if read.listed.campaign_id != scene.campaign.id:
        raise NotFound(f"这项专项工作没有编号为 {read.listed.id} 的督查。")
    standing = read.village.standing
    tasks = [(task, lamp_of(task, scene.today)) for task in standing.tasks.values()]
    return page.show(
        "inspection",
        scene,
        read=read,
        case=case_of(read.listed, standing, supervisors(page), read.others),
        tasks=sorted(tasks, key=lambda one: (one[0].state in DONE, one[0].effective_due)),
        checklist=scene.book.plan.inspections.checklist,
        answers=_answered(scene, read),
        severities=severities_of(scene),
        ladder_open=LADDER_OPEN,
        rows=ROWS,
        parts_zh=PARTS_ZH,
        most=MOST,
        accept=ACCEPT,
        **term(scene),
    )


@router.post("/report")
def report(
    page: PageHere,
    inspection: InspectionId,
    text: Annotated[Sentence, Form()],
    answers: Answers,
    found: Photographed,
    back: Back = DESK,
) -> Response:
    numbers = inspections.report(page.face.desk, page.actor, inspection, text, answers, found)
    return done(page, "reported", inspection, back, len(numbers))


def _answered(scene: Scene, read: InspectionPage) -> list[Answered]:
    """The answers in the order of the checklist that was filled in: the village's own, or that on site."""
    spec = scene.book.plan.inspections
    items = (*(spec.own.checklist if spec.own else ()), *spec.checklist)
    given = {one.item: one for one in read.listed.answers}
    return [
        Answered(item.asks, ANSWERS_ZH[given[item.key].answer], given[item.key].note)
        for item in {one.key: one for one in items}.values()
        if item.key in given
    ]

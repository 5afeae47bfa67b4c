"""What lies on the supervision office's desk, and what does it do with it (三.三.2)?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from pydantic import BeforeValidator, StringConstraints
from starlette.responses import Response

from actions import burden as burdens
from actions import draw as draws
from actions import finding as findings
from actions import inspection as inspections
from actions.board import VillageStanding, read_board
from actions.finding import FindingListed
from actions.inspection import InspectionListed
from actions.person import PersonListed, list_people
from actions.round import rounds_of
from actions.sight import Sight
from plans.model.inspections import SeveritySpec
from states.inspection import ENDED, PROPOSED
from states.lights import Light
from states.roles import Role
from web.face import LARGEST_ID, Page, PageHere, Scene, SceneHere
from web.live import watching
from web.reported import ROWS, Answers, Findings
from web.said import Said
from web.security import own_address
from web.sight import Sees, seen_in
from web.unit import choices

DESK = "/inspections"

router = APIRouter(prefix=DESK)

InspectionId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
InspectionNumber = Annotated[int, Form(ge=1, le=LARGEST_ID)]
PersonId = Annotated[int, Form(ge=1, le=LARGEST_ID)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Back = Annotated[str, Form()]


def _empty_is_none(value: object) -> object:
    """A field that a form sends although nothing was filled in."""
    return None if isinstance(value, str) and not value.strip() else value


Optional = BeforeValidator(_empty_is_none)


@dataclass(frozen=True, slots=True)
class Case:
    """An inspection with how its village stands, and who may be sent."""

    listed: InspectionListed
    village: VillageStanding
    near: list[PersonListed]
    others: list[PersonListed]

    @property
    def lights(self) -> Counter[Light]:
        """How the village's tasks stand today, whatever has led to the proposal."""
        return Counter(task.light for task in self.village.tasks.values())


@router.get("", dependencies=[Depends(watching)])
def desk(page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("inspections"))]) -> Response:
    """Everything on the desk: proposals first, then what is under way, then what has ended."""
    within_unit = sight.unit
    seen = seen_in(page, sight)
    read = read_board(page.face.desk, scene.campaign.id, within_unit)
    villages = {village.unit: village for village in read.units}
    inspectors = [person for person in list_people(page.face.desk) if _supervises(person)]
    cases = [
        _case(listed, villages[listed.unit], inspectors)
        for listed in inspections.list_inspections(page.face.desk, scene.campaign.id)
        if listed.unit in villages
    ]
    within = scene.book.plan.inspections.special.carried_out_within.offset
    return page.show(
        "inspections",
        scene,
        unit=within_unit,
        offices=choices(page.face.desk, scene.campaign),
        proposed=[case for case in cases if case.listed.state == PROPOSED],
        running=[case for case in cases if case.listed.state not in (PROPOSED, *ENDED)],
        ended=[case for case in reversed(cases) if case.listed.state in ENDED],
        findings=_open_findings(page, scene, set(villages)),
        burden=[one for one in burdens.burden(page.face.desk, scene.campaign.id) if seen(one.unit)],
        draws=[one for one in draws.list_draws(page.face.desk, scene.campaign.id) if seen(one.unit)],
        rounds=[one for one in rounds_of(scene.book) if one.day <= scene.today],
        checklist=scene.book.plan.inspections.checklist,
        severities=_severities(scene),
        rows=ROWS,
        inspectors=inspectors,
        within=within,
        due=scene.book.calendar.after(scene.today, within),
    )


@router.post("/order")
def order_together(
    page: PageHere,
    inspection: Annotated[list[InspectionNumber], Form()],
    inspector: Annotated[list[PersonId], Form(max_length=50)],
    due: Annotated[date | None, Optional, Form()] = None,
    reason: Annotated[Sentence | None, Optional, Form()] = None,
    back: Back = DESK,
) -> Response:
    ordered = inspections.order(page.face.desk, page.actor, inspection, inspector, due, reason)
    numbers = (len(ordered.inspections), ordered.due.toordinal(), len(ordered.warnings))
    return page.done(own_address(back), Said("ordered_all", (ordered.number, *numbers)))


@router.post("/draw")
def draw(
    page: PageHere,
    unit: Annotated[str, Form(pattern=r"^[0-9]{12}$")],
    campaign: Annotated[int, Form(ge=1, le=LARGEST_ID)],
    round: Annotated[date | None, Optional, Form()] = None,  # noqa: A002
    seed: Annotated[str | None, Optional, Form(max_length=64)] = None,
    back: Back = DESK,
) -> Response:
    drawn = draws.draw_lots(page.face.desk, page.actor, unit, round, seed, campaign_id=campaign)
    said = Said("drawn", (drawn.draw.pool, len(drawn.draw.drawn)))
    return page.done(f"{own_address(back).partition('#')[0]}#draws", said)


@router.post("/draws/{number}/check")
def check_draw(page: PageHere, number: InspectionId, back: Back = DESK) -> Response:
    agrees = draws.check_draw(page.face.desk, number).agrees
    said = Said("draw_agrees" if agrees else "draw_differs", (number,))
    return page.done(f"{own_address(back).partition('#')[0]}#draws", said)


@router.post("/{inspection}/order")
def order(
    page: PageHere,
    inspection: InspectionId,
    inspector: Annotated[list[PersonId], Form(min_length=1, max_length=50)],
    due: Annotated[date | None, Optional, Form()] = None,
    reason: Annotated[Sentence | None, Optional, Form()] = None,
    back: Back = DESK,
) -> Response:
    by_when = inspections.order(page.face.desk, page.actor, inspection, inspector, due, reason).due
    return _done(page, "ordered", inspection, back, by_when.toordinal())


@router.post("/{inspection}/dismiss")
def dismiss(
    page: PageHere,
    inspection: InspectionId,
    reason: Annotated[Sentence, Form()],
    back: Back = DESK,
) -> Response:
    inspections.dismiss(page.face.desk, page.actor, inspection, reason)
    return _done(page, "dismissed", inspection, back)


@router.post("/{inspection}/start")
def start(page: PageHere, inspection: InspectionId, back: Back = DESK) -> Response:
    inspections.start(page.face.desk, page.actor, inspection)
    return _done(page, "started", inspection, back)


@router.post("/{inspection}/report")
def report(
    page: PageHere,
    inspection: InspectionId,
    text: Annotated[Sentence, Form()],
    answers: Answers,
    found: Findings,
    back: Back = DESK,
) -> Response:
    numbers = inspections.report(page.face.desk, page.actor, inspection, text, answers, found)
    return _done(page, "reported", inspection, back, len(numbers))


@router.post("/{inspection}/cancel")
def cancel(
    page: PageHere, inspection: InspectionId, reason: Annotated[Sentence, Form()], back: Back = DESK
) -> Response:
    inspections.cancel(page.face.desk, page.actor, inspection, reason)
    return _done(page, "cancelled", inspection, back)


@router.post("/{inspection}/merge")
def merge(
    page: PageHere,
    inspection: InspectionId,
    into: InspectionNumber,
    reason: Annotated[Sentence, Form()],
    back: Back = DESK,
) -> Response:
    inspections.merge(page.face.desk, page.actor, inspection, into, reason)
    return _done(page, "merged", inspection, back, into)


@router.post("/{inspection}/revisit")
def revisit(
    page: PageHere,
    inspection: InspectionId,
    text: Annotated[Sentence, Form()],
    repaired: Annotated[bool, Form()],
    back: Back = DESK,
) -> Response:
    inspections.revisit(page.face.desk, page.actor, inspection, text, repaired)
    return _done(page, "revisited", inspection, back)


@router.post("/{inspection}/close")
def close(page: PageHere, inspection: InspectionId, back: Back = DESK) -> Response:
    inspections.close(page.face.desk, page.actor, inspection)
    return _done(page, "closed", inspection, back)


def _done(page: Page, code: str, inspection: int, back: str, *numbers: int) -> Response:
    """Back to the desk as it was looked at, at the place of the inspection."""
    desk = own_address(back).partition("#")[0]
    return page.done(f"{desk}#inspection-{inspection}", Said(code, (inspection, *numbers)))


def _open_findings(page: Page, scene: Scene, villages: set[str]) -> list[FindingListed]:
    """What is not yet repaired, or disputed without an answer; the oldest first."""
    listed = findings.list_findings(page.face.desk, scene.campaign.id)
    return [one for one in listed if one.unit in villages and (one.open or one.disputed)]


def _severities(scene: Scene) -> tuple[SeveritySpec, ...]:
    rules = scene.book.plan.inspections.rectification
    return () if rules is None else rules.severities


def _supervises(person: PersonListed) -> bool:
    return any(role is Role.SUPERVISION_OFFICE for role, _, _ in person.roles)


def _case(listed: InspectionListed, village: VillageStanding, inspectors: list[PersonListed]) -> Case:
    """An inspection, with the inspectors of the village's own office apart from all others."""
    near = [
        person
        for person in inspectors
        if any(role is Role.SUPERVISION_OFFICE and unit == village.office for role, _, unit in person.roles)
    ]
    return Case(listed, village, near, [person for person in inspectors if person not in near])

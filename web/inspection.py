"""What lies on the supervision office's desk, and what does it do with it (三.三.2)?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any

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
from actions.inspection_page import may_take
from actions.person import PersonListed, list_people
from actions.programme import read_programme
from actions.sight import Sight, look
from plans.model.inspections import SeveritySpec
from states.inspection import ENDED, PROPOSED
from states.lights import Light
from states.roles import Role
from web.face import LARGEST_ID, Page, PageHere, Scene, SceneHere
from web.finding_age import ages, most_urgent_first
from web.live import watching
from web.said import Said
from web.security import own_address
from web.sight import Sees, seen_in
from web.unit import choices
from web.words import stratum_of

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
    """An inspection with how its village stands, who may be sent, and into what it may be merged."""

    listed: InspectionListed
    village: VillageStanding
    near: list[PersonListed]
    others: list[PersonListed]
    into: list[InspectionListed]

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
    inspectors = supervisors(page)
    listed = inspections.list_inspections(page.face.desk, scene.campaign.id)
    mine: dict[str, list[InspectionListed]] = {}
    for one in listed:
        mine.setdefault(one.unit, []).append(one)
    cases = [
        case_of(one, villages[one.unit], inspectors, mine[one.unit]) for one in listed if one.unit in villages
    ]
    offices = choices(page.face.desk, scene.campaign)
    periodic = scene.book.plan.inspections.periodic
    found = _open_findings(page, scene, set(villages))
    return page.show(
        "inspections",
        scene,
        unit=within_unit,
        offices=offices,
        proposed=[case for case in cases if case.listed.state == PROPOSED],
        running=[case for case in cases if case.listed.state not in (PROPOSED, *ENDED)],
        ended=[case for case in reversed(cases) if case.listed.state in ENDED],
        findings=found,
        ages=ages(found, scene.today),
        burden=[one for one in burdens.burden(page.face.desk, scene.campaign.id) if seen(one.unit)],
        rounds=read_programme(page.face.desk, scene.campaign.id, seen),
        periodic=periodic,
        strata=[draws.STRATA_ZH[one] for one in periodic.strata] if periodic else [],
        stratum=partial(stratum_of, {one.code: one.name for one in offices}),
        inspectors=inspectors,
        **term(scene),
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


@router.post("/dismiss")
def dismiss_together(
    page: PageHere,
    inspection: Annotated[list[InspectionNumber], Form()],
    reason: Annotated[Sentence, Form()],
    back: Back = DESK,
) -> Response:
    count = inspections.dismiss(page.face.desk, page.actor, inspection, reason)
    return page.done(own_address(back), Said("dismissed_all", (count,)))


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
    checked = draws.check_draw(page.face.desk, number)
    look(page.face.desk, page.powers, "inspections", checked.draw.unit)
    said = Said("draw_agrees" if checked.agrees else "draw_differs", (number,))
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
    return done(page, "ordered", inspection, back, by_when.toordinal())


@router.post("/{inspection}/dismiss")
def dismiss(
    page: PageHere,
    inspection: InspectionId,
    reason: Annotated[Sentence, Form()],
    back: Back = DESK,
) -> Response:
    inspections.dismiss(page.face.desk, page.actor, inspection, reason)
    return done(page, "dismissed", inspection, back)


@router.post("/{inspection}/start")
def start(page: PageHere, inspection: InspectionId, back: Back = DESK) -> Response:
    inspections.start(page.face.desk, page.actor, inspection)
    return done(page, "started", inspection, back)


@router.post("/{inspection}/cancel")
def cancel(
    page: PageHere, inspection: InspectionId, reason: Annotated[Sentence, Form()], back: Back = DESK
) -> Response:
    inspections.cancel(page.face.desk, page.actor, inspection, reason)
    return done(page, "cancelled", inspection, back)


@router.post("/{inspection}/merge")
def merge(
    page: PageHere,
    inspection: InspectionId,
    into: InspectionNumber,
    reason: Annotated[Sentence, Form()],
    back: Back = DESK,
) -> Response:
    inspections.merge(page.face.desk, page.actor, inspection, into, reason)
    return done(page, "merged", inspection, back, into)


@router.post("/{inspection}/revisit")
def revisit(
    page: PageHere,
    inspection: InspectionId,
    text: Annotated[Sentence, Form()],
    repaired: Annotated[bool, Form()],
    back: Back = DESK,
) -> Response:
    inspections.revisit(page.face.desk, page.actor, inspection, text, repaired)
    return done(page, "revisited", inspection, back)


@router.post("/{inspection}/close")
def close(page: PageHere, inspection: InspectionId, back: Back = DESK) -> Response:
    inspections.close(page.face.desk, page.actor, inspection)
    return done(page, "closed", inspection, back)


def done(page: Page, code: str, inspection: int, back: str, *numbers: int) -> Response:
    """Back to the desk as it was looked at, at the place of the inspection."""
    desk = own_address(back).partition("#")[0]
    return page.done(f"{desk}#inspection-{inspection}", Said(code, (inspection, *numbers)))


def _open_findings(page: Page, scene: Scene, villages: set[str]) -> list[FindingListed]:
    """What is not yet repaired, or disputed without an answer; what is overdue first, then the oldest."""
    listed = findings.list_findings(page.face.desk, scene.campaign.id)
    waiting = [one for one in listed if one.unit in villages and (one.open or one.disputed)]
    return most_urgent_first(waiting, scene.today)


def severities_of(scene: Scene) -> tuple[SeveritySpec, ...]:
    rules = scene.book.plan.inspections.rectification
    return () if rules is None else rules.severities


def term(scene: Scene) -> dict[str, Any]:
    """How long an order has by the plan, and until when that is today."""
    within = scene.book.plan.inspections.special.carried_out_within.offset
    return {"within": within, "due": scene.book.calendar.after(scene.today, within)}


def supervisors(page: Page) -> list[PersonListed]:
    """Everybody in a supervision office."""
    return [
        person
        for person in list_people(page.face.desk)
        if any(role is Role.SUPERVISION_OFFICE for role, _, _ in person.roles)
    ]


def case_of(
    listed: InspectionListed,
    village: VillageStanding,
    inspectors: list[PersonListed],
    of_village: Iterable[InspectionListed],
) -> Case:
    """An inspection, with the inspectors of the village's own office apart from all others."""
    near = [
        person
        for person in inspectors
        if any(role is Role.SUPERVISION_OFFICE and unit == village.office for role, _, unit in person.roles)
    ]
    others = [person for person in inspectors if person not in near]
    return Case(listed, village, near, others, may_take(listed, of_village))

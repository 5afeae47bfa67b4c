"""What does a village owe, what becomes of it if nothing is done, and what has happened so far?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from actions.board import TaskStanding
from actions.climb import ClimbedRung
from actions.history import Happened
from actions.inputs import yuan_of
from actions.notice import NoticeListed
from actions.organization import read_organization
from actions.village_page import AHEAD_DAYS, VillagePage, read_village
from plans.errands import Errand
from plans.model import Phase, TaskSpec
from states.task import OWED, RETURNED
from web.assessment import charges_of, sheet_of
from web.coming import Telling, tellings
from web.face import Page, PageHere, Scene, SceneHere
from web.lights import Lamp, lamp_of
from web.sight import Sees

router = APIRouter()

VillageCode = Annotated[str, Path(pattern=r"^[0-9]{12}$")]

NOTICES_SHOWN = 12
SIGNED_AT_ONCE = 6
HISTORY_OPEN = 15


@dataclass(frozen=True, slots=True)
class Owed:
    """A task of the village as its page tells of it. `returned`: why it was last sent back; `climbed`: the
    rungs of the ladder that it has reached."""

    spec: TaskSpec | Errand
    standing: TaskStanding
    lamp: Lamp
    ahead: list[Telling]
    returned: str | None
    climbed: list[ClimbedRung]

    @property
    def gate(self) -> bool:
        """Whether the plan says that nobody leaves the phase before it is verified."""
        return isinstance(self.spec, TaskSpec) and self.spec.gate

    @property
    def moved(self) -> bool:
        """Whether another date counts than the one that was decreed."""
        return self.standing.effective_due != self.standing.due


@dataclass(frozen=True, slots=True)
class Step:
    """One phase on the village's way."""

    phase: Phase
    earned: bool
    current: bool
    reached: bool
    """By the calendar."""


@router.get("/villages/{code}", dependencies=[Depends(Sees("village"))])
def village(page: PageHere, scene: SceneHere, code: VillageCode) -> Response:
    """One village's page."""
    read = read_village(page.face.desk, code, scene.campaign.id)
    ahead = tellings(read.coming)
    sheet = sheet_of(page, scene, code)
    tasks = [_owed(scene, read, task, ahead) for task in read.standing.tasks.values()]
    return page.show(
        "village",
        scene,
        read=read,
        village=read.standing,
        steps=steps(scene, read),
        owing=owing(tasks),
        tasks=tasks,
        ahead=ahead,
        ahead_days=AHEAD_DAYS,
        unsigned=addressed(page, unsigned(read, owing(tasks))),
        signed_at_once=SIGNED_AT_ONCE,
        notices=read.notices[:NOTICES_SHOWN],
        recent=read.history[:HISTORY_OPEN],
        older=read.history[HISTORY_OPEN:],
        sheet=sheet,
        charges=charges_of(scene, sheet),
        organization=read_organization(page.face.desk, code, scene.campaign.id),
        yuan=yuan_of,
    )


def addressed(page: Page, notices: Iterable[NoticeListed]) -> list[NoticeListed]:
    """The notices that whoever asks may acknowledge: the own ones, on the machine itself anybody's."""
    person = page.actor.person_id
    return [one for one in notices if person in (None, one.person_id)]


def unsigned(read: VillagePage, owed: Iterable[Owed]) -> list[NoticeListed]:
    """What still waits to be acknowledged: the issue, and rungs of the ladder of what is owed now."""
    keys = {task.standing.key for task in owed}
    return [
        one
        for one in read.notices
        if one.acknowledged_at is None
        and (one.form == "issue" or (one.rung is not None and one.task in keys))
    ]


def steps(scene: Scene, read: VillagePage) -> list[Step]:
    """The phases in order: what is behind the village, where it stands, where the calendar is."""
    timeline = scene.book.timeline
    here, there = timeline.position(read.standing.phase), timeline.position(scene.phase)
    return [
        Step(phase, earned=number < here, current=number == here, reached=number <= there)
        for number, phase in enumerate(scene.book.plan.phases)
    ]


def _owed(scene: Scene, read: VillagePage, task: TaskStanding, ahead: list[Telling]) -> Owed:
    mine = [telling for telling in ahead if telling.task == task.key]
    why = why_returned(task.key, read.history) if task.state == RETURNED else None
    lamp, climbed = lamp_of(task, scene.today), read.climbs.get(task.key, [])
    return Owed(scene.book.spec(task.key), task, lamp, mine, why, climbed)


def why_returned(key: str, history: Iterable[Happened]) -> str | None:
    """The reason with which a task was last sent back; `history` is newest first."""
    return next((one.reason for one in history if one.task == key and one.trigger == "return"), None)


def owing(tasks: Iterable[Owed]) -> list[Owed]:
    """What the village has to do now, the most urgent first."""
    owed = [task for task in tasks if task.standing.state in OWED]
    return sorted(owed, key=lambda task: task.standing.effective_due)

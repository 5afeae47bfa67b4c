"""How does the whole campaign stand, village by village (the leading group's board)?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from actions.board import Board, Total, VillageStanding, list_gaps, list_tasks, read_board, read_totals
from actions.desk import Desk
from actions.errors import BadInput
from actions.inspection import list_inspections
from actions.sight import Sight
from actions.unit import list_units
from plans.model import Phase, TaskSpec
from plans.rules import Rulebook
from states.inspection import PROPOSED
from states.lights import Light
from states.village import PREPARING
from web.face import Page, PageHere, Scene, SceneHere
from web.sight import FrontPage
from web.unit import WithinUnit, codes_within, offices, places, roots

router = APIRouter()

Sort = Literal["worst", "code"]

GAPS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Office:
    """The villages of one office, with how many show each light."""

    name: str
    villages: list[VillageStanding]
    lights: Counter[Light]


@dataclass(frozen=True, slots=True)
class TaskTotals:
    """One task of the plan with the number of those who owe it, by light."""

    task: TaskSpec
    counts: Counter[Light]

    @property
    def all(self) -> int:
        return self.counts.total()

    @property
    def bars(self) -> list[tuple[Light, float, float]]:
        """(light, from, width) along a line of 100, the worst first."""
        drawn: list[tuple[Light, float, float]] = []
        begin = 0.0
        for light in sorted(self.counts, reverse=True):  # Light.RED is the greatest
            width = 100 * self.counts[light] / self.all
            drawn.append((light, round(begin, 2), round(width, 2)))
            begin += width
        return drawn


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of the plan, or the assessment, with how many villages stand in it; `last_day` None: open."""

    title: str
    first_day: date
    last_day: date | None
    villages: int
    now: bool


@router.get("/")
def board(
    page: PageHere,
    scene: SceneHere,
    sight: Annotated[Sight, Depends(FrontPage("board"))],
    unit: WithinUnit | None = None,
    sort: Sort = "worst",
    at: date | None = None,
) -> Response:
    """The matrix of villages and tasks at or below a unit, with its totals; `at` the end of a past day."""
    face = page.face
    found = list(places(list_units(face.desk)))
    shown = opened_at(page, sight, unit)
    desk = face.desk if at is None or at == scene.today else face.desk.at(_end_of(scene, at))
    read = read_board(desk, scene.campaign.id, shown)
    summed = [shown] if shown else roots(found, scene.campaign.unit)
    within = codes_within(found, shown)
    gaps = [] if read.is_past else [gap for gap in list_gaps(desk, scene.campaign.id) if gap[0] in within]
    phases = by_phase(read.book)
    return page.show(
        "board",
        scene,
        board=read,
        unit=shown,
        place=next((place for place in found if place.code == shown), None),
        offices=offices(found, scene.campaign.unit),
        sort=sort,
        at=at if read.is_past else None,
        grouped=by_office(read, sort),
        phases=phases,
        columns=sum(len(tasks) for _, tasks in phases),
        stages=stages(read),
        preparing=sum(village.phase == PREPARING for village in read.units),
        counts=Counter(village.light for village in read.units),
        totals=_totals(desk, scene, summed),
        proposed=0 if read.is_past else _proposed(page, scene, read),
        gaps=gaps[:GAPS_SHOWN],
        gaps_in_all=len(gaps),
    )


def opened_at(page: Page, sight: Sight, unit: str | None) -> str | None:
    """The unit that is asked for; None for the whole campaign. The demo opens at a unit of its own."""
    if sight.everything and unit is None and page.face.demo is not None:
        return page.face.demo.opened_at
    return sight.unit


def by_office(board: Board, sort: Sort) -> list[Office]:
    """The villages office by office, the worst first or in the order of their codes."""
    groups = [
        Office(name, villages, Counter(village.light for village in villages))
        for name, chosen in groupby(board.units, key=lambda village: village.office)
        for villages in [list(chosen)]
    ]
    if sort == "code":
        return groups
    for group in groups:
        group.villages.sort(key=lambda village: _severity(board, village))
    return sorted(groups, key=lambda group: (-group.lights[Light.RED], -group.lights[Light.YELLOW]))


def _severity(board: Board, village: VillageStanding) -> tuple[int, int, int, int]:
    """Sorts the worst first: its light, how many tasks are red, for how long, and then yellow ones."""
    red = [task for task in village.tasks.values() if task.light is Light.RED]
    yellow = sum(task.light is Light.YELLOW for task in village.tasks.values())
    overdue = sum((board.today - task.effective_due).days for task in red)
    return -village.light, -len(red), -overdue, -yellow


def by_phase(book: Rulebook) -> list[tuple[Phase, list[TaskSpec]]]:
    """The villages' own tasks under their phases: the columns of the matrix."""
    own = [task for task in book.plan.tasks if task.owner_kind == "village"]
    columns = [(phase, [task for task in own if task.phase == phase.key]) for phase in book.plan.phases]
    return [(phase, tasks) for phase, tasks in columns if tasks]


def stages(board: Board) -> list[Stage]:
    """How far the villages have come, beside how far the calendar has."""
    timeline, plan = board.book.timeline, board.book.plan
    standing = Counter(timeline.position(village.phase) for village in board.units)
    reached = timeline.position(board.calendar_phase)
    found = [
        Stage(phase.title.zh, phase.first_day, phase.last_day, standing[number], number == reached)
        for number, phase in enumerate(plan.phases)
    ]
    end = len(plan.phases)
    return [*found, Stage("考核验收", timeline.assessment_from, None, standing[end], end == reached)]


def _end_of(scene: Scene, day: date) -> datetime:
    """The last instant of a past day. Raises BadInput for one that is still to come."""
    if day > scene.today:
        raise BadInput(f"{day} 还没有到，看板只能看今天（{scene.today}）和以前的。")
    return datetime.combine(day, time.max, scene.book.zone)


def _totals(desk: Desk, scene: Scene, units: Iterable[str]) -> list[TaskTotals]:
    """The tasks of these units and of all below them; the roll-ups hold those below."""
    campaign = scene.campaign.id
    below = [total for code in units for total in read_totals(desk, campaign, code)]
    own = [task for code in units for _, _, task in list_tasks(desk, campaign, code)]
    return by_task(scene.book, [*below, *(Total(task.key, task.light, 1) for task in own)])


def by_task(book: Rulebook, totals: Iterable[Total]) -> list[TaskTotals]:
    """All tasks of the plan that anybody here owes, with their counts."""
    counted: dict[str, Counter[Light]] = {}
    for total in totals:
        counted.setdefault(total.key, Counter())[total.light] += total.count
    return [TaskTotals(task, counted[key]) for key, task in book.tasks.items() if key in counted]


def _proposed(page: Page, scene: Scene, board: Board) -> int:
    """How many of the villages shown await the supervision office's decision."""
    shown = {village.unit for village in board.units}
    listed = list_inspections(page.face.desk, scene.campaign.id)
    return sum(one.state == PROPOSED and one.unit in shown for one in listed)

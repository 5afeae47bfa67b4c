"""How does the whole campaign stand (the leading group's board)?

Village by village where there are few, or at an office; above that the units one level below, from the kept
roll-ups alone (`web/rollup.py`), and from there downwards.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from actions.board import Board, Total, VillageStanding, list_gaps, list_tasks, read_board, read_totals
from actions.desk import Desk
from actions.errors import BadInput
from actions.inspection import count_proposed
from actions.place import Where, read_where
from actions.sight import Sight
from plans.model import Phase, TaskSpec
from plans.rules import Rulebook
from states.lights import Light
from states.village import PREPARING
from web.chart import charts_of
from web.face import Page, PageHere, Scene, SceneHere
from web.live import watching
from web.rollup import units_of
from web.sight import FrontPage
from web.stages import stages
from web.totals import TaskTotals, by_task
from web.view import SORTS_ZH, Sort, View, ViewHere, seen, within_sight

router = APIRouter()

GAPS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Office:
    """The villages of one office, with how many show each light."""

    name: str
    villages: list[VillageStanding]
    lights: Counter[Light]

    @property
    def size(self) -> int:
        return len(self.villages)


@router.get("/", dependencies=[Depends(watching)])
def board(
    page: PageHere,
    scene: SceneHere,
    sight: Annotated[Sight, Depends(FrontPage("board"))],
    asked: ViewHere,
) -> Response:
    """The board at or below a unit: a list or charts; `at` the end of a past day."""
    view = seen(page, sight, asked)
    view.check(scene.book)
    return page.show_kept(scene, "board", lambda: read_view(page, scene, view))


def read_view(page: Page, scene: Scene, view: View) -> tuple[str, dict[str, Any]]:
    """The template of a view, and what is on it."""
    where = within_sight(page, "board", read_where(page.face.desk, scene.campaign.id, view.unit))
    desk = desk_at(page, scene, view, where)
    shown: dict[str, Any] = {"view": view, "where": where, "unit": view.unit, "sorts": SORTS_ZH}
    if view.show == "charts":
        return "charts", {**shown, "charts": charts_of(desk, scene, view.unit, where)}
    if where.shows_villages:
        return "board", {**shown, **villages_of(desk, scene, view, where)}
    return "board_below", {**shown, **units_of(desk, scene, view)}


def desk_at(page: Page, scene: Scene, view: View, where: Where) -> Desk:
    """The desk, at the end of the past day that is asked for. Raises BadInput where that cannot be seen."""
    desk = page.face.desk
    if view.at is None or view.at == scene.today:
        return desk
    if not where.shows_villages or view.show == "charts":
        raise BadInput(
            f"{view.at} 的看板按历史逐村还原，只能在街道（乡镇）的列表中查看。请先点到街道（乡镇）。"
        )
    return desk.at(_end_of(scene, view.at))


def villages_of(desk: Desk, scene: Scene, view: View, where: Where) -> dict[str, Any]:
    """What the matrix of villages and tasks has on it, with its totals."""
    code = view.unit or scene.campaign.unit
    read = read_board(desk, scene.campaign.id, code)
    gaps = [] if read.is_past else list_gaps(desk, scene.campaign.id, code)
    phases = by_phase(read.book)
    return {
        "board": read,
        "grouped": by_office(read, view.sort, chosen(read, view)),
        "phases": phases,
        "columns": sum(len(tasks) for _, tasks in phases),
        "stages": stages(read),
        "preparing": sum(village.phase == PREPARING for village in read.units),
        "counts": Counter(village.light for village in read.units),
        "totals": _totals(desk, scene, [top.code for top in where.tops]),
        "proposed": 0 if read.is_past else count_proposed(desk, scene.campaign.id, code),
        "gaps": gaps[:GAPS_SHOWN],
        "gaps_in_all": len(gaps),
    }


def chosen(board: Board, view: View) -> list[VillageStanding]:
    """The villages of a board that are asked for: by light, phase, name or code."""
    position = board.book.timeline.position
    return [
        village
        for village in board.units
        if (view.wanted is None or village.light is view.wanted)
        and (view.phase is None or position(village.phase) == position(view.phase))
        and view.has(village.unit, village.name)
    ]


def by_office(board: Board, sort: Sort, villages: Sequence[VillageStanding] | None = None) -> list[Office]:
    """The villages (of the board, or some of it) office by office: the worst first, those that lag most, or
    in the order of their codes."""
    groups = [
        Office(name, those, Counter(village.light for village in those))
        for name, several in groupby(
            board.units if villages is None else villages, key=lambda one: one.office
        )
        for those in [list(several)]
    ]
    if sort == "code":
        return groups
    measure = _severity if sort == "worst" else _lag
    for group in groups:
        group.villages.sort(key=lambda village: measure(board, village))
    if sort == "lag":
        return sorted(groups, key=lambda group: _lag(board, group.villages[0]))
    return sorted(groups, key=lambda group: (-group.lights[Light.RED], -group.lights[Light.YELLOW]))


def _severity(board: Board, village: VillageStanding) -> tuple[int, ...]:
    """Sorts the worst first: its light, how many tasks are red, for how long, and then yellow ones."""
    red = [task for task in village.tasks.values() if task.light is Light.RED]
    yellow = sum(task.light is Light.YELLOW for task in village.tasks.values())
    return -village.light, -len(red), -sum(_days_overdue(board, village)), -yellow


def _lag(board: Board, village: VillageStanding) -> tuple[int, ...]:
    """Sorts by how far a village lags: by how many phases, by its longest delay, by all delays together."""
    position = board.book.timeline.position
    phases = position(village.calendar_phase) - position(village.phase) if village.behind else 0
    overdue = _days_overdue(board, village)
    return -phases, -max(overdue, default=0), -sum(overdue)


def _days_overdue(board: Board, village: VillageStanding) -> list[int]:
    red = (task for task in village.tasks.values() if task.light is Light.RED)
    return [max(0, (board.today - task.effective_due).days) for task in red]


def by_phase(book: Rulebook) -> list[tuple[Phase, list[TaskSpec]]]:
    """The villages' own tasks under their phases: the columns of the matrix."""
    own = [task for task in book.plan.tasks if task.owner_kind == "village"]
    columns = [(phase, [task for task in own if task.phase == phase.key]) for phase in book.plan.phases]
    return [(phase, tasks) for phase, tasks in columns if tasks]


def _end_of(scene: Scene, day: date) -> datetime:
    """The last instant of a past day. Raises BadInput for one that is still to come."""
    if day > scene.today:
        raise BadInput(f"{day} 还没有到，看板只能看今天（{scene.today}）和以前的。")
    return datetime.combine(day, time.max, scene.book.zone)


def _totals(desk: Desk, scene: Scene, units: Iterable[str]) -> list[TaskTotals]:
    """The tasks of these units and of all below them; the roll-ups hold those below."""
    campaign, codes = scene.campaign.id, list(units)
    below = [total for code in codes for total in read_totals(desk, campaign, code)]
    own = [task for code in codes for _, _, task in list_tasks(desk, campaign, code)]
    return by_task(scene.book, [*below, *(Total(task.key, task.light, 1) for task in own)])

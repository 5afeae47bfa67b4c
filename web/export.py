"""What may be taken away as an Excel file: what the board and the progress show, filtered in the same way?"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from actions.board import VillageStanding, read_board
from actions.desk import Desk
from actions.indicator import Standing
from actions.place import Where, read_where
from actions.rollup import UnitStanding, read_rollup
from actions.sight import Sight
from plans.indicators import Indicator
from plans.rules import Rulebook
from states.lights import Light
from web import rollup
from web.board import by_office, chosen, desk_at
from web.face import PageHere, Scene, SceneHere
from web.language import gettext, say
from web.lights import NAMES_ZH, lamp_of
from web.progress import Row, asked_for, rows_of
from web.sight import Sees
from web.view import View, ViewHere, seen
from web.words import kind_of_unit, per_cent_of, phase_of, points_of, text_of, told_of
from web.workbook import Cell, download, workbook

router = APIRouter(prefix="/export")

LIGHTS = tuple(reversed(Light))

COLUMNS_ZH = ("代码", "村（社区）", "街道（乡镇）", "灯", "已到阶段", "日历阶段", "是否落后")


@router.get("/board.xlsx")
def board(
    page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("board"))], asked: ViewHere
) -> Response:
    """The villages, or the units one level below, with their lights."""
    view = seen(page, sight, asked)
    view.check(scene.book)
    where = read_where(page.face.desk, scene.campaign.id, view.unit)
    desk = desk_at(page, scene, view, where)
    if where.shows_villages:
        return _villages(desk, scene, view, where)
    read = read_rollup(desk, scene.campaign.id, view.unit)
    units = rollup.in_order(rollup.chosen(read, view), view.sort)
    phases = [say("至多走完%(phase)s的村数", phase=text_of(phase.title)) for phase in scene.book.plan.phases]
    lights = [say("%(light)s任务数", light=gettext(NAMES_ZH[one])) for one in LIGHTS]
    columns = [gettext("代码"), gettext("单位"), gettext("类别"), gettext("村（社区）数"), *lights, *phases]
    return _file(scene, view, where, gettext("看板"), columns, (_unit(one) for one in units))


@router.get("/progress.xlsx")
def progress(
    page: PageHere, scene: SceneHere, sight: Annotated[Sight, Depends(Sees("progress"))], asked: ViewHere
) -> Response:
    """The villages, or the units one level below, with their figures."""
    view = seen(page, sight, asked)
    where = read_where(page.face.desk, scene.campaign.id, view.unit)
    read, every = rows_of(page.face.desk, scene, view.unit, where)
    columns = [gettext("代码"), gettext("单位")]
    columns += [name for one in read.indicators for name in _figure_columns(scene.book, one)]
    rows = (_figures(row, read.indicators) for row in asked_for(every, view))
    return _file(scene, view, where, gettext("指标进度"), columns, rows)


def _villages(desk: Desk, scene: Scene, view: View, where: Where) -> Response:
    read = read_board(desk, scene.campaign.id, view.unit or scene.campaign.unit)
    tasks = [task for task in scene.book.plan.tasks if task.owner_kind == "village"]
    columns = [gettext(name) for name in COLUMNS_ZH]
    columns += [text_of(task.title) for task in tasks]
    keys = [task.key for task in tasks]
    offices = by_office(read, view.sort, chosen(read, view))
    rows = (_village(scene.book, one, keys, read.today) for office in offices for one in office.villages)
    return _file(scene, view, where, gettext("看板"), columns, rows)


def _village(book: Rulebook, one: VillageStanding, keys: Sequence[str], today: date) -> list[Cell]:
    cells: list[Cell] = [one.unit, one.name, one.office, gettext(NAMES_ZH[one.light])]
    cells += [phase_of(book, one.phase), phase_of(book, one.calendar_phase)]
    cells += [gettext("落后") if one.behind else ""]
    return [*cells, *(lamp_of(one.tasks[key], today).words if key in one.tasks else None for key in keys)]


def _unit(one: UnitStanding) -> list[Cell]:
    counted = one.counted
    named: list[Cell] = [one.unit, one.name, kind_of_unit(one.kind), counted.villages]
    return [*named, *(counted.lights[light] for light in LIGHTS), *counted.passed]


FIGURES_ZH = ("应办", "须达到", "已办", "完成率", "序时", "落后", "预计", "结论")


def _figure_columns(book: Rulebook, indicator: Indicator) -> Iterator[str]:
    title = told_of(book, indicator.title_zh)
    return (say("%(indicator)s%(figure)s", indicator=title, figure=gettext(name)) for name in FIGURES_ZH)


def _figures(row: Row, indicators: Sequence[Indicator]) -> list[Cell]:
    cells: list[Cell] = [row.unit, row.name]
    for indicator in indicators:
        one = row.standings.get(indicator.key)
        cells += [None] * len(FIGURES_ZH) if one is None else _figure(one)
    return cells


def _figure(one: Standing) -> list[Cell]:
    figures = one.figures
    return [
        figures.denominator,
        figures.required,
        figures.count,
        per_cent_of(figures.rate),
        per_cent_of(one.pace),
        points_of(one.behind) if one.behind else gettext("不落后"),
        per_cent_of(one.forecast),
        conclusion(one),
    ]


def conclusion(one: Standing) -> str:
    """Whether the target is met, will be, or was when its date came."""
    if one.met_in_time is not None:
        return gettext("按期达标") if one.met_in_time else gettext("到期未达标")
    if one.figures.met:
        return gettext("已达标")
    if one.will_meet is None:
        return gettext("尚不能预计")
    return gettext("预计达标") if one.will_meet else gettext("预计不能达标")


def _file(
    scene: Scene, view: View, where: Where, what: str, columns: Sequence[str], rows: Iterator[list[Cell]]
) -> Response:
    """One sheet, named after the unit and the day."""
    day = view.at or scene.today
    unit = where.unit.name if where.unit else gettext("全部单位")
    name = say("%(unit)s%(what)s", unit=unit, what=what)
    title = told_of(scene.book, scene.campaign.title_zh)
    said = f"{title} · {name} · {day.isoformat()}{gettext('（已筛选）') if view.is_narrowed else ''}"
    return download(f"{name}_{day.isoformat()}", workbook(what, said, columns, rows))

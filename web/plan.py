"""What does the plan demand, of whom, by when, and what follows if it is not done?"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from actions.board import read_board
from actions.errors import NotFound
from actions.sight import look
from plans.lint import lint
from plans.lint.days import ISSUED, Deadline, deadlines
from states.calendar import WorkingCalendar
from web import forecast
from web.face import Page, PageHere, Scene, SceneHere
from web.language import gettext
from web.machine import drawing_of
from web.plan_words import holiday_of
from web.rules import chapters
from web.said import Said
from web.sight import Somewhere
from web.words import phase_of

PLACE = "/plan"

router = APIRouter()

Village = Annotated[str | None, Query(alias="unit", pattern=r"^[0-9]{12}$")]


@dataclass(frozen=True, slots=True)
class DecreedDay:
    """A day of the plan with all that begins, ends or is due on it. `off`: what day off that is."""

    day: date
    decreed: tuple[Deadline, ...]
    off: str | None


@router.get(PLACE, dependencies=[Depends(Somewhere("plan"))])
def plan(page: PageHere, scene: SceneHere, village: Village = None) -> Response:
    """The plan as a page to read, with its clauses; the state of a village is marked if one is named."""
    read, calendar = scene.book.plan, scene.book.calendar
    marked = None if village is None else _state_of(page, scene, village)
    return page.show(
        "plan",
        scene,
        plan=read,
        phases=[(phase, [task for task in read.tasks if task.phase == phase.key]) for phase in read.phases],
        days=decreed_days(scene),
        drawing=drawing_of(
            scene.book.machine, lambda state: phase_of(scene.book, state), marked[1] if marked else None
        ),
        marked=marked,
        chapters=chapters(read),
        findings=lint(read, calendar=calendar),
        forecast=forecast.known(scene.book),
        villages=forecast.VILLAGES,
    )


@router.post(f"{PLACE}/forecast", dependencies=[Depends(Somewhere("progress"))])
def play(page: PageHere, scene: SceneHere) -> Response:
    """Play the plan through; the page then shows what came of it."""
    played = forecast.play(scene.book)
    said = Said("forecast", (played.villages, sum(played.notices.values())))
    return page.done(f"{scene.link(PLACE)}#forecast", said)


def decreed_days(scene: Scene) -> list[DecreedDay]:
    """Every day that the plan decrees, in order, with the day of issue."""
    read = scene.book.plan
    issued = Deadline(read.document.issued_on, read.document.clause, ISSUED)
    ordered = sorted([issued, *deadlines(read)], key=lambda one: one.day)
    return [
        DecreedDay(day, tuple(group), _day_off(scene.book.calendar, day))
        for day, group in groupby(ordered, key=lambda one: one.day)
    ]


def _day_off(calendar: WorkingCalendar, day: date) -> str | None:
    if calendar.is_working_day(day):
        return None
    holiday = calendar.holiday(day)
    return holiday_of(holiday) if holiday else gettext("休息日")


def _state_of(page: Page, scene: Scene, village: str) -> tuple[str, str]:
    """(name, state) of a village that whoever looks may see. Raises NotAllowed, NotFound."""
    look(page.face.desk, page.powers, "village", village)
    standing = next(iter(read_board(page.face.desk, scene.campaign.id, village).units), None)
    if standing is None or standing.unit != village:
        raise NotFound(f"{village} 不是本专项工作范围内的村或社区。")
    return standing.name, standing.phase

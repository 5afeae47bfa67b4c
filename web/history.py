"""What has happened: to which unit, by whom, of what, when; as a page and as a table to take away?"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BeforeValidator
from starlette.responses import Response

from actions.history import SUBJECTS_SHOWN, Happened, Wanted, search_history
from actions.sight import Sight
from web.face import LARGEST_ID, PageHere, Scene, SceneHere
from web.language import gettext, say
from web.sight import Sees
from web.table import csv_file
from web.words import actor_of, phase_of, reason_of, subject_of, task_of, told_of, trigger_of

PLACE = "/history"
ON_A_PAGE = 50
MOST_ROWS = 50_000
"""How many rows a table to take away has at most."""

HEADER_ZH = ("时间", "单位代码", "单位", "事项", "任务", "办理", "原状态", "现状态", "办理人", "说明", "条款")

router = APIRouter()


def _blank_is_none(value: object) -> object:
    """A filter that the form sends although nothing was chosen."""
    return None if isinstance(value, str) and not value.strip() else value


Blank = BeforeValidator(_blank_is_none)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for."""

    person: str | None
    subject: str | None
    first: date | None
    last: date | None

    def within(self, sight: Sight) -> Wanted:
        return Wanted(sight.paths, self.person, self.subject, self.first, self.last)

    def query(self, sight: Sight) -> dict[str, Any]:
        """The same as an address asks for it."""
        asked = {"person": self.person, "subject": self.subject, "from": self.first, "to": self.last}
        return {"unit": sight.unit, **asked}


def asked(
    person: Annotated[str | None, Query(max_length=254)] = None,
    subject: Annotated[str | None, Query(max_length=16)] = None,
    first: Annotated[date | None, Blank, Query(alias="from")] = None,
    last: Annotated[date | None, Blank, Query(alias="to")] = None,
) -> Filter:
    return Filter((person or "").strip() or None, subject or None, first, last)


Asked = Annotated[Filter, Depends(asked)]
Before = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
Seen = Annotated[Sight, Depends(Sees("history"))]


@router.get(PLACE)
def history(page: PageHere, scene: SceneHere, sight: Seen, asked: Asked, before: Before = None) -> Response:
    """One page, the newest first; the next begins before the last that is shown."""
    found = search_history(
        page.face.desk, asked.within(sight), scene.campaign.id, before=before, limit=ON_A_PAGE + 1
    )
    shown = found[:ON_A_PAGE]
    return page.show(
        "history",
        scene,
        rows=shown,
        asked=asked,
        unit=sight.unit,
        query=asked.query(sight),
        before=before,
        older=shown[-1].id if len(found) > ON_A_PAGE else None,
        subjects=[(one, subject_of(one)) for one in SUBJECTS_SHOWN],
    )


@router.get("/export/history")
def export(page: PageHere, scene: SceneHere, sight: Seen, asked: Asked) -> Response:
    """The same as a table, the oldest last; its last row says so if not everything is in it."""
    found = search_history(page.face.desk, asked.within(sight), scene.campaign.id, limit=MOST_ROWS + 1)
    rows = [_cells(scene, one) for one in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        rows.append([say("只导出最近 %(rows)s 条，更早的请缩小日期范围后另行导出。", rows=MOST_ROWS)])
    title = told_of(scene.book, scene.campaign.title_zh)
    name = say("%(campaign)s历史%(day)s", campaign=title, day=scene.today.isoformat())
    return csv_file(name, [gettext(name) for name in HEADER_ZH], rows)


def _cells(scene: Scene, one: Happened) -> list[object]:
    book = scene.book
    return [
        f"{one.at:%Y-%m-%d %H:%M:%S}",
        one.unit,
        one.unit_name,
        subject_of(one.subject),
        one.task and task_of(book, one.task),
        trigger_of(one.trigger),
        one.from_state and phase_of(book, one.from_state),
        one.to_state and phase_of(book, one.to_state),
        actor_of(one.actor),
        one.reason and reason_of(book, one.actor, one.reason),
        one.clause,
    ]

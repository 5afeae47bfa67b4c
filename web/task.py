"""How does a village report on a task, and what does its office do with the report (三.一–三.三)?

Three taps at most from the village's page to a submitted report: the task, what is asked, the button.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path
from pydantic import StringConstraints
from starlette.responses import Response

from actions import task as tasks
from actions.attachment import MOST, PARTS_ZH, AttachmentListed
from actions.board import TaskStanding
from actions.checklist import ChecklistAnswer, Found
from actions.errors import BadInput
from actions.indicator import heads
from actions.permission import deed_of
from actions.submitted_form import new_key
from actions.task_page import TaskPage, read_task
from actions.task_report import Reported, TaskReport, report_task
from plans.errands import RECTIFICATION, kind_of
from plans.model.inspections import SelfInspectionSpec
from states.task import OWED, PLANNED, TASK
from web.attachment import Files, offered
from web.coming import tellings
from web.face import Page, PageHere, Scene, SceneHere
from web.inspection import Optional, Sentence
from web.lights import lamp_of
from web.reported import ROWS, Answers, Findings
from web.said import Said
from web.sight import Sees
from web.village import VillageCode, addressed, why_returned

PLACE = "/villages/{code}/tasks/{key}"

router = APIRouter(prefix=PLACE)

TaskKey = Annotated[str, Path(pattern=r"^[a-z][a-z.-]{0,50}(#[0-9]{1,9})?$")]
Why = Annotated[Sentence, Form()]
Perhaps = Annotated[Annotated[str, StringConstraints(max_length=1000)] | None, Optional, Form()]
Texts = Annotated[list[str], Form()]

ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.xlsx,.docx,image/jpeg,image/png,image/webp"

OF_PEOPLE = ("withdraw", "verify", "return", "waive", "reopen")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a form brings: figures, and files by what they show."""

    figures: dict[str, int]
    files: Files
    before: Files
    after: Files


def brought(
    indicator: Texts = [],  # noqa: B006
    heads_reached: Annotated[list[str], Form(alias="heads")] = [],  # noqa: B006
    files: Files = [],  # noqa: B006
    before: Files = [],  # noqa: B006
    after: Files = [],  # noqa: B006
) -> Brought:
    """A figure that was left empty is not reported."""
    given = {key: text.strip() for key, text in zip(indicator, heads_reached, strict=False) if text.strip()}
    return Brought({key: heads(text, "人数") for key, text in given.items()}, files, before, after)


@dataclass(frozen=True, slots=True)
class Words:
    """What a form says of the task in words: note, checklist, findings."""

    note: str | None
    answers: list[ChecklistAnswer]
    findings: list[Found]


def said_of(answers: Answers, findings: Findings, said: Perhaps = None) -> Words:
    return Words(said, answers, findings)


@router.get("", dependencies=[Depends(Sees("village"))])
def task(page: PageHere, scene: SceneHere, code: VillageCode, key: TaskKey) -> Response:
    """One task of a village: to report on it, to verify it."""
    read = read_task(page.face.desk, code, key, scene.campaign.id)
    spec = scene.book.spec(key)
    rules = scene.book.plan.inspections.rectification
    owed = is_owed(read.standing, scene.today)

    def may(trigger: str) -> bool:
        return deed_of(spec, trigger) in page.powers.deeds

    return page.show(
        "task",
        scene,
        read=read,
        spec=spec,
        standing=read.standing,
        lamp=lamp_of(read.standing, scene.today),
        village=read.village.standing,
        there=place(scene, code, key),
        ahead=[one for one in tellings(read.village.coming) if one.task == key],
        returned=why_returned(key, read.history),
        owed=owed,
        by_hand=tasks.is_by_hand(spec),
        reports=may("submit"),
        repair=kind_of(key) == RECTIFICATION,
        own=own_form(scene, key) if owed else None,
        severities=() if rules is None else rules.severities,
        rows=ROWS,
        unsigned=addressed(page, read.notices),
        deeds=[one for one in TASK.triggers_from(read.standing.state) if one in OF_PEOPLE and may(one)],
        files=by_round(read),
        parts_zh=PARTS_ZH,
        most=MOST,
        accept=ACCEPT,
        report_key=new_key(),
        who=page.actor.person_id or "console",
    )


@router.post("/report")
def report(
    page: PageHere,
    scene: SceneHere,
    code: VillageCode,
    key: TaskKey,
    words: Annotated[Words, Depends(said_of)],
    things: Annotated[Brought, Depends(brought)],
    report_key: Annotated[str | None, Form(max_length=64)] = None,
    deed: Annotated[Literal["submit", "keep"], Form()] = "submit",
) -> Response:
    """Submit the task with all that the form brings, or only keep figures and files."""
    files = [
        *offered(things.files, "evidence"),
        *offered(things.before, "before"),
        *offered(things.after, "after"),
    ]
    given = TaskReport(words.note, things.figures, words.answers, words.findings, files, deed == "submit")
    if kind_of(key) == RECTIFICATION and given.submit and given.note is None:
        raise BadInput("请写明整改情况，最多 1000 字。")
    done = report_task(page.face.desk, page.actor, code, key, given, scene.campaign.id, report_key)
    return page.done(place(scene, code, key), _said_of_report(done))


@router.post("/withdraw")
def withdraw(
    page: PageHere, scene: SceneHere, code: VillageCode, key: TaskKey, reason: Perhaps = None
) -> Response:
    tasks.withdraw(page.face.desk, page.actor, code, key, reason, scene.campaign.id)
    return _done(page, scene, code, key, "task_withdrawn")


@router.post("/verify")
def verify(
    page: PageHere, scene: SceneHere, code: VillageCode, key: TaskKey, reason: Perhaps = None
) -> Response:
    tasks.verify(page.face.desk, page.actor, code, key, reason, scene.campaign.id)
    return _done(page, scene, code, key, "task_verified")


@router.post("/return")
def send_back(page: PageHere, scene: SceneHere, code: VillageCode, key: TaskKey, reason: Why) -> Response:
    due = tasks.return_task(page.face.desk, page.actor, code, key, reason, scene.campaign.id)
    return _done(page, scene, code, key, "task_returned", due)


@router.post("/waive")
def waive(page: PageHere, scene: SceneHere, code: VillageCode, key: TaskKey, reason: Why) -> Response:
    tasks.waive(page.face.desk, page.actor, code, key, reason, scene.campaign.id)
    return _done(page, scene, code, key, "task_waived")


@router.post("/reopen")
def reopen(page: PageHere, scene: SceneHere, code: VillageCode, key: TaskKey, reason: Why) -> Response:
    due = tasks.reopen(page.face.desk, page.actor, code, key, reason, scene.campaign.id)
    return _done(page, scene, code, key, "task_reopened", due)


def is_owed(standing: TaskStanding, today: date) -> bool:
    """Whether a report may be made: also on the first day, before that day's check has come round."""
    return standing.state in OWED or (standing.state == PLANNED and standing.opens_on <= today)


def place(scene: Scene, code: str, key: str) -> str:
    """The address of a task's page."""
    return scene.link(PLACE.format(code=code, key=key.replace("#", "%23")))


def own_form(scene: Scene, key: str) -> SelfInspectionSpec | None:
    """The checklist of the self-inspection, if that is the task."""
    own = scene.book.plan.inspections.own
    return own if own and own.task == key else None


def by_round(read: TaskPage) -> list[tuple[int, list[AttachmentListed]]]:
    """The files by the round in which they were handed in, the last first."""
    rounds = sorted({one.cycle for one in read.files}, reverse=True)
    return [(number, [one for one in read.files if one.cycle == number]) for number in rounds]


def _said_of_report(done: Reported) -> Said:
    counts = (done.figures, done.files)
    if done.verify_by is not None:
        return Said("task_reported", (done.verify_by.toordinal(), *counts))
    return Said("task_fulfilled" if done.fulfilled else "task_kept", counts)


def _done(page: Page, scene: Scene, code: str, key: str, said: str, due: date | None = None) -> Response:
    numbers = () if due is None else (due.toordinal(),)
    return page.done(place(scene, code, key), Said(said, numbers))

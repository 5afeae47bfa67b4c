"""How is a task submitted, withdrawn, verified, returned, waived, re-opened by a program (三.一–三.三)?"""

from collections import defaultdict
from datetime import date

from pydantic import Field

from actions import task as tasks
from actions.board import list_tasks
from actions.errors import NotFound
from actions.permission import OWES, VERIFIES
from actions.self_inspection import submit_self_inspection
from actions.task_report import TaskReport, report_task
from actions.worklist import MOST_WAITING
from web.api.board import TaskOfUnit
from web.api.call import Doing, Editing, Looking
from web.api.handed_in import FilesGiven, offered
from web.api.parts import (
    CampaignId,
    Counted,
    Due,
    Given,
    Heads,
    Line,
    PerhapsReasoned,
    Reasoned,
    Sentence,
    TaskKey,
    TaskName,
    Told,
    Unit,
    UnitPath,
    VillageCode,
)
from web.api.reported import AnswerGiven, FoundGiven, answers_of, found_of
from web.api.route import Topic
from web.api.words import both

topic = Topic("任务", "Tasks")

HERE = "/campaigns/{campaign}/units/{code}/tasks/{key}"


def _deeds(trigger: str) -> tuple[str, ...]:
    kinds = OWES if trigger in ("submit", "withdraw") else VERIFIES
    repairs = () if trigger in ("submit", "withdraw") else (f"rectification.{trigger}",)
    return (*(f"task.{trigger}.{kind}" for kind in kinds), *repairs)


class Submission(Given):
    """What goes with a submission."""

    note: Sentence | None = Field(default=None, description=both("说明", "What is to be said of it"))


class SelfInspection(Given):
    """The form of the self-inspection."""

    answers: list[AnswerGiven] = Field(default=[], max_length=200)
    findings: list[FoundGiven] = Field(default=[], max_length=50)
    note: Sentence | None = None


class ReportGiven(SelfInspection):
    """What is reported on a task."""

    figures: dict[Line, Heads] = Field(
        default={}, max_length=50, description=both("指标代码与人数", "Head-counts by indicator")
    )
    submit: bool = Field(
        default=True,
        description=both("提交；否则只保存数值和材料", "Submit the task; else only keep figures and files"),
    )
    files: FilesGiven = Field(default=[])


class Chosen(Given):
    """A task of a unit."""

    unit: Unit
    task: TaskName


class Several(PerhapsReasoned):
    """Submissions of several units, perhaps of several tasks."""

    tasks: list[Chosen] = Field(min_length=1, max_length=MOST_WAITING)


class Reported(Told):
    """What became of it."""

    verify_by: date | None = Field(description=both("须核验的日期", "By when it must be verified"))
    fulfilled: bool = Field(
        description=both("已因数值达标而办结", "Done, since its figures meet their targets")
    )
    figures: int
    findings: int
    files: int


@topic.read(HERE, TaskOfUnit, both("一项任务", "One task"), view="tasks", or_view="village")
def one(call: Looking, campaign: CampaignId, code: UnitPath, key: TaskKey) -> TaskOfUnit:
    call.look_in_any(("tasks", "village"), code)
    for unit, name, task in list_tasks(call.desk, campaign, code):
        if task.key == key:
            return TaskOfUnit.model_validate({"unit": unit, "unit_name": name, "task": task})
    raise NotFound(f"{code} 没有任务 {key}。")


@topic.deed(f"{HERE}/submit", TaskOfUnit, both("提交", "Submit it"), may=_deeds("submit"), over=one)
def submit(call: Editing, campaign: CampaignId, code: UnitPath, key: TaskKey, body: Submission) -> None:
    tasks.submit(call.desk, call.actor, code, key, body.note, campaign)


@topic.deed(
    f"{HERE}/withdraw", TaskOfUnit, both("撤回", "Withdraw the submission"), may=_deeds("withdraw"), over=one
)
def withdraw(
    call: Editing, campaign: CampaignId, code: UnitPath, key: TaskKey, body: PerhapsReasoned
) -> None:
    tasks.withdraw(call.desk, call.actor, code, key, body.reason, campaign)


@topic.deed(f"{HERE}/verify", TaskOfUnit, both("核验", "Verify it"), may=_deeds("verify"), over=one)
def verify(call: Editing, campaign: CampaignId, code: UnitPath, key: TaskKey, body: PerhapsReasoned) -> None:
    tasks.verify(call.desk, call.actor, code, key, body.reason, campaign)


@topic.deed(
    "/campaigns/{campaign}/tasks/verify",
    Counted,
    both("一并核验", "Verify several: all of them, or none where one is refused"),
    may=_deeds("verify"),
)
def verify_several(call: Doing, campaign: CampaignId, body: Several) -> Counted:
    chosen: dict[str, list[str]] = defaultdict(list)
    for unit, task in sorted({(one.unit, one.task) for one in body.tasks}):
        chosen[task].append(unit)
    tasks.verify_several(call.desk, call.actor, chosen, body.reason, campaign)
    return Counted(count=sum(map(len, chosen.values())))


@topic.deed(f"{HERE}/return", TaskOfUnit, both("退回", "Send it back"), may=_deeds("return"), over=one)
def send_back(call: Editing, campaign: CampaignId, code: UnitPath, key: TaskKey, body: Reasoned) -> None:
    tasks.return_task(call.desk, call.actor, code, key, body.reason, campaign)


@topic.deed(f"{HERE}/waive", TaskOfUnit, both("免除", "Waive it"), may=_deeds("waive"), over=one)
def waive(call: Editing, campaign: CampaignId, code: UnitPath, key: TaskKey, body: Reasoned) -> None:
    tasks.waive(call.desk, call.actor, code, key, body.reason, campaign)


@topic.deed(f"{HERE}/reopen", TaskOfUnit, both("重新打开", "Open it again"), may=_deeds("reopen"), over=one)
def reopen(call: Editing, campaign: CampaignId, code: UnitPath, key: TaskKey, body: Reasoned) -> None:
    tasks.reopen(call.desk, call.actor, code, key, body.reason, campaign)


@topic.deed(
    "/campaigns/{campaign}/villages/{code}/tasks/{key}/report",
    Reported,
    both("填报并提交任务", "Report on a task in one go: figures, checklist, findings, files"),
    may=("task.submit.village",),
)
def report(call: Doing, campaign: CampaignId, code: VillageCode, key: TaskKey, body: ReportGiven) -> object:
    given = TaskReport(
        note=body.note,
        figures=body.figures,
        answers=answers_of(body.answers),
        findings=found_of(body.findings),
        files=offered(body.files),
        submit=body.submit,
    )
    return report_task(call.desk, call.actor, code, key, given, campaign)


@topic.deed(
    "/campaigns/{campaign}/villages/{code}/self-inspection",
    Due,
    both("提交自查", "Submit the self-inspection with its form"),
    may=("task.submit.village",),
)
def self_inspect(call: Doing, campaign: CampaignId, code: VillageCode, body: SelfInspection) -> Due:
    by_when: date = submit_self_inspection(
        call.desk, call.actor, code, answers_of(body.answers), found_of(body.findings), body.note, campaign
    )
    return Due(due=by_when)

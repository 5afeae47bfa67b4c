"""How does a village hand in a report on a task, with figures, files and all (三.一–三.三)?

One form, one transaction: the figures are taken, the self-inspection is filed, the files are kept and the
task is submitted, or nothing of it. A form that arrives twice is done once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions import attachment as attachments
from actions import deed as deeds
from actions import reading as readings
from actions import self_inspection
from actions.attachment import Belongs, Offered, Received
from actions.checklist import ChecklistAnswer, Found
from actions.desk import Desk, Occasion, acting, find_unit
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, deed_of, permit
from actions.report import Given
from actions.submitted_form import Answer, answered_before, once
from actions.task import carry_out, find_spec
from actions.text import REASON_LENGTH, optional
from actions.words import STATES_ZH
from plans.errands import RECTIFICATION, kind_of, number_of
from records.attachment import EVIDENCE
from records.database import in_transaction, reading
from records.task import TASKS
from states.task import DONE, SUBMITTED


@dataclass(frozen=True, slots=True)
class TaskReport:
    """What a village says of a task. Without `submit` only figures and files are kept, the task goes on.

    `figures` are counts by the key of the indicator, as of today.
    """

    note: str | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    answers: Sequence[ChecklistAnswer] = ()
    findings: Sequence[Found] = ()
    files: Sequence[Offered] = ()
    submit: bool = True


@dataclass(frozen=True, slots=True)
class Reported:
    """What came of it. `verify_by` is the day by which it must be verified; None where nothing was submitted.

    `fulfilled`: the figures themselves have shown that the task is done.
    """

    verify_by: date | None
    fulfilled: bool
    figures: int
    findings: int
    files: int


@dataclass(frozen=True, slots=True)
class _Counts:
    """The same as numbers, to be kept with the form; a day is its ordinal, 0 for none."""

    verify_by: int
    fulfilled: int
    figures: int
    findings: int
    files: int

    @classmethod
    def read(cls, answer: Answer) -> Reported:
        counts = cls(**answer)
        day = date.fromordinal(counts.verify_by) if counts.verify_by else None
        return Reported(day, bool(counts.fulfilled), counts.figures, counts.findings, counts.files)


def report_task(
    desk: Desk,
    by: Actor,
    unit_code: str,
    key: str,
    report: TaskReport,
    campaign_id: int | None = None,
    form_key: str | None = None,
) -> Reported:
    """Hand in a report on a task of a village, in one transaction.

    With `form_key` a form that has arrived before is not done again: its first answer is given. Raises
    NotAllowed, NotFound, WrongState, BadInput; then nothing of it is kept.
    """
    said = optional(report.note, REASON_LENGTH)
    about = f"report_task {campaign_id} {unit_code} {key}"[:200]
    with reading(desk.engine) as connection:  # before ten files are looked at
        before = answered_before(connection, by, form_key, about)
        if before is not None:
            return _Counts.read(before)
        now = acting(desk, connection, campaign_id)
        keeps_location = _asked(now, by, find_unit(connection, unit_code), key)
    _check(report, said)
    with attachments.received(desk, report.files, keeps_location=keeps_location) as files:

        def work(connection: sa.Connection) -> Answer:
            now = acting(desk, connection, campaign_id)
            unit = find_unit(connection, unit_code)
            return once(now, by, form_key, about, lambda: _report(now, by, unit, key, report, said, files))

        return _Counts.read(in_transaction(desk.engine, work))


def _asked(now: Occasion, by: Actor, unit: sa.Row[Any], key: str) -> bool:
    """Whether the plan asks where the photographs were taken; raises NotAllowed, NotFound."""
    spec = find_spec(now, key)
    permit(now.connection, by, deed_of(spec, "submit"), unit.path, on=now.today)
    return any(item.location for item in spec.evidence)


def _check(report: TaskReport, said: str | None) -> None:
    if not report.submit and not report.figures and not report.files:
        raise BadInput("没有填写数值，也没有选择文件，没有可以保存的内容。")
    if not report.submit and (report.answers or report.findings):
        raise BadInput("只保存数值和材料时，检查表和问题不会保存。请改按“提交”，或清空后再保存。")
    if not report.submit and said and not report.figures:
        raise BadInput("只保存材料时，办理情况不会保存。请改按“提交”，或清空后再保存。")


def _report(
    now: Occasion,
    by: Actor,
    unit: sa.Row[Any],
    key: str,
    report: TaskReport,
    said: str | None,
    files: Sequence[Received],
) -> Answer:
    permit(now.connection, by, deed_of(find_spec(now, key), "submit"), unit.path, on=now.today)
    _take_figures(now, by, unit, key, report.figures, None if report.submit else said)
    task = _task(now, unit, key)
    fulfilled = bool(report.figures) and task.state in DONE
    verify_by = 0
    if report.submit and not fulfilled:
        verify_by = _submit(now, by, unit, key, report, _with_files(said, len(files))).toordinal()
    elif files and not fulfilled and task.state in (SUBMITTED, *DONE):
        raise WrongState(f"任务现为{STATES_ZH[task.state]}，不能再补材料。请先撤回，再一并提交。")
    _keep(now, by, unit, task, files)
    return asdict(_Counts(verify_by, fulfilled, len(report.figures), len(report.findings), len(files)))


def _take_figures(
    now: Occasion, by: Actor, unit: sa.Row[Any], key: str, figures: Mapping[str, int], note: str | None
) -> None:
    """Figures that are tied to the task, as of today."""
    if not figures:
        return
    tied = now.book.tied.get(key, ())
    if strange := [name for name in figures if name not in tied]:
        raise BadInput(f"这项任务不凭指标 {'、'.join(strange)} 办结，不能随它上报。请在指标进度处上报。")
    given = [Given("", unit.code, name, count, None, note) for name, count in figures.items()]
    _, problems = readings.take(now, by, given)
    if problems:
        raise problems[0]


def _submit(
    now: Occasion, by: Actor, unit: sa.Row[Any], key: str, report: TaskReport, said: str | None
) -> date:
    own = now.book.plan.inspections.own
    if own is not None and own.task == key:
        return self_inspection.fill_in(now, by, unit, report.answers, report.findings, said)
    if report.answers or report.findings:
        raise BadInput("这项任务没有检查表，不能登记检查结果和问题。")
    return carry_out(now, by, [unit], key, "submit", said, deeds.submit)


def _with_files(said: str | None, count: int) -> str | None:
    """What the history says: the note, and how many files came with it."""
    if not count:
        return said
    attached = f"附材料 {count} 份"
    return f"{said[: REASON_LENGTH - 20]}（{attached}）" if said else attached


def _keep(now: Occasion, by: Actor, unit: sa.Row[Any], task: sa.Row[Any], files: Sequence[Received]) -> None:
    """Files of a repair belong to its finding too, before or after; all others to the task alone."""
    finding = number_of(task.key) if kind_of(task.key) == RECTIFICATION else None
    if any((one.part == EVIDENCE) is (finding is not None) for one in files):
        raise BadInput("整改的照片须注明是整改前还是整改后，其他任务的材料不分前后。")
    attachments.keep(now, by, files, Belongs(unit.id, task.id, finding, task.cycle))


def _task(now: Occasion, unit: sa.Row[Any], key: str) -> sa.Row[Any]:
    mine = sa.and_(TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id == unit.id, TASKS.c.key == key)
    query = sa.select(TASKS.c.id, TASKS.c.key, TASKS.c.state, TASKS.c.cycle).where(mine)
    task = now.connection.execute(query).one_or_none()
    if task is None:
        raise NotFound(f"{unit.name} 没有任务 {key}（{find_spec(now, key).title.zh}）。")
    return task

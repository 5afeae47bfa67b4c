"""What do the demo's villages and departments submit of themselves, and who verifies it, on which day?

Each by its manner, as `behaviour` has it. What shows by itself that it is done is never submitted: the
enrolment is done by its figures (`demo_figures`), the offices' own errands by `demo_offices`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from actions import task as tasks
from actions.board import TaskStanding
from actions.checklist import ChecklistAnswer, Found
from actions.desk import DEFAULT_ZONE
from actions.permission import Actor
from actions.self_inspection import submit_self_inspection
from flows.behaviour import Course, course_of
from flows.demo_cast import SEED, ZHUZHAI, Stage, book, is_office, manner
from plans.errands import RECTIFICATION, Errand, kind_of
from states.roles import Role
from states.task import OWED, SUBMITTED

Owed = Sequence[tuple[str, TaskStanding]]
"""(unit code, task) of everything in the campaign, as it stood in the morning."""

ENROLMENT = "enrolment"
SELF_INSPECTION = "self-inspection"
FORGOTTEN_UNTIL = date(2012, 6, 28)
"""朱寨社区 does not self-inspect before the end of June: its ladder is the one to watch."""

AGAIN = timedelta(days=8)
"""How long after its first day of submission a task is submitted again that was sent back."""

REPAIRED_AT_LAST = timedelta(days=14)
"""Nobody leaves what was found as it is for ever: the inspectors come again."""

OWN_FINDING = Found("minor", "两户登记表缺少签字，已列入补签清单。", "entries-accurate")


def submit(stage: Stage, owed: Owed) -> None:
    """What is submitted on this day."""
    for code, task in owed:
        if task.state in OWED and _by_hand(task.key) and _submits(code, task, stage.day):
            _submit(stage, code, task.key)


def verify(stage: Stage, owed: Owed) -> None:
    """The offices verify after their own time, or send a first submission back; all that is alike at once."""
    alike: defaultdict[tuple[Actor, str, bool], list[str]] = defaultdict(list)
    for code, task in owed:
        if task.state == SUBMITTED and task.submitted_at is not None:
            planned = course(code, task)
            if stage.day >= task.submitted_at.astimezone(DEFAULT_ZONE).date() + planned.verified_after:
                returned = task.cycle == 1 and (planned.returned_first or _repaired_badly(code, task.key))
                alike[_verifier(stage, code, task.key), task.key, returned].append(code)
    for (by, key, returned), codes in alike.items():
        if returned:
            tasks.return_task(stage.desk, by, codes, key, "材料不齐，请补充后重新提交。")
        else:
            tasks.verify(stage.desk, by, codes, key)


def course(code: str, task: TaskStanding) -> Course:
    """What becomes of a task if nobody intervenes."""
    if (code, task.key) == (ZHUZHAI, SELF_INSPECTION):
        return Course(FORGOTTEN_UNTIL, timedelta(1), returned_first=False, repaired_after=timedelta(1))
    planned = course_of(SEED, code, task.key, task.opens_on, task.due, manner(code))
    if planned.submits_on is None and kind_of(task.key) == RECTIFICATION:
        return replace(planned, submits_on=task.due + REPAIRED_AT_LAST)
    return planned


def _by_hand(key: str) -> bool:
    spec = book().spec(key)
    return spec.verifier != "nobody" if isinstance(spec, Errand) else key != ENROLMENT


def _submits(code: str, task: TaskStanding, day: date) -> bool:
    submits_on = course(code, task).submits_on
    if submits_on is None:
        return False
    return day >= submits_on + (AGAIN if task.cycle > 1 else timedelta())


def _submit(stage: Stage, code: str, key: str) -> None:
    if key != SELF_INSPECTION:
        tasks.submit(stage.desk, _owner(stage, code), code, key, "已按要求完成。")
        return
    own = book().plan.inspections.own
    answers = [ChecklistAnswer(item.key, "yes") for item in own.checklist] if own else []
    found = (OWN_FINDING,) if manner(code) == "ordinary" else ()
    submit_self_inspection(stage.desk, _owner(stage, code), code, answers, found, "自查完毕。")


def _owner(stage: Stage, code: str) -> Actor:
    if "-" in code:
        return stage.who(Role.DEPARTMENT, code)
    return stage.office(code) if is_office(code) else stage.head(code)


def _repaired_badly(code: str, key: str) -> bool:
    """Whoever is late with everything repairs what was found only on paper at first."""
    return kind_of(key) == RECTIFICATION and manner(code) in ("late", "silent")


def _verifier(stage: Stage, code: str, key: str) -> Actor:
    spec = book().spec(kind_of(key))
    if isinstance(spec, Errand) and spec.verifier == "supervision":
        return stage.supervision(code)
    return stage.group_head(code) if spec.owner_kind == "office" else stage.office(code)

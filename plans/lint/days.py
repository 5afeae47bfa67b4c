"""Do the plan's days fall where work can be done: in their phase, on working days, in known years?

A decreed date never moves; the telling does. So none of this prevents a campaign, but the office
should know it before it issues the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from plans.lint.registry import Case, Point, day_words, joined, rule
from plans.model import Plan, Text

PHASE_BEGINS, PHASE_ENDS = "“%(title)s”阶段开始", "“%(title)s”阶段结束"
TASK_DUE = "“%(title)s”时限"
ASSESSMENT_BEGINS, CLOSES, ISSUED = "考核开始", "收官", "成文"
TARGET_DUE, GOAL_DUE, PAYMENT_DUE = "“%(title)s”达标期限", "“%(title)s”期限", "“%(title)s”缴费截止"

DECREED_ZH = (
    *(PHASE_BEGINS, PHASE_ENDS, TASK_DUE, ASSESSMENT_BEGINS, CLOSES, ISSUED),
    *(TARGET_DUE, GOAL_DUE, PAYMENT_DUE),
)
"""What may be decreed of a day."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that the plan decrees: one of `DECREED_ZH`, of what has that title."""

    day: date
    clause: str
    decreed: str
    title: Text | None = None

    @property
    def what(self) -> str:
        """In Chinese, as the lint says it."""
        return self.decreed if self.title is None else self.decreed % {"title": self.title.zh}


def deadlines(plan: Plan) -> Iterator[Deadline]:
    """Every day on which something that the plan decrees begins, ends or is due."""
    for phase in plan.phases:
        yield Deadline(phase.first_day, phase.clause, PHASE_BEGINS, phase.title)
        yield Deadline(phase.last_day, phase.clause, PHASE_ENDS, phase.title)
    for task in plan.tasks:
        yield Deadline(task.due, task.clause, TASK_DUE, task.title)
    yield Deadline(plan.assessment.begins, plan.assessment.clause, ASSESSMENT_BEGINS)
    if plan.assessment.closes:
        yield Deadline(plan.assessment.closes, plan.assessment.clause, CLOSES)
    yield from _of_figures(plan)


def _of_figures(plan: Plan) -> Iterator[Deadline]:
    """The days by which figures must be reached and money paid."""
    for indicator in plan.indicators:
        if indicator.target:
            yield Deadline(indicator.target.by, indicator.target.clause, TARGET_DUE, indicator.title)
    for goal in plan.goals:
        yield Deadline(goal.by, goal.clause, GOAL_DUE, goal.title)
    for subsidy in plan.subsidies:
        if subsidy.paid_by:
            yield Deadline(subsidy.paid_by, subsidy.clause, PAYMENT_DUE, subsidy.title)


@rule(
    "L201",
    "warning",
    "任务的时限或开始日期不在所属阶段之内",
    "A task is due, or opens, outside its phase",
)
def outside_the_phase(case: Case) -> Iterator[Point]:
    phases = {phase.key: phase for phase in case.plan.phases}
    for task in case.plan.tasks:
        phase = phases[task.phase]
        span = f"{phase.clause}“{phase.title.zh}”的 {phase.first_day} 至 {phase.last_day}"
        for what, day in (("开始日期", task.opens), ("时限", task.due)):
            if not phase.first_day <= day <= phase.last_day:
                yield Point(
                    (task.clause, phase.clause),
                    f"{task.clause}“{task.title.zh}”的{what} {day} 不在{span}之内；请改日期，或改归别的阶段",
                )


@rule(
    "L202",
    "warning",
    "期限落在休息日",
    "A deadline falls on a day off",
)
def on_a_day_off(case: Case) -> Iterator[Point]:
    decreed = sorted(deadlines(case.plan), key=lambda deadline: deadline.day)
    for day, group in groupby(decreed, key=lambda deadline: deadline.day):
        if case.calendar.is_working_day(day):
            continue
        there = list(group)
        named = "、".join(dict.fromkeys(f"{deadline.clause} {deadline.what}" for deadline in there))
        yield Point(
            tuple(deadline.clause for deadline in there),
            f"{day_words(day)}是休息日：{named}；日期不变，提醒提前到上一个工作日，催办顺延到下一个工作日",
        )


@rule(
    "L203",
    "warning",
    "所涉年度的放假安排尚未公布，只能按周末推算",
    "The holidays of a year are not published, so weekends alone count",
)
def unknown_year(case: Case) -> Iterator[Point]:
    unknown = [deadline for deadline in deadlines(case.plan) if not case.calendar.known(deadline.day)]
    for year in sorted({deadline.day.year for deadline in unknown}):
        clauses = [deadline.clause for deadline in unknown if deadline.day.year == year]
        yield Point(
            tuple(clauses),
            f"{year} 年的放假安排不在工作日历之内，{joined(clauses)} 的日期暂按周末推算；"
            "放假安排公布后请更新日历",
        )


@rule(
    "L204",
    "warning",
    "任务从开始到时限没有一个工作日",
    "A task's window has no working day",
)
def no_working_day(case: Case) -> Iterator[Point]:
    for task in case.plan.tasks:
        if case.calendar.on_or_after(task.opens) > task.due:
            length = (task.due - task.opens) // timedelta(days=1) + 1
            yield Point(
                (task.clause,),
                f"{task.clause}“{task.title.zh}”自 {task.opens} 至 {task.due} 共 {length} 天，"
                "没有一个工作日；请放宽起止日期",
            )

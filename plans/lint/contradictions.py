"""Where does the document contradict itself, or leave open what the campaign needs to know?

The dated clauses win; each rule sets the two statements side by side and names both clauses.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from plans.lint.registry import Case, Point, day_words, joined, rule
from plans.model import GoalSpec, Phase, Plan, StatedPeriod


@rule(
    "L101",
    "warning",
    "文件写明的起止时间与分段日期不一致",
    "A period that the document states contradicts its dated clauses",
)
def stated_periods(case: Case) -> Iterator[Point]:
    for stated in case.plan.stated_periods:
        says = f"{stated.clause} 写“{stated.says}”（{stated.first_day} 至 {stated.last_day}）"
        yield from _against_phases(stated, says, case.plan.phases)
        if not stated.covers:
            yield from _against_later_dates(stated, says, case.plan)


def _against_phases(stated: StatedPeriod, says: str, phases: Iterable[Phase]) -> Iterator[Point]:
    covered = [phase for phase in phases if not stated.covers or phase.key in stated.covers]
    first, last = min(phase.first_day for phase in covered), max(phase.last_day for phase in covered)
    if (first, last) != (stated.first_day, stated.last_day):
        clauses = [phase.clause for phase in covered]
        dated = f"{joined(clauses)} 的日期是 {first} 至 {last}"
        yield Point((stated.clause, *clauses), f"{says}，而 {dated}；以分段日期为准")


def _against_later_dates(stated: StatedPeriod, says: str, plan: Plan) -> Iterator[Point]:
    begins = plan.assessment.begins
    if begins > stated.last_day:
        clause = plan.assessment.clause
        yield Point((stated.clause, clause), f"{says}，而 {clause} 的考核自 {begins} 起；以 {clause} 为准")
    for goal in plan.goals:
        if goal.by > stated.last_day:
            dated = f"{goal.clause} 的“{goal.title.zh}”到 {goal.by} 为止"
            yield Point((stated.clause, goal.clause), f"{says}，而 {dated}；以 {goal.clause} 为准")


@rule(
    "L102",
    "warning",
    "考核写在某一阶段之下，开始日期却在该阶段结束之后",
    "The assessment is listed in a phase that ends before it begins",
)
def assessment_listed_in_phase(case: Case) -> Iterator[Point]:
    assessment = case.plan.assessment
    for phase in case.plan.phases:
        if phase.key == assessment.listed_in_phase and assessment.begins > phase.last_day:
            yield Point(
                (assessment.clause, phase.clause),
                f"{assessment.clause} 的考核自 {assessment.begins} 起，却列在 "
                f"{phase.clause}“{phase.title.zh}”之内，该阶段 {phase.last_day} 结束；考核按单独一步处理",
            )


@rule(
    "L103",
    "warning",
    "同一目标在不同条款有不同期限",
    "One aim has different dates in different clauses",
)
def one_aim_two_dates(case: Case) -> Iterator[Point]:
    for goal in case.plan.goals:
        yield from _goal_against_targets(goal, case.plan)
    for indicator in case.plan.indicators:
        for task in case.plan.tasks:
            target = indicator.target
            if target and indicator.key in task.indicators and task.due != target.by:
                yield Point(
                    (target.clause, task.clause),
                    f"{target.clause} 要求“{indicator.title.zh}”{target.by} 前达标，"
                    f"而 {task.clause} 的任务“{task.title.zh}”时限是 {task.due}；核验以任务时限为准",
                )


def _goal_against_targets(goal: GoalSpec, plan: Plan) -> Iterator[Point]:
    """The dates of a goal's indicators, and of the tasks that depend on them, unlike its own."""
    other: dict[date, list[tuple[str, str]]] = {}
    for indicator in plan.indicators:
        if indicator.key in goal.indicators and indicator.target:
            target = indicator.target
            other.setdefault(target.by, []).append((target.clause, indicator.title.zh))
    for task in plan.tasks:
        if set(task.indicators) & set(goal.indicators):
            other.setdefault(task.due, []).append((task.clause, task.title.zh))
    for day, named in other.items():
        if day != goal.by:
            clauses = [clause for clause, _ in named]
            names = "、".join(f"“{name}”" for _, name in named)
            yield Point(
                (goal.clause, *clauses),
                f"{goal.clause} 要求“{goal.title.zh}”到 {goal.by} 实现，"
                f"而 {joined(clauses)} 的{names}期限是 {day}；"
                "任务按各自时限催办，总目标收官时判定",
            )


@rule(
    "L104",
    "warning",
    "总目标的期限晚于考核开始之日，或晚于收官之日",
    "A goal is due after the assessment has begun, or after the campaign is closed",
)
def goal_after_assessment(case: Case) -> Iterator[Point]:
    assessment = case.plan.assessment
    for goal in case.plan.goals:
        if assessment.closes and goal.by > assessment.closes:
            when, then = f"{assessment.closes} 收官", "请把收官之日推后"
        elif goal.by > assessment.begins:
            when, then = f"考核自 {assessment.begins} 起", "各单位可先行验收，总目标收官时判定"
        else:
            continue
        yield Point(
            (goal.clause, assessment.clause),
            f"{goal.clause} 的“{goal.title.zh}”到 {goal.by} 为止，而 {assessment.clause} 的{when}；{then}",
        )


@rule(
    "L105",
    "warning",
    "阶段或任务在文件成文之前就已开始",
    "A phase or task begins before the document is dated",
)
def begun_before_the_document(case: Case) -> Iterator[Point]:
    plan = case.plan
    issued = plan.document.issued_on
    early = [(p.clause, p.title.zh, p.first_day) for p in plan.phases if p.first_day < issued]
    early += [(t.clause, t.title.zh, t.opens) for t in plan.tasks if t.opens < issued]
    if early:
        named = "、".join(f"{clause}“{name}”（{day}）" for clause, name, day in early)
        yield Point(
            (plan.document.clause, *(clause for clause, _, _ in early)),
            f"文件 {issued} 成文，{named}在此之前已经开始；印发之前的提醒不会补发",
        )


@rule(
    "L106",
    "warning",
    "任务时限早于文件成文之日，谁也不能按时完成",
    "A task is due before the document is dated, so nobody can be in time",
)
def due_before_the_document(case: Case) -> Iterator[Point]:
    document = case.plan.document
    for task in case.plan.tasks:
        if task.due < document.issued_on:
            yield Point(
                (task.clause, document.clause),
                f"{task.clause}“{task.title.zh}”的时限 {day_words(task.due)}"
                f"早于成文日期 {document.issued_on}；请另定时限，或提前印发",
            )


@rule(
    "L107",
    "warning",
    "相邻阶段的日期重叠或中断",
    "Neighbouring phases overlap, or leave days between them",
)
def phases_joined(case: Case) -> Iterator[Point]:
    for before, after in pairwise(case.plan.phases):
        apart = (after.first_day - before.last_day).days
        if apart == 1:
            continue
        how = "之间有空档" if apart > 1 else "重叠"
        yield Point(
            (before.clause, after.clause),
            f"{before.clause}“{before.title.zh}”{before.last_day} 结束，{after.clause}“{after.title.zh}”"
            f"{after.first_day} 开始，两段{how}；应前后相接",
        )


@rule(
    "L108",
    "warning",
    "考核在最后阶段结束之前就开始",
    "The assessment begins before the last phase has ended",
)
def assessment_before_the_end(case: Case) -> Iterator[Point]:
    assessment, last = case.plan.assessment, case.plan.phases[-1]
    if assessment.begins <= last.last_day:
        yield Point(
            (assessment.clause, last.clause),
            f"{assessment.clause} 的考核自 {assessment.begins} 起，{last.clause}“{last.title.zh}”却到 "
            f"{last.last_day} 才结束；应不早于该阶段结束的次日",
        )

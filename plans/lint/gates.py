"""Can every gate be opened: by the village itself, in its phase, by somebody who verifies?"""

from collections.abc import Iterator

from plans.lint.registry import Case, Point, rule
from plans.model import DeadlineSpec, OwnerKind, Plan
from states.roles import TITLES_ZH, Role

VERIFIERS: dict[OwnerKind, Role] = {
    "village": Role.LEADING_GROUP_OFFICE,
    "office": Role.LEADING_GROUP_HEAD,
    "department": Role.LEADING_GROUP_OFFICE,
}
"""Who may verify the tasks of each kind of owner; nobody verifies their own."""

OWNERS_ZH: dict[OwnerKind, str] = {"village": "村（社区）", "office": "办事处", "department": "部门"}


def rules_in_use(plan: Plan) -> Iterator[tuple[OwnerKind, DeadlineSpec]]:
    """The rules of time of each kind of owner that has a task in the plan."""
    owing = {task.owner_kind for task in plan.tasks}
    every: tuple[tuple[OwnerKind, DeadlineSpec], ...] = (
        ("village", plan.deadlines.village),
        ("office", plan.deadlines.office),
        ("department", plan.deadlines.department),
    )
    return ((kind, spec) for kind, spec in every if kind in owing)


@rule(
    "L301",
    "error",
    "关口任务不是村（社区）自己的任务，守不住任何关口",
    "A gate is not the village's own task, so it can hold nobody back",
)
def gate_of_another(case: Case) -> Iterator[Point]:
    for task in case.plan.tasks:
        if task.gate and task.owner_kind != "village":
            yield Point(
                (task.clause,),
                f"{task.clause}“{task.title.zh}”由{OWNERS_ZH[task.owner_kind]}负责，不能作村（社区）的关口任务；"
                "请去掉 gate，或另设村（社区）的任务",
            )


@rule(
    "L302",
    "error",
    "关口任务在所属阶段结束之后才开始，谁也不能按期离开该阶段",
    "A gate opens after its phase has ended, so nobody can leave the phase in time",
)
def gate_opens_too_late(case: Case) -> Iterator[Point]:
    phases = {phase.key: phase for phase in case.plan.phases}
    for task in case.plan.tasks:
        phase = phases[task.phase]
        if task.gate and task.opens > phase.last_day:
            yield Point(
                (task.clause, phase.clause),
                f"{task.clause}“{task.title.zh}”是“{phase.title.zh}”的关口，却到 {task.opens} 才开始，"
                f"而 {phase.clause} {phase.last_day} 已经结束；请提前，或改归以后的阶段",
            )


@rule(
    "L303",
    "error",
    "关口任务所依据的指标没有目标值，无从判定完成",
    "A gate depends on an indicator that has no target",
)
def gate_without_target(case: Case) -> Iterator[Point]:
    without = {indicator.key: indicator for indicator in case.plan.indicators if indicator.target is None}
    for task in case.plan.tasks:
        for key in task.indicators:
            if task.gate and key in without:
                indicator = without[key]
                yield Point(
                    (task.clause, indicator.clause),
                    f"{task.clause}“{task.title.zh}”须达到“{indicator.title.zh}”，而该指标（{indicator.clause}）"
                    "没有 target；请写明目标值和期限",
                )


@rule(
    "L304",
    "error",
    "任务无人核验，或所写的人无权核验",
    "Tasks are verified by nobody, or by nobody who may",
)
def nobody_verifies(case: Case) -> Iterator[Point]:
    for kind, spec in rules_in_use(case.plan):
        needed = VERIFIERS[kind]
        if needed in spec.verification.by:
            continue
        named = "、".join(TITLES_ZH[role] for role in spec.verification.by)
        says = f"由{named}核验，无此权限" if named else "没有写由谁核验"
        yield Point(
            (case.plan.deadlines.clause,),
            f"{OWNERS_ZH[kind]}的任务{says}，提交后无法核验；"
            f"请在 deadlines.{kind}.verification.by 写 {needed}（{TITLES_ZH[needed]}）",
        )


@rule(
    "L305",
    "warning",
    "核验逾期时无人被告知",
    "Nobody is told when a verification is overdue",
)
def verification_unwatched(case: Case) -> Iterator[Point]:
    for kind, spec in rules_in_use(case.plan):
        if not spec.verification.ladder:
            yield Point(
                (case.plan.deadlines.clause,),
                f"{OWNERS_ZH[kind]}的任务提交后须在 {spec.verification.within.words}内核验，逾期却无人催办；"
                f"请在 deadlines.{kind}.verification.ladder 写明",
            )

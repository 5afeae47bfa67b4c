"""Do the plan's figures hang together: indicators, targets, weights?"""

from collections.abc import Iterator

from plans.lint.registry import Case, Point, rule

WHOLE = 100


@rule(
    "L401",
    "warning",
    "没有任务依据这个指标，达不达标都不会催办",
    "No task depends on an indicator, so nobody is told when it is not met",
)
def indicator_without_task(case: Case) -> Iterator[Point]:
    used = {key for task in case.plan.tasks for key in task.indicators}
    for indicator in case.plan.indicators:
        if indicator.key not in used:
            yield Point(
                (indicator.clause,),
                f"{indicator.clause} 的指标“{indicator.title.zh}”（{indicator.key}）没有任务依据它；"
                "请写进某项任务的 indicators",
            )


@rule(
    "L402",
    "error",
    "考核各项分值合计不是 100",
    "The weights of the assessment do not add up to 100",
)
def weights(case: Case) -> Iterator[Point]:
    items = case.plan.assessment.weights
    total = round(sum(item.weight for item in items), 6)
    if items and total != WHOLE:
        listed = "＋".join(f"{item.title.zh} {item.weight:g}" for item in items)
        yield Point(
            (case.plan.assessment.clause,),
            f"{case.plan.assessment.clause} 的考核分值合计 {total:g} 分（{listed}），应为 {WHOLE} 分",
        )

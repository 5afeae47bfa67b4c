"""Which indicators does a campaign have, and what does its plan demand of each (二, 三.三.1)?

Besides the plan's own there are two that every campaign has: households contacted (四.二.二) and entries
found correct (四.三.三). Of those everything is required, by no date, so that they have no pace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plans.model import IndicatorSpec, Plan
from states.anomaly import AnomalyRule
from states.evidence import ACCURACY, CONTACT
from states.indicator import WHOLE, required


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as the rules read it. `at_least` is in per cent; `by` is None where nothing is dated.

    Progress is counted from `begins` on. `freezes_after` is the last day on which the number of those
    eligible may still move; None where it is never frozen.
    """

    key: str
    title_zh: str
    clause: str
    at_least: float
    begins: date
    by: date | None = None
    freezes_after: date | None = None
    of_all: bool = False
    """Nobody may be missed: nothing is handed down, everything is required."""
    counts_zh: str = "人"
    """What is counted: people, households, entries."""

    def required(self, eligible: int, handed_down: int | None) -> int:
        """The head-count that meets the target."""
        return required(eligible, self.at_least, handed_down)


def indicators_of(plan: Plan) -> Mapping[str, Indicator]:
    """All indicators of a campaign on this plan, the plan's own first, in its order."""
    own = {spec.key: _own(plan, spec) for spec in plan.indicators}
    first_day = plan.phases[0].first_day
    built_in = {
        CONTACT: Indicator(CONTACT, "入户覆盖率", "四.二.二", WHOLE, first_day, of_all=True, counts_zh="户"),
        ACCURACY: Indicator(
            ACCURACY, "信息准确率", "四.三.三", WHOLE, first_day, of_all=True, counts_zh="条"
        ),
    }
    return {**own, **{key: indicator for key, indicator in built_in.items() if key not in own}}


def tied_tasks(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """The tasks that are done when their indicators meet their targets: key → indicators."""
    return {task.key: task.indicators for task in plan.tasks if task.indicators}


def anomaly_rule(plan: Plan) -> AnomalyRule:
    """The thresholds from which people look twice; none where the plan gives none."""
    spec = plan.inspections.anomalies
    if spec is None:
        return AnomalyRule()
    return AnomalyRule(
        jump_points=spec.jump.points if spec.jump else None,
        jump_within=spec.jump.within.offset if spec.jump else None,
        corrected_down_by=spec.corrected_down_by,
        same_figure_in=spec.same_figure_in,
        no_activity_for=spec.no_activity_for.offset if spec.no_activity_for else None,
    )


def _own(plan: Plan, spec: IndicatorSpec) -> Indicator:
    """What the plan demands; without a target of its own only what is handed down."""
    target = spec.target
    last_days = {phase.key: phase.last_day for phase in plan.phases}
    return Indicator(
        key=spec.key,
        title_zh=spec.title.zh,
        clause=spec.clause,
        at_least=target.at_least if target else 0,
        begins=_begins(plan, spec.key),
        by=target.by if target else None,
        freezes_after=last_days[spec.frozen_after] if spec.frozen_after else None,
    )


def _begins(plan: Plan, key: str) -> date:
    """When the first task opens that the indicator decides; else with the campaign itself."""
    opens = [task.opens for task in plan.tasks if key in task.indicators]
    return min(opens, default=plan.phases[0].first_day)

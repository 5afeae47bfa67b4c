"""How do the plan's words on assessment and commendation become the rules that `states` scores by?

Points and percentages are taken as they are written: 97.5 is exactly 97½.
"""

from fractions import Fraction

from plans.model import Plan
from plans.model.assessment import DeductionSpec, WeightSpec
from states.ranking import GroupHonourRule, HonourRule
from states.score import Deduction, ScoreRule, Weight


def score_rule(plan: Plan) -> ScoreRule:
    """How the plan scores a village; the targets are those of every indicator that has one."""
    assessment, rectification = plan.assessment, plan.inspections.rectification
    return ScoreRule(
        weights=tuple(_weight(spec) for spec in assessment.weights),
        deductions=tuple(_deduction(spec) for spec in assessment.deductions),
        pass_mark=None if assessment.pass_mark is None else _exact(assessment.pass_mark),
        targets=tuple(indicator.key for indicator in plan.indicators if indicator.target),
        severities=tuple(severity.key for severity in rectification.severities) if rectification else (),
    )


def honour_rule(plan: Plan) -> HonourRule | None:
    """Which villages the plan commends; None where it commends nobody."""
    if plan.commendation is None:
        return None
    spec = plan.commendation.villages
    return HonourRule(
        share_at_most=_exact(spec.share_at_most),
        score_at_least=_exact(spec.score_at_least),
        targets_met=spec.targets_met,
        findings_closed=spec.findings_closed,
    )


def group_honour_rule(plan: Plan) -> GroupHonourRule | None:
    """Which groups the plan commends; None where it commends none."""
    if plan.commendation is None or plan.commendation.groups is None:
        return None
    return GroupHonourRule(plan.commendation.groups.indicators)


def _weight(spec: WeightSpec) -> Weight:
    return Weight(spec.key, _exact(spec.weight), spec.measures, spec.indicator, spec.tasks)


def _deduction(spec: DeductionSpec) -> Deduction:
    return Deduction(spec.key, spec.per, _exact(spec.points), _exact(spec.at_most))


def _exact(number: float) -> Fraction:
    return Fraction(str(number))

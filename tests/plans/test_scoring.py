"""Is the pilot's assessment scored as its plan says?"""

from fractions import Fraction

from plans.model import Plan
from plans.scoring import group_honour_rule, honour_rule, score_rule
from states.ranking import GroupHonourRule, HonourRule
from states.score import ScoreRule
from tests.plans import pilot_with
from tests.states.assessed import RULE


def test_the_pilot_is_scored_by_the_rule_that_the_tests_of_the_score_use(pilot: Plan) -> None:
    assert score_rule(pilot) == RULE
    assert sum(weight.points for weight in RULE.weights) == 100


def test_a_fifth_of_the_villages_with_90_points_may_be_commended(pilot: Plan) -> None:
    assert honour_rule(pilot) == HonourRule(
        Fraction(20), Fraction(90), targets_met=True, findings_closed=True
    )


def test_groups_are_commended_for_coverage_and_renewal(pilot: Plan) -> None:
    assert group_honour_rule(pilot) == GroupHonourRule(("coverage", "renewal"))


def test_points_are_taken_exactly_as_they_are_written() -> None:
    plan = pilot_with(("pass_mark: 80", "pass_mark: 80.1"), ("share_at_most: 20", "share_at_most: 12.5"))
    assert score_rule(plan).pass_mark == Fraction(801, 10)
    rule = honour_rule(plan)
    assert rule is not None
    assert rule.share_at_most == Fraction(25, 2)


def test_a_plan_may_commend_villages_and_no_groups() -> None:
    plan = pilot_with(
        ("  groups:\n    clause: 四.一.五\n    indicators: [coverage, renewal]\n  ties", "  ties")
    )
    assert group_honour_rule(plan) is None
    assert honour_rule(plan) is not None


def test_a_plan_that_neither_scores_nor_commends_still_has_its_targets(four_phases: Plan) -> None:
    assert score_rule(four_phases) == ScoreRule(targets=("alarms",))
    assert honour_rule(four_phases) is None
    assert group_honour_rule(four_phases) is None

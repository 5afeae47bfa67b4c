"""The values that these tests reason with are those of the plan that ships."""

from plans.reader import read_plan, shipped_plan
from plans.rules import rulebook
from states.anomaly import AnomalyRule
from states.calendar import CHINA
from tests.states.pilot import (
    ANOMALIES,
    EACH_STRATUM_AT_LEAST,
    ISSUED_ON,
    RED_BEHIND,
    RULES,
    SELF_INSPECTION,
    SHARE,
    SHORT,
    TIMELINE,
    VILLAGE_MEETING,
    YELLOW_BEHIND,
)


def test_the_phases_the_rules_and_the_dates_are_the_shipped_plans() -> None:
    plan = read_plan(shipped_plan("2012-pension-pilot"))
    book = rulebook(plan)
    assert (book.timeline, book.calendar) == (TIMELINE, CHINA)
    assert book.task_rules("self-inspection") == RULES
    assert plan.new_cycle.due_within.offset == SHORT
    assert plan.document.issued_on == ISSUED_ON
    for key, facts in (("self-inspection", SELF_INSPECTION), ("village-meeting", VILLAGE_MEETING)):
        assert (book.tasks[key].opens, book.tasks[key].due) == (facts.opens_on, facts.effective_due)


def test_the_thresholds_of_pace_anomalies_and_lots_are_the_shipped_plans() -> None:
    plan = read_plan(shipped_plan("2012-pension-pilot"))
    pace, anomalies, periodic = plan.lights.pace, plan.inspections.anomalies, plan.inspections.periodic
    assert pace
    assert (pace.yellow_behind, pace.red_behind) == (YELLOW_BEHIND, RED_BEHIND)
    assert periodic
    assert (periodic.share, periodic.each_stratum_at_least) == (SHARE, EACH_STRATUM_AT_LEAST)
    assert anomalies
    assert anomalies.jump
    assert anomalies.no_activity_for
    assert (
        AnomalyRule(
            jump_points=anomalies.jump.points,
            jump_within=anomalies.jump.within.offset,
            corrected_down_by=anomalies.corrected_down_by,
            same_figure_in=anomalies.same_figure_in,
            no_activity_for=anomalies.no_activity_for.offset,
        )
        == ANOMALIES
    )

"""Which indicators a campaign has, from its plan and of its own (二, 四.二.二, 四.三.三)."""

from datetime import date

from plans.indicators import anomaly_rule, indicators_of, tied_tasks
from plans.reader import parse_plan, read_plan, shipped_plan
from states.anomaly import AnomalyRule
from states.calendar import Offset
from tests.plans import FOUR_PHASES, PILOT_TEXT

PILOT = read_plan(shipped_plan("2012-pension-pilot"))


def test_the_plans_own_come_first_and_every_campaign_has_two_besides() -> None:
    assert [(one.key, one.title_zh) for one in indicators_of(PILOT).values()] == [
        ("coverage", "参保率"),
        ("renewal", "续保率"),
        ("contact", "入户覆盖率"),
        ("accuracy", "信息准确率"),
    ]


def test_progress_is_counted_from_the_day_on_which_the_task_opens() -> None:
    coverage = indicators_of(PILOT)["coverage"]
    assert (coverage.begins, coverage.by) == (date(2012, 5, 1), date(2012, 5, 31))


def test_where_no_task_is_tied_it_is_counted_from_the_campaigns_first_day() -> None:
    plan = parse_plan(PILOT_TEXT.replace("    indicators: [coverage, renewal]\n    evidence", "    evidence"))
    assert indicators_of(plan)["coverage"].begins == date(2012, 4, 22)
    assert tied_tasks(plan) == {}


def test_it_is_frozen_after_the_last_day_of_the_phase_that_the_plan_names() -> None:
    assert indicators_of(PILOT)["coverage"].freezes_after == date(2012, 4, 30)
    assert indicators_of(PILOT)["contact"].freezes_after is None


def test_what_is_required_is_the_plans_rate_or_what_was_handed_down() -> None:
    known = indicators_of(PILOT)
    assert known["coverage"].required(1000, None) == 970
    assert known["coverage"].required(1000, 900) == 900
    assert known["contact"].required(1000, None) == 1000


def test_the_enrolment_is_done_by_both_rates() -> None:
    assert tied_tasks(PILOT) == {"enrolment": ("coverage", "renewal")}


def test_the_thresholds_are_the_plans_and_none_where_it_gives_none() -> None:
    assert anomaly_rule(PILOT) == AnomalyRule(30, Offset(3, "days"), 5, 3, Offset(14, "days"))
    assert anomaly_rule(read_plan(FOUR_PHASES)) == AnomalyRule()

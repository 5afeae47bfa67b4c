"""The document of 23 April 2012 contradicts itself in several places; each is reported with its clauses."""

import pytest

from plans.model import Plan
from tests.plans import PILOT, pilot_with
from tests.plans.lint import found, only

STATED = "    from: 2012-03-21\n    to: 2012-06-20\n"


def test_late_march_to_mid_june_contradicts_the_phases_the_assessment_and_full_coverage() -> None:
    findings = found("L101", PILOT)
    assert [finding.clause for finding in findings] == ["三、三.一、三.二、三.三", "三、三.三.3", "三、二"]
    assert all("从2012年3月下旬开始至6月中旬结束" in finding.message for finding in findings)
    assert "2012-04-22 至 2012-06-30" in findings[0].message
    assert "2012-07-01" in findings[1].message
    assert "2012-07-31" in findings[2].message


def test_a_stated_period_that_agrees_is_no_contradiction() -> None:
    agreeing = (STATED, "    from: 2012-04-22\n    to: 2012-06-30\n    covers: [mobilization, inspection]\n")
    assert not found("L101", pilot_with(agreeing))


def test_a_stated_period_of_one_phase_is_compared_with_that_phase_alone() -> None:
    finding = only("L101", (STATED, f"{STATED}    covers: [implementation]\n"))
    assert finding.clause == "三、三.二"


def test_the_assessment_of_1_july_stands_in_a_phase_that_ends_on_30_june() -> None:
    finding = only("L102")
    assert finding.clause == "三.三.3、三.三"
    assert "2012-07-01" in finding.message
    assert "2012-06-30" in finding.message


def test_an_assessment_within_its_phase_is_no_contradiction() -> None:
    assert not found("L102", pilot_with(("  from: 2012-07-01", "  from: 2012-06-30")))


def test_full_coverage_by_31_july_is_another_date_than_enrolment_by_31_may() -> None:
    finding = only("L103")
    assert finding.clause == "二、三.二.1"
    assert "2012-07-31" in finding.message
    assert "2012-05-31" in finding.message
    assert "“完成参保任务”" in finding.message


def test_a_target_has_the_date_of_the_task_that_depends_on_it() -> None:
    later = ("{at_least: 97, by: 2012-05-31, clause: 三.二.1}", "{at_least: 97, by: 2012-07-31, clause: 二}")
    of_the_target = found("L103", pilot_with(later))[-1]
    assert of_the_target.clause == "二、三.二.1"
    assert "要求“参保率”2012-07-31 前达标" in of_the_target.message


def test_full_coverage_is_due_after_the_assessment_has_begun() -> None:
    finding = only("L104")
    assert finding.clause == "二、三.三.3"
    assert "收官时判定" in finding.message


def test_a_campaign_is_not_closed_before_its_goal_is_due() -> None:
    assert "收官之日推后" in only("L104", ("closes: 2012-07-31", "closes: 2012-07-15")).message


def test_a_goal_before_the_assessment_is_in_order() -> None:
    assert not found("L104", pilot_with(("    by: 2012-07-31", "    by: 2012-06-30")))


def test_the_training_begins_the_day_before_the_plan_is_dated() -> None:
    finding = only("L105")
    assert finding.clause == "文头、三.一、三.一.1"
    assert "2012-04-23 成文" in finding.message
    assert "“参加业务培训”（2012-04-22）" in finding.message


def test_a_task_that_was_due_before_the_plan_is_dated_can_never_be_in_time() -> None:
    finding = only("L106", ("issued_on: 2012-04-23", "issued_on: 2012-04-25"))
    assert finding.clause == "三.一.1、文头"


def test_a_document_dated_before_everything_begins_is_in_order() -> None:
    assert not found("L105", pilot_with(("issued_on: 2012-04-23", "issued_on: 2012-04-20")))


@pytest.mark.parametrize(("first_day", "how"), [("2012-05-03", "空档"), ("2012-04-29", "重叠")])
def test_phases_follow_one_another_without_a_gap_or_overlap(first_day: str, how: str) -> None:
    finding = only("L107", ("    from: 2012-05-01", f"    from: {first_day}"))
    assert finding.clause == "三.一、三.二"
    assert how in finding.message


def test_the_assessment_waits_for_the_end_of_the_last_phase() -> None:
    assert only("L108", ("  from: 2012-07-01", "  from: 2012-06-25")).clause == "三.三.3、三.三"


def test_a_plan_without_contradictions_has_none(four_phases: Plan) -> None:
    assert not [code for code in ("L101", "L102", "L103", "L104", "L105", "L106") if found(code, four_phases)]

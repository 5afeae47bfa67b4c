"""Where the document gives no date, the lint says what the office has set instead."""

from plans.model import Plan
from tests.plans import PILOT
from tests.plans.lint import found, only


def message_of(code: str, clause: str) -> str:
    return next(finding.message for finding in found(code, PILOT) if finding.clause == clause)


def test_paying_on_time_has_no_date_in_the_document() -> None:
    message = message_of("L111", "四.一.四")
    assert "“2012年按时缴费”" in message
    assert "2012-05-31" in message


def test_periodic_inspections_have_no_date_in_the_document() -> None:
    message = message_of("L111", "三.三.2")
    assert "“定期督查”" in message
    assert "每轮间隔 14 天" in message


def test_what_the_document_does_not_mention_at_all_is_gathered_by_clause() -> None:
    message = message_of("L112", "四.一")
    assert "成立工作小组" in message
    assert "签收后暂停催办 3 个工作日" in message


def test_a_plan_whose_dates_all_stand_in_the_document_is_not_silent(four_phases: Plan) -> None:
    assert not found("L111", four_phases)
    assert not found("L112", four_phases)


def test_a_subsidy_for_paying_in_time_needs_the_day_that_is_still_in_time() -> None:
    finding = only("L113", ("    paid_by: 2012-05-31\n", ""))
    assert (finding.clause, finding.severity) == ("四.一.四", "error")
    assert "paid_by" in finding.message


def test_periodic_inspections_need_an_interval_and_a_first_day() -> None:
    finding = only("L113", ("    every: {days: 14}\n    from: 2012-05-07\n", "    from: 2012-05-07\n"))
    assert (finding.clause, finding.severity) == ("三.三.2", "error")
    assert only("L113", ("    from: 2012-05-07\n", "")).clause == "三.三.2"


def test_regular_meetings_need_an_interval() -> None:
    assert only("L113", ("  every: {days: 14}\n  minutes", "  minutes")).clause == "四.一.三"

"""A decreed date never moves, but the office should know where it falls."""

from datetime import date

from plans.lint.days import deadlines
from plans.model import Plan
from tests.plans import PILOT, pilot_with
from tests.plans.lint import found, only

SELF_INSPECTION = "    opens: 2012-06-01\n    due: 2012-06-10\n"


def test_six_of_the_eight_boundary_dates_are_days_off() -> None:
    days_off = {finding.message[:10] for finding in found("L202", PILOT)}
    assert days_off == {"2012-04-22", "2012-04-30", "2012-05-01", "2012-06-10", "2012-06-30", "2012-07-01"}
    boundaries = {date(2012, 5, 31), date(2012, 6, 1)}
    assert boundaries < {deadline.day for deadline in deadlines(PILOT)}


def test_28_april_is_a_working_saturday() -> None:
    assert PILOT.task("responsibility-letter").due == date(2012, 4, 28)
    assert not [finding for finding in found("L202", PILOT) if "2012-04-28" in finding.message]


def test_a_day_off_names_all_clauses_that_meet_on_it() -> None:
    by_day = {finding.message[:10]: finding for finding in found("L202", PILOT)}
    assert by_day["2012-04-30"].clause == "三.一、三.一.3"
    assert "星期日" in by_day["2012-06-10"].message
    assert "三.三.1" in by_day["2012-06-10"].message


def test_a_task_due_after_its_phase_is_reported_with_both_clauses() -> None:
    finding = only("L201", (SELF_INSPECTION, "    opens: 2012-06-01\n    due: 2012-07-02\n"))
    assert finding.clause == "三.三.1、三.三"
    assert "2012-07-02" in finding.message


def test_a_task_that_opens_before_its_phase_is_reported() -> None:
    finding = only("L201", (SELF_INSPECTION, "    opens: 2012-05-28\n    due: 2012-06-10\n"))
    assert "开始日期 2012-05-28" in finding.message


def test_years_without_published_holidays_are_named() -> None:
    later = pilot_with(
        ("    by: 2012-07-31", "    by: 2199-07-31"), ("closes: 2012-07-31", "closes: 2199-07-31")
    )
    (finding,) = found("L203", later)
    assert finding.clause == "三.三.3、二"
    assert "2199 年" in finding.message


def test_a_calendar_of_weekends_knows_every_year() -> None:
    weekdays = ("calendar: china", "calendar: weekdays")
    assert not found("L203", pilot_with(weekdays, ("    by: 2012-07-31", "    by: 2199-07-31")))


def test_a_window_without_a_working_day_is_reported() -> None:
    holidays = (SELF_INSPECTION, "    opens: 2012-06-22\n    due: 2012-06-24\n")
    finding = only("L204", holidays)
    assert finding.clause == "三.三.1"
    assert "共 3 天" in finding.message


def test_a_campaign_across_the_new_year_stays_in_its_phases(four_phases: Plan) -> None:
    assert not found("L201", four_phases)
    assert not found("L203", four_phases)
    assert not found("L204", four_phases)

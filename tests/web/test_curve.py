"""The curves: where the lines run, and what is said about the end."""

from datetime import date
from fractions import Fraction

import pytest

from tests.actions.figures import report, standing, targets
from tests.town import ZHUZHAI, Town
from web.curve import BOX_HEIGHT, BOX_LEFT, BOX_TOP, BOX_WIDTH, Box, chart_of

MAY_10, MAY_31 = date(2012, 5, 10), date(2012, 5, 31)


@pytest.fixture
def may(campaign: Town) -> Town:
    campaign.at("2012-05-02").check()
    targets(campaign, coverage=100)
    report(campaign.at("2012-05-10"), ZHUZHAI, 10, on="2012-05-05")
    report(campaign, ZHUZHAI, 20)
    return campaign


def test_days_run_from_left_to_right_and_rates_from_the_foot_to_the_head() -> None:
    box = Box(date(2012, 5, 1), MAY_31, 300, 100, 10, 20)
    assert (box.x(date(2012, 5, 1)), box.x(MAY_31), box.x(date(2012, 5, 16))) == (10, 310, 160)
    assert (box.y(0), box.y(50), box.y(100), box.y(130)) == (120, 70, 20, 20)


def test_a_box_of_a_single_day_has_no_width() -> None:
    assert Box(MAY_10, MAY_10, 300, 100).x(MAY_10) == 0


def test_the_forecast_goes_on_from_the_last_reading_to_the_targets_date(may: Town) -> None:
    chart = chart_of(standing(may), MAY_10)
    assert chart is not None
    assert chart.goes_on is not None
    assert chart.end == (BOX_LEFT + BOX_WIDTH, round(BOX_TOP + BOX_HEIGHT * 0.38, 1))
    assert chart.goes_on.split()[0] == chart.reached.split()[-1]
    assert (chart.goal, chart.days_left) == (Fraction(97), 21)
    assert chart.points == ((date(2012, 5, 5), Fraction(10)), (MAY_10, Fraction(20)))


def test_the_day_on_which_the_target_is_reached_follows_from_the_course(may: Town) -> None:
    chart = chart_of(standing(may), MAY_10)
    assert chart is not None
    assert chart.course is not None
    assert chart.course.per_day == 2
    assert chart.reaches == date(2012, 6, 18)


def test_once_the_date_has_passed_nothing_goes_on(may: Town) -> None:
    chart = chart_of(standing(may.at("2012-06-03")), date(2012, 6, 3))
    assert chart is not None
    assert (chart.goes_on, chart.end, chart.days_left, chart.reaches) == (None, None, -3, None)
    assert chart.today_x == BOX_LEFT + BOX_WIDTH


def test_the_foot_is_marked_from_the_first_day_to_the_last(may: Town) -> None:
    chart = chart_of(standing(may), MAY_10)
    assert chart is not None
    assert [day for day, _ in chart.days][:: len(chart.days) - 1] == [date(2012, 5, 1), MAY_31]
    assert [x for _, x in chart.days] == sorted(x for _, x in chart.days)


def test_without_readings_there_is_no_curve(campaign: Town) -> None:
    targets(campaign, coverage=100)
    assert chart_of(standing(campaign), MAY_10) is None

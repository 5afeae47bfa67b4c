"""The timeline of tasks over the working calendar."""

from collections import Counter
from datetime import date

import pytest

from plans.reader import read_plan, shipped_plan
from plans.rules import Rulebook, rulebook
from states.lights import Light
from web.gantt import DAYS, LABELS, Strip, gantt_of


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook(read_plan(shipped_plan("2012-pension-pilot")))


def test_every_task_of_the_plan_has_a_lane_in_the_order_of_the_dates(book: Rulebook) -> None:
    lanes = gantt_of(book, {}, date(2012, 5, 1)).lanes
    assert {lane.task.key for lane in lanes} == set(book.tasks)
    dues = [lane.task.due for lane in lanes]
    assert dues == sorted(dues)
    assert all(
        LABELS <= lane.window.x < lane.window.x + lane.window.width <= LABELS + DAYS + 0.1 for lane in lanes
    )


def test_days_off_are_shaded_as_the_state_council_set_them(book: Rulebook) -> None:
    labour_day = Strip(date(2012, 4, 28), date(2012, 5, 6))  # 28 April is a working Saturday
    shaded, days = labour_day.days_off(book)
    assert days == 5
    assert shaded == (
        labour_day.span(date(2012, 4, 29), date(2012, 5, 1)),
        labour_day.span(date(2012, 5, 5), date(2012, 5, 6)),
    )


def test_the_overdue_stretch_begins_the_day_after_the_due_date_and_ends_today(book: Rulebook) -> None:
    counts = {"training": Counter({Light.RED: 1})}
    lanes = {lane.task.key: lane for lane in gantt_of(book, counts, date(2012, 4, 28)).lanes}
    over, window = lanes["training"].over, lanes["training"].window
    assert over is not None
    assert over.x == pytest.approx(window.x + window.width, abs=0.2)
    assert over.width == pytest.approx(window.width / 3 * 4, abs=0.3)  # 22 to 24 April; late from 25 to 28
    assert lanes["survey"].over is None


def test_what_is_due_today_is_not_overdue(book: Rulebook) -> None:
    counts = {"training": Counter({Light.RED: 1})}
    lanes = {lane.task.key: lane for lane in gantt_of(book, counts, date(2012, 4, 24)).lanes}
    assert lanes["training"].over is None


def test_today_is_marked_while_the_campaign_runs(book: Rulebook) -> None:
    assert gantt_of(book, {}, date(2012, 1, 1)).today_x is None
    assert gantt_of(book, {}, date(2012, 5, 1)).today_x is not None
    assert gantt_of(book, {}, date(2013, 1, 1)).today_x is None


def test_a_short_strip_marks_each_monday_and_a_long_one_fewer() -> None:
    assert [week.text for week in Strip(date(2012, 4, 22), date(2012, 5, 8)).weeks()] == [
        "4/23",
        "4/30",
        "5/7",
    ]
    assert len(Strip(date(2012, 1, 1), date(2012, 12, 31)).weeks()) < 20

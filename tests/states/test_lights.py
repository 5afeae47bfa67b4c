"""How does 朱寨社区 stand against the calendar, in red, yellow and green?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.calendar import CHINA, Offset, WorkingCalendar
from states.lights import Light, LightRule, task_light, village_light
from states.task import TASK
from tests.states.pilot import days, working_days
from tests.states.strategies import calendars, dates, offsets

DUE = date(2012, 6, 10)
RULE = LightRule(days(3), CHINA)
lights = st.sampled_from(Light)


def june(day: int) -> date:
    return date(2012, 6, day)


def light(state: str, today: date, *, late: bool = False, rule: LightRule = RULE) -> Light:
    return task_light(state, DUE, late, today, rule)


@pytest.mark.parametrize("state", ["open", "returned"])
def test_a_self_inspection_turns_yellow_on_the_7th_and_red_on_the_11th(state: str) -> None:
    colours = [light(state, june(day)).code for day in (6, 7, 10, 11)]
    assert colours == ["green", "yellow", "yellow", "red"]


def test_in_working_days_yellow_begins_before_the_weekend() -> None:
    rule = LightRule(working_days(3), CHINA)
    assert rule.yellow_from(DUE) == june(6)
    assert [light("open", june(day), rule=rule) for day in (5, 6)] == [Light.GREEN, Light.YELLOW]


@pytest.mark.parametrize("today", [june(1), june(30)])
@pytest.mark.parametrize("late", [True, False])
def test_what_is_planned_or_waived_shows_no_light_and_what_is_verified_is_green(
    today: date, late: bool
) -> None:
    assert light("planned", today, late=late) is Light.NONE
    assert light("waived", today, late=late) is Light.NONE
    assert light("verified", today, late=late) is Light.GREEN


def test_submitted_in_time_is_green_however_slow_the_office_is() -> None:
    assert light("submitted", june(30)) is Light.GREEN


def test_submitted_late_is_yellow_until_it_is_verified() -> None:
    assert light("submitted", june(12), late=True) is Light.YELLOW


def test_a_village_shows_its_worst_task() -> None:
    assert village_light([Light.GREEN, Light.YELLOW, Light.NONE], behind=False) is Light.YELLOW
    assert village_light([Light.NONE, Light.GREEN], behind=False) is Light.GREEN
    assert village_light([], behind=False) is Light.NONE


def test_a_village_behind_the_calendar_is_red_whatever_its_tasks_show() -> None:
    assert village_light([Light.GREEN], behind=True) is Light.RED
    assert village_light([], behind=True) is Light.RED


def test_the_lights_are_called_none_green_yellow_red() -> None:
    assert [light.code for light in Light] == ["none", "green", "yellow", "red"]


@given(st.lists(lights), st.booleans(), lights)
def test_one_more_task_never_makes_a_village_look_better(
    tasks: list[Light], behind: bool, more: Light
) -> None:
    assert village_light([*tasks, more], behind=behind) >= village_light(tasks, behind=behind)


@given(calendars, offsets, dates, st.sampled_from(TASK.states), st.booleans(), st.integers(-40, 40))
def test_waiting_never_makes_a_task_look_better(
    calendar: WorkingCalendar, yellow: Offset, due: date, state: str, late: bool, day: int
) -> None:
    rule = LightRule(yellow, calendar)
    today = due + timedelta(days=day)
    tomorrow = today + timedelta(days=1)
    assert task_light(state, due, late, today, rule) <= task_light(state, due, late, tomorrow, rule)

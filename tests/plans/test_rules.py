"""Phases, gates and dates come from the plan: four of other names, or one, are run by the same table."""

from datetime import date

import pytest

from plans.model import Plan
from plans.reader import parse_plan
from plans.rules import Rulebook, rulebook
from states.calendar import CHINA, WEEKDAYS, Offset
from states.village import Situation

ONE_PHASE = """\
schema_version: 1
key: clean-courtyards
title: {zh: 庭院整治, en: Clean courtyards}
document:
  number: 示例办〔2024〕3号
  title: {zh: 庭院整治方案, en: Plan for clean courtyards}
  issuer: 示例街道办事处
  issued_on: 2024-03-01
calendar: weekdays
issue: {clause: 文头, to: [village_head], acknowledge_within: {days: 2}}
phases:
  - {key: cleaning, title: {zh: 整治, en: Cleaning}, clause: 一, from: 2024-03-04, to: 2024-03-29}
assessment: {clause: 二, from: 2024-04-01}
tasks:
  - {key: clean, title: {zh: 清扫, en: Clean}, clause: 一, phase: cleaning, owner: village,
     opens: 2024-03-04, due: 2024-03-29, gate: true}
deadlines:
  clause: 三
  village: &rules
    verification:
      by: [leading_group_office]
      within: {days: 2}
      ladder: [{key: late, after: {days: 1}, to: [leading_group_head], form: verification_overdue}]
  office: {verification: {by: [leading_group_head], within: {days: 2}}}
  department: *rules
acknowledgement: {holds: {days: 2}}
new_cycle: {due_within: {days: 2}}
lights: {yellow_within: {days: 2}}
inspections: {special: {clause: 三, carried_out_within: {days: 5}}}
"""


@pytest.fixture
def winter(four_phases: Plan) -> Rulebook:
    return rulebook(four_phases)


@pytest.fixture
def courtyards() -> Rulebook:
    return rulebook(parse_plan(ONE_PHASE))


def test_the_pilot_has_the_documents_three_phases(pilot: Plan) -> None:
    keys = rulebook(pilot).timeline.phases.keys
    assert keys == ("mobilization", "implementation", "inspection")


def test_four_phases_of_other_names_are_the_states_of_their_campaign(winter: Rulebook) -> None:
    assert winter.machine.states[:5] == ("preparing", "publicize", "screening", "watch", "rectify")
    assert winter.timeline.phases.gated == {"publicize", "screening", "rectify"}


def test_a_phase_without_a_gate_is_left_on_the_next_ones_first_day(winter: Rulebook) -> None:
    watching = Situation("watch", True, False, False, False, False)
    assert not winter.machine.allows(watching, "advance")
    january = Situation("watch", True, False, True, False, False)
    assert winter.machine.after(january, "advance") == "rectify"


def test_the_calendar_of_a_campaign_goes_on_across_the_new_year(winter: Rulebook) -> None:
    assert winter.timeline.phase_on(date(2025, 12, 31)) == "watch"
    assert winter.timeline.phase_on(date(2026, 1, 17)) == "rectify"
    assert winter.timeline.phase_on(date(2026, 2, 11)) == "assessment"


def test_a_reminder_three_working_days_before_5_january_skips_the_new_year_holidays(winter: Rulebook) -> None:
    soon = winter.task_rules("new-year-patrol").owing.reminders[0]
    assert winter.calendar.told_before(date(2026, 1, 5), soon.before) == date(2025, 12, 30)


def test_a_county_and_a_department_owe_tasks_by_their_own_rules(winter: Rulebook) -> None:
    assert winter.tasks["county-briefing"].owner_detail == "county"
    assert winter.tasks["fire-training"].owner_detail == "fire-rescue"
    assert winter.task_rules("county-briefing").owing.ladder[0].key == "office"
    assert winter.task_rules("fire-training").owing.ladder[0].key == "department"
    assert winter.phase_number("alarm-installation") == 3


def test_one_phase_is_first_and_last(courtyards: Rulebook) -> None:
    assert courtyards.machine.states[:3] == ("preparing", "cleaning", "assessment")
    done = Situation("cleaning", True, False, False, False, True)
    assert courtyards.machine.after(done, "assess") == "assessment"


def test_each_plan_names_its_own_calendar(winter: Rulebook, courtyards: Rulebook) -> None:
    assert (winter.calendar, courtyards.calendar) == (CHINA, WEEKDAYS)
    assert courtyards.task_rules("clean").verify_within == Offset(2, "days")


def test_a_task_that_the_plan_does_not_have_is_a_key_error(courtyards: Rulebook) -> None:
    with pytest.raises(KeyError):
        courtyards.task_rules("paint")

"""Where does the calendar say that a campaign should be: the pilot, and others?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.calendar import ONE_DAY
from states.campaign import Timeline
from states.village import Phases
from tests.states.other_plans import COURTYARDS, WINTER
from tests.states.pilot import TIMELINE
from tests.states.strategies import timelines

PILOT_DAYS = [
    (date(2012, 4, 21), "preparing"),
    (date(2012, 4, 22), "mobilization"),
    (date(2012, 4, 30), "mobilization"),
    (date(2012, 5, 1), "implementation"),
    (date(2012, 5, 31), "implementation"),
    (date(2012, 6, 1), "inspection"),
    (date(2012, 6, 30), "inspection"),
    (date(2012, 7, 1), "assessment"),
    (date(2013, 1, 1), "assessment"),
]


@pytest.mark.parametrize(("day", "phase"), PILOT_DAYS)
def test_the_pilots_calendar_reaches_each_phase_on_its_first_day(day: date, phase: str) -> None:
    assert TIMELINE.phase_on(day) == phase


def test_a_winter_campaign_is_in_its_third_phase_on_new_years_day() -> None:
    days = [date(2025, 12, 12), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 17), date(2026, 2, 11)]
    assert [WINTER.phase_on(day) for day in days] == ["screening", "watch", "watch", "rectify", "assessment"]


def test_a_campaign_of_one_phase_goes_from_it_to_the_assessment() -> None:
    days = [date(2024, 3, 3), date(2024, 3, 4), date(2024, 3, 31), date(2024, 4, 1)]
    assert [COURTYARDS.phase_on(day) for day in days] == ["preparing", "cleaning", "cleaning", "assessment"]


def test_a_phase_without_a_first_day_is_a_mistake_and_not_passed_over() -> None:
    one_day_short = Timeline(TIMELINE.phases, TIMELINE.first_days[:2], TIMELINE.assessment_from)
    with pytest.raises(ValueError, match="shorter"):
        one_day_short.phase_on(date(2012, 6, 15))


def test_states_stand_in_a_row_and_all_after_the_phases_at_its_end() -> None:
    states = ("preparing", "mobilization", "implementation", "inspection")
    assert [TIMELINE.position(state) for state in states] == [-1, 0, 1, 2]
    after = ("assessment", "accepted", "not_accepted", "commended")
    assert [TIMELINE.position(state) for state in after] == [3, 3, 3, 3]


def test_the_pilot_begins_on_22_april_and_is_assessed_from_1_july() -> None:
    assert [TIMELINE.begun(date(2012, 4, day)) for day in (21, 22, 23)] == [False, True, True]
    assert not TIMELINE.assessment_begun(date(2012, 6, 30))
    assert TIMELINE.assessment_begun(date(2012, 7, 1))


def test_the_phase_after_mobilization_begins_on_labour_day() -> None:
    assert not TIMELINE.next_phase_begun("mobilization", date(2012, 4, 30))
    assert TIMELINE.next_phase_begun("mobilization", date(2012, 5, 1))
    assert TIMELINE.next_phase_begun("implementation", date(2012, 6, 1))


@pytest.mark.parametrize("state", ["preparing", "inspection", "assessment", "accepted", "commended"])
def test_no_phase_follows_the_last_one_nor_is_the_first_one_the_next_of_another(state: str) -> None:
    assert not TIMELINE.next_phase_begun(state, date(2012, 12, 31))


def test_a_village_in_mobilization_falls_behind_on_labour_day() -> None:
    assert not TIMELINE.behind("mobilization", date(2012, 4, 30))
    assert TIMELINE.behind("mobilization", date(2012, 5, 1))


def test_a_village_ahead_of_the_calendar_is_not_behind_it() -> None:
    assert not TIMELINE.behind("inspection", date(2012, 4, 25))
    assert not TIMELINE.behind("accepted", date(2012, 8, 1))


def test_a_village_still_in_inspection_is_behind_once_the_assessment_has_begun() -> None:
    assert not TIMELINE.behind("inspection", date(2012, 6, 30))
    assert TIMELINE.behind("inspection", date(2012, 7, 1))


def test_a_village_that_prepares_waits_for_the_clock_and_is_never_behind() -> None:
    assert not TIMELINE.behind("preparing", date(2012, 6, 1))


def test_the_calendar_alone_begins_a_campaign_and_its_assessment() -> None:
    assert TIMELINE.next_move_on("preparing", date(2012, 4, 20)) == date(2012, 4, 22)
    assert TIMELINE.next_move_on("mobilization", date(2012, 4, 23)) == date(2012, 7, 1)
    assert TIMELINE.next_move_on("inspection", date(2012, 6, 30)) == date(2012, 7, 1)
    assert TIMELINE.next_move_on("inspection", date(2012, 7, 1)) is None


@pytest.mark.parametrize("state", ["assessment", "accepted", "not_accepted", "commended"])
def test_no_calendar_moves_a_village_out_of_what_the_head_of_the_group_decides(state: str) -> None:
    assert TIMELINE.next_move_on(state, date(2012, 4, 1)) is None


def test_a_campaign_that_has_begun_has_no_day_to_begin_on() -> None:
    assert TIMELINE.next_move_on("preparing", date(2012, 4, 22)) is None


def test_the_winter_watch_is_left_by_the_calendar_and_the_gated_phases_are_not() -> None:
    assert WINTER.next_move_on("watch", date(2025, 12, 31)) == date(2026, 1, 17)
    assert WINTER.next_move_on("watch", date(2026, 1, 17)) == date(2026, 2, 11)
    assert WINTER.next_move_on("screening", date(2025, 11, 20)) == date(2026, 2, 11)


def test_a_last_phase_without_a_gate_waits_for_the_assessment() -> None:
    gateless = Timeline(Phases(("cleaning",), frozenset()), (date(2024, 3, 4),), date(2024, 4, 1))
    assert gateless.next_move_on("cleaning", date(2024, 3, 4)) == date(2024, 4, 1)


@given(timelines(), st.dates(date(2011, 12, 1), date(2013, 12, 31)))
def test_the_calendar_never_goes_back(timeline: Timeline, day: date) -> None:
    today, tomorrow = timeline.phase_on(day), timeline.phase_on(day + ONE_DAY)
    assert timeline.position(tomorrow) - timeline.position(today) in (0, 1)


@given(timelines(), st.dates(date(2011, 12, 1), date(2013, 12, 31)))
def test_a_village_in_the_calendars_phase_is_not_behind_and_in_the_one_before_is(
    timeline: Timeline, day: date
) -> None:
    now = timeline.phase_on(day)
    assert not timeline.behind(now, day)
    earlier = [key for key in timeline.phases.keys if timeline.position(key) < timeline.position(now)]
    assert all(timeline.behind(key, day) for key in earlier)


@given(timelines(), st.dates(date(2011, 12, 1), date(2013, 12, 31)))
def test_the_next_phase_has_begun_exactly_when_a_phase_is_behind_the_calendar(
    timeline: Timeline, day: date
) -> None:
    for key in timeline.phases.keys[:-1]:
        assert timeline.next_phase_begun(key, day) == timeline.behind(key, day)

"""Tries grow further apart, and end."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.backoff import (
    JITTER,
    LONGEST,
    LONGEST_FOR_A_CHANNEL,
    pause,
    pause_of_channel,
    used_up,
)


@given(st.integers(0, 10**9))
def test_the_pauses_grow_from_a_minute_to_six_hours_a_little_longer_for_some(about: int) -> None:
    for attempt, minutes in enumerate([1, 5, 25, 125, 360, 360], start=1):
        assert minutes <= pause(attempt, about=about).total_seconds() / 60 <= minutes * (1 + JITTER)


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({pause(3, about=about) for about in range(50)}) > 40


def test_a_pause_is_the_same_whenever_it_is_asked_for() -> None:
    assert pause(2, about=7) == pause(2, about=7)


def test_a_channel_that_asks_for_more_time_gets_it_but_not_for_ever() -> None:
    assert pause(1, timedelta(minutes=10)) == timedelta(minutes=10)
    assert pause(3, timedelta(minutes=10)) >= timedelta(minutes=25)
    assert pause(1, timedelta(days=9)) <= LONGEST * (1 + JITTER)


def test_the_last_attempt_is_the_one_that_the_plan_says() -> None:
    assert not used_up(5, 6)
    assert used_up(6, 6)
    assert used_up(700, 6)


def test_a_channel_that_does_not_work_is_asked_less_and_less_often_but_every_half_hour() -> None:
    minutes = [pause_of_channel(trips).total_seconds() / 60 for trips in range(1, 9)]
    assert minutes == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_channel_s_own_wish_is_heard() -> None:
    assert pause_of_channel(1, timedelta(minutes=20)) == timedelta(minutes=20)
    assert pause_of_channel(1, timedelta(days=3)) == LONGEST
    assert pause_of_channel(9, timedelta(minutes=1)) == LONGEST_FOR_A_CHANNEL

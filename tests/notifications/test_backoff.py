"""Tries grow further apart, and end."""

from datetime import timedelta

from notifications.backoff import ATTEMPTS, LONGEST, pause, used_up


def test_the_pauses_grow_from_a_minute_to_six_hours() -> None:
    minutes = [pause(attempt).total_seconds() / 60 for attempt in range(1, ATTEMPTS)]
    assert minutes == [1, 5, 25, 125, 360]


def test_a_channel_that_asks_for_more_time_gets_it_but_not_for_ever() -> None:
    assert pause(1, timedelta(minutes=10)) == timedelta(minutes=10)
    assert pause(3, timedelta(minutes=10)) == timedelta(minutes=25)
    assert pause(1, timedelta(days=9)) == LONGEST


def test_the_sixth_attempt_is_the_last() -> None:
    assert not used_up(5)
    assert used_up(6)
    assert pause(700) == LONGEST

"""How long whoever guesses must wait, and how long a session holds."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.lockout import FREE, LONGEST, locked_for
from states.session import ABSOLUTE, IDLE, is_alive
from tests.town import SHANGHAI

MORNING = datetime(2012, 6, 8, 8, tzinfo=SHANGHAI)


def test_a_few_slips_cost_nothing() -> None:
    assert [locked_for(count) for count in range(FREE + 1)] == [timedelta(0)] * (FREE + 1)


@pytest.mark.parametrize(("failures", "minutes"), [(5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (10_000, 60)])
def test_each_further_failure_doubles_the_wait_up_to_an_hour(failures: int, minutes: int) -> None:
    assert locked_for(failures) == timedelta(minutes=minutes)


@given(st.integers(0, 10**9))
def test_nobody_waits_longer_than_an_hour_nor_less_for_more_failures(failures: int) -> None:
    assert locked_for(failures) <= locked_for(failures + 1) <= LONGEST


def test_a_browser_left_alone_is_signed_out() -> None:
    seen = MORNING + timedelta(hours=1)
    assert is_alive(MORNING, seen, seen + IDLE - timedelta(seconds=1))
    assert not is_alive(MORNING, seen, seen + IDLE)


def test_everybody_is_signed_out_once_in_a_working_day() -> None:
    evening = MORNING + ABSOLUTE
    assert is_alive(MORNING, evening, evening - timedelta(seconds=1))
    assert not is_alive(MORNING, evening, evening)


def test_a_session_of_the_future_holds_no_more_than_an_old_one() -> None:
    assert not is_alive(MORNING, MORNING, MORNING - timedelta(seconds=1))

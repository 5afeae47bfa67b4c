"""The rounds of the periodic inspection: their days, and when they are told (三.三.2)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from states.calendar import CHINA, Offset
from states.rounds import rounds, under_way

MAY_7, LAST = date(2012, 5, 7), date(2012, 6, 29)
FORTNIGHTS = rounds(MAY_7, LAST, Offset(14, "days"), CHINA)


def test_every_fortnight_from_7_may_there_are_four_rounds_until_29_june() -> None:
    assert [one.day for one in FORTNIGHTS] == [
        MAY_7,
        date(2012, 5, 21),
        date(2012, 6, 4),
        date(2012, 6, 18),
    ]


def test_a_round_on_a_day_off_keeps_its_date_and_is_told_on_the_next_working_day() -> None:
    [dragon_boat] = rounds(date(2012, 6, 23), LAST, None, CHINA)
    assert (dragon_boat.day, dragon_boat.told_on) == (date(2012, 6, 23), date(2012, 6, 25))


def test_where_nothing_says_how_often_there_is_one_round() -> None:
    assert len(rounds(MAY_7, LAST, None, CHINA)) == 1
    assert len(rounds(MAY_7, LAST, Offset(0, "days"), CHINA)) == 1


def test_the_round_under_way_is_the_last_that_was_told() -> None:
    issued = date(2012, 4, 23)
    assert under_way(FORTNIGHTS, date(2012, 5, 6), issued) is None
    assert under_way(FORTNIGHTS, MAY_7, issued) == FORTNIGHTS[0]
    assert under_way(FORTNIGHTS, date(2012, 6, 3), issued) == FORTNIGHTS[1]
    assert under_way(FORTNIGHTS, date(2012, 12, 31), issued) == FORTNIGHTS[3]


def test_a_round_from_before_the_issue_was_never_asked_for() -> None:
    assert under_way(FORTNIGHTS, date(2012, 5, 10), date(2012, 5, 8)) is None


@given(
    st.dates(date(2012, 1, 1), date(2013, 1, 1)),
    st.integers(0, 200),
    st.builds(Offset, st.integers(0, 40), st.sampled_from(("days", "working_days"))),
)
def test_rounds_rise_and_never_pass_the_last_day(first: date, length: int, every: Offset) -> None:
    last = date.fromordinal(first.toordinal() + length)
    days = [one.day for one in rounds(first, last, every, CHINA)]
    assert days == sorted(set(days))
    assert days[0] == first
    assert days[-1] <= last

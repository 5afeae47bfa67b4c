"""Days as people write them on the first line of a reply."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.reply_date import date_in
from notifications.words import MONTHS_EN

TODAY = date(2012, 6, 11)
JUNE_15 = date(2012, 6, 15)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "6月15日",
            "6月15号前办结",
            "收到，6 月 15 日前完成",
            "２ 6月15日",
            "2012年6月15日",
            "2012-06-15",
            "2012/6/15",
        ),
        *("2012.6.15", "by 15 June", "15th of June", "15 Jun 2012", "June 15", "June 15th, 2012", "JUN. 15"),
        *("done by 15 June, at the latest 20 June", "收到。预计2012-06-15完成"),
    ],
)
def test_a_day_is_understood(line: str) -> None:
    assert date_in(line, TODAY) == JUNE_15


@pytest.mark.parametrize(
    "line",
    [
        *("", "收到", "received, thank you", "15", "6.15", "13月1日", "2月30日", "31 June", "2012-13-01"),
        *("9999999-06-15", "电话 0371-68135566", "maybe 15", "１５ June", "0月0日", "0000-06-15", "12345678"),
    ],
)
def test_what_names_no_day_is_none(line: str) -> None:
    assert date_in(line, TODAY) is None


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    assert date_in("1月5日", date(2012, 12, 28)) == date(2013, 1, 5)
    assert date_in("28 December", date(2013, 1, 5)) == date(2012, 12, 28)
    assert date_in("2月29日", date(2013, 1, 5)) == date(2012, 2, 29)
    assert date_in("1月5日", date(9999, 12, 31)) == date(9999, 1, 5)


days = st.dates(date(1949, 1, 1), date(2199, 12, 31))


@given(days)
def test_every_day_is_understood_in_every_form_with_a_year(day: date) -> None:
    month = MONTHS_EN[day.month - 1]
    for line in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
    ):
        assert date_in(line, TODAY) == day


@given(st.text(), days)
def test_no_line_breaks_it(line: str, today: date) -> None:
    found = date_in(line, today)
    assert found is None or isinstance(found, date)

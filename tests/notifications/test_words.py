"""Days, distances, roles and lists, as people read them."""

from datetime import date

import pytest

from notifications.words import TONGUES, on_one_line
from states.calendar import Offset
from states.roles import Role

ZH, EN = TONGUES["zh"], TONGUES["en"]
TENTH_OF_JUNE = date(2012, 6, 10)


def test_a_day_is_written_with_its_weekday() -> None:
    assert ZH.day(TENTH_OF_JUNE, 2012) == "6月10日（星期日）"
    assert EN.day(TENTH_OF_JUNE, 2012) == "Sunday 10 June"


def test_another_year_is_written_out() -> None:
    assert ZH.day(date(2013, 1, 5), 2012) == "2013年1月5日（星期六）"
    assert EN.day(date(2013, 1, 5), 2012) == "Saturday 5 January 2013"


def test_a_distance_names_its_unit() -> None:
    assert ZH.distance(Offset(3, "working_days")) == "3个工作日"
    assert EN.distance(Offset(3, "working_days")) == "3 working days"
    assert EN.distance(Offset(1, "days")) == "1 day"
    assert ZH.distance(Offset(7, "days")) == "7天"


def test_every_role_has_a_title_in_both_languages() -> None:
    for role in (*Role, "inspector"):
        assert ZH.role(role) != role
        assert EN.role(role).startswith("the ")
    assert ZH.role("a-role-of-tomorrow") == "a-role-of-tomorrow"


@pytest.mark.parametrize(
    ("items", "zh", "en"),
    [
        ([], "", ""),
        (["甲"], "甲", "甲"),
        (["甲", "乙", "丙"], "甲、乙、丙", "甲, 乙 and 丙"),
    ],
)
def test_lists_are_joined_as_each_language_does(items: list[str], zh: str, en: str) -> None:
    assert ZH.listed(items) == zh
    assert EN.listed(items) == en


def test_nothing_that_people_type_makes_a_second_line_or_turns_the_writing_round() -> None:
    assert on_one_line("朱寨\r\nBcc: x\u2028y\u202ez\x00 ") == "朱寨 Bcc: x y z"
    assert on_one_line("\U00031350 rare, but a name") == "\U00031350 rare, but a name"

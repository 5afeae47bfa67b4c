"""What a text costs as short messages: known examples, and what holds for every text."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.segments import BASIC, EXTENDED, segments

PLAIN = st.text(alphabet=sorted(BASIC), max_size=700)
CHINESE = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=300)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("督" * 70, 1),
        ("督" * 71, 2),
        ("督" * 134, 2),
        ("督" * 135, 3),
    ],
)
def test_one_message_holds_160_or_70_and_a_part_of_several_153_or_67(text: str, number: int) -> None:
    assert segments(text) == number


def test_one_chinese_character_makes_the_whole_text_wide() -> None:
    assert segments("a" * 70 + "督") == 2


def test_the_euro_and_brackets_take_two_places() -> None:
    assert segments("€" * 80) == 1
    assert segments("€" * 80 + "a") == 2
    assert segments("[" + "a" * 159) == 2


def test_the_grave_accent_is_not_in_the_alphabet() -> None:
    assert segments("`" * 70) == 1
    assert segments("`" * 71) == 2


def test_a_character_outside_the_basic_plane_takes_two_places() -> None:
    assert segments("𰝐" * 35) == 1
    assert segments("𰝐" * 36) == 2


def test_what_takes_two_places_is_not_torn_apart() -> None:
    assert segments("a" * 152 + "€" + "a" * 151) == 2
    assert segments("a" * 152 + "€" + "a" * 152) == 3  # 306 places: two parts, if it could be torn
    assert segments("督" * 66 + "𰝐" + "督" * 66) == 3
    assert segments("督" * 66 + "𰝐" + "督" * 65) == 2


def test_the_alphabet_is_the_standard_s() -> None:
    assert len(BASIC) == 127  # 128 codes, one of which is the escape
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


@given(PLAIN)
def test_a_plain_text_is_divided_without_a_rest_left_over(text: str) -> None:
    assert segments(text) == (1 if len(text) <= 160 else ceil(len(text) / 153))


@given(CHINESE.filter(bool))
def test_so_is_a_chinese_one(text: str) -> None:
    assert segments(text) == (1 if len(text) <= 70 else ceil(len(text) / 67))


@given(st.text(max_size=400), st.text(max_size=100))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert segments(text) <= segments(text + more)


@given(st.text(max_size=400))
def test_no_text_costs_more_than_if_every_part_lost_a_place(text: str) -> None:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert segments(text) <= 1 or segments(text) <= ceil(max(units, 1) / 66)

"""People, material and money put in; money in fen, shown in yuan (四.一.四)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.errors import BadInput, NotAllowed
from actions.inputs import fen_of, input_totals, list_inputs, record_input, yuan_of
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town


def puts_in(town: Town, kind: str, what: str, amount: int, unit: str = ZHUZHAI) -> int:
    role = Role.LEADING_GROUP_OFFICE if unit == SUBDISTRICT else Role.VILLAGE_HEAD
    return record_input(town.desk, town.who(role, unit), unit, kind, town.today, what, amount)


def test_each_unit_has_its_totals_and_all_of_them_together(campaign: Town) -> None:
    puts_in(campaign, "people", "协办员", 4)
    puts_in(campaign, "money", "宣传费", 120_050)
    puts_in(campaign, "money", "印刷费", 9_950)
    puts_in(campaign, "money", "专项经费", 5_000_000_00, SUBDISTRICT)
    puts_in(campaign, "material", "电脑", 2, SUBDISTRICT)
    totals = {one.unit: (one.people, one.material, one.fen) for one in input_totals(campaign.desk)}
    assert totals == {
        SUBDISTRICT: (0, 2, 500_000_000),
        ZHUZHAI: (4, 0, 130_000),
        None: (4, 2, 500_130_000),
    }
    assert [one.what for one in list_inputs(campaign.desk, unit_code=ZHUZHAI)] == [
        "印刷费",
        "宣传费",
        "协办员",
    ]
    assert input_totals(campaign.desk, unit_code=GONGYELU) == []


def test_yuan_are_read_as_people_write_them() -> None:
    assert [fen_of(text) for text in ("1200", "1,200.5", " 0.05 ", "1，200.50")] == [
        120_000,
        120_050,
        5,
        120_050,
    ]
    assert yuan_of(120_050) == "1,200.50"


@given(st.integers(min_value=0, max_value=10**13))
def test_what_is_shown_is_read_back(fen: int) -> None:
    assert fen_of(yuan_of(fen)) == fen


@pytest.mark.parametrize("text", ["", "12.345", "-5", "1e3", "１２", "十元"])
def test_an_amount_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="无法识别"):
        fen_of(text)


@pytest.mark.parametrize(
    ("kind", "amount", "said"),
    [
        ("goodwill", 1, r"没有投入类别 goodwill，可选：people（人力）"),
        ("people", 0, "应大于 0"),
        ("money", -5, "应大于 0"),
        ("material", 2**31, "不超过"),
    ],
)
def test_what_cannot_be_is_refused(campaign: Town, kind: str, amount: int, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        puts_in(campaign, kind, "甲", amount)
    assert list_inputs(campaign.desk) == []


def test_a_village_does_not_record_the_offices_inputs(campaign: Town) -> None:
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    with pytest.raises(NotAllowed, match=r"input\.record\.office"):
        record_input(campaign.desk, head, SUBDISTRICT, "people", campaign.today, "人员", 1)

"""Responsibility letters are signed level by level, and what is unsigned is listed (四.一.一)."""

from datetime import date

import pytest

from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.group import Group, set_groups
from actions.letter import list_letters, sign_letter
from actions.organization import submission_warnings
from actions.permission import CONSOLE
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town

COUNTY = "410106000000"
APRIL_26 = date(2012, 4, 26)
BOTH = ("办事处主任", "社区主任")


@pytest.fixture
def signing(campaign: Town) -> Town:
    return campaign.at("2012-04-26")


def signs(town: Town, taker: str = ZHUZHAI, by: Role = Role.LEADING_GROUP_OFFICE) -> int:
    unit = SUBDISTRICT if by is Role.LEADING_GROUP_OFFICE else taker
    return sign_letter(town.desk, town.who(by, unit), SUBDISTRICT, taker, 2, APRIL_26, BOTH)


def unsigned(town: Town) -> list[tuple[int, str]]:
    return [(one.level, one.taker) for one in list_letters(town.desk, unsigned_only=True)]


def test_what_is_unsigned_is_listed_level_by_level(signing: Town) -> None:
    assert unsigned(signing) == [(1, SUBDISTRICT), (2, GONGYELU), (2, ZHUZHAI), (2, TONGHANG)]
    signs(signing)
    assert unsigned(signing) == [(1, SUBDISTRICT), (2, GONGYELU), (2, TONGHANG)]
    [letter] = [one for one in list_letters(signing.desk) if one.signed_on]
    assert (letter.taker, letter.signed_on, letter.signed_by) == (ZHUZHAI, APRIL_26, BOTH)


def test_the_county_gives_the_office_its_letter_and_the_office_records_it(signing: Town) -> None:
    office = signing.who(Role.LEADING_GROUP_OFFICE)
    sign_letter(signing.desk, office, COUNTY, SUBDISTRICT, 1, APRIL_26, ("区长", "主任"))
    assert (1, SUBDISTRICT) not in unsigned(signing)


def test_groups_take_theirs_from_the_village(signing: Town) -> None:
    head = signing.who(Role.VILLAGE_HEAD, ZHUZHAI)
    set_groups(signing.desk, head, ZHUZHAI, (Group(1, "一号院", "李明"), Group(2, "二号院", "王芳")))
    assert unsigned(signing)[-2:] == [(3, f"{ZHUZHAI}#1"), (3, f"{ZHUZHAI}#2")]
    sign_letter(signing.desk, head, ZHUZHAI, f"{ZHUZHAI}#2", 3, APRIL_26, ("主任", "王芳"))
    assert unsigned(signing)[-1] == (3, f"{ZHUZHAI}#1")
    with pytest.raises(NotFound, match=r"没有第 9 组（楼院）。现有组号：1、2"):
        sign_letter(signing.desk, head, ZHUZHAI, "9", 3, APRIL_26, ("主任", "王芳"))


def test_a_submission_says_what_is_unsigned(signing: Town) -> None:
    assert submission_warnings(signing.desk, ZHUZHAI, "responsibility-letter") == [
        "责任书还没有登记签订：朱寨社区居民委员会。"
    ]
    signs(signing)
    assert submission_warnings(signing.desk, ZHUZHAI, "responsibility-letter") == []


def test_a_letter_is_signed_once(signing: Town) -> None:
    signs(signing)
    with pytest.raises(WrongState, match=r"已于 4月26日（星期四）签订"):
        signs(signing)


@pytest.mark.parametrize(
    ("giver", "taker", "level", "names", "said"),
    [
        (SUBDISTRICT, ZHUZHAI, 4, BOTH, "没有第 4 级责任书。现有：1 区"),
        (SUBDISTRICT, ZHUZHAI, 2, BOTH[:1], "须双方签字"),
        (SUBDISTRICT, COUNTY, 2, BOTH, "不是村"),
        (COUNTY, ZHUZHAI, 2, BOTH, "不是办事处"),
        (SUBDISTRICT, ZHUZHAI, 2, ("", "乙"), "请写明发包方签字人"),
    ],
)
def test_parties_that_are_not_of_the_level_are_refused(
    signing: Town, giver: str, taker: str, level: int, names: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        sign_letter(
            signing.desk,
            CONSOLE,
            giver,
            taker,
            level,
            APRIL_26,
            names,
        )


def test_a_day_that_has_not_come_is_refused(signing: Town) -> None:
    office = signing.who(Role.LEADING_GROUP_OFFICE)
    with pytest.raises(BadInput, match="签订日期"):
        sign_letter(signing.desk, office, SUBDISTRICT, ZHUZHAI, 2, date(2012, 4, 27), BOTH)


def test_the_village_does_not_record_the_offices_letters(signing: Town) -> None:
    with pytest.raises(NotAllowed, match=r"letter\.sign\.office"):
        signs(signing, by=Role.VILLAGE_HEAD)

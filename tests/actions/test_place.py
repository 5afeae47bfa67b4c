"""Where a reader stands in the hierarchy, and whether the villages are shown one by one."""

import pytest

from actions.errors import NotFound
from actions.place import find_places, read_where
from tests.district import DISTRICT, OFFICES, villages_of, wide
from tests.shelf import After
from tests.town import SUBDISTRICT, VILLAGES, ZHUZHAI, Town


@pytest.fixture
def district(after: After) -> Town:
    return after(wide)


def test_a_district_of_more_than_200_villages_is_looked_at_by_its_offices(district: Town) -> None:
    where = read_where(district.desk)
    assert where.unit is not None
    assert (where.unit.code, where.villages, where.shows_villages) == (DISTRICT, 213, False)
    assert [one.code for one in where.below] == [SUBDISTRICT, *OFFICES]
    assert where.above == ()
    assert read_where(district.desk, None, DISTRICT) == where


def test_an_office_shows_its_villages_with_the_district_above_and_the_other_offices_beside(
    district: Town,
) -> None:
    where = read_where(district.desk, None, SUBDISTRICT)
    assert (where.villages, where.shows_villages) == (3, True)
    assert [one.code for one in where.above] == [DISTRICT]
    assert [one.code for one in where.beside] == [SUBDISTRICT, *OFFICES]
    assert [one.code for one in where.below] == list(VILLAGES)


def test_a_village_is_a_place_of_its_own(district: Town) -> None:
    where = read_where(district.desk, None, ZHUZHAI)
    assert (where.villages, where.shows_villages, where.below) == (1, True, ())
    assert [one.code for one in where.above] == [DISTRICT, SUBDISTRICT]


def test_what_stands_above_the_campaigns_own_unit_does_not_lead_there(campaign: Town) -> None:
    assert read_where(campaign.desk).above == ()
    assert read_where(campaign.desk, None, "410100000000").above == ()
    assert [one.code for one in read_where(campaign.desk, None, "410100000000").below] == [DISTRICT]


def test_few_villages_are_shown_one_by_one_wherever_they_lie(campaign: Town) -> None:
    for unit in (None, DISTRICT, "410000000000"):
        where = read_where(campaign.desk, None, unit)
        assert (where.villages, where.shows_villages) == (3, True)


def test_a_unit_that_there_is_not_is_nowhere(campaign: Town) -> None:
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        read_where(campaign.desk, None, "999")


def test_units_are_found_by_the_beginning_of_their_code_and_only_within_a_unit(district: Town) -> None:
    def codes(unit: str | None, digits: str) -> list[str]:
        return [one.code for one in find_places(district.desk, None, unit, digits)]

    assert codes(None, "4101060050") == [OFFICES[0], *villages_of(70)[3:42]]
    assert codes(None, "410106004") == [SUBDISTRICT, *VILLAGES]
    assert codes(SUBDISTRICT, ZHUZHAI) == [ZHUZHAI]
    assert codes(OFFICES[0], ZHUZHAI) == []
    assert codes(None, "朱寨") == []
    assert codes(None, "4" * 13) == []


def test_nobody_is_led_to_what_lies_outside_of_their_units(district: Town) -> None:
    where = read_where(district.desk, None, ZHUZHAI)
    office = where.above[-1].path
    assert [one.code for one in where.seen(lambda path: path.startswith(office)).above] == [SUBDISTRICT]
    beside = read_where(district.desk, None, SUBDISTRICT).seen(lambda path: path.startswith(office)).beside
    assert [one.code for one in beside] == [SUBDISTRICT]

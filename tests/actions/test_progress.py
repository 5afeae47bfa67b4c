"""The sums of the units one level below, and who will miss a target (二)."""

from fractions import Fraction

import pytest

from actions.indicator import read_sums
from actions.progress import read_progress_below, will_miss
from tests.actions.figures import report, standing, targets
from tests.district import DISTRICT, OFFICES, in_may, village
from tests.query_plan import statements_of
from tests.shelf import After
from tests.town import SUBDISTRICT, TONGHANG, ZHUZHAI, Town

ONE, OTHER = village(OFFICES[0], 1), village(OFFICES[0], 2)


def with_targets(town: Town) -> None:
    in_may(town)
    targets(town, (ZHUZHAI, TONGHANG, ONE, OTHER), coverage=100)


@pytest.fixture
def may(after: After) -> Town:
    return after(with_targets)


def test_each_office_comes_to_the_sum_of_its_villages(may: Town) -> None:
    report(may.at("2012-05-06"), ZHUZHAI, 20)
    report(may.at("2012-05-11"), ZHUZHAI, 35)
    read = read_progress_below(may.desk)
    rates = {one.unit: [standing.figures.rate for standing in one.sums] for one in read.units}
    assert rates[SUBDISTRICT] == [Fraction(35, 2)]
    assert rates[OFFICES[0]] == [None]
    assert rates[OFFICES[1]] == []
    for unit in read.units:
        assert unit.sums == read_sums(may.desk, None, unit.unit).sums
    assert read.sums == read_sums(may.desk, None, DISTRICT).sums


def test_the_villages_of_an_office_come_to_what_they_have_themselves(may: Town) -> None:
    report(may.at("2012-05-06"), ZHUZHAI, 20)
    read = read_progress_below(may.desk, None, SUBDISTRICT)
    counted = {one.unit: [standing.figures.count for standing in one.sums] for one in read.units}
    assert (counted[ZHUZHAI], counted[TONGHANG]) == ([20], [None])


def test_who_will_miss_is_known_from_two_days_of_readings_or_after_the_date(may: Town) -> None:
    report(may.at("2012-05-06"), ZHUZHAI, 20)
    assert not will_miss(standing(may))
    report(may.at("2012-05-11"), ZHUZHAI, 35)
    assert will_miss(standing(may))
    report(may.at("2012-05-12"), ZHUZHAI, 45)
    assert not will_miss(standing(may))
    assert will_miss(standing(may.at("2012-06-01")))
    assert will_miss(standing(may, TONGHANG))


def test_a_district_takes_as_many_statements_as_a_subdistrict(may: Town) -> None:
    asked = []
    for unit in (DISTRICT, SUBDISTRICT):
        with statements_of(may.desk.engine) as seen:
            read_progress_below(may.desk, None, unit)
        asked.append(len(seen))
    assert asked[0] == asked[1]

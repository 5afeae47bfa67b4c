"""The units one level below, from the kept roll-ups: as counting every task would give (三)."""

from collections import Counter
from datetime import date

import pytest

from actions import hold
from actions.board import list_tasks
from actions.permission import CONSOLE
from actions.rollup import Rollup, read_rollup
from states.lights import Light
from tests.district import DISTRICT, OFFICES, in_may, village
from tests.query_plan import statements_of
from tests.shelf import After
from tests.town import SUBDISTRICT, ZHUZHAI, Town


@pytest.fixture
def may(after: After) -> Town:
    return after(in_may)


def recounted(town: Town) -> dict[str, Counter[Light]]:
    """The lights of every task, one by one, at or below each office."""
    found: dict[str, Counter[Light]] = {}
    for code, _, task in list_tasks(town.desk):
        found.setdefault(f"{code[:9]}000", Counter())[task.light] += 1
    return found


def kept(read: Rollup) -> dict[str, Counter[Light]]:
    return {one.unit: one.counted.lights for one in read.units}


def test_the_lights_of_each_office_are_those_of_its_tasks(may: Town) -> None:
    may.submit(ZHUZHAI, "training")
    may.complete(ZHUZHAI, "work-group")
    read = read_rollup(may.desk)
    assert kept(read) == recounted(may)
    assert read.whole.lights == sum(recounted(may).values(), Counter())
    assert read.whole.lights[Light.RED] > 200


def test_the_villages_below_are_counted(may: Town) -> None:
    read = read_rollup(may.desk)
    assert read.whole.villages == 213
    assert {one.unit: one.counted.villages for one in read.units} == {
        SUBDISTRICT: 3,
        **dict.fromkeys(OFFICES, 70),
    }


def test_as_many_villages_at_most_have_passed_a_phase_as_have_done_the_gate_that_fewest_did(
    may: Town,
) -> None:
    gates = [task.key for task in may.board().book.plan.tasks if task.gate and task.phase == "mobilization"]
    for key in gates:
        may.complete(ZHUZHAI, key)
    first = may.board().units[0].unit
    may.complete(first, gates[0])
    office = next(one for one in read_rollup(may.desk).units if one.unit == SUBDISTRICT)
    assert office.counted.passed == (1, 0, 0)
    assert may.phase(ZHUZHAI) == "implementation"


def test_a_task_whose_clock_stands_shows_the_light_of_the_day_on_which_that_began(may: Town) -> None:
    before = kept(read_rollup(may.at("2012-05-10").desk))
    may.at("2012-05-02")
    hold.put(may.desk, CONSOLE, date(2012, 5, 20), "洪水", unit_code=village(OFFICES[0], 1))
    stands = kept(read_rollup(may.at("2012-05-10").desk))
    assert stands == recounted(may)
    assert stands != before


def test_an_office_is_rolled_up_to_its_villages(may: Town) -> None:
    read = read_rollup(may.desk, None, SUBDISTRICT)
    assert [one.unit for one in read.units] == [one.unit for one in may.board().units[:3]]
    assert all(one.counted.villages == 1 for one in read.units)
    assert sum((one.counted.lights for one in read.units), Counter()) < read.whole.lights


def test_the_totals_of_a_unit_are_those_of_everybody_in_it(may: Town) -> None:
    read = read_rollup(may.desk, None, DISTRICT)
    counted = Counter({total.key: 0 for total in read.totals})
    for total in read.totals:
        counted[total.key] += total.count
    assert counted["training"] == 213
    assert counted["mobilization-meeting"] == 4


def test_a_district_takes_as_many_statements_as_a_subdistrict(may: Town) -> None:
    asked = []
    for unit in (DISTRICT, SUBDISTRICT):
        with statements_of(may.desk.engine) as seen:
            read_rollup(may.desk, None, unit)
        asked.append(len(seen))
    assert asked[0] == asked[1]

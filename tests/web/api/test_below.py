"""From above, a program reads what the units one level below come to."""

from collections import Counter

from states.roles import Role
from tests.actions import figures
from tests.town import GONGYELU, SUBDISTRICT, VILLAGES, ZHUZHAI
from tests.web.api.conftest import Gate, problem

HERE = "/campaigns/1/below"


def test_each_unit_below_comes_with_its_lights_and_figures(gate: Gate) -> None:
    figures.targets(gate.town, coverage=100)
    figures.report(gate.town, ZHUZHAI, 40)
    program = gate.role(Role.LEADING_GROUP)
    read = {one["unit"]: one for one in program.read(f"{HERE}?unit={SUBDISTRICT}")["items"]}
    assert set(read) == set(VILLAGES)
    tasks = gate.role(Role.LEADING_GROUP_OFFICE).read(f"/campaigns/1/tasks?unit={ZHUZHAI}")["items"]
    assert read[ZHUZHAI]["villages"] == 1
    assert read[ZHUZHAI]["lights"] == Counter(one["task"]["light"] for one in tasks)
    (coverage,) = [one for one in read[ZHUZHAI]["figures"] if one["indicator"] == "coverage"]
    assert (coverage["count"], coverage["rate"]) == (40, 40)


def test_the_units_of_others_are_not_told(gate: Gate) -> None:
    leader = gate.role(Role.LINKED_LEADER)
    for unit in (GONGYELU, SUBDISTRICT):
        said = problem(leader.get(f"{HERE}?unit={unit}"), 403, "not-allowed")
        assert "items" not in said

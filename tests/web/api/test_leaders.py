"""A linked leader follows the own villages, and what is about to climb up to them."""

from states.roles import Role
from tests.town import ZHUZHAI
from tests.web.api.conftest import Gate

MINE = "/campaigns/1/leaders/mine"


def test_a_leader_sees_the_villages_linked_to_them_and_no_other(gate: Gate) -> None:
    read = gate.role(Role.LINKED_LEADER).read(MINE)
    (village,) = read["villages"]
    assert village["village"]["unit"] == ZHUZHAI
    assert village["owed"][0]["light"] == "red"
    assert read["card"]["linked"] == 1
    assert {one["role"] for one in read["reaching"]} <= {"linked_leader"}
    assert {one["unit"] for one in read["reaching"]} <= {ZHUZHAI}


def test_what_will_climb_to_the_leader_is_told_beforehand(gate: Gate) -> None:
    reaching = gate.role(Role.LINKED_LEADER).read(MINE)["reaching"]
    assert ("self-inspection", "2012-06-12") in [(one["task"], one["on"]) for one in reaching]


def test_a_visit_is_planned_and_then_made(gate: Gate) -> None:
    leader = gate.role(Role.LINKED_LEADER)
    leader.post("/campaigns/1/visits/planned", {"unit": ZHUZHAI, "on": "2012-06-12"})
    (planned,) = leader.read(MINE)["visits"]
    assert (planned["planned_on"], planned["visited_on"]) == ("2012-06-12", None)
    leader.post("/campaigns/1/visits", {"unit": ZHUZHAI, "on": "2012-06-08", "seen": "登记有序"})
    assert "登记有序" in [one["seen"] for one in leader.read(MINE)["visits"]]


def test_whoever_is_linked_to_nobody_has_an_empty_page(gate: Gate) -> None:
    read = gate.role(Role.LEADING_GROUP_OFFICE).read(MINE)
    assert (read["villages"], read["card"], read["reaching"]) == ([], None, [])

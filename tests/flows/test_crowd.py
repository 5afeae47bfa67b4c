"""Made-up units and people: so many villages, townships of a credible size, every role held."""

import csv
import io
from collections import Counter

import pytest

from flows.crowd import people_csv, units_csv
from states.roles import Role


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("villages", [1, 16, 1_000, 12_000])
def test_there_are_exactly_so_many_villages_under_townships_of_16_at_most(villages: int) -> None:
    units = rows(units_csv(villages, ["police"]))
    below = Counter(unit["parent_code"] for unit in units if unit["kind"] in ("village", "community"))
    assert below.total() == villages
    assert max(below.values()) <= 16
    assert len({unit["code"] for unit in units}) == len(units)


def test_parents_stand_before_their_children_and_a_thousand_villages_share_one_county() -> None:
    units = rows(units_csv(1_000, []))
    known: set[str] = {""}
    for unit in units:
        assert unit["parent_code"] in known
        known.add(unit["code"])
    assert Counter(unit["kind"] for unit in units)["county"] == 1


def test_villages_and_communities_are_mixed() -> None:
    kinds = Counter(unit["kind"] for unit in rows(units_csv(100, [])))
    assert kinds["village"] > kinds["community"] > 20


def test_somebody_holds_every_role_and_a_linked_leader_has_up_to_three_villages() -> None:
    units = [(unit["code"], unit["name"], unit["kind"]) for unit in rows(units_csv(40, ["police"]))]
    people = rows(people_csv(units))
    assert {row["role"] for row in people} == set(Role) - {Role.ADMINISTRATOR}
    linked = Counter(row["email"] for row in people if row["role"] == Role.LINKED_LEADER)
    assert linked.total() == 40
    assert set(linked.values()) <= {1, 2, 3}

"""Long lists are read to their end, each row once."""

import pytest

from actions.comment import comment
from actions.permission import CONSOLE
from states.roles import Role
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town
from tests.web.api.conftest import Enter, Gate, Json, Program, problem
from tests.web.api.test_roles import SHOWN, filled


def to_the_end(program: Program, path: str, limit: int) -> list[Json]:
    """All rows, page by page."""
    found: list[Json] = []
    mark, cursor = "&" if "?" in path else "?", ""
    for _ in range(500):
        page = program.read(f"{path}{mark}limit={limit}{cursor}")
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next']}"
    raise AssertionError(f"{path} never ends")


def test_every_list_is_read_to_its_end_without_doubles(furnished: Town, enter: Enter) -> None:
    gate = enter(furnished)
    everyone = [gate.role(role) for role in (Role.LEADING_GROUP_OFFICE, Role.LEADING_GROUP_HEAD)]
    lists = 0
    for path, shown in SHOWN.items():
        program = everyone[0] if Role.LEADING_GROUP_OFFICE in shown else everyone[1]
        whole = program.get(filled(path) + "?limit=200").json()
        if "next" in whole:
            lists += 1
            some = to_the_end(program, filled(path), 7)
            assert len({str(row) for row in some}) == len(some), path
            if whole["next"] is None:
                assert some == whole["items"], path
    assert lists > 25


@pytest.mark.parametrize("path", ["/campaigns/1/history", "/campaigns/1/notices"])
def test_what_is_written_meanwhile_makes_no_row_come_twice(gate: Gate, path: str) -> None:
    program = gate.role(Role.LEADING_GROUP_HEAD)
    first = program.read(f"{path}?limit=20")
    before = to_the_end(program, path, 200)
    gate.town.submit(ZHUZHAI, "self-inspection")
    comment(gate.town.desk, CONSOLE, ZHUZHAI, "抓紧")
    rest = []
    cursor = first["next"]
    while cursor:
        page = program.read(f"{path}?limit=20&cursor={cursor}")
        rest += page["items"]
        cursor = page["next"]
    assert [row["id"] for row in [*first["items"], *rest]] == [row["id"] for row in before]


def test_a_village_reads_its_own_history_and_never_anothers(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    rows = to_the_end(program, "/campaigns/1/history", 5)
    assert {row["unit"] for row in rows} == {ZHUZHAI}
    assert len(rows) > 10
    problem(program.get(f"/campaigns/1/history?unit={GONGYELU}"), 403, "not-allowed")


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJhIl0", "bnVsbA", "WzEuNV0", "W3RydWVd", "Wzk5OTk5OTk5OTk5XQ"]
)
@pytest.mark.parametrize("path", ["/campaigns/1/history", "/campaigns/1/villages", "/campaigns"])
def test_a_cursor_of_ones_own_making_breaks_nothing(gate: Gate, path: str, cursor: str) -> None:
    answer = gate.role(Role.LEADING_GROUP_HEAD).get(f"{path}?cursor={cursor}")
    assert answer.status_code in (200, 422), answer.text


@pytest.mark.parametrize("limit", ["0", "201", "x", "-1"])
def test_a_page_has_1_to_200_rows(gate: Gate, limit: str) -> None:
    program = gate.role(Role.LEADING_GROUP)
    said = problem(program.get(f"/campaigns?limit={limit}"), 422, "invalid")
    assert [one["place"] for one in said["errors"]] == ["query.limit"]
    assert all(program.get(f"/campaigns?limit={most}").status_code == 200 for most in (1, 200))


def test_the_villages_come_in_the_order_of_their_codes(gate: Gate) -> None:
    rows = to_the_end(gate.role(Role.LEADING_GROUP), "/campaigns/1/villages", 1)
    assert [row["unit"] for row in rows] == [GONGYELU, ZHUZHAI, TONGHANG]

"""The administrator looks after units, people, accounts, calendar and channel by program."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.account import read_account, read_invitation
from actions.calendar import read_calendar
from actions.directory import find_units_by
from actions.permission import Actor
from states.calendar import CHINA
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI
from tests.web.api.conftest import Gate, Program, problem

UNITS, PEOPLE = "/administration/units", "/administration/people"
HEAD = "code,name,kind,parent_code"
NEXT_YEAR = CHINA.known_until.year + 1


def table(*lines: str) -> dict[str, str]:
    return {"table": "\n".join(lines)}


@pytest.fixture
def administrator(gate: Gate) -> Program:
    return gate.role(Role.ADMINISTRATOR)


def number_of(gate: Gate, role: Role) -> int:
    number = gate.town.who(role, ZHUZHAI).person_id
    assert number is not None
    return number


def test_units_and_people_are_found_and_read_page_by_page(administrator: Program) -> None:
    assert [one["name"] for one in administrator.read(f"{UNITS}?q=朱寨")["items"]] == ["朱寨社区居民委员会"]
    for place, names in ((UNITS, "code"), (PEOPLE, "id")):
        found, cursor = [], ""
        while True:
            page = administrator.read(f"{place}?limit=2{cursor}")
            found += [one[names] for one in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert found == [one[names] for one in administrator.read(f"{place}?limit=200")["items"]]
        assert len(set(found)) == len(found) > 4
    people = administrator.read(f"{PEOPLE}?q=village_head.{ZHUZHAI}")["items"]
    assert [one["roles"][0]["unit"] for one in people] == [ZHUZHAI]


def test_the_cursor_of_another_list_is_refused(administrator: Program) -> None:
    units, people = (administrator.read(f"{place}?limit=1")["next"] for place in (UNITS, PEOPLE))
    problem(administrator.get(f"{PEOPLE}?cursor={units}"), 422, "invalid")
    problem(administrator.get(f"{UNITS}?cursor={people}"), 422, "invalid")
    for place, own in ((UNITS, units), (PEOPLE, people)):
        assert administrator.get(f"{place}?cursor={own}").status_code == 200


def test_units_are_imported_and_sent_again_are_not_imported_twice(gate: Gate, administrator: Program) -> None:
    rows = table(HEAD, f"410106004009,新村,village,{SUBDISTRICT}")
    first = administrator.post(UNITS, rows, Idempotency_Key="u-1")
    assert first.json() == {"added": 1, "unchanged": 0}, first.text
    again = administrator.post(UNITS, rows, Idempotency_Key="u-1")
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert administrator.post(UNITS, rows).json() == {"added": 0, "unchanged": 1}
    assert [one.name for one in find_units_by(gate.town.desk, ("",), "410106004009")] == ["新村"]


def test_every_bad_row_is_named_and_nothing_is_imported(gate: Gate, administrator: Program) -> None:
    good, short = f"410106004009,新村,village,{SUBDISTRICT}", f"12,短码村,village,{SUBDISTRICT}"
    said = problem(administrator.post(UNITS, table(HEAD, good, short, short)), 422, "invalid")
    assert [one["place"] for one in said["errors"]] == ["body.table"] * len(said["errors"])
    assert "第 3 行" in said["errors"][0]["detail"]
    assert "/tmp" not in str(said)
    assert find_units_by(gate.town.desk, ("",), "410106004009") == []


def test_what_is_no_table_is_refused_without_a_path_of_the_machine(administrator: Program) -> None:
    for text in ("", "code", "\x00", "\ud800", "代码,名称"):
        said = problem(administrator.post(UNITS, table(text)), 422, "invalid")
        assert "duban-" not in str(said), said


def test_a_large_table_is_taken_and_a_larger_one_is_not(administrator: Program) -> None:
    rows = (f"4101060{number:05d},第{number}村,village,{SUBDISTRICT}" for number in range(10_000, 14_000))
    assert administrator.post(UNITS, table(HEAD, *rows)).json()["added"] == 4000
    problem(administrator.post(UNITS, {"table": "x" * 30_000_000}), 413, "too-large")
    problem(administrator.post("/absences", {"reason": "x" * 100_000}), 413, "too-large")


def test_people_are_imported(administrator: Program) -> None:
    rows = table("name,role,unit_code,email", f"赵六,assistant,{ZHUZHAI},zhao6@duban.example")
    assert administrator.post(PEOPLE, rows).json() == {"added": 1, "unchanged": 0}
    (found,) = administrator.read(f"{PEOPLE}?q=赵六")["items"]
    assert (found["account"], found["invited_until"]) == (None, None)


def test_a_link_is_told_once_and_kept_nowhere(gate: Gate, administrator: Program) -> None:
    number = number_of(gate, Role.VILLAGE_HEAD)
    place = f"{PEOPLE}/{number}/invite"
    invited = administrator.post(place, Idempotency_Key="i-1")
    assert invited.status_code == 201, invited.text
    link = invited.json()["link"]
    token = link.rpartition("/")[2]
    assert link == f"http://127.0.0.1:8030/invitation/{token}"
    assert read_invitation(gate.door, token).person_id == number
    with gate.town.desk.engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()
            assert token not in str(rows), name
    again = administrator.post(place, Idempotency_Key="i-1")
    assert again.json()["link"] != link
    problem(gate.role(Role.LEADING_GROUP_HEAD).post(place), 403, "not-allowed")


def test_a_token_opens_no_way_into_the_account_of_its_own_person(gate: Gate, administrator: Program) -> None:
    mine = administrator.read("/me")["person_id"]
    problem(administrator.post(f"{PEOPLE}/{mine}/invite"), 403, "not-allowed")
    problem(administrator.post(f"{PEOPLE}/{mine}/subject", {"subject": "office|1"}), 403, "not-allowed")
    assert read_account(gate.door, Actor("", mine)) is None


def test_single_sign_on_is_bound_to_one_person(gate: Gate, administrator: Program) -> None:
    head, assistant = number_of(gate, Role.VILLAGE_HEAD), number_of(gate, Role.ASSISTANT)
    given = {"subject": "office|4002"}
    assert administrator.post(f"{PEOPLE}/{head}/subject", given).json() == {"id": head}
    (account,) = administrator.read("/administration/accounts")["items"]
    assert (account["person_id"], account["subject"]) == (head, "office|4002")
    problem(administrator.post(f"{PEOPLE}/{assistant}/subject", given), 422, "invalid")
    administrator.post(f"{PEOPLE}/{head}/subject", {"subject": None})
    assert administrator.read("/administration/accounts")["items"][0]["subject"] is None


def test_a_year_is_imported_and_the_pages_know_it(gate: Gate, administrator: Program) -> None:
    gate.app.state.face.books[1] = "as it was"
    rows = table("date,kind,name", f"{NEXT_YEAR}-01-01,休,元旦")
    done = administrator.post("/administration/calendar", rows)
    assert (done.json()["year"], done.json()["off"]) == (NEXT_YEAR, 1), done.text
    assert gate.app.state.face.books == {}
    assert read_calendar(gate.town.desk).known_until.year == NEXT_YEAR
    (year,) = administrator.read("/administration/calendar")["items"]
    assert year["off"] == [{"day": f"{NEXT_YEAR}-01-01", "name": "元旦"}]
    assert administrator.read("/administration")["calendar_known_until"] == f"{NEXT_YEAR}-12-31"


def test_the_channel_is_tried(
    administrator: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_CHANNEL", "file")
    monkeypatch.setenv("DUBAN_OUTBOX", str(tmp_path / "outbox"))
    assert administrator.post("/administration/channel/test").json() == {"channel": "file"}
    assert len(list((tmp_path / "outbox").iterdir())) == 1
    monkeypatch.setenv("DUBAN_CHANNEL", "smtp")
    said = problem(administrator.post("/administration/channel/test"), 409, "wrong-state")
    overview = administrator.read("/administration")
    assert (overview["channel"], overview["channel_fault"]) == (None, said["detail"])

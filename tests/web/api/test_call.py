"""Who is let in by the API, and with what."""

import pytest

from actions.access_token import READ, list_tokens, revoke_token
from actions.permission import Actor
from states.roles import Role
from tests.town import ZHUZHAI, Town
from tests.web.api.conftest import API, Enter, Gate, problem
from tests.web.conftest import TOKEN, Open
from web.api.rate import Rate
from web.door import SESSION

SUBMIT = f"/campaigns/1/units/{ZHUZHAI}/tasks/self-inspection/submit"


def test_a_token_acts_for_its_person(gate: Gate) -> None:
    me = gate.role(Role.VILLAGE_HEAD).read("/me")
    assert me["name"] == "4002 village_head"
    assert [held["role"] for held in me["roles"]] == ["village_head"]
    assert me["may_write"] is True
    assert "task.submit.village" in me["deeds"]
    assert "board" not in me["views"]


@pytest.mark.parametrize("token", [None, "", "duban_nobody", "x" * 500])
def test_without_a_token_that_holds_nobody_is_let_in(gate: Gate, token: str | None) -> None:
    for answer in (gate.with_token(token).get("/me"), gate.with_token(token).post(SUBMIT, {})):
        problem(answer, 401, "no-token")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_that_has_expired_opens_nothing(gate: Gate) -> None:
    program = gate.by(gate.town.who(Role.LEADING_GROUP), days=1)
    assert program.get("/me").status_code == 200
    gate.later(days=1)
    answer = program.get("/me")
    problem(answer, 401, "no-token")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_token_that_was_revoked_opens_nothing(gate: Gate) -> None:
    actor = gate.town.who(Role.LEADING_GROUP)
    program = gate.by(actor)
    assert program.get("/me").status_code == 200
    revoke_token(gate.door, actor, list_tokens(gate.door, actor)[0].id)
    answer = program.get("/me")
    problem(answer, 401, "no-token")
    assert actor.name not in answer.text


def test_a_token_that_may_only_read_changes_nothing(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD, scope=READ)
    assert program.get("/me").status_code == 200
    problem(program.post(SUBMIT, {}), 403, "read-only")
    assert gate.town.task(ZHUZHAI, "self-inspection").state == "open"


def test_a_cookie_opens_nothing_here(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    assert browser.client.cookies[SESSION] == TOKEN
    answer = browser.get(f"{API}/me")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_a_foreign_origin_does_not_matter_where_a_token_is_shown(gate: Gate) -> None:
    answer = gate.role(Role.VILLAGE_HEAD).post(SUBMIT, {}, Origin="https://elsewhere.example")
    assert answer.status_code == 200, answer.text


def test_a_stranger_with_a_token_is_refused_by_the_rules(gate: Gate) -> None:
    head = gate.town.who(Role.VILLAGE_HEAD, ZHUZHAI)
    program = gate.role(Role.VILLAGE_HEAD, unit="410106004001")
    said = problem(program.post(SUBMIT, {}), 403, "not-allowed")
    assert "无权" in said["detail"]
    assert gate.by(Actor(head.name, head.person_id)).post(SUBMIT, {}).status_code == 200


def test_whoever_asks_too_often_is_told_how_long_to_wait(june: Town, enter: Enter) -> None:
    gate = enter(june, Rate(burst=3, per_second=0.5))
    program, another = gate.role(Role.LEADING_GROUP), gate.role(Role.SUPERVISION_OFFICE)
    assert [program.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = program.get("/me")
    problem(answer, 429, "too-many")
    assert answer.headers["retry-after"] == "2"
    assert another.get("/me").status_code == 200
    gate.later(seconds=2)
    assert [program.get("/me").status_code for _ in range(2)] == [200, 429]


def test_several_places_are_named_to_choose_from(gate: Gate) -> None:
    from actions.permission import CONSOLE
    from actions.person import import_people
    from tests.town import GONGYELU, mail

    file = gate.town.desk.engine.url.database
    assert file is not None
    from pathlib import Path

    people = Path(file).with_suffix(".csv")
    email = mail(Role.LINKED_LEADER, ZHUZHAI)
    people.write_text(
        f"unit_code,role,name,email\n{GONGYELU},linked_leader,4002 linked_leader,{email}\n", encoding="utf-8"
    )
    import_people(gate.town.desk, CONSOLE, people)
    program = gate.role(Role.LINKED_LEADER)
    said = problem(program.get("/campaigns/1/board"), 422, "choose-unit")
    assert {one["code"] for one in said["units"]} == {GONGYELU, ZHUZHAI}
    assert program.read(f"/campaigns/1/board?unit={ZHUZHAI}")["villages"] == 1

"""A program sees and ends its person's tokens, and comes to no more than it was given."""

from actions.calendar_feed import make_feed
from states.roles import Role
from tests.town import ZHUZHAI
from tests.web.api.conftest import Gate, problem


def test_ones_own_tokens_are_listed_and_ended(gate: Gate) -> None:
    mine, spare = gate.role(Role.VILLAGE_HEAD), gate.role(Role.VILLAGE_HEAD, scope="read")
    listed = mine.read("/account/tokens")["items"]
    assert [(one["scope"], one["own"]) for one in listed] == [("write", True), ("read", False)]
    assert spare.token is not None
    assert spare.token not in str(listed)
    assert mine.post(f"/account/tokens/{listed[1]['id']}/revoke").status_code == 200
    problem(spare.get("/me"), 401, "no-token")
    assert [one["own"] for one in mine.read("/account/tokens")["items"]] == [True]


def test_nobody_ends_the_token_of_another(gate: Gate) -> None:
    mine, other = gate.role(Role.VILLAGE_HEAD), gate.role(Role.ASSISTANT)
    number = mine.read("/account/tokens")["items"][0]["id"]
    problem(other.post(f"/account/tokens/{number}/revoke"), 404, "not-found")
    assert mine.get("/me").status_code == 200


def test_a_token_that_may_only_look_ends_none(gate: Gate) -> None:
    spare = gate.role(Role.VILLAGE_HEAD, scope="read")
    number = spare.read("/account/tokens")["items"][0]["id"]
    problem(spare.post(f"/account/tokens/{number}/revoke"), 403, "read-only")
    assert spare.get("/me").status_code == 200


def test_a_token_makes_no_token_and_changes_no_password(gate: Gate) -> None:
    mine = gate.role(Role.VILLAGE_HEAD)
    problem(mine.post("/account/tokens", {"title": "x", "scope": "write", "days": 3}), 405, "wrong-method")
    problem(mine.post("/account/password", {"old": "a", "new": "b"}), 404, "not-found")
    assert mine.read("/account") == {
        "name": None,
        "totp": False,
        "single_sign_on": False,
        "administrator": False,
    }


def test_ones_own_calendar_address_is_seen_and_ended_but_not_made(gate: Gate) -> None:
    mine = gate.role(Role.VILLAGE_HEAD)
    assert mine.read("/account/calendar") == {"made_at": None, "read_at": None}
    problem(mine.post("/account/calendar/revoke"), 404, "not-found")
    problem(mine.post("/account/calendar"), 405, "wrong-method")
    token = make_feed(gate.town.desk, gate.town.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert token not in str(mine.read("/account/calendar"))
    assert mine.read("/account/calendar")["made_at"] is not None
    assert mine.post("/account/calendar/revoke").status_code == 200
    assert mine.read("/account/calendar") == {"made_at": None, "read_at": None}

"""An office sees what it owes and what waits for it, and verifies several at once."""

from actions.permission import CONSOLE
from actions.task import submit
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI
from tests.web.api.conftest import Gate, problem

LIST = "/campaigns/1/worklist"
VERIFY = "/campaigns/1/tasks/verify"
BOTH = {"tasks": [{"unit": unit, "task": "training"} for unit in (GONGYELU, ZHUZHAI)]}


def submitted(gate: Gate) -> None:
    for unit in (GONGYELU, ZHUZHAI):
        submit(gate.town.desk, CONSOLE, unit, "training", "已培训")


def test_what_waits_is_verified_together(gate: Gate) -> None:
    submitted(gate)
    office = gate.role(Role.LEADING_GROUP_OFFICE)
    waiting = office.read(LIST)["waiting"]
    assert [(one["unit"], one["key"], one["said"]) for one in waiting] == [
        (GONGYELU, "training", "已培训"),
        (ZHUZHAI, "training", "已培训"),
    ]
    assert office.post(VERIFY, {"tasks": [*BOTH["tasks"], BOTH["tasks"][0]]}).json() == {"count": 2}
    assert office.read(LIST)["waiting"] == []
    assert gate.town.task(ZHUZHAI, "training").state == "verified"


def test_all_are_verified_or_none(gate: Gate) -> None:
    submitted(gate)
    asked = {"tasks": [*BOTH["tasks"], {"unit": ZHUZHAI, "task": "self-inspection"}]}
    problem(gate.role(Role.LEADING_GROUP_OFFICE).post(VERIFY, asked), 409, "wrong-state")
    assert gate.town.task(GONGYELU, "training").state == "submitted"


def test_the_office_submits_and_withdraws_what_it_owes(gate: Gate) -> None:
    office = gate.role(Role.LEADING_GROUP_OFFICE)
    (owed, *_) = [one for one in office.read(LIST)["owing"] if one["may_submit"]]
    place = f"/campaigns/1/units/{SUBDISTRICT}/tasks/{owed['task']['key'].replace('#', '%23')}"
    assert office.post(f"{place}/submit", {"note": "已办"}).status_code == 200
    (mine,) = [one for one in office.read(LIST)["owing"] if one["task"]["key"] == owed["task"]["key"]]
    assert (mine["may_submit"], mine["may_withdraw"]) == (False, True)
    assert mine["verifiers"] == ["leading_group_head"]
    assert office.post(f"{place}/withdraw", {}).json()["task"]["state"] == "open"

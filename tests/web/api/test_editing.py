"""Nobody overwrites what somebody else has set in the meantime."""

import pytest

from actions.history import read_history
from actions.permission import CONSOLE
from actions.work_group import Member, list_work_groups, set_work_group
from states.roles import Role
from tests.town import ZHUZHAI, Town
from tests.web.api.conftest import Enter, Gate, problem

VILLAGE = f"/campaigns/1/villages/{ZHUZHAI}"
GROUP = f"{VILLAGE}/work-group"
TASK = f"/campaigns/1/units/{ZHUZHAI}/tasks/self-inspection"


def members(*names: str) -> dict[str, object]:
    return {"members": [{"name": name, "duty": "登记"} for name in names]}


def names(town: Town) -> list[str]:
    return [one.name for one in list_work_groups(town.desk, None, ZHUZHAI)[0].members]


def test_what_was_read_is_replaced_and_answered_as_it_then_stands(furnished: Town, enter: Enter) -> None:
    program = enter(furnished).role(Role.VILLAGE_HEAD)
    read = program.get(GROUP)
    assert [one["name"] for one in read.json()["members"]] == ["4002 village_head", "李明", "王芳"]
    answer = program.put(GROUP, members("赵六", "孙七"), If_Match=read.headers["etag"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == program.get(GROUP).headers["etag"] != read.headers["etag"]
    assert [one["name"] for one in answer.json()["members"]] == names(furnished)


def test_a_stale_edit_is_refused_and_nothing_is_overwritten(furnished: Town, enter: Enter) -> None:
    program = enter(furnished).role(Role.VILLAGE_HEAD)
    version = program.get(GROUP).headers["etag"]
    set_work_group(furnished.desk, CONSOLE, ZHUZHAI, [Member("周八", "宣传"), Member("吴九", "登记")])
    said = problem(program.put(GROUP, members("赵六", "孙七"), If_Match=version), 412, "stale")
    assert "没有覆盖" in said["detail"]
    assert names(furnished) == ["4002 village_head", "周八", "吴九"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (GROUP, members("赵六", "孙七")),
        (f"{VILLAGE}/groups", {"groups": [{"number": 1, "name": "一号院"}]}),
        (f"{VILLAGE}/measures", {"text": "逐户上门"}),
        (f"/campaigns/1/assessment/{ZHUZHAI}/adjustment", {"points": 1, "reason": "特殊情况"}),
    ],
)
def test_whoever_replaces_something_says_what_they_have_read(
    furnished: Town, enter: Enter, path: str, body: dict[str, object]
) -> None:
    role = Role.LEADING_GROUP_HEAD if "assessment" in path else Role.VILLAGE_HEAD
    program = enter(furnished).role(role)
    before = read_history(furnished.desk)
    problem(program.put(path, body), 428, "no-condition")
    problem(program.put(path, body, If_Match='"of-another-day"'), 412, "stale")
    assert read_history(furnished.desk) == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{VILLAGE}/groups", {"groups": [{"number": 1, "name": "一号院", "holder": "李明"}]}),
        (f"{VILLAGE}/measures", {"text": "逐户上门"}),
    ],
)
def test_what_nobody_has_set_yet_has_a_version_too(gate: Gate, path: str, body: dict[str, object]) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    version = program.get(path).headers["etag"]
    assert program.put(path, body, If_Match=version).status_code == 200
    problem(program.put(path, body, If_Match=version), 412, "stale")
    assert program.put(path, body, If_Match=f'"x", {program.get(path).headers["etag"]}').status_code == 200


def test_an_edit_that_is_sent_again_is_not_stale(furnished: Town, enter: Enter) -> None:
    program = enter(furnished).role(Role.VILLAGE_HEAD)
    version = program.get(GROUP).headers["etag"]
    headers = {"If_Match": version, "Idempotency_Key": "e-1"}
    first = program.put(GROUP, members("赵六", "孙七"), **headers)
    again = program.put(GROUP, members("赵六", "孙七"), **headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["etag"] == first.headers["etag"]


def test_only_the_submission_that_was_read_is_verified(gate: Gate) -> None:
    village, office = gate.role(Role.VILLAGE_HEAD), gate.role(Role.LEADING_GROUP_OFFICE)
    version = village.post(f"{TASK}/submit", {"note": "已自查"}).headers["etag"]
    gate.town.clock.advance(minutes=5)
    village.post(f"{TASK}/withdraw", {})
    village.post(f"{TASK}/submit", {"note": "重新自查"})
    problem(office.post(f"{TASK}/verify", {}, If_Match=version), 412, "stale")
    assert gate.town.task(ZHUZHAI, "self-inspection").state == "submitted"
    version = office.get(TASK).headers["etag"]
    answer = office.post(f"{TASK}/verify", {}, If_Match=version)
    assert answer.json()["task"]["state"] == "verified"


def test_what_has_not_changed_is_not_sent_again(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    version = program.get(GROUP).headers["etag"]
    answer = program.get(GROUP, If_None_Match=version)
    assert (answer.status_code, answer.text) == (304, "")
    assert program.get(GROUP, If_None_Match='"another"').status_code == 200

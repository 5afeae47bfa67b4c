"""Every route of the API by every role: who is shown it, who may do it, who is refused."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.routing import APIRoute

from actions.permission import Actor
from states.roles import Role
from tests.assessing import OVERDUE
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town, mail
from tests.web.api.conftest import Enter, Gate, Program, problem
from web.api.app import TOPICS

R = Role
LEADERS = {R.LINKED_LEADER, R.LEADING_GROUP, R.LEADING_GROUP_HEAD}
GROUP = {R.LEADING_GROUP_OFFICE, R.LEADING_GROUP, R.LEADING_GROUP_HEAD, R.SUPERVISION_OFFICE}
OVERSIGHT = GROUP | LEADERS
VILLAGE = {R.VILLAGE_HEAD, R.ASSISTANT}
OFFICE, HEAD, SUPERVISION = {R.LEADING_GROUP_OFFICE}, {R.LEADING_GROUP_HEAD}, {R.SUPERVISION_OFFICE}
ADMINISTRATOR = {R.ADMINISTRATOR}
EVERYBODY = set(R)

ROLES = [role for role in R if role is not R.DEPARTMENT]
"""The town has no department."""

C = "/campaigns/{campaign}"
V = f"{C}/villages/{{code}}"
T = f"{C}/units/{{code}}/tasks/{{key}}"
A = f"{C}/assessment"
ADMIN = "/administration"

SHOWN: dict[str, set[Role]] = {
    "/me": EVERYBODY,
    "/campaigns": EVERYBODY,
    C: EVERYBODY,
    f"{C}/plan": EVERYBODY,
    f"{C}/plan/forecast": OVERSIGHT,
    f"{C}/verdict": OVERSIGHT,
    f"{C}/board": OVERSIGHT,
    f"{C}/below": OVERSIGHT,
    f"{C}/charts": OVERSIGHT,
    f"{C}/villages": OVERSIGHT,
    f"{C}/tasks": GROUP - {R.LEADING_GROUP},
    f"{C}/worklist": GROUP - {R.LEADING_GROUP},
    f"{C}/gaps": OVERSIGHT | ADMINISTRATOR,
    f"{C}/coming": OVERSIGHT | VILLAGE,
    "/units": OVERSIGHT,
    V: OVERSIGHT | VILLAGE,
    f"{V}/work-group": OVERSIGHT | VILLAGE,
    f"{V}/groups": OVERSIGHT | VILLAGE,
    f"{V}/measures": OVERSIGHT | VILLAGE,
    f"{V}/attachments": OVERSIGHT | VILLAGE,
    f"{C}/publicity": OVERSIGHT | VILLAGE,
    f"{C}/comments": OVERSIGHT | VILLAGE,
    f"{C}/requests": OVERSIGHT | VILLAGE,
    T: OVERSIGHT | VILLAGE,
    f"{C}/progress": OVERSIGHT,
    f"{C}/figures": OVERSIGHT,
    f"{C}/targets": OVERSIGHT,
    f"{C}/anomalies": OVERSIGHT | VILLAGE,
    f"{C}/readings": OVERSIGHT | VILLAGE,
    f"{C}/inspections": GROUP,
    "/inspections/{number}": OVERSIGHT | VILLAGE,
    f"{C}/draws": GROUP,
    "/draws/{number}/check": GROUP,
    f"{C}/burden": GROUP,
    f"{C}/findings": GROUP,
    "/findings/{number}": OVERSIGHT | VILLAGE,
    f"{C}/extensions": GROUP,
    f"{C}/holds": GROUP,
    f"{C}/meetings": OVERSIGHT,
    f"{C}/letters": OVERSIGHT,
    f"{C}/visits": OVERSIGHT,
    f"{C}/visit-coverage": OVERSIGHT,
    f"{C}/inputs": OVERSIGHT,
    f"{A}/ranking": OVERSIGHT,
    f"{A}/groups": OVERSIGHT,
    f"{A}/leaders": LEADERS | OFFICE,
    f"{A}/appeals": OVERSIGHT | VILLAGE,
    f"{A}/{{code}}": OVERSIGHT | VILLAGE,
    f"{C}/leaders/mine": LEADERS | OFFICE,
    f"{C}/referrals": HEAD | {R.DISCIPLINE_COMMITTEE},
    "/people": OVERSIGHT | ADMINISTRATOR,
    f"{C}/absences": OVERSIGHT | ADMINISTRATOR,
    "/hand-overs": OVERSIGHT | ADMINISTRATOR,
    f"{C}/notices": OVERSIGHT | VILLAGE | ADMINISTRATOR,
    "/notices/mine": EVERYBODY,
    f"{C}/receipts": GROUP,
    f"{C}/history": OVERSIGHT | VILLAGE | {R.DISCIPLINE_COMMITTEE},
    "/health": OFFICE | ADMINISTRATOR,
    ADMIN: ADMINISTRATOR,
    f"{ADMIN}/units": ADMINISTRATOR,
    f"{ADMIN}/people": ADMINISTRATOR,
    f"{ADMIN}/accounts": ADMINISTRATOR,
    f"{ADMIN}/calendar": ADMINISTRATOR,
    f"{ADMIN}/dead-letters": ADMINISTRATOR,
    f"{ADMIN}/channels": ADMINISTRATOR,
    f"{ADMIN}/people/{{number}}/preferences": ADMINISTRATOR,
    "/account/preferences": EVERYBODY,
    "/account": EVERYBODY,
    "/account/tokens": EVERYBODY,
    "/account/calendar": EVERYBODY,
}
"""Each reading route with the roles that are shown it."""

TRIED_ELSEWHERE = {"/attachments/{number}"}
"""A file lies beside the database: test_attachments.py has one handed in."""

OF_ONESELF = {
    "/me",
    "/notices/mine",
    "/account",
    "/account/tokens",
    "/account/preferences",
    "/account/calendar",
}
"""What concerns nobody but whoever asks."""

DONE_ELSEWHERE = {
    ("POST", "/account/tokens/{number}/revoke"),
    ("POST", "/account/calendar/revoke"),
    ("PUT", "/account/preferences"),
    ("POST", "/account/channels/{name}/test"),
    ("POST", "/administration/dead-letters/{number}/retry"),
}
"""It ends the very token that tries it: test_account.py has one to spare. What everybody does for themselves,
and what takes a message that was given up: test_channels.py."""

WHY: dict[str, Any] = {"reason": "经研究决定"}
ORDER: dict[str, Any] = {"inspectors": [1]}
ON = {"on": "2012-06-08"}
AS_THE_PLAN_SAYS: dict[str, Any] = {"channels": [], "quiet": None, "digest_at": None, "language": "zh"}


OF_THREE = ("/inspections/", "/notices/")
"""Each of the three communities has one of these, 朱寨社区 the second."""


@dataclass(frozen=True)
class Deed:
    """A route that does something: who may, with what that fits. `july`: in the assessment."""

    path: str
    may: set[Role]
    body: Any = field(default_factory=dict)
    method: str = "POST"
    july: bool = False


DEEDS = [
    Deed(f"{C}/close", HEAD, WHY),
    Deed(f"{V}/work-group", VILLAGE, {"members": [{"name": "李明", "duty": "登记"}]}, "PUT"),
    Deed(f"{V}/groups", VILLAGE, {"groups": [{"number": 1, "name": "一号院"}]}, "PUT"),
    Deed(f"{V}/measures", VILLAGE, {"text": "逐户上门"}, "PUT"),
    Deed(f"{V}/publicity", VILLAGE, {"medium": "radio", **ON, "evidence": "播出单"}),
    Deed(f"{V}/comments", {R.LEADING_GROUP} | HEAD, {"text": "抓紧"}),
    Deed(f"{V}/requests", VILLAGE, {"kind": "id-card", "whom": "李明"}),
    Deed(f"{T}/submit", VILLAGE),
    Deed(f"{T}/withdraw", VILLAGE),
    Deed(f"{T}/verify", OFFICE),
    Deed(f"{C}/tasks/verify", OFFICE, {"tasks": [{"unit": ZHUZHAI, "task": "self-inspection"}]}),
    Deed(f"{T}/return", OFFICE, WHY),
    Deed(f"{T}/waive", OFFICE, WHY),
    Deed(f"{T}/reopen", OFFICE, WHY),
    Deed(f"{V}/self-inspection", VILLAGE),
    Deed(f"{V}/tasks/{{key}}/report", VILLAGE),
    Deed(f"{V}/readings", VILLAGE, {"indicator": "coverage", "count": 11}),
    Deed("/readings/{number}/corrections", OFFICE, {"count": 9, **WHY}),
    Deed(f"{C}/inspections", SUPERVISION, {"unit": ZHUZHAI, **WHY}),
    Deed(f"{C}/inspections/order", SUPERVISION, {"units": [ZHUZHAI], **ORDER, **WHY}),
    Deed("/inspections/order", SUPERVISION, {"inspections": [1], **ORDER}),
    Deed("/inspections/dismiss", SUPERVISION, {"inspections": [3], **WHY}),
    Deed("/inspections/{number}/order", SUPERVISION, ORDER),
    Deed("/inspections/{number}/dismiss", SUPERVISION, WHY),
    Deed("/inspections/{number}/cancel", SUPERVISION, WHY),
    Deed("/inspections/{number}/merge", SUPERVISION, {"into": 1, **WHY}),
    Deed("/inspections/{number}/inspectors", SUPERVISION, {"old": 1, "new": 2}),
    Deed("/inspections/{number}/start", SUPERVISION),
    Deed("/inspections/{number}/report", SUPERVISION, {"text": "已查"}),
    Deed("/inspections/{number}/close", SUPERVISION),
    Deed("/inspections/{number}/revisit", SUPERVISION, {"text": "已看", "repaired": True}),
    Deed(f"{C}/draws", SUPERVISION, {"unit": SUBDISTRICT}),
    Deed("/findings/{number}/reply", VILLAGE, {"note": "已更正"}),
    Deed("/findings/{number}/verify", SUPERVISION),
    Deed("/findings/{number}/return", SUPERVISION, WHY),
    Deed("/findings/{number}/dispute", VILLAGE, WHY),
    Deed("/findings/{number}/answer", SUPERVISION, {"upheld": False, "note": "凭证不符"}),
    Deed(
        f"{C}/extensions",
        VILLAGE,
        {"unit": ZHUZHAI, "task": "enrolment", "until": "2012-06-20", **WHY, "progress": "一半"},
    ),
    Deed("/extensions/{number}/take-back", VILLAGE),
    Deed("/extensions/{number}/pre-read", SUPERVISION, {"favours": True, "opinion": "属实"}),
    Deed("/extensions/{number}/grant", HEAD),
    Deed("/extensions/{number}/refuse", HEAD, WHY),
    Deed(f"{C}/holds", OFFICE, {"unit": ZHUZHAI, "until": "2012-06-15", **WHY}),
    Deed("/holds/{number}/lift", OFFICE, WHY),
    Deed(f"{C}/meetings", OFFICE, {"unit": SUBDISTRICT, **ON, "title": "例会"}),
    Deed("/meetings/{number}/minutes", OFFICE, {"text": "会议议定"}),
    Deed("/meetings/{number}/follow-ups", OFFICE, {"owner": ZHUZHAI, "about": "补录", "due": "2012-06-20"}),
    Deed(
        f"{C}/letters",
        OFFICE,
        {
            "level": 1,
            "giver": SUBDISTRICT,
            "taker": ZHUZHAI,
            **ON,
            "signed_for_giver": "张三",
            "signed_for_taker": "李四",
        },
    ),
    Deed(f"{C}/visits", LEADERS, {"unit": ZHUZHAI, **ON, "seen": "登记有序"}),
    Deed(f"{C}/visits/planned", LEADERS, {"unit": ZHUZHAI, "on": "2012-06-12"}),
    Deed(f"{C}/inputs", VILLAGE, {"unit": ZHUZHAI, "kind": "money", **ON, "what": "印刷", "fen": 10_000}),
    Deed(A, OFFICE, None, july=True),
    Deed(f"{A}/concur", HEAD, {"opinion": "同意", "reference": "上社保组〔2012〕3号"}, july=True),
    Deed(f"{A}/publish", HEAD, None, july=True),
    Deed(f"{A}/{{code}}/adjustment", HEAD, {"points": 1.5, **WHY}, "PUT", july=True),
    Deed(f"{A}/{{code}}/accept", HEAD, july=True),
    Deed(f"{A}/{{code}}/reject", HEAD, WHY, july=True),
    Deed(f"{A}/{{code}}/repeat", HEAD, {"what": "补齐", "due": "2012-07-20"}, july=True),
    Deed(f"{A}/{{code}}/commend", HEAD, july=True),
    Deed(f"{A}/{{code}}/appeals", VILLAGE, {"charge": OVERDUE, **WHY}, july=True),
    Deed("/appeals/{number}/decide", HEAD, {"upheld": False, "answer": "证据不足"}, july=True),
    Deed(
        f"{C}/referrals",
        HEAD | SUPERVISION,
        {"unit": ZHUZHAI, "ground": "negligence", "against": "1", "source": "complaint:x", **WHY},
    ),
    Deed("/referrals/{number}/steps", HEAD, {"step": "已谈话"}),
    Deed("/referrals/{number}/decide", HEAD, {"outcome": "dismissed", "measure": "查无实据"}),
    Deed(
        "/absences",
        ADMINISTRATOR | {R.ASSISTANT},
        {"person": mail(R.ASSISTANT, ZHUZHAI), "first": "2012-06-20", "last": "2012-06-21", **WHY},
    ),
    Deed("/absences/{number}/end", ADMINISTRATOR | {R.ASSISTANT}),
    Deed(
        "/hand-overs",
        ADMINISTRATOR,
        {
            "person": mail(R.ASSISTANT, ZHUZHAI),
            "role": "assistant",
            "unit": ZHUZHAI,
            **WHY,
            "new": {"name": "赵六"},
        },
    ),
    Deed("/notices/{number}/acknowledge", {R.VILLAGE_HEAD}),
    Deed("/findings/{number}/files", SUPERVISION, {"files": [{"name": "现场.pdf", "content": "JVBERi0="}]}),
    Deed(f"{ADMIN}/units", ADMINISTRATOR, {"table": "code,name,kind,parent_code"}),
    Deed(f"{ADMIN}/people", ADMINISTRATOR, {"table": "name"}),
    Deed(f"{ADMIN}/calendar", ADMINISTRATOR, {"table": "date,kind"}),
    Deed(f"{ADMIN}/people/{{number}}/invite", ADMINISTRATOR, None),
    Deed(f"{ADMIN}/people/{{number}}/subject", ADMINISTRATOR, {"subject": "office|1"}),
    Deed(f"{ADMIN}/channel/test", ADMINISTRATOR, None),
    Deed(f"{ADMIN}/channels/{{name}}/test", ADMINISTRATOR, None),
    Deed(f"{ADMIN}/dead-letters/retry", ADMINISTRATOR, None),
    Deed(f"{ADMIN}/people/{{number}}/preferences", ADMINISTRATOR, AS_THE_PLAN_SAYS, "PUT"),
]
"""Each doing route with the roles that may, at the unit that it is about."""


def filled(path: str, village: str = ZHUZHAI) -> str:
    number = 2 if path.startswith(OF_THREE) else 1
    marks = {
        "{campaign}": "1",
        "{code}": village,
        "{key}": "self-inspection",
        "{number}": str(number),
        "{name}": "console",
    }
    for mark, value in marks.items():
        path = path.replace(mark, value)
    return path


def do(program: Program, deed: Deed) -> int:
    condition = {"If_Match": "*"} if deed.method == "PUT" else {}
    village = TONGHANG if deed.july else ZHUZHAI
    return program.ask(deed.method, filled(deed.path, village), deed.body, **condition).status_code


def routes(method: str) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for topic in TOPICS
        for route in topic.router.routes
        if isinstance(route, APIRoute) and method in (route.methods or ())
    }


def test_every_route_stands_in_the_matrix() -> None:
    assert {path for _, path in routes("GET")} == {*SHOWN, *TRIED_ELSEWHERE}
    assert {(deed.method, deed.path) for deed in DEEDS} | DONE_ELSEWHERE == routes("POST") | routes("PUT")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_shown_its_part_and_no_other(furnished: Town, enter: Enter, role: Role) -> None:
    program = enter(furnished).role(role)
    for path, shown in SHOWN.items():
        answer = program.get(filled(path))
        if role not in shown:
            problem(answer, 403, "not-allowed")
        elif path.endswith("/verdict"):
            problem(answer, 404, "not-found")  # it has not been closed
        else:
            assert answer.status_code == 200, (path, answer.text)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("in_july", [False, True], ids=["june", "july"])
def test_each_role_does_what_is_its_own_and_nothing_else(
    request: pytest.FixtureRequest, enter: Enter, role: Role, in_july: bool
) -> None:
    town: Town = request.getfixturevalue("july" if in_july else "furnished")
    gate = enter(town)
    program = gate.role(role, TONGHANG if in_july and role in VILLAGE else None)
    before = len(history(gate))
    mine = [deed for deed in DEEDS if deed.july is in_july and role in deed.may]
    for deed in DEEDS:
        if deed.july is in_july and deed not in mine:
            assert do(program, deed) == 403, deed
    assert len(history(gate)) == before
    for deed in mine:
        assert do(program, deed) in (200, 201, 409, 422), deed


def test_another_villages_head_does_nothing_here(furnished: Town, enter: Enter) -> None:
    gate = enter(furnished)
    stranger = gate.role(R.VILLAGE_HEAD, GONGYELU)
    for deed in DEEDS:
        if not deed.july:
            assert do(stranger, deed) == 403, deed
    for path, shown in SHOWN.items():
        if R.VILLAGE_HEAD in shown and ("{code}" in path or "{number}" in path):
            problem(stranger.get(filled(path)), 403, "not-allowed")


def test_whoever_holds_no_role_sees_and_does_nothing(furnished: Town, enter: Enter) -> None:
    gate = enter(furnished)
    with furnished.desk.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person (id, name, language) VALUES (999, '路人', 'zh')")
    stranger = gate.by(Actor("路人", 999))
    for path in SHOWN:
        expected = 200 if path in OF_ONESELF else 403
        assert stranger.get(filled(path)).status_code == expected, path
    for deed in DEEDS:
        if not deed.july:
            assert do(stranger, deed) == 403, deed


def history(gate: Gate) -> list[Any]:
    found: list[Any] = gate.role(R.LEADING_GROUP_HEAD).read("/campaigns/1/history?limit=200")["items"]
    return found

"""Every page by every role: who is shown it, who is refused, who is led elsewhere."""

from io import BytesIO

import pytest
from fastapi.routing import APIRoute

from actions.attachment import Offered
from actions.inspection import propose
from actions.permission import CONSOLE, Actor
from actions.task_report import TaskReport, report_task
from states.roles import Role
from tests.files import photo
from tests.town import SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Open
from web.app import BY_ADDRESS, OPEN, OWN, ROUTERS, create_app
from web.sight import view_of

R = Role
LEADERS = {R.LINKED_LEADER, R.LEADING_GROUP, R.LEADING_GROUP_HEAD}
GROUP = {R.LEADING_GROUP_OFFICE, R.LEADING_GROUP, R.LEADING_GROUP_HEAD, R.SUPERVISION_OFFICE}
OVERSIGHT = GROUP | LEADERS
VILLAGE = {R.VILLAGE_HEAD, R.ASSISTANT}

SHOWN: dict[str, set[Role]] = {
    "/": OVERSIGHT,
    "/villages/{code}": OVERSIGHT | VILLAGE,
    "/villages/{code}/tasks/{key}": OVERSIGHT | VILLAGE,
    "/attachments/{number}": OVERSIGHT | VILLAGE,
    "/progress": OVERSIGHT,
    "/export/board.xlsx": OVERSIGHT,
    "/export/progress.xlsx": OVERSIGHT,
    "/inspections": GROUP,
    "/inspections/{inspection}": GROUP,
    "/dates": GROUP,
    "/meetings": OVERSIGHT,
    "/assessment": OVERSIGHT,
    "/assessment/{code}": OVERSIGHT | VILLAGE,
    "/referrals": {R.LEADING_GROUP_HEAD, R.DISCIPLINE_COMMITTEE},
    "/people": OVERSIGHT | {R.ADMINISTRATOR},
    "/outbox": OVERSIGHT | VILLAGE | {R.DEPARTMENT, R.ADMINISTRATOR},
    "/receipts": GROUP,
    "/tasks": {R.LEADING_GROUP_OFFICE, R.LEADING_GROUP_HEAD, R.DEPARTMENT, R.SUPERVISION_OFFICE},
    "/units/{code}/tasks": {R.LEADING_GROUP_OFFICE, R.LEADING_GROUP_HEAD, R.DEPARTMENT, R.SUPERVISION_OFFICE},
    "/leaders": LEADERS | {R.LEADING_GROUP_OFFICE},
    "/history": OVERSIGHT | VILLAGE | {R.DISCIPLINE_COMMITTEE},
    "/export/history": OVERSIGHT | VILLAGE | {R.DISCIPLINE_COMMITTEE},
    "/coming": OVERSIGHT,
    "/administration": {R.ADMINISTRATOR},
    "/administration/units": {R.ADMINISTRATOR},
    "/administration/people": {R.ADMINISTRATOR},
    "/administration/calendar": {R.ADMINISTRATOR},
    "/administration/channel": {R.ADMINISTRATOR},
    "/administration/dead-letters": {R.ADMINISTRATOR},
    "/administration/people/{number}/preferences": {R.ADMINISTRATOR},
    "/administration/notices": {R.ADMINISTRATOR, R.LEADING_GROUP_OFFICE},
    "/administration/notices/{code}/{form}": {R.ADMINISTRATOR, R.LEADING_GROUP_OFFICE},
    "/plan": set(R),
    "/live": OVERSIGHT,
    "/health": {R.LEADING_GROUP_OFFICE, R.ADMINISTRATOR},
}
"""Each page with the roles that are shown it."""

AT = {
    R.VILLAGE_HEAD: ZHUZHAI,
    R.ASSISTANT: ZHUZHAI,
    R.LINKED_LEADER: ZHUZHAI,
    R.ADMINISTRATOR: "410000000000",
}
"""Where each role is held in the town; the others at the subdistrict."""

ROLES = [role for role in R if role is not R.DEPARTMENT]
"""The town has no department."""


def address(path: str) -> str:
    usual = {"code": ZHUZHAI, "key": "training", "number": "1", "inspection": "1", "form": "issue"}
    return path.format(**usual)


@pytest.fixture
def june(june: Town) -> Town:
    """The village has handed in file 1; an inspection of it is proposed."""
    files = [Offered("签到表.jpg", BytesIO(photo()))]
    report_task(june.desk, CONSOLE, ZHUZHAI, "training", TaskReport(files=files))
    propose(june.desk, CONSOLE, ZHUZHAI, "群众反映")
    return june


def pages() -> list[APIRoute]:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [route for route in routes if "GET" in (route.methods or ())]


def test_every_page_stands_in_the_matrix() -> None:
    assert {route.path for route in pages()} == set(SHOWN)


def test_every_page_names_its_view() -> None:
    assert [route.path for route in pages() if view_of(route) is None] == []


def test_every_route_is_behind_the_door_but_the_door_itself(campaign: Town) -> None:
    open_ones = {route.path for router in OPEN for route in router.routes if isinstance(route, APIRoute)}
    assert open_ones == {
        "/static/{name}",
        "/sign-in",
        "/sign-out",
        "/look-as",
        "/invitation/{token}",
        "/single-sign-on",
        "/single-sign-on/back",
        "/language",
    }
    own = {
        route.path.split("/")[1] for router in OWN for route in router.routes if isinstance(route, APIRoute)
    }
    assert own == {"account", "demo"}
    by_address = [
        route.path for router in BY_ADDRESS for route in router.routes if isinstance(route, APIRoute)
    ]
    assert set(by_address) == {"/n/{token}"}
    served = [getattr(one, "original_router", None) for one in create_app(campaign.desk).routes]
    assert served == [*OPEN, *BY_ADDRESS, *OWN, *ROUTERS, None]  # and the API, which has a door of its own


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_shown_its_pages_and_no_others(june: Town, open_browser: Open, role: Role) -> None:
    browser = open_browser(june.desk, actor=june.who(role, AT.get(role, SUBDISTRICT)))
    for path, shown in SHOWN.items():
        answer = browser.get(address(path))
        if role in shown:
            assert answer.status_code == 200, (path, answer.text[:2000])
        elif path == "/":
            assert answer.status_code == 303
        else:
            assert answer.status_code == 403, path
            assert "无权" in answer.text


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_led_only_to_pages_that_it_is_shown(june: Town, open_browser: Open, role: Role) -> None:
    browser = open_browser(june.desk, actor=june.who(role, AT.get(role, SUBDISTRICT)))
    answer = browser.get("/")
    front = answer.headers["location"] if answer.status_code == 303 else "/"
    for link in browser.see(front).links:
        if link.startswith("/") and not link.startswith(("/static", "/sign-out")):
            assert browser.get(link.partition("#")[0]).status_code in (200, 303), (front, link)


def test_a_stranger_with_an_account_but_no_role_sees_only_the_own_account(
    june: Town, open_browser: Open
) -> None:
    browser = open_browser(june.desk, actor=Actor("路人", june.who(R.ASSISTANT, ZHUZHAI).person_id))
    assert browser.get("/plan").status_code == 200
    nobody = open_browser(june.desk, actor=Actor("路人", 999_999))
    for path in SHOWN:
        assert nobody.get(address(path)).status_code in (303, 403)
    assert nobody.get("/account").status_code == 200


def test_the_console_is_shown_everything(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk, actor=CONSOLE)
    for path in SHOWN:
        assert browser.get(address(path)).status_code == 200

"""Coming in and going out by the real door, and what is refused there."""

import asyncio
import logging

import pytest
from httpx import ASGITransport, AsyncClient, Response

from actions.account import accept_invitation, invite, invite_administrator
from actions.permission import CONSOLE
from actions.sign_in import at_the_door
from states.roles import Role
from tests.town import GONGYELU, ZHUZHAI, Town, mail
from tests.web.conftest import HOME, SteppedTown
from tests.web.seen import Seen
from web.app import create_app
from web.door import FIELD, SESSION, VISIT, DemoDoor

PASSWORD = "三月春风吹过田野"


class Stranger:
    """A browser that has not signed in, at the real door; keeps its cookies as browsers do."""

    def __init__(self, town: Town, demo: SteppedTown | None = None) -> None:
        self.app = create_app(town.desk, demo=demo)
        self.client = AsyncClient(transport=ASGITransport(self.app), base_url=HOME)

    def get(self, path: str) -> Response:
        return asyncio.run(self.client.get(path))

    def post(self, path: str, **fields: str) -> Response:
        return asyncio.run(self.client.post(path, data=fields, headers={"Origin": HOME}))

    def fill_in(self, page: str, path: str, **fields: str) -> Response:
        """Submit a form of a page with the key that stands in it."""
        seen = Seen(self.get(page).text)
        key = next(tag["value"] for tag in seen.all("input", name=FIELD))
        return self.post(path, **{FIELD: key, **fields})

    def sign_in(self, password: str = PASSWORD, to: str = "/") -> Response:
        return self.fill_in("/sign-in", "/sign-in", name="zhuzhai", password=password, next=to)


@pytest.fixture
def stranger(campaign: Town) -> Stranger:
    """At the door of a town in which the head of 朱寨社区 has an account."""
    door = at_the_door(campaign.desk)
    accept_invitation(door, invite(door, CONSOLE, mail(Role.VILLAGE_HEAD, ZHUZHAI)), "zhuzhai", PASSWORD)
    return Stranger(campaign)


@pytest.mark.parametrize(
    "path", ["/", f"/villages/{ZHUZHAI}", "/inspections", "/outbox", "/plan", "/health", "/account"]
)
def test_whoever_has_not_signed_in_is_led_to_the_door_and_sees_nothing(stranger: Stranger, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2F")
    assert "社区" not in answer.text


def test_a_deed_of_whoever_has_not_signed_in_is_refused(stranger: Stranger) -> None:
    answer = stranger.fill_in("/sign-in", "/inspections/1/dismiss", reason="无")
    assert answer.status_code == 401
    assert "登录已失效" in answer.text


def test_a_head_signs_in_and_stands_before_the_own_village(stranger: Stranger) -> None:
    answer = stranger.sign_in()
    assert answer.status_code == 303
    home = stranger.get(answer.headers["location"])
    assert home.headers["location"] == f"/villages/{ZHUZHAI}"
    page = Seen(stranger.get(home.headers["location"]).text)
    assert page.all("a", href="/account")
    assert not page.all("a", href="/inspections")


def test_after_signing_in_one_is_where_one_wanted_to_be(stranger: Stranger) -> None:
    assert stranger.sign_in(to="/plan").headers["location"] == "/plan"


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_door_leads_to_no_other_site(stranger: Stranger, to: str) -> None:
    assert stranger.sign_in(to=to).headers["location"] == "/"


def test_a_wrong_password_is_said_so_and_the_name_stays(stranger: Stranger) -> None:
    answer = stranger.sign_in("错误的密码一二三")
    assert answer.status_code == 403
    page = Seen(answer.text)
    assert page.all("input", name="name")[0]["value"] == "zhuzhai"
    assert "错误的密码" not in answer.text
    assert page.all("p", role="alert")


def test_a_session_that_was_planted_before_is_not_the_one_that_is_given(stranger: Stranger) -> None:
    stranger.client.cookies.set(SESSION, "planted", domain="127.0.0.1")
    stranger.sign_in()
    given = [cookie.value for cookie in stranger.client.cookies.jar if cookie.name == SESSION]
    assert "planted" not in given[-1:]
    planted = Stranger.__new__(Stranger)
    planted.app = stranger.app
    planted.client = AsyncClient(
        transport=ASGITransport(stranger.app), base_url=HOME, cookies={SESSION: "planted"}
    )
    assert planted.get("/plan").status_code == 303


def test_the_sessions_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: Stranger) -> None:
    said = stranger.sign_in().headers.get_list("set-cookie")
    session = next(one for one in said if one.startswith(SESSION))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Secure" not in session  # over plain HTTP it would never come back


def test_behind_tls_the_cookie_is_kept_to_encrypted_connections(stranger: Stranger) -> None:
    stranger.client = AsyncClient(
        transport=ASGITransport(stranger.app), base_url=HOME.replace("http", "https")
    )
    key = next(tag["value"] for tag in Seen(stranger.get("/sign-in").text).all("input", name=FIELD))
    fields = {FIELD: key, "name": "zhuzhai", "password": PASSWORD}
    headers = {"Origin": HOME.replace("http", "https")}
    answer = asyncio.run(stranger.client.post("/sign-in", data=fields, headers=headers))
    assert all("Secure" in one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION))
    assert answer.status_code == 303


def test_leaving_ends_the_session(stranger: Stranger) -> None:
    stranger.sign_in()
    token = stranger.client.cookies[SESSION]
    assert stranger.fill_in("/account", "/sign-out").status_code == 303
    stranger.client.cookies.set(SESSION, token)
    assert stranger.get("/plan").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("key", ["", "0" * 32, "x"])
def test_a_form_without_its_key_is_refused_and_logged(
    stranger: Stranger, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    stranger.sign_in()
    with caplog.at_level(logging.WARNING, "duban.web"):
        answer = stranger.post("/sign-out", **{FIELD: key})
    assert answer.status_code == 403
    assert "数据没有变化" in answer.text
    assert "a form without its key" in caplog.text
    assert stranger.get("/plan").status_code == 200


def test_a_key_of_another_browser_is_worth_nothing(stranger: Stranger, campaign: Town) -> None:
    other = Stranger(campaign)
    key = next(tag["value"] for tag in Seen(other.get("/sign-in").text).all("input", name=FIELD))
    stranger.sign_in()
    assert stranger.post("/sign-out", **{FIELD: key}).status_code == 403


def test_the_first_administrator_comes_in_by_the_printed_link(campaign: Town) -> None:
    link = invite_administrator(at_the_door(campaign.desk))
    browser, place = Stranger(campaign), f"/invitation/{link}"
    fields = {"person": "系统管理员", "name": "admin", "password": PASSWORD}
    assert browser.fill_in(place, place, **fields, again="不一样的密码一二").status_code == 400
    assert browser.fill_in(place, place, **fields, again=PASSWORD).headers["location"] == "/sign-in"
    assert browser.get(place).status_code == 404
    entered = browser.fill_in("/sign-in", "/sign-in", name="admin", password=PASSWORD)
    assert entered.headers["location"] == "/"
    assert browser.get("/").headers["location"] == "/administration"


def test_looking_at_a_link_uses_nothing_up(campaign: Town) -> None:
    link = invite_administrator(at_the_door(campaign.desk))
    browser = Stranger(campaign)
    for _ in range(3):
        assert browser.get(f"/invitation/{link}").status_code == 200


def test_the_demo_is_looked_at_as_whomever_one_chooses(campaign: Town) -> None:
    browser = Stranger(campaign, SteppedTown(campaign, campaign.clock.instant))
    assert browser.get("/").headers["location"].startswith("/sign-in")
    assert browser.fill_in("/sign-in", "/look-as", who="", next="/plan").headers["location"] == "/plan"
    assert browser.get("/inspections").status_code == 200


def test_in_the_demo_nobody_looks_as_one_who_is_not_of_its_cast(campaign: Town) -> None:
    browser = Stranger(campaign, SteppedTown(campaign, campaign.clock.instant))
    answer = browser.fill_in("/sign-in", "/look-as", who=mail(Role.ADMINISTRATOR, "410000000000"))
    assert answer.status_code == 404
    assert isinstance(browser.app.state.face.door, DemoDoor)
    assert browser.app.state.face.door.looking == {}


def test_where_there_is_no_demo_nobody_comes_in_without_a_password(stranger: Stranger) -> None:
    assert stranger.fill_in("/sign-in", "/look-as", who="").status_code == 404
    assert SESSION not in stranger.client.cookies


def test_a_head_is_refused_another_village_with_a_clear_page(stranger: Stranger) -> None:
    stranger.sign_in()
    answer = stranger.get(f"/villages/{GONGYELU}")
    assert answer.status_code == 403
    assert "任职范围不包括" in answer.text


def test_a_visitor_has_a_cookie_only_until_the_door(stranger: Stranger) -> None:
    stranger.get("/sign-in")
    assert VISIT in stranger.client.cookies
    stranger.sign_in()
    assert VISIT not in stranger.client.cookies

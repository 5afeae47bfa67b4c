"""A message is acknowledged by the link in it, on a phone that has not signed in."""

import asyncio
import logging
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from httpx import ASGITransport, AsyncClient, Response

from actions.hand_over import NewPerson, hand_over
from actions.notice import list_notices
from actions.permission import CONSOLE
from states.roles import Role
from tests.actions.messages import sent_to, token_in
from tests.engines import open_shared
from tests.town import SHANGHAI, ZHUZHAI, Town, mail
from tests.web.conftest import HOME, SteppedTown, town_at
from tests.web.seen import Seen
from web.app import create_app

MONDAY = datetime(2012, 6, 11, 9, tzinfo=SHANGHAI)
HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)


class Phone:
    """A browser that keeps no cookies, and tells no more of itself than a page lets it."""

    def __init__(self, town: Town, demo: SteppedTown | None = None) -> None:
        transport = ASGITransport(create_app(town.desk, demo=demo))
        self.client = AsyncClient(transport=transport, base_url=HOME)

    def ask(self, method: str, path: str, **headers: str) -> Response:
        self.client.cookies.clear()
        return asyncio.run(self.client.request(method, path, headers=headers))

    def see(self, path: str) -> Seen:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return Seen(answer.text)

    def tap(self, path: str, origin: str = "null", **fields: str) -> Response:
        """Press the button of the page, with what a browser sends of itself."""
        self.client.cookies.clear()
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        return asyncio.run(self.client.post(path, data=fields, headers=headers))


@pytest.fixture(scope="module")
def sent_file(june_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The town on Monday, 11 June, when the first rung has fired and messages have gone out; and the link to
    the head of 朱寨社区."""
    file = tmp_path_factory.mktemp("sent") / "town.sqlite"
    shutil.copyfile(june_file, file)
    engine = open_shared(str(file))
    town = town_at(engine, MONDAY)
    town.check()
    token = token_in(sent_to(town, Role.VILLAGE_HEAD, ZHUZHAI))
    engine.dispose()
    return file, token


@pytest.fixture
def monday(sent_file: tuple[Path, str], open_copy: Callable[[Path], sa.Engine]) -> Town:
    return town_at(open_copy(sent_file[0]), MONDAY)


@pytest.fixture
def link(sent_file: tuple[Path, str]) -> str:
    return f"/n/{sent_file[1]}"


@pytest.fixture
def phone(monday: Town) -> Phone:
    return Phone(monday)


def acknowledged(town: Town) -> int:
    return sum(one.state == "acknowledged" for one in list_notices(town.desk))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_opens_links_before_a_person_does_acknowledges_nothing(
    monday: Town, phone: Phone, link: str, method: str
) -> None:
    for _ in range(10):
        assert phone.ask(method, link, **{"User-Agent": "LinkScanner/1.0"}).status_code == 200
    assert acknowledged(monday) == 0


def test_the_page_says_what_it_acknowledges_until_when_that_holds_and_where_to_go_on(
    phone: Phone, link: str
) -> None:
    page = phone.see(link)
    for words in ("4002 village_head", "朱寨社区居民委员会", "逾期催办", "签收后督办最多暂缓至", "6月14日"):
        assert words in page.text
    assert page.form(link).fields.keys() >= {"until"}
    assert f"/villages/{ZHUZHAI}?campaign=1" in page.links
    assert (
        phone.ask("GET", f"/villages/{ZHUZHAI}?campaign=1").headers["location"].startswith("/sign-in?next=")
    )


def test_one_tap_acknowledges_and_the_page_then_says_so(monday: Town, phone: Phone, link: str) -> None:
    answer = phone.tap(link, until="2012-06-13")
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    page = phone.see(link)
    assert "已签收" in page.text
    assert "督办暂缓至 6月13日" in page.text
    assert page.all("button", **{"class": "primary large"}) == []
    head = monday.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id
    assert acknowledged(monday) > 0
    assert {one.person_id for one in list_notices(monday.desk, state="acknowledged")} == {head}


def test_a_second_tap_is_refused(monday: Town, phone: Phone, link: str) -> None:
    phone.tap(link)
    before = acknowledged(monday)
    answer = phone.tap(link)
    assert answer.status_code == 409
    assert "不必再签" in answer.text
    assert acknowledged(monday) == before


@pytest.mark.parametrize("origin", ["null", HOME, "https://mail.example", "http://evil.example"])
def test_the_link_is_the_key_of_its_form_wherever_it_was_opened(phone: Phone, link: str, origin: str) -> None:
    assert phone.tap(link, origin).status_code == 303


def test_a_promise_that_has_passed_or_is_no_day_is_refused(monday: Town, phone: Phone, link: str) -> None:
    assert phone.tap(link, until="2012-06-10").status_code == 400
    answer = phone.tap(link, until="下周一")
    assert answer.status_code == 400
    assert "日期格式应如 2012-06-15" in answer.text
    assert acknowledged(monday) == 0


def test_an_expired_link_is_refused(monday: Town, phone: Phone, link: str) -> None:
    monday.at("2012-07-12", 0)
    for answer in (phone.ask("GET", link), phone.tap(link)):
        assert answer.status_code == 410
        assert "已经过期" in answer.text
    assert acknowledged(monday) == 0


@pytest.mark.parametrize("place", range(40))
def test_a_link_with_any_sign_changed_is_refused(monday: Town, phone: Phone, link: str, place: int) -> None:
    token = link.removeprefix("/n/")
    changed = token[:place] + ("b" if token[place] == "a" else "a") + token[place + 1 :]
    answer = phone.tap(f"/n/{changed}")
    assert answer.status_code == 404
    assert "没有签收" in answer.text
    assert acknowledged(monday) == 0


@pytest.mark.parametrize("token", ["x", "%E7%AD%BE", "a" * 5000, "%00", "..%2f..", "%3Cscript%3E"])
def test_what_is_no_link_is_refused_without_being_shown(phone: Phone, token: str) -> None:
    answer = phone.ask("GET", f"/n/{token}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_link_to_whoever_has_handed_the_office_over_is_refused(
    monday: Town, phone: Phone, link: str
) -> None:
    monday.at("2012-06-11", 10)
    hand_over(
        monday.desk,
        CONSOLE,
        HEAD,
        NewPerson("李新", "li@duban.example", None),
        Role.VILLAGE_HEAD,
        ZHUZHAI,
        "换届",
    )
    for answer in (phone.ask("GET", link), phone.tap(link)):
        assert answer.status_code == 403
        assert "已移交" in answer.text
    assert acknowledged(monday) == 0


def test_no_page_of_it_is_kept_indexed_or_told_to_another(monday: Town, phone: Phone, link: str) -> None:
    answers = [phone.ask("GET", link), phone.tap(link), phone.tap(link), phone.ask("GET", "/n/x")]
    answers.append(phone.ask("PUT", link))
    for answer in answers:
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert phone.ask("GET", "/sign-in").headers["referrer-policy"] == "same-origin"


def test_the_link_stands_in_no_log_of_a_refusal(
    monday: Town, phone: Phone, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "duban"):
        phone.ask("GET", link, Host="evil.example")
        phone.tap(link, until="x" * 200_000)
        monday.at("2012-07-12", 0)
        phone.tap(link)
    assert "refused GET '/n/…'" in caplog.text
    assert link.removeprefix("/n/") not in caplog.text


def test_in_the_demo_a_link_ends_by_the_clock_that_is_moved(monday: Town, link: str) -> None:
    demo = SteppedTown(monday, MONDAY)
    phone = Phone(monday, demo)
    assert phone.ask("GET", link).status_code == 200
    demo.step(31)
    assert phone.ask("GET", link).status_code == 410


def test_the_page_works_without_scripts(phone: Phone, link: str) -> None:
    page = phone.see(link)
    assert page.form(link).fields["until"] == ""
    assert all("onclick" not in attributes for _, attributes in page.tags)

"""A person makes, uses and ends the address of their calendar; the telephone reads it without signing in."""

import asyncio
import re

import pytest
from httpx import ASGITransport, AsyncClient, Response
from icalendar import Calendar

from states.roles import Role
from tests.town import ZHUZHAI, Town
from tests.web.conftest import HOME, Browser, Open
from tests.web.seen import Seen
from tests.web.test_language import english, foreign
from web.app import create_app


@pytest.fixture
def head(campaign: Town, open_browser: Open) -> Browser:
    """The head of 朱寨社区, signed in."""
    return open_browser(campaign.desk, actor=campaign.who(Role.VILLAGE_HEAD, ZHUZHAI))


def telephone(town: Town, address: str, method: str = "GET", **headers: str) -> Response:
    """What a calendar asks, without a cookie."""
    client = AsyncClient(transport=ASGITransport(create_app(town.desk)), base_url=HOME)
    return asyncio.run(client.request(method, address, headers=headers))


def made(browser: Browser) -> str:
    """A new address, as its page shows it."""
    answer = browser.press("/account/calendar")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    [address] = re.findall(rf"{HOME}(/calendar/[^<\s]+\.ics)</code>", answer.text)
    return str(address)


def test_the_address_is_shown_once_and_read_without_signing_in(campaign: Town, head: Browser) -> None:
    address = made(head)
    answer = telephone(campaign, address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) > 5
    page = head.see("/account")
    assert address not in page.html
    assert "换一个地址" in page.text
    assert "手机读取过" in page.text


def test_how_to_add_it_to_a_telephone_stands_beside_it(head: Browser) -> None:
    answer = head.press("/account/calendar")
    assert "添加已订阅的日历" in answer.text
    assert "webcal://127.0.0.1:8030/calendar/" in answer.text


def test_the_installations_own_address_is_shown_where_it_is_set(
    head: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_ADDRESS", "https://duban.example/")
    assert '<code class="token">https://duban.example/calendar/' in head.press("/account/calendar").text


def test_a_telephone_that_has_it_already_is_sent_nothing(campaign: Town, head: Browser) -> None:
    address = made(head)
    mark = telephone(campaign, address).headers["etag"]
    for sent in (mark, mark.removeprefix("W/"), f'"other", {mark}'):
        again = telephone(campaign, address, **{"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    assert telephone(campaign, address, **{"If-None-Match": '"other"'}).status_code == 200
    campaign.check()
    assert telephone(campaign, address, **{"If-None-Match": mark}).status_code == 200


def test_an_ended_an_earlier_and_an_unknown_address_are_not_there(campaign: Town, head: Browser) -> None:
    first, second = made(head), made(head)
    head.pressed("/account/calendar/revoke")
    answers = [
        telephone(campaign, path) for path in (first, second, "/calendar/x.ics", "/calendar/%E7%AD%BE.ics")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({Seen(answer.text).text for answer in answers}) == 1
    assert all("text/html" in answer.headers["content-type"] for answer in answers)
    assert "建立订阅地址" in head.see("/account").text


def test_no_answer_is_indexed_or_told_to_another(campaign: Town, head: Browser) -> None:
    address = made(head)
    for path in (address, "/calendar/x.ics"):
        answer = telephone(campaign, path)
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
    assert telephone(campaign, address).headers["cache-control"] == "private, no-cache"
    assert telephone(campaign, address, "HEAD").status_code == 200
    assert telephone(campaign, address, "POST", Origin=HOME).status_code == 405


def test_the_pages_of_it_are_wholly_english_for_whoever_reads_english(campaign: Town, head: Browser) -> None:
    english(head)
    before = head.see("/account")
    shown = head.press("/account/calendar")
    pages = [
        before.html,
        shown.text,
        head.see("/account").html,
        head.pressed("/account/calendar/revoke").html,
    ]
    for page in pages:
        assert foreign(campaign.desk, page) == []


def test_the_console_is_offered_none(campaign: Town, open_browser: Open) -> None:
    browser = open_browser(campaign.desk)
    assert "日历订阅" not in browser.see("/account").text
    assert browser.press("/account/calendar").status_code == 403

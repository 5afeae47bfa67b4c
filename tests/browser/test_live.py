"""A board that is open shows by itself what has changed."""

import signal
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import sign_in, signed_in
from tests.browser.hand import Pointing
from tests.browser.pages import Desk
from tests.browser.stage import Server

WITHIN = 2_000
"""Milliseconds after which a change is seen on every open board."""

Open = Callable[..., BrowserContext]


@pytest.fixture
def board(server: Server, open_context: Open) -> Page:
    """The board of the head of the leading group, open and listening."""
    page = open_context().new_page()
    with page.expect_response("**/live"):
        page.goto(server.url)
        sign_in(Pointing(page), "group")
    return page


def proposals(page: Page) -> Locator:
    return page.get_by_role("link", name="项专项督查待立项")


def decide(server: Server, open_context: Open) -> None:
    """The supervision office, somewhere else, declines the proposal that the board counts."""
    desk = Desk(Pointing(signed_in(open_context(), server, "supervision")))
    desk.open()
    desk.dismiss(desk.number("朱寨社区"), "已另行核实。")
    desk.is_told("不予立项")


def test_what_is_done_in_one_browser_is_seen_in_another_within_two_seconds(
    board: Page, server: Server, open_context: Open
) -> None:
    expect(proposals(board)).to_be_visible()
    decide(server, open_context)
    expect(proposals(board)).not_to_be_visible(timeout=WITHIN)


def test_where_one_stands_and_what_is_unfolded_stays_as_it_is(
    board: Page, server: Server, open_context: Open
) -> None:
    village = board.get_by_role("link", name="朱寨社区").first
    village.focus()
    before = board.evaluate("window.scrollY")
    decide(server, open_context)
    expect(proposals(board)).not_to_be_visible(timeout=WITHIN)
    expect(board.get_by_role("link", name="朱寨社区").first).to_be_focused()
    assert board.evaluate("window.scrollY") == before


def test_while_somebody_fills_in_a_form_nothing_is_touched(
    board: Page, server: Server, open_context: Open
) -> None:
    search = board.get_by_role("searchbox")
    search.fill("朱寨")
    decide(server, open_context)
    time.sleep(WITHIN / 1000)
    expect(search).to_have_value("朱寨")
    expect(proposals(board)).to_be_visible()
    search.fill("")
    search.blur()
    expect(proposals(board)).not_to_be_visible(timeout=3 * WITHIN)


def test_a_page_whose_session_has_ended_stays_as_it_was_and_asks_no_more(
    board: Page, server: Server, open_context: Open
) -> None:
    board.context.clear_cookies()
    with board.expect_request("**/sign-in?**"):
        decide(server, open_context)
    expect(proposals(board)).to_be_visible()
    asked: list[str] = []
    board.on("request", lambda request: asked.append(request.url))
    time.sleep(2 * WITHIN / 1000)
    assert asked == []


def test_a_server_with_open_boards_stops_when_it_is_told_to(board: Page, server: Server) -> None:
    expect(proposals(board)).to_be_visible()
    assert server.stop() in (0, -signal.SIGINT)

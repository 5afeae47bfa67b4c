"""A real Chromium at a real `duban serve`, in a process of its own, over the district of the demo."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.hand import Keyboard, Pointing
from tests.browser.stage import EVENING, PASSWORD, Server, free_port, prepare, serving

CHROMIUM = shutil.which("chromium")

PHONE: ViewportSize = {"width": 360, "height": 800}
SCREEN: ViewportSize = {"width": 1440, "height": 900}

PATIENCE = 10_000
"""Milliseconds that a page may take on a busy machine."""


@dataclass(frozen=True)
class Way:
    """How somebody comes: on which device, with or without JavaScript, by which hand."""

    size: ViewportSize
    script: bool = True
    hand: type[Pointing] = Pointing


WAYS = {
    "phone": Way(PHONE),
    "phone-no-script": Way(PHONE, script=False),
    "phone-keyboard": Way(PHONE, hand=Keyboard),
    "screen": Way(SCREEN),
    "screen-no-script": Way(SCREEN, script=False),
    "screen-keyboard": Way(SCREEN, hand=Keyboard),
}

Come = Callable[[str], Pointing]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this room is run by `make test-system`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.system)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; a missing one is a failure."""
    assert CHROMIUM, "no chromium: run tests/browser/install.sh (make test-system does)"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chinese: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env=chinese)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demo on the evening of 8 June 2012, to copy; kept at DUBAN_TEST_DISTRICT."""
    kept = os.environ.get("DUBAN_TEST_DISTRICT")
    return prepare(Path(kept) if kept else tmp_path_factory.mktemp("district"))


@pytest.fixture
def server(district: Path, tmp_path: Path) -> Iterator[Server]:
    """A server over a district of the test's own."""
    with serving_copy(district, tmp_path) as running:
        yield running
        assert "ERROR" not in running.log.read_text()


@pytest.fixture(scope="module")
def shown(district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a district that is only looked at."""
    with serving_copy(district, tmp_path_factory.mktemp("shown")) as running:
        yield running
        assert "ERROR" not in running.log.read_text()


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


@pytest.fixture
def open_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens the browser of somebody new to duban; what a script complains of is a failure."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def new(
        size: ViewportSize = SCREEN, script: bool = True, expected: tuple[str, ...] = ()
    ) -> BrowserContext:
        def complain(text: str) -> None:
            if not any(one in text for one in expected):
                complaints.append(text)

        context = chromium.new_context(
            viewport=size, java_script_enabled=script, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: complain(str(error.error)))
        context.on("console", lambda said: complain(said.text) if said.type == "error" else None)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def come(server: Server, way: Way, open_context: Callable[..., BrowserContext]) -> Come:
    """Lets somebody of the cast come to the door in a browser of their own and sign in."""

    def comes(name: str) -> Pointing:
        hand = way.hand(open_context(way.size, way.script).new_page())
        hand.page.goto(server.url)
        sign_in(hand, name)
        return hand

    return comes


def sign_in(hand: Pointing, name: str) -> None:
    hand.write(hand.page.get_by_label("用户名"), name)
    hand.write(hand.page.get_by_label("密码"), PASSWORD)
    hand.press(hand.page.get_by_role("button", name="登录"))
    expect(hand.page.get_by_role("navigation", name="主导航")).to_be_visible()


def serving_copy(district: Path, folder: Path) -> AbstractContextManager[Server]:
    """A server over a copy of the district."""
    file, port = folder / "district.sqlite", free_port()
    with closing(sqlite3.connect(district)) as old, closing(sqlite3.connect(file)) as new:
        old.backup(new)  # with what still stands in its log
    return serving("-m", "tests.browser.serve", str(file), str(port), EVENING, folder=folder, port=port)


def signed_in(context: BrowserContext, server: Server, name: str) -> Page:
    """The first page of somebody of the cast."""
    page = context.new_page()
    page.goto(server.url)
    sign_in(Pointing(page), name)
    return page

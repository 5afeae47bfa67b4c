"""What a page costs on a poor connection, seen for the first time: bytes over the wire and requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.browser.conftest import signed_in
from tests.browser.stage import Server

MOST_BYTES = 200_000
"""With headers, as it goes over the wire."""

MOST_REQUESTS = 5
"""The page, its style, at most two scripts, the sign in the browser's tab; listening is none of them."""

FIRST_PAINT_WITHIN = 1_500
"""Milliseconds, on a busy machine with two processors."""

PAGES = {
    "head": ("/", "/outbox", "/plan"),
    "group": (
        "/",
        "/?show=charts",
        "/progress",
        "/inspections",
        "/dates",
        "/meetings",
        "/assessment",
        "/people",
        "/outbox",
        "/plan",
    ),
    "district": ("/?unit=all", "/progress?unit=all", "/inspections?unit=all", "/people?unit=all"),
    "office": ("/health", "/villages/410106004002", "/assessment/410106004002"),
}
"""By who looks. The district has 64 villages."""


@dataclass
class Wire:
    """What goes over the wire for a page, as the browser counts it."""

    session: CDPSession
    urls: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.send("Network.enable")
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _sent(self, event: dict[str, Any]) -> None:
        if event["type"] != "EventSource":
            self.urls[event["requestId"]] = event["request"]["url"]

    @property
    def loaded(self) -> dict[str, int]:
        """Address → bytes; what stands in the page itself is none."""
        found = {self.urls[one]: size for one, size in self.sizes.items()}
        return {url: size for url, size in found.items() if not url.startswith("data:")}

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.urls:
            self.sizes[event["requestId"]] = int(event["encodedDataLength"])


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in PAGES.items() for path in paths])
def test_a_page_is_small_enough_for_a_poor_connection(
    shown: Server, open_context: Callable[..., BrowserContext], name: str, path: str
) -> None:
    page = signed_in(open_context(), shown, name)
    wire = Wire(page.context.new_cdp_session(page))
    page.goto(f"{shown.url}{path}", wait_until="load")
    page.wait_for_timeout(200)  # the sign in the tab comes last
    assert 3 <= len(wire.loaded) <= MOST_REQUESTS, wire.loaded
    assert sum(wire.loaded.values()) <= MOST_BYTES, wire.loaded
    assert first_paint(page) <= FIRST_PAINT_WITHIN
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_second_page_loads_itself_alone(shown: Server, open_context: Callable[..., BrowserContext]) -> None:
    page = signed_in(open_context(), shown, "group")
    page.goto(f"{shown.url}/progress", wait_until="load")
    sent = page.evaluate("performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])")
    assert len(sent) >= 3
    assert [name for name, size in sent if size > 0 and "/static/" in name] == []


def first_paint(page: Page) -> float:
    return float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))

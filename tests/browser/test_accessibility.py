"""No page that anybody is led to breaks a rule of WCAG 2.2, levels A and AA, that a machine can check."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import PHONE, SCREEN, signed_in
from tests.browser.stage import NAMES, POLICE, Server

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

OPTIONS = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}

TASK = re.compile(r"/tasks/.+")
FORMS = ("/self-inspection", "/enrolment")
"""Tasks that have a form of their own."""

FILES = ("/static/", "/export/", "/attachments/")
"""What is taken away instead of looked at."""

MOST_PAGES = 30
"""No role is led to more kinds of pages than this."""

SIZES = {"phone": PHONE, "screen": SCREEN}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*NAMES, POLICE])
def test_every_page_that_a_role_is_led_to_can_be_used_by_everybody(
    shown: Server, open_context: Callable[..., BrowserContext], name: str, size: str
) -> None:
    page = signed_in(open_context(SIZES[size]), shown, name)
    found = {address: violations(page) for address in led_to(page, shown.url)}
    assert len(found) >= 2
    assert {address: said for address, said in found.items() if said} == {}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/sign-in", "/invitation/none", "/nowhere"])
def test_the_door_and_what_is_refused_there_can_be_used_by_everybody(
    shown: Server, open_context: Callable[..., BrowserContext], path: str, size: str
) -> None:
    page = open_context(SIZES[size], expected=("404",)).new_page()
    page.goto(f"{shown.url}{path}")
    assert violations(page) == []


def test_what_breaks_a_rule_is_found(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    page.set_content("<html lang=zh><title>督办</title><main><p style='color: #aaa'>看不清</p><input></main>")
    assert {one.partition(":")[0] for one in violations(page)} == {"color-contrast", "label"}


def led_to(page: Page, home: str) -> Iterator[str]:
    """Each kind of page that whoever has signed in is led to, opened; one of each kind."""
    waiting, kinds = [page.url.removeprefix(home)], set[str]()
    while waiting:
        address = waiting.pop(0)
        if kind_of(address) in kinds:
            continue
        kinds.add(kind_of(address))
        assert len(kinds) <= MOST_PAGES, kinds
        page.goto(f"{home}{address}")
        waiting += page.eval_on_selector_all(
            "a[href]:not([download])", "all => all.map(one => one.getAttribute('href'))"
        )
        unfold(page)
        yield address
        waiting = [link for link in waiting if link.startswith("/") and not link.startswith(FILES)]


def kind_of(address: str) -> str:
    """Pages of one kind differ in what they are about, in what is filtered, and in the order of a list."""
    parts = urlsplit(address)
    path = parts.path if parts.path.endswith(FORMS) else TASK.sub("/tasks/#", parts.path)
    steps = ["#" if any(sign.isdigit() for sign in step) else step for step in path.split("/")]
    return "/".join(steps) + ("?show=charts" if "show=charts" in parts.query else "")


def unfold(page: Page) -> None:
    """Open all that is folded, so that it is checked too."""
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")


def violations(page: Page) -> list[str]:
    """What breaks a rule: rule, place, and why."""
    answer = Axe().run(page, options=OPTIONS).response
    return [
        f"{broken['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for broken in answer["violations"]
        for node in broken["nodes"][:3]
    ]

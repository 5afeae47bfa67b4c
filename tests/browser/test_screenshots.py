"""The pictures of the main pages in docs/screenshots, taken anew by each run."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.browser.conftest import PHONE, SCREEN, signed_in
from tests.browser.stage import HOUSE, Server

FOLDER = HOUSE / "docs" / "screenshots"

LARGEST = 150_000
"""Bytes of a picture."""

COLOURS = 256

VILLAGE = "/villages/410106004002"

SHOTS = {
    "board": ("group", "/", SCREEN),
    "charts": ("group", "/?show=charts", SCREEN),
    "district": ("district", "/?unit=all", SCREEN),
    "progress": ("district", "/progress?unit=all", SCREEN),
    "desk": ("supervision", "/inspections", SCREEN),
    "village": ("linked", VILLAGE, SCREEN),
    "plan": ("group", "/plan", SCREEN),
    "board-phone": ("group", "/", PHONE),
    "village-phone": ("head", "/", PHONE),
    "task-phone": ("head", f"{VILLAGE}/tasks/self-inspection", PHONE),
    "desk-phone": ("supervision", "/inspections", PHONE),
}
"""Picture → who looks at what, on which device."""


@pytest.mark.parametrize("shot", SHOTS)
def test_the_main_pages_are_pictured(
    shown: Server, open_context: Callable[..., BrowserContext], shot: str
) -> None:
    name, path, size = SHOTS[shot]
    picture = take(signed_in(open_context(size), shown, name), f"{shown.url}{path}", size)
    assert len(picture) <= LARGEST
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{shot}.png").write_bytes(picture)


def test_each_picture_is_shown_in_both_readmes() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        text = (HOUSE / readme).read_text("utf-8")
        assert [shot for shot in SHOTS if f"docs/screenshots/{shot}.png" not in text] == []


def take(page: Page, address: str, size: ViewportSize) -> bytes:
    """What is seen of a page without scrolling, once its characters are there."""
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    return smaller(page.screenshot(animations="disabled", caret="hide"))


def smaller(picture: bytes) -> bytes:
    """The same with as many colours as such a page has use for."""
    with Image.open(BytesIO(picture)) as read, BytesIO() as out:
        few = read.convert("RGB").quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        return out.getvalue()

"""The navigation, on a phone and on a screen: nothing is cut off, and what is folded can be reached."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.conftest import PHONE, SCREEN, Come, signed_in
from tests.browser.pages import Face
from tests.browser.stage import Server

MOST_OF_A_PHONE = 120
"""Pixels of its 800 that the head of a page may take."""

LANGUAGE = "duban_language"


def test_every_place_is_reached_by_either_hand_and_without_scripts(come: Come) -> None:
    office = Face(come("office"))
    office.go("会议")
    expect(office.page.get_by_role("navigation", name="主导航").locator("summary")).to_contain_text("会议")
    office.go("督查")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("name", ["office", "head", "admin"])
def test_the_bar_and_its_menu_fit_into_the_window(
    shown: Server, open_context: Callable[..., BrowserContext], name: str, size: ViewportSize, language: str
) -> None:
    page = signed_in(open_context(size), shown, name)
    page.context.add_cookies([{"name": LANGUAGE, "value": language, "url": shown.url}])
    page.goto(f"{shown.url}/plan")
    if size is PHONE:
        assert page.locator(".top").bounding_box()["height"] <= MOST_OF_A_PHONE  # type: ignore[index]
    assert beyond(page) == []
    for summary in page.locator(".top summary").all():
        summary.click()
    assert beyond(page) == []


def beyond(page: Page) -> list[str]:
    """What is seen of the head of a page beyond the right edge of the window, or has to be scrolled to."""
    return [str(one) for one in page.evaluate(BEYOND)]


BEYOND = """() => {
  const seen = [...document.querySelectorAll(".top :is(a, summary, p)")].filter(one => one.checkVisibility());
  const isOut = ({ left, right }) => left < 0 || right > innerWidth;
  const out = seen.filter(one => isOut(one.getBoundingClientRect())).map(one => one.textContent);
  const bar = document.querySelector(".top nav");
  return bar.scrollWidth > bar.clientWidth ? [...out, "the bar scrolls"] : out;
}"""

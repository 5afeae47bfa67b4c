"""The demo's time bar."""

import pytest

from tests.town import SUBDISTRICT, Town
from tests.web.conftest import Browser, Open, SteppedTown


@pytest.fixture
def demo(june: Town, open_browser: Open) -> Browser:
    """A demo that stands on Friday, 8 June 2012."""
    return open_browser(june.desk, demo=SteppedTown(june, june.clock.instant))


def test_every_page_shows_the_day_and_what_kind_of_day_it_is(demo: Browser) -> None:
    for path in ("/", "/inspections", "/outbox", "/plan", "/health", "/villages/410106004002"):
        text = demo.see(path).text
        assert "2012年6月8日 星期五" in text
        assert "工作日 日历：检查验收" in text


def test_a_day_passes_and_says_what_the_check_did(demo: Browser) -> None:
    page = demo.pressed("/demo/step")
    assert "已到6月9日（星期六）。时限检查：没有到期事项。" in page.text
    assert "休息日" in page.text


def test_a_jump_goes_to_the_next_day_on_which_something_fires(demo: Browser) -> None:
    page = demo.pressed("/demo/jump")
    assert "已到6月11日（星期一）。时限检查：发出提醒 3 条，督办升级 4 项。" in page.text


def test_it_comes_back_to_the_page_that_it_was_pressed_on(demo: Browser) -> None:
    page = demo.see(f"/inspections?unit={SUBDISTRICT}")
    answer = demo.press("/demo/step", **page.form("/demo/step").fields)
    assert answer.headers["location"] == f"/inspections?unit={SUBDISTRICT}"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\r\nSet-Cookie: a=b", ""],
)
def test_it_never_leads_elsewhere(demo: Browser, elsewhere: str) -> None:
    answer = demo.press("/demo/step", back=elsewhere)
    assert answer.headers["location"] == "/"


def test_a_reset_leads_back_to_the_beginning(demo: Browser) -> None:
    form = demo.see("/inspections").form("/demo/reset")
    answer = demo.press(form.action, **form.fields)
    assert answer.headers["location"] == "/"
    assert "演示已回到起点" in demo.see("/").text


def test_without_a_demo_there_is_no_time_bar_and_nothing_to_press(browser: Browser) -> None:
    assert "前进一天" not in browser.see("/").text
    for deed in ("step", "jump", "reset"):
        assert browser.press(f"/demo/{deed}").status_code == 404


def test_looking_at_a_button_does_not_press_it(demo: Browser) -> None:
    answer = demo.get("/demo/step")
    assert answer.status_code == 405
    assert "不能这样打开" in answer.text

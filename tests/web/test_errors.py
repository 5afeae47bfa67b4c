"""What a page says when it cannot do what was asked."""

import logging

import pytest
import sqlalchemy as sa

from actions.desk import Desk
from records.clock import FixedClock
from tests.conftest import MADE_AT
from tests.town import Town
from tests.web.conftest import Browser, Open


def test_an_empty_database_says_which_commands_to_run(engine: sa.Engine, open_browser: Open) -> None:
    browser = open_browser(Desk(engine, FixedClock(MADE_AT)))
    for path in ("/", "/inspections", "/outbox", "/plan"):
        text = browser.see(path).text
        assert "还没有专项工作" in text
        assert "duban campaign start" in text
    assert "还没有完成过时限检查" in browser.see("/health").text


def test_a_page_that_is_not_there_leads_back(browser: Browser) -> None:
    answer = browser.get("/nowhere")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert "回到看板" in answer.text


@pytest.mark.parametrize(
    "path", ["/docs", "/openapi.json", "/redoc", "/static/", "/static/../app.py", "/board/"]
)
def test_nothing_else_is_served(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_query_that_cannot_be_names_what_would_be_right(browser: Browser) -> None:
    assert "专项工作的编号应为正整数" in browser.get("/?campaign=x").text
    assert "单位代码应为 12 位数字" in browser.get("/?unit=1").text
    assert "排序方式" in browser.get("/?sort=best").text
    for path in ("/?campaign=x", "/?unit=1", "/?sort=best", "/?campaign=99999999999999999999"):
        assert browser.get(path).status_code == 400


def test_an_instant_before_the_last_event_is_refused_in_words(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-04-01")
    answer = browser.get("/")
    assert answer.status_code == 400
    assert "此前没有看板" in answer.text


def test_what_breaks_goes_to_the_log_and_not_to_the_page(
    campaign: Town, open_browser: Open, caplog: pytest.LogCaptureFixture
) -> None:
    browser = open_browser(campaign.desk, breaking=True)
    with campaign.desk.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE campaign RENAME TO lost")
    with caplog.at_level(logging.ERROR, "duban.web"):
        answer = browser.get("/")
    assert answer.status_code == 500
    assert "系统出错了" in answer.text
    assert "campaign" not in answer.text.replace("/?campaign", "")
    assert "Traceback" not in answer.text
    assert "no such table: campaign" in caplog.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")

"""Whether everything runs."""

from actions.job import begin_run, end_run
from tests.town import Town
from tests.web.conftest import Browser, Doorman
from web.app import create_app


def test_every_job_is_shown_also_one_that_never_ran(browser: Browser) -> None:
    text = browser.see("/health").text
    assert "时限检查 每天 08:00 未运行过" in text
    assert "发送通知 每分钟 未运行过" in text


def test_a_job_that_failed_shows_its_error(campaign: Town, browser: Browser) -> None:
    run = begin_run(campaign.desk, "deliver-notices")
    end_run(campaign.desk, run, attempts=3, error=ConnectionError("<smtp> is away"))
    page = browser.see("/health")
    assert "失败" in page.text
    assert "第 3 次尝试" in page.text
    assert "ConnectionError: <smtp> is away" in page.text
    assert "<smtp>" not in page.html


def test_the_outbox_is_counted_by_state(browser: Browser) -> None:
    assert "待发送 3" in browser.see("/health").text


def test_without_a_report_there_is_no_such_page(campaign: Town) -> None:
    browser = Browser(create_app(campaign.desk, door=Doorman()))
    assert browser.get("/health").status_code == 404
    assert "/health" not in browser.see("/").links


def test_a_clock_that_is_behind_does_not_hide_it(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-04-01")
    assert browser.get("/").status_code == 400
    assert "定时作业" in browser.see("/health").text

"""A report that is written while the connection is gone arrives later, once, with its files."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, signed_in
from tests.browser.hand import Pointing
from tests.browser.pages import Task, Village
from tests.browser.stage import Server

TASK, FOLLOW_UP = "会议议定事项", "补签责任书"
SAID = "责任书已补签，包干责任表一并报送。"

GONE = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_REFUSED")


@pytest.fixture
def phone(server: Server, open_context: Callable[..., BrowserContext]) -> Page:
    """A head's phone, in a village with a poor connection."""
    return signed_in(open_context(PHONE, expected=GONE), server, "head")


def fill_in(page: Page) -> Task:
    task = Village(Pointing(page)).take_on(FOLLOW_UP)
    task.say("办理情况", SAID)
    return task


def reports(page: Page) -> int:
    """How often the task's history says that it was submitted."""
    return page.get_by_role("region", name="这项任务的历史").get_by_text(f"提交“{TASK}”").count()


def test_a_report_sent_without_a_connection_is_kept_and_arrives_when_it_is_back(
    phone: Page, tmp_path: Path
) -> None:
    task = fill_in(phone)
    photograph = tmp_path / "责任书.jpg"
    Image.new("RGB", (640, 480), "white").save(photograph)
    phone.get_by_label("照片和材料").set_input_files(photograph)
    phone.context.set_offline(True)
    task.submit()
    expect(task.form.get_by_text("联网后自动提交")).to_be_visible()
    phone.context.set_offline(False)
    expect(task.state).to_contain_text("核验时限")
    expect(phone.locator("main")).to_contain_text("责任书")
    assert reports(phone) == 1


def test_a_report_that_waited_while_the_telephone_was_put_away_is_sent_from_the_next_page(
    phone: Page,
) -> None:
    task = fill_in(phone)
    phone.context.set_offline(True)
    task.submit()
    expect(task.form.get_by_text("联网后自动提交")).to_be_visible()
    later = phone.context.new_page()
    phone.close()
    later.context.set_offline(False)
    later.goto(urljoin(phone.url, "/outbox"))
    later.get_by_role("link", name="没有网络时填写的内容已自动提交").click()
    expect(Task(Pointing(later)).state).to_contain_text("核验时限")
    assert reports(later) == 1


def test_what_was_written_before_the_page_was_lost_is_there_again(phone: Page) -> None:
    fill_in(phone)
    phone.reload()
    task = Task(Pointing(phone)).is_there()
    expect(task.form.get_by_text("已恢复上次没有提交的内容")).to_be_visible()
    expect(task.form.get_by_label("办理情况")).to_have_value(SAID)


def test_a_report_that_waits_is_sent_once_however_often_the_connection_comes_and_goes(phone: Page) -> None:
    task = fill_in(phone)
    phone.context.set_offline(True)
    task.submit()
    expect(task.form.get_by_text("联网后自动提交")).to_be_visible()
    for _ in range(3):
        phone.context.set_offline(False)
        phone.context.set_offline(True)
    phone.context.set_offline(False)
    expect(task.state).to_contain_text("核验时限")
    assert reports(phone) == 1

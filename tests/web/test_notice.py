"""The outbox: what was sent to whom."""

from datetime import date
from pathlib import Path

import pytest

from actions.delivery import deliver_notices
from actions.notice import acknowledge, list_notices
from notifications.channels.file import FileChannel
from records.database import writing
from records.notice import NOTICES
from states.roles import Role
from tests.town import GONGYELU, ZHUZHAI, Town
from tests.web.conftest import Browser, Open


def test_notices_are_told_in_words_the_newest_first(campaign: Town, open_browser: Open) -> None:
    campaign.checked_daily("2012-04-23", "2012-04-25")
    text = open_browser(campaign.desk).see("/outbox").text
    assert text.index("逾期催办 第 0 级 参加业务培训") < text.index("印发通知")
    assert "4月25日 09:00" in text
    assert "待发送" in text


def test_long_lists_are_turned_page_by_page(overdue: Town, open_browser: Open) -> None:
    browser = open_browser(overdue.desk)
    first, second = browser.see("/outbox"), browser.see("/outbox?page=2")
    assert "/outbox?page=2" in first.links
    assert "/outbox?page=1" in second.links
    in_all = len(list_notices(overdue.desk))
    last = browser.see(f"/outbox?page={(in_all + 49) // 50}")
    assert "较早的" not in last.text
    assert "没有更早的通知了" in browser.see("/outbox?page=400").text


def test_one_villages_notices_alone(overdue: Town, open_browser: Open) -> None:
    page = open_browser(overdue.desk).see(f"/outbox?unit={ZHUZHAI}")
    assert "只看 朱寨社区居民委员会 的通知" in page.text
    assert "通航社区居民委员会" not in page.text
    assert f"/outbox?page=2&unit={ZHUZHAI}" in page.links


def test_an_acknowledgement_is_shown_with_its_promise(campaign: Town, open_browser: Open) -> None:
    campaign.checked_daily("2012-04-23", "2012-04-25")
    notice = next(one for one in list_notices(campaign.desk, unit_code=GONGYELU) if one.form == "overdue")
    acknowledge(campaign.desk, campaign.who(Role.VILLAGE_HEAD, GONGYELU), notice.id, date(2012, 4, 26))
    assert "承诺 4月26日前办结" in open_browser(campaign.desk).see("/outbox").text


def test_a_notice_that_waits_says_why_and_until_when(
    campaign: Town, open_browser: Open, tmp_path: Path
) -> None:
    deliver_notices(campaign.at("2012-04-23", 21).desk, FileChannel(tmp_path))
    browser = open_browser(campaign.desk)
    for page in ("/outbox", f"/villages/{ZHUZHAI}"):
        assert "免打扰时段，4月24日 07:30后发送" in browser.see(page).text
    deliver_notices(campaign.at("2012-04-24").desk, FileChannel(tmp_path))
    for page in ("/outbox", f"/villages/{ZHUZHAI}"):
        assert "免打扰时段" not in browser.see(page).text
        assert "经 file 送达" in browser.see(page).text


@pytest.mark.parametrize(
    ("reason", "said"),
    [("daily_limit", "当日条数已满，4月24日 00:00后发送"), ("digest_time", "定时汇总，4月24日 00:00发送")],
)
def test_each_reason_has_its_words(campaign: Town, open_browser: Open, reason: str, said: str) -> None:
    midnight = campaign.at("2012-04-24", 0).clock.now()
    with writing(campaign.desk.engine) as connection:
        connection.execute(NOTICES.update().values(held_for=reason, next_attempt_at=midnight))
    assert said in open_browser(campaign.at("2012-04-23").desk).see("/outbox").text


def test_a_page_that_cannot_be_is_refused(browser: Browser) -> None:
    for page in ("0", "-1", "401", "x"):
        answer = browser.get(f"/outbox?page={page}")
        assert answer.status_code == 400
        assert "页码应为 1 至 400" in answer.text

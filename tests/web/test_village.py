"""A village's page: what it owes, what follows, what has happened."""

from actions import task
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Browser, Open

PAGE = f"/villages/{ZHUZHAI}"


def test_it_says_what_is_owed_and_by_when(june: Town, open_browser: Open) -> None:
    page = open_browser(june.desk).see(PAGE)
    assert "6月10日 周日 前提交，当日仍算按时" in page.text
    assert "自查表和自查报告" in page.text
    assert "还有 2 天到期" in page.text


def test_it_says_what_happens_if_nothing_is_done(june: Town, open_browser: Open) -> None:
    text = open_browser(june.desk).see(PAGE).text
    ladder = ["6月11日 周一", "6月12日 周二", "6月14日 周四", "6月18日 周一"]
    begin = text.index("自查自纠 ! 还有 2 天到期")
    places = [text.index(day, begin) for day in ladder]
    assert places == sorted(places)
    assert "督办通知单（第 2 级）" in text


def test_it_says_what_keeps_the_village_from_the_next_phase_by_title(
    overdue: Town, open_browser: Open
) -> None:
    overdue.complete(ZHUZHAI, "training")
    text = open_browser(overdue.desk).see(PAGE).text
    assert "落后于日历。" in text
    assert "还有 1 项关口任务未核验：“调查摸底、登记造册”" in text


def test_a_returned_task_says_why_and_shows_both_dates(june: Town, open_browser: Open) -> None:
    june.at("2012-06-11").submit(ZHUZHAI, "self-inspection")
    office = june.who(Role.LEADING_GROUP_OFFICE, SUBDISTRICT)
    task.return_task(june.desk, office, ZHUZHAI, "self-inspection", "缺自查报告")
    text = open_browser(june.desk).see(PAGE).text
    assert "已退回 ：缺自查报告" in text
    assert "6月14日 周四 前提交，当日仍算按时 原定 6月10日" in text


def test_a_submitted_task_says_who_verifies_it_and_by_when(june: Town, open_browser: Open) -> None:
    june.submit(ZHUZHAI, "self-inspection")
    assert "领导小组办公室核验，6月13日前" in open_browser(june.desk).see(PAGE).text


def test_history_is_told_newest_first_in_words(campaign: Town, open_browser: Open) -> None:
    campaign.checked_daily("2012-04-23", "2012-04-25")
    campaign.submit(ZHUZHAI, "training")
    text = open_browser(campaign.desk).see(PAGE).text
    history = text[text.index("历史") :]
    assert history.index("提交 “参加业务培训”") < history.index("开始 “参加业务培训”")
    assert "时限检查：4月24日（星期二）到期未办，第 0 级：逾期催办" in history


def test_its_notices_are_listed_with_their_state(overdue: Town, open_browser: Open) -> None:
    page = open_browser(overdue.desk).see(PAGE)
    assert "待发送" in page.text
    assert f"/outbox?unit={ZHUZHAI}" in page.links


def test_nothing_owed_is_said_too(campaign: Town, open_browser: Open) -> None:
    campaign.at("2012-04-23").check()
    campaign.complete(ZHUZHAI, "training", "work-group")
    assert "目前没有要办的任务" in open_browser(campaign.desk).see(PAGE).text


def test_a_unit_that_is_no_village_of_the_campaign_has_no_page(browser: Browser) -> None:
    answer = browser.get(f"/villages/{SUBDISTRICT}")
    assert answer.status_code == 404
    assert "不是本专项工作范围内的村或社区" in answer.text


def test_a_code_that_cannot_be_is_a_page_that_is_not_there(browser: Browser) -> None:
    for code in ("41010600400", "4101060040022", "abc", "..%2F..%2Fetc", "%00"):
        answer = browser.get(f"/villages/{code}")
        assert answer.status_code == 404, code
        assert "没有这个页面" in answer.text

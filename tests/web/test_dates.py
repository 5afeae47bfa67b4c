"""Later dates and holds, asked for and decided on the pages (延期申请、暂停)."""

from datetime import date

from tests.town import SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Open

SELF = "self-inspection"
ASKED = {
    "unit": ZHUZHAI,
    "task": SELF,
    "until": "2012-06-20",
    "reason": "外出人员未返乡",
    "progress": "已查八成",
    "back": "/dates",
}


def test_a_village_asks_on_its_page_and_the_request_waits_to_be_pre_read(
    june: Town, open_browser: Open
) -> None:
    browser = open_browser(june.desk)
    assert "申请延期" in browser.see(f"/villages/{ZHUZHAI}").text
    page = browser.pressed("/dates/extensions", **ASKED)
    assert "延期申请 1 已提交，批复之前时限不变。" in page.text
    for essential in ("朱寨社区", "自查自纠", "6月20日 周三", "外出人员未返乡", "已查八成", "待预审"):
        assert essential in page.text


def test_it_is_pre_read_and_granted_with_the_new_date(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    browser.pressed("/dates/extensions", **ASKED)
    page = browser.pressed("/dates/extensions/1/pre-read", favours="true", opinion="情况属实")
    assert "同意：情况属实" in page.text
    page = browser.pressed("/dates/extensions/1/grant", until="2012-06-19")
    assert "延期申请 1 已批准，延至6月19日（星期二）。" in page.text
    assert june.task(ZHUZHAI, SELF).effective_due == date(2012, 6, 19)
    assert "原定 6月10日" in browser.see(f"/villages/{ZHUZHAI}").text


def test_a_refusal_says_why(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    browser.pressed("/dates/extensions", **ASKED)
    browser.pressed("/dates/extensions/1/pre-read", favours="false", opinion="时间充足")
    assert (
        "时间充足，不予延期"
        in browser.pressed("/dates/extensions/1/refuse", reason="时间充足，不予延期").text
    )


def test_the_clock_is_stopped_for_an_office_and_started_again(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    page = browser.pressed("/dates/holds", unit=SUBDISTRICT, until="2012-06-15", reason="防汛")
    assert "已暂停计时（编号 1），至6月15日（星期五）。" in page.text
    assert "暂停计时</b>至 6月15日 周五" in browser.get(f"/villages/{ZHUZHAI}").text
    assert "恢复计时" in browser.pressed("/dates/holds/1/lift", reason="汛情解除").text


def test_what_cannot_be_is_refused_in_words_with_a_way_back(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    answer = browser.press("/dates/extensions", **{**ASKED, "until": "2012-07-02"})
    assert answer.status_code == 400
    assert "最迟到考核验收之日（2012-07-01）" in answer.text
    answer = browser.press("/dates/extensions", **{**ASKED, "progress": " "})
    assert answer.status_code == 400
    assert "请写明工作进展" in answer.text

"""How far the villages have come, and how one of them reports on its page."""

import pytest

from actions.reading import list_readings
from tests.actions.figures import report, targets
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town
from tests.web.conftest import Browser

VILLAGE = f"/villages/{ZHUZHAI}"
READINGS = f"{VILLAGE}/readings"


@pytest.fixture
def may(campaign: Town) -> Town:
    """10 May: every community has 100 people to enrol."""
    campaign.at("2012-05-02").check()
    targets(campaign, coverage=100)
    return campaign.at("2012-05-10")


def test_before_there_are_targets_the_page_says_what_will_come(browser: Browser) -> None:
    assert "还没有目标任务" in browser.see("/progress").text
    assert "还没有目标任务" in browser.see(VILLAGE).text


def test_the_matrix_shows_rate_pace_points_behind_and_forecast(may: Town, browser: Browser) -> None:
    report(may, ZHUZHAI, 10, on="2012-05-05")
    report(may, ZHUZHAI, 20)
    page = browser.see("/progress")
    assert "20.0% ! 落后 11.2 个百分点" in page.text
    assert "已办 20 人，须达到 97 人" in page.text
    assert "序时 31.2% ；照此到5月31日为 62.0%，不能达标" in page.text.replace("；", " ；")
    assert "已办 20 人，须达到 291 人" in page.text
    assert len(page.all("svg", role="img")) == 1


def test_the_sums_say_how_many_have_reported_and_how_many_have_met(may: Town, browser: Browser) -> None:
    report(may, ZHUZHAI, 97)
    assert "3 个单位有目标任务，1 个已上报，1 个已达标" in browser.see("/progress").text


@pytest.mark.parametrize(("day", "says"), [("2012-05-31", "截止时已达标"), ("2012-06-01", "截止时未达标")])
def test_once_its_date_has_passed_a_target_was_met_or_missed_and_nothing_is_forecast(
    may: Town, browser: Browser, day: str, says: str
) -> None:
    report(may, ZHUZHAI, 10, on="2012-05-05")
    report(may, ZHUZHAI, 20)
    report(may.at("2012-06-01"), ZHUZHAI, 97, on=day)
    for page in (browser.see("/progress"), browser.see(VILLAGE)):
        assert f"5月31日{says}" in page.text
        assert "照此到" not in page.text


def test_a_village_reports_on_its_page(may: Town, browser: Browser) -> None:
    form = browser.see(VILLAGE).form(READINGS)
    assert form.fields == {"indicator": "coverage", "count": "0", "on": "2012-05-10"}
    page = browser.pressed(form.action, **{**form.fields, "count": 37})
    assert "数值已记录（编号 1）" in page.text
    assert "37.0%" in page.text
    assert [(one.count, str(one.on), one.reported_by) for one in list_readings(may.desk)] == [
        (37, "2012-05-10", "console")
    ]


def test_a_correction_needs_a_reason_and_leads_back(may: Town, browser: Browser) -> None:
    report(may, ZHUZHAI, 40)
    assert "请写明理由" in browser.press("/readings/1/correct", count=39).text
    form = browser.see(VILLAGE).form("/readings/1/correct")
    answer = browser.press(form.action, **{**form.fields, "count": 30, "reason": "重复统计"})
    assert answer.headers["location"] == f"{VILLAGE}#figures"
    page = browser.see(VILLAGE)
    assert "更正下调：参保率5月10日（星期四）的数值由 40 更正为 30 人" in page.text
    assert "更正下调" in browser.see("/progress").text


def test_what_cannot_be_is_refused_with_what_would_be_right(may: Town, browser: Browser) -> None:
    for count, on, says in (
        (133, "", "超过应办人数 100"),
        (-1, "", "不能为负数"),
        (5, "2012-05-11", "还没有到"),
        ("97%", "", "人数应为整数，如 97。"),
        (5, "5月10日", "日期格式应如 2012-05-10。"),
    ):
        answer = browser.press(READINGS, indicator="coverage", count=count, on=on)
        assert answer.status_code == 400
        assert says in answer.text
    assert browser.press(READINGS, indicator="turnout", count=5).status_code == 404
    assert list_readings(may.desk) == []


def test_a_task_that_lags_says_so_instead_of_its_date_alone(may: Town, browser: Browser) -> None:
    assert "还有 21 天到期，落后于序时进度" in browser.see(VILLAGE).text
    may.submit(ZHUZHAI, "enrolment")
    assert "已提交，但落后于序时进度" in browser.see(VILLAGE).text


def test_the_progress_of_one_office(may: Town, browser: Browser) -> None:
    assert "3 个单位" in browser.see(f"/progress?unit={SUBDISTRICT}").text
    assert browser.get("/progress?unit=999").status_code == 400


def test_counts_that_are_clicked_and_a_search_leave_the_villages_that_are_asked_for(
    may: Town, browser: Browser
) -> None:
    report(may, ZHUZHAI, 30)
    page = browser.see("/progress")
    assert "/progress?unit=all&light=red" in page.links
    assert "朱寨社区" not in browser.see("/progress?light=red").text
    assert "朱寨社区" in browser.see("/progress?light=green").text
    assert "1 / 3 个单位" in browser.see("/progress?q=通航").text
    assert "没有符合条件的单位" in browser.see("/progress?light=none").text


def test_the_furthest_behind_stands_first_unless_the_codes_are_asked_for(may: Town, browser: Browser) -> None:
    report(may, ZHUZHAI, 25)
    report(may, TONGHANG, 10)
    for sort, order in (("lag", [GONGYELU, TONGHANG, ZHUZHAI]), ("code", [GONGYELU, ZHUZHAI, TONGHANG])):
        links = browser.see(f"/progress?sort={sort}").links
        assert [one for one in links if one.endswith("#figures")] == [f"/villages/{u}#figures" for u in order]


def test_a_village_a_little_behind_its_pace_has_no_tick_beside_that(may: Town, browser: Browser) -> None:
    report(may, ZHUZHAI, 28)
    page = browser.see("/progress")
    assert "28.0% ○ 落后 3.2 个百分点" in page.text

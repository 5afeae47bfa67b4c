"""The board: how every village stands, for the leading group."""

import re

from actions.board import read_board
from actions.campaign import start
from actions.permission import CONSOLE
from plans.reader import read_plan, shipped_plan
from states.lights import Light
from tests.actions.figures import report, targets
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town
from tests.web.conftest import Browser, Open, SteppedTown
from web.assets import read_assets
from web.board import by_office, by_phase
from web.stages import stages


def test_it_shows_every_village_with_its_earned_phase_beside_the_calendars(
    overdue: Town, open_browser: Open
) -> None:
    page = open_browser(overdue.desk).see("/")
    assert "共 3 个村（社区）" in page.text
    for name in ("工业路社区居民委员会", "朱寨社区居民委员会", "通航社区居民委员会"):
        assert name in page.text
    assert "动员部署 落后 检查验收" in page.text


def test_each_light_has_a_sign_besides_its_colour(overdue: Town, open_browser: Open) -> None:
    overdue.complete(GONGYELU, "training", "survey", "publicity", "enrolment", "self-inspection")
    page = open_browser(overdue.desk).see("/")
    classes = {one["class"] for one in page.all("span") if one.get("class", "").startswith("lamp")}
    assert {"lamp red", "lamp green done"} <= classes
    assert "× 逾8天" in page.text
    assert "✓ 已核验" in page.text


def test_the_worst_village_stands_first_unless_the_codes_are_asked_for(
    overdue: Town, open_browser: Open
) -> None:
    overdue.complete(GONGYELU, "training", "survey", "enrolment", "self-inspection")
    browser = open_browser(overdue.desk)
    worst, by_code = browser.see("/").links, browser.see("/?sort=code").links
    assert worst.index(f"/villages/{GONGYELU}") > worst.index(f"/villages/{ZHUZHAI}")
    assert by_code.index(f"/villages/{GONGYELU}") < by_code.index(f"/villages/{ZHUZHAI}")


def test_a_longer_delay_is_worse_than_a_shorter_one(overdue: Town) -> None:
    overdue.complete(GONGYELU, "training", "work-group", "responsibility-letter", "survey")
    overdue.complete(ZHUZHAI, "training")
    (office,) = by_office(read_board(overdue.desk), "worst")
    assert [village.unit for village in office.villages] == [TONGHANG, ZHUZHAI, GONGYELU]
    assert office.lights == {Light.RED: 3}


def test_it_says_when_the_last_check_was(campaign: Town, open_browser: Open) -> None:
    browser = open_browser(campaign.desk)
    assert "尚未做过时限检查" in browser.see("/").text
    campaign.at("2012-04-24", hour=8).check()
    assert "最近时限检查 4月24日 08:00" in browser.see("/").text


def test_columns_are_the_villages_own_tasks_under_their_phases(browser: Browser, campaign: Town) -> None:
    columns = {phase.key: [task.key for task in tasks] for phase, tasks in by_phase(campaign.board().book)}
    assert columns["inspection"] == ["self-inspection"]
    assert "mobilization-meeting" not in columns["mobilization"]
    page = browser.see("/")
    assert len(page.all("th", scope="col")) >= 3 + sum(map(len, columns.values()))


def test_totals_include_the_tasks_of_the_office(browser: Browser) -> None:
    assert "召开动员大会" in browser.see("/").text


def test_stages_count_the_villages_beside_where_the_calendar_is(overdue: Town) -> None:
    overdue.complete(GONGYELU, "training", "survey", "enrolment")
    shown = {stage.title: (stage.villages, stage.now) for stage in stages(read_board(overdue.desk))}
    assert shown == {
        "动员部署": (2, False),
        "推进落实": (0, False),
        "检查验收": (1, True),
        "考核验收": (0, False),
    }


def test_villages_that_have_not_begun_are_counted_apart(browser: Browser) -> None:
    assert "共 3 个村（社区），3 个尚在筹备" in browser.see("/").text


def test_proposed_inspections_are_pointed_out(overdue: Town, open_browser: Open) -> None:
    assert "3 项专项督查待立项" in open_browser(overdue.desk).see("/").text


def test_a_role_that_nobody_holds_is_shown_as_a_gap(campaign: Town, open_browser: Open) -> None:
    page = open_browser(campaign.desk).see("/")
    assert "空缺" in page.text
    assert "派出所（未设）" in page.text
    assert "派出所（未设）" not in open_browser(campaign.desk).see(f"/?unit={ZHUZHAI}").text


def test_the_demo_opens_at_its_own_unit_and_shows_all_when_asked(campaign: Town, open_browser: Open) -> None:
    browser = open_browser(campaign.desk, demo=SteppedTown(campaign, campaign.clock.instant))
    assert "<h1>工业路街道</h1>" in browser.see("/").html
    assert "<h1>工业路街道</h1>" in browser.see("/?unit=all").html  # the campaign's own unit


def test_a_unit_without_villages_has_an_empty_board(browser: Browser) -> None:
    answer = browser.get("/?unit=410106099999")
    assert answer.status_code == 404
    assert "没有代码为 410106099999 的单位" in answer.text


def test_a_village_alone_is_a_board_of_one(browser: Browser) -> None:
    assert "共 1 个村（社区）" in browser.see(f"/?unit={ZHUZHAI}").text


def test_several_campaigns_are_chosen_between(campaign: Town, open_browser: Open) -> None:
    plan = read_plan(shipped_plan("2012-pension-pilot"))
    second = plan.model_copy(update={"key": "second"})
    start(campaign.desk, CONSOLE, second, SUBDISTRICT)
    browser = open_browser(campaign.desk)
    choices = [link for link in browser.see("/").links if "campaign=" in link]
    assert choices == ["/?campaign=1", "/?campaign=2"]
    page = browser.see("/?campaign=2")
    assert "/inspections?campaign=2" in page.links
    assert f"/villages/{ZHUZHAI}?campaign=2" in page.links
    assert browser.see(f"/villages/{ZHUZHAI}?campaign=2")
    assert browser.get("/?campaign=3").status_code == 404


def test_the_calendar_warns_when_holidays_are_not_known(campaign: Town, open_browser: Open) -> None:
    campaign.at("2031-01-06")
    assert "放假安排尚未公布" in open_browser(campaign.desk).see("/").text


def test_a_past_day_is_shown_as_it_was_with_a_banner_that_says_so(campaign: Town, open_browser: Open) -> None:
    campaign.at("2012-04-24", hour=8).check()
    campaign.at("2012-06-12", hour=8).check()
    browser = open_browser(campaign.desk)
    assert "的看板" not in browser.see("/").text
    page = browser.see("/?at=2012-04-24")
    assert "这是 4月24日 的看板" in page.text
    assert "最近时限检查 4月24日 08:00" in page.text
    assert "专项督查待立项" not in page.text
    assert browser.see("/?at=2012-06-12").text == browser.see("/").text


def test_a_day_to_come_and_one_before_the_issue_have_no_board(campaign: Town, open_browser: Open) -> None:
    campaign.at("2012-04-24", hour=8).check()
    browser = open_browser(campaign.desk)
    for day, why in (("2012-05-01", "还没有到"), ("2012-04-01", "此前没有看板"), ("0412", "日期格式应如")):
        answer = browser.get(f"/?at={day}")
        assert 400 <= answer.status_code < 500
        assert why in answer.text


# ── Filters, search, order ────────────────────────────────────────────────────────────


def shown(browser: Browser, address: str) -> list[str]:
    """The villages in the matrix, in its order."""
    found = [link for link in browser.see(address).links if link.startswith("/villages/")]
    return [link.removeprefix("/villages/").partition("?")[0] for link in found]


def test_a_count_that_is_clicked_leaves_the_villages_of_that_light(june: Town, open_browser: Open) -> None:
    june.complete(GONGYELU, *(key for key in june.board().units[0].tasks if key != "self-inspection"))
    browser = open_browser(june.desk)
    lights = {village.unit: village.light for village in read_board(june.desk).units}
    page = browser.see("/")
    for light in set(lights.values()):
        assert f"/?unit=all&light={light.code}" in page.links
        assert set(shown(browser, f"/?light={light.code}")) == {
            unit for unit, one in lights.items() if one is light
        }
    assert set(lights.values()) == {Light.YELLOW, Light.RED}
    assert (
        f"只显示 逾期 ：{sum(one is Light.RED for one in lights.values())} / 3"
        in browser.see("/?light=red").text
    )


def test_a_phase_that_is_clicked_leaves_the_villages_that_stand_in_it(
    overdue: Town, open_browser: Open
) -> None:
    overdue.complete(GONGYELU, "training", "survey", "enrolment")
    browser = open_browser(overdue.desk)
    assert shown(browser, "/?phase=inspection") == [GONGYELU]
    assert set(shown(browser, "/?phase=mobilization")) == {ZHUZHAI, TONGHANG}
    assert "没有符合条件的村（社区）" in browser.see("/?phase=assessment").text
    assert "可选：preparing" in browser.get("/?phase=harvest").text


def test_a_village_is_found_by_name_or_code(overdue: Town, open_browser: Open) -> None:
    browser = open_browser(overdue.desk)
    assert shown(browser, "/?q=朱寨") == [ZHUZHAI]
    assert shown(browser, f"/?q={TONGHANG}") == [TONGHANG]
    assert "没有符合条件的村（社区）" in browser.see("/?q=三里屯").text


def test_who_lags_by_more_phases_stands_first_however_few_its_overdue_tasks(overdue: Town) -> None:
    overdue.complete(GONGYELU, "training", "survey")
    overdue.complete(ZHUZHAI, "training", "survey", "enrolment")
    (office,) = by_office(read_board(overdue.desk), "lag")
    assert [village.unit for village in office.villages] == [TONGHANG, GONGYELU, ZHUZHAI]


def test_an_address_can_be_shared_with_everything_that_was_chosen(overdue: Town, open_browser: Open) -> None:
    page = open_browser(overdue.desk).see(f"/?unit={SUBDISTRICT}&light=red&q=社区&sort=lag")
    search = next(form for form in page.forms if "q" in form.fields)
    assert search.fields == {"unit": SUBDISTRICT, "light": "red", "sort": "lag", "q": "社区"}
    exports = [link for link in page.links if link.startswith("/export/board.xlsx")]
    assert len(exports) == 1
    assert {"light=red", "sort=lag", f"unit={SUBDISTRICT}"} <= set(exports[0].partition("?")[2].split("&"))


# ── Charts, paper ─────────────────────────────────────────────────────────────────────


def test_every_chart_has_a_title_a_description_and_its_data_in_a_table(
    overdue: Town, open_browser: Open
) -> None:
    targets(overdue, coverage=100)
    report(overdue, ZHUZHAI, 20, on="2012-06-10")
    report(overdue, ZHUZHAI, 40)
    page = open_browser(overdue.desk).see("/?show=charts")
    drawings = page.all("svg", role="img")
    assert len(drawings) == 4
    ids = {attributes["id"] for tag, attributes in page.tags if tag in ("title", "desc") and attributes}
    for drawing in drawings:
        assert set(drawing["aria-labelledby"].split()) <= ids
    assert len(page.all("details", **{"class": "more"})) == 3
    for word in ("阶段漏斗", "任务时间表", "名次", "数据表", "休息日（按工作日历）"):
        assert word in page.text
    assert not [one for _, one in page.tags if "style" in one]


def test_villages_that_will_miss_are_named_and_how_the_forecast_was_made(
    campaign: Town, browser: Browser
) -> None:
    campaign.at("2012-05-02").check()
    targets(campaign, coverage=100)
    report(campaign.at("2012-05-10"), ZHUZHAI, 10, on="2012-05-05")
    report(campaign, ZHUZHAI, 20)
    page = browser.see("/?show=charts")
    assert "参保率将完不成的村（社区） 1 个，另有 2 个尚不能预计" in page.text
    assert f"/villages/{ZHUZHAI}#figures" in page.links
    assert "还有 21 天" in page.text
    assert "平均每天 2.0 人" in page.text


def test_without_figures_the_charts_say_what_will_come(overdue: Town, open_browser: Open) -> None:
    page = open_browser(overdue.desk).see("/?show=charts")
    assert "还没有曲线" in page.text
    assert "按未逾期任务的比例" in page.text


def test_the_printed_form_names_unit_and_day_and_may_be_asked_for_on_a3(
    overdue: Town, open_browser: Open
) -> None:
    browser = open_browser(overdue.desk)
    assert browser.see("/").all("div", **{"class": "paper a4"})
    for address in ("/?paper=a3", "/?show=charts&paper=a3", "/progress?paper=a3"):
        page = browser.see(address)
        assert page.all("div", **{"class": "paper a3"})
        assert page.all("p", **{"class": "printed"})
        assert "2012年6月18日 星期一" in page.text
    assert browser.get("/?paper=a5").status_code == 400


def test_the_style_lays_both_papers_on_their_side_without_navigation() -> None:
    css = read_assets().known["duban.css"].content.decode()
    assert re.search(r"@page a4 \{ size: A4 landscape", css)
    assert re.search(r"@page a3 \{ size: A3 landscape", css)
    printed = css[css.index("@media print") :]
    assert re.search(r"\.top nav, [^{]*\.crumbs \{ display: none", printed)

"""What the board and the progress show, taken away as Excel files."""

from pathlib import Path
from urllib.parse import unquote

from actions.permission import CONSOLE
from actions.unit import import_units
from tests.actions.figures import report, targets
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town
from tests.web.conftest import Browser, Open
from tests.web.sheets import Sheet, read_sheet
from web.workbook import MEDIA_TYPE


def taken(browser: Browser, path: str) -> Sheet:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    return read_sheet(answer.content)


def test_the_board_is_exported_with_a_column_for_each_task(overdue: Town, open_browser: Open) -> None:
    overdue.complete(GONGYELU, "training")
    sheet = taken(open_browser(overdue.desk), "/export/board.xlsx?sort=code")
    assert "工业路街道看板 · 2012-06-18" in sheet.rows[0][0]
    head, first = sheet.rows[1], sheet.rows[2]
    assert first[:4] == [GONGYELU, "工业路社区居民委员会", "工业路街道", "逾期"]
    assert first[head.index("自查自纠")] == "已逾期 8 天"
    assert "已核验" in first
    assert len(sheet.rows) == 2 + 3


def test_the_export_is_filtered_and_sorted_like_the_page(overdue: Town, open_browser: Open) -> None:
    overdue.complete(GONGYELU, "training", "survey", "enrolment")
    browser = open_browser(overdue.desk)
    codes = [row[0] for row in taken(browser, "/export/board.xlsx?phase=inspection").rows[2:]]
    assert codes == [GONGYELU]
    assert [row[0] for row in taken(browser, "/export/board.xlsx?q=朱寨").rows[2:]] == [ZHUZHAI]
    assert taken(browser, "/export/board.xlsx?light=green").rows[2:] == []
    assert taken(browser, "/export/board.xlsx?q=朱寨").rows[0][0].endswith("（已筛选）")


def test_a_past_days_board_is_exported_as_it_was(overdue: Town, open_browser: Open) -> None:
    sheet = taken(open_browser(overdue.desk), "/export/board.xlsx?at=2012-04-24")
    assert "2012-04-24" in sheet.rows[0][0]
    assert {row[4] for row in sheet.rows[2:]} == {"动员部署"}


def test_the_progress_is_exported_with_its_figures(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-05-02").check()
    targets(campaign, coverage=100)
    report(campaign.at("2012-05-10"), ZHUZHAI, 10, on="2012-05-05")
    report(campaign, ZHUZHAI, 20)
    sheet = taken(browser, "/export/progress.xlsx?sort=code")
    rows = {row[0]: row for row in sheet.rows[2:]}
    assert sheet.rows[1][2:] == [
        f"参保率{name}" for name in ("应办", "须达到", "已办", "完成率", "序时", "落后", "预计", "结论")
    ]
    assert rows[ZHUZHAI][2:] == [
        "100",
        "97",
        "20",
        "20.0%",
        "31.2%",
        "11.2 个百分点",
        "62.0%",
        "预计不能达标",
    ]
    assert rows[TONGHANG][4:6] == ["", "—"]
    assert rows[TONGHANG][-1] == "尚不能预计"


def test_the_file_bears_the_units_name_and_the_day(campaign: Town, browser: Browser) -> None:
    given = browser.get(f"/export/progress.xlsx?unit={SUBDISTRICT}").headers["content-disposition"]
    assert unquote(given.partition("''")[2]) == "工业路街道指标进度_2012-04-23.xlsx"


def test_a_village_named_like_a_formula_stays_a_name(
    campaign: Town, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "units.csv"
    file.write_text(f"code,name,kind,parent_code\n{ZHUZHAI},=1+1,community,{SUBDISTRICT}\n", encoding="utf-8")
    import_units(campaign.desk, CONSOLE, file)
    for what in ("board", "progress"):
        targets(campaign, coverage=100)
        sheet = taken(browser, f"/export/{what}.xlsx")
        assert sheet.formulas == 0
        assert "=1+1" in [row[1] for row in sheet.rows[2:]]


def test_what_cannot_be_is_refused_like_on_the_page(browser: Browser) -> None:
    assert browser.get("/export/board.xlsx?unit=410106099999").status_code == 404
    assert browser.get("/export/board.xlsx?light=blue").status_code == 400
    assert browser.get("/export/board.xlsx?phase=harvest").status_code == 400

"""A year's holidays, published while a campaign runs, are imported."""

from datetime import date
from pathlib import Path

import pytest

from actions.board import read_board
from actions.calendar import import_year, list_years, read_calendar
from actions.coming import read_coming
from actions.doctor import _calendar
from actions.errors import BadInput, BadRows, NotAllowed
from actions.permission import CONSOLE
from plans.lint import lint
from plans.reader import parse_plan, shipped_plan
from plans.rebase import rebase
from states.calendar import CHINA
from states.roles import Role
from tests.town import ZHUZHAI, Town

NEXT = CHINA.known_until.year + 1


def table(folder: Path, *rows: str) -> Path:
    file = folder / "calendar.csv"
    file.write_text("\n".join(["date,kind,name", *rows]), encoding="utf-8")
    return file


def test_an_imported_year_is_known_with_its_holidays_and_make_up_days(campaign: Town, tmp_path: Path) -> None:
    weekday = next(date(NEXT, 5, day) for day in range(1, 8) if date(NEXT, 5, day).weekday() == 2)
    saturday = next(date(NEXT, 4, day) for day in range(20, 28) if date(NEXT, 4, day).weekday() == 5)
    done = import_year(
        campaign.desk,
        CONSOLE,
        table(tmp_path, f"{weekday},休,劳动节", f"{saturday},班,", f"{NEXT}-01-01,off,元旦"),
    )
    assert (done.year, done.off, done.worked) == (NEXT, 2, 1)
    calendar = read_calendar(campaign.desk)
    assert calendar.known(date(NEXT, 12, 31))
    assert not calendar.known(date(NEXT + 1, 1, 1))
    assert not calendar.is_working_day(weekday)
    assert calendar.holiday(weekday) == "劳动节"
    assert calendar.is_working_day(saturday)
    assert calendar.is_working_day(date(2012, 4, 28)) is CHINA.is_working_day(date(2012, 4, 28))
    [listed] = list_years(campaign.desk)
    assert (listed.year, listed.worked, listed.imported_by) == (NEXT, (saturday,), "console")


def test_a_year_that_is_known_is_corrected_by_importing_it_again(campaign: Town, tmp_path: Path) -> None:
    assert CHINA.is_working_day(date(2012, 6, 8))
    import_year(campaign.desk, CONSOLE, table(tmp_path, "2012-06-08,休,临时放假"))
    assert read_calendar(campaign.desk).holiday(date(2012, 6, 8)) == "临时放假"
    import_year(campaign.desk, CONSOLE, table(tmp_path, "2012-06-07,休,临时放假"))
    assert read_calendar(campaign.desk).is_working_day(date(2012, 6, 8))
    assert [one.year for one in list_years(campaign.desk)] == [2012]


def test_what_was_reckoned_by_weekends_is_asked_anew(campaign: Town, tmp_path: Path) -> None:
    campaign.at("2012-06-01").checked_daily("2012-06-01", "2012-06-05")

    def told() -> list[date]:
        coming = read_coming(campaign.desk, 10, unit_code=ZHUZHAI)
        return [one.on for one in coming if (one.task, one.kind) == ("self-inspection", "reminder")]

    assert date(2012, 6, 8) in told()
    done = import_year(campaign.desk, CONSOLE, table(tmp_path, "2012-06-08,休,临时放假"))
    assert done.asked_anew > 0
    assert date(2012, 6, 8) not in told()
    assert date(2012, 6, 7) in told()
    campaign.checked_daily("2012-06-06", "2012-06-08")
    days = [day for day, kind, _, _ in campaign.told(ZHUZHAI, "self-inspection") if kind == "reminder"]
    assert days[-1] == "2012-06-07"


def test_neither_board_nor_lint_nor_doctor_warns_of_it_any_more(campaign: Town, tmp_path: Path) -> None:
    text = shipped_plan("2012-pension-pilot").read_text(encoding="utf-8")
    plan = parse_plan(rebase(text, date(NEXT, 4, 23)).text)
    assert "L203" in {one.code for one in lint(plan)}
    import_year(campaign.desk, CONSOLE, table(tmp_path, f"{NEXT}-01-01,休,元旦"))
    calendar = read_calendar(campaign.desk)
    assert "L203" not in {one.code for one in lint(plan, calendar=calendar)}
    campaign.at(f"{NEXT}-03-01")
    assert not [one for one in read_board(campaign.desk).warnings if "放假安排" in one]
    [finding] = _calendar(campaign.desk)
    assert finding.severity == "ok"


def test_no_year_is_left_out(campaign: Town, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"请先导入 {NEXT} 年的"):
        import_year(campaign.desk, CONSOLE, table(tmp_path, f"{NEXT + 1}-01-01,休,元旦"))
    import_year(campaign.desk, CONSOLE, table(tmp_path, f"{NEXT}-01-01,休,元旦"))
    import_year(campaign.desk, CONSOLE, table(tmp_path, f"{NEXT + 1}-01-01,休,元旦"))
    assert read_calendar(campaign.desk).known_until == date(NEXT + 1, 12, 31)


def test_bad_rows_are_named_and_nothing_is_imported(campaign: Town, tmp_path: Path) -> None:
    rows = (f"{NEXT}-01-01,休,元旦", f"{NEXT}-01-01,休,元旦", f"{NEXT}-02-30,休,春节", f"{NEXT}-01-02,半天,")
    with pytest.raises(BadRows) as refusal:
        import_year(campaign.desk, CONSOLE, table(tmp_path, *rows))
    assert [one.partition("：")[0] for one in refusal.value.problems] == ["第 3 行", "第 4 行", "第 5 行"]
    assert list_years(campaign.desk) == []


def test_one_file_is_one_year(campaign: Town, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="应只含一个年度"):
        import_year(campaign.desk, CONSOLE, table(tmp_path, "2012-01-01,休,元旦", "2013-01-01,休,元旦"))
    with pytest.raises(BadInput, match="现有：没有日期"):
        import_year(campaign.desk, CONSOLE, table(tmp_path))


def test_a_weekday_is_no_make_up_day(campaign: Town, tmp_path: Path) -> None:
    with pytest.raises(BadRows, match="2012-06-08 是周一至周五，本来就上班"):
        import_year(campaign.desk, CONSOLE, table(tmp_path, "2012-06-08,班,"))


def test_only_an_administrator_of_everything_imports_a_year(campaign: Town, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="需要的角色：系统管理员"):
        import_year(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE), table(tmp_path, "2012-06-08,休,"))

"""The board from above the townships: units instead of villages, at a cost that does not grow with them."""

import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.actions.figures import report, targets
from tests.actions.test_check_plans import read_whole
from tests.district import DISTRICT, FEW, MANY, OFFICES, village, villages_of, widen
from tests.engines import open_shared
from tests.query_plan import plan_of, statements_of
from tests.steps import work_of
from tests.town import SHANGHAI, SUBDISTRICT, ZHUZHAI, Town, found_town
from tests.web.conftest import Browser, Open, town_at
from tests.web.sheets import read_sheet

MAY_2 = datetime(2012, 5, 2, 9, tzinfo=SHANGHAI)

ADDRESSES = (
    "/",
    "/?show=charts",
    "/?light=red&sort=lag&q=4101060",
    "/progress",
    "/export/board.xlsx",
    "/export/progress.xlsx",
)


@pytest.fixture(scope="session")
def district_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Makes the district with so many villages an office on 2 May, all with targets, once for each number."""
    made: dict[int, Path] = {}

    def file_of(each: int) -> Path:
        if each not in made:
            folder = tmp_path_factory.mktemp(f"district{each}")
            made[each] = folder / "district.sqlite"
            shutil.copyfile(sqlite_template, made[each])
            engine = open_shared(str(made[each]))
            town = found_town(engine, folder)
            widen(town, each)
            for day in ("2012-04-24", "2012-05-02"):
                town.at(day).check()
            targets(town, villages_of(each), coverage=100)
            report(town, ZHUZHAI, 20, on="2012-04-30")
            report(town, ZHUZHAI, 30)
            engine.dispose()
        return made[each]

    return file_of


@pytest.fixture
def district(district_file: Callable[[int], Path], open_copy: Callable[[Path], sa.Engine]) -> Town:
    return town_at(open_copy(district_file(FEW)), MAY_2)


@pytest.fixture
def above(district: Town, open_browser: Open) -> Browser:
    """At the pages of the district of 213 villages."""
    return open_browser(district.desk)


# ── What is shown ─────────────────────────────────────────────────────────────────────


def test_a_district_of_many_villages_shows_its_offices_and_no_village(above: Browser) -> None:
    page = above.see("/")
    assert "共 213 个村（社区）" in page.text
    assert not page.all("table", **{"class": "matrix"})
    assert "朱寨社区" not in page.text
    for office in OFFICES:
        assert f"/?unit={office}" in page.links


def test_the_way_down_leads_to_the_villages_and_back_up(above: Browser) -> None:
    page = above.see(f"/?unit={OFFICES[0]}")
    assert "共 70 个村（社区）" in page.text
    assert page.all("table", **{"class": "matrix"})
    assert f"/?unit={DISTRICT}" in page.links
    assert f"/?unit={OFFICES[1]}" in page.links
    assert f"/villages/{village(OFFICES[0], 1)}" in page.links


def test_the_most_overdue_office_stands_first_unless_shares_or_codes_are_asked_for(
    district: Town, above: Browser
) -> None:
    def order(sort: str) -> list[str]:
        links = above.see(f"/?sort={sort}").links
        rows = [link for link in links if re.match(r"/\?unit=41010600[4-7]000", link)]
        return [link.partition("unit=")[2][:12] for link in rows]

    assert order("worst")[-1] == SUBDISTRICT  # three villages, so the fewest overdue tasks
    assert order("code") == [SUBDISTRICT, *OFFICES]
    for unit in villages_of(0):
        district.complete(unit, "training")
    assert order("lag")[-1] == SUBDISTRICT


def test_counts_that_are_clicked_leave_the_offices_that_have_such_tasks(
    district: Town, above: Browser
) -> None:
    page = above.see("/")
    assert "/?unit=all&light=red" in page.links
    assert "只显示 逾期 ：4 / 4 个单位" in above.see("/?light=red").text
    for unit in villages_of(0):
        for key in ("training", "survey"):
            district.complete(unit, key)
    page = above.see("/?phase=mobilization")
    assert "3 / 4 个单位" in page.text
    assert f"/?unit={SUBDISTRICT}" not in page.links


def test_a_unit_is_found_by_name_one_level_below_and_by_code_anywhere(above: Browser) -> None:
    assert "1 / 4 个单位" in above.see("/?q=工业路").text
    page = above.see(f"/?q={ZHUZHAI}")
    assert f"/?unit={ZHUZHAI}" in page.links
    assert "没有符合条件的单位" in page.text


def test_a_past_day_is_only_seen_where_villages_are(above: Browser) -> None:
    for address in ("/?at=2012-04-24", "/export/board.xlsx?at=2012-04-24"):
        answer = above.get(address)
        assert answer.status_code == 400
        assert "只能在街道（乡镇）的列表中查看" in answer.text
    assert "这是 4月24日 的看板" in above.see(f"/?unit={OFFICES[0]}&at=2012-04-24").text


def test_the_progress_shows_the_offices_with_their_sums(above: Browser) -> None:
    page = above.see("/progress")
    assert f"/progress?unit={SUBDISTRICT}" in page.links
    assert "213 个单位有目标任务，1 个已上报" in page.text
    assert "朱寨社区" not in page.text
    assert "朱寨社区" in above.see(f"/progress?unit={SUBDISTRICT}").text


def test_the_charts_say_that_the_funnel_is_a_limit_and_which_offices_will_miss(above: Browser) -> None:
    page = above.see("/?show=charts")
    assert "至多走到各阶段的村数" in page.text
    assert "将完不成的下一级单位" in page.text
    assert f"/?unit={SUBDISTRICT}&show=charts" in page.links


def test_the_offices_are_exported(above: Browser) -> None:
    sheet = read_sheet(above.get("/export/board.xlsx?sort=code").content)
    assert [row[0] for row in sheet.rows[2:]] == [SUBDISTRICT, *OFFICES]
    assert sheet.rows[3][:4] == [OFFICES[0], "5号街道", "街道（乡镇）", "70"]
    assert "（已筛选）" not in sheet.rows[0][0]


# ── What it costs ─────────────────────────────────────────────────────────────────────


def asked(browser: Browser, engine: sa.Engine, address: str) -> list[tuple[str, object]]:
    browser.get(address)  # what is read once and kept
    with statements_of(engine) as seen:
        assert browser.get(address).status_code == 200
    return list(seen)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_statement_reads_a_large_table_whole(district: Town, above: Browser, address: str) -> None:
    found = {}
    for said in asked(above, district.desk.engine, address):
        if said[0].startswith(("SELECT", "WITH")) and (
            whole := read_whole(plan_of(district.desk.engine, said))
        ):
            found[said[0]] = whole
    assert found == {}


@pytest.mark.parametrize("address", ADDRESSES)
def test_four_times_as_many_villages_cost_neither_more_statements_nor_more_work(
    district_file: Callable[[int], Path],
    open_copy: Callable[[Path], sa.Engine],
    open_browser: Open,
    address: str,
) -> None:
    statements, work = [], []
    for each in (FEW, MANY):
        engine = open_copy(district_file(each))
        browser = open_browser(town_at(engine, MAY_2).desk)
        statements.append(len(asked(browser, engine, address)))
        with work_of(engine) as done:
            browser.get(address)
        work.append(done.hundreds)
    assert statements[0] == statements[1]
    assert work[1] <= work[0] * 1.25 + 10


def test_the_work_of_a_matrix_does_grow_so_that_the_measure_measures(
    district_file: Callable[[int], Path], open_copy: Callable[[Path], sa.Engine], open_browser: Open
) -> None:
    work = []
    for each in (FEW, MANY):
        engine = open_copy(district_file(each))
        browser = open_browser(town_at(engine, MAY_2).desk)
        with work_of(engine) as done:
            browser.get(f"/?unit={OFFICES[0]}")
        work.append(done.hundreds)
    assert work[1] > 2 * work[0]


def test_an_office_is_read_alone(
    district_file: Callable[[int], Path], open_copy: Callable[[Path], sa.Engine], open_browser: Open
) -> None:
    """The board of an office costs its own villages, however many the others have."""
    work = []
    for each in (FEW, MANY):
        engine = open_copy(district_file(each))
        browser = open_browser(town_at(engine, MAY_2).desk)
        for address in (
            f"/?unit={SUBDISTRICT}",
            f"/?unit={SUBDISTRICT}&at=2012-04-25",
            f"/?unit={SUBDISTRICT}&show=charts",
            f"/progress?unit={SUBDISTRICT}",
        ):
            browser.get(address)
            with work_of(engine) as done:
                assert browser.get(address).status_code == 200
            work.append(done.hundreds)
    for few, many in zip(work[:4], work[4:], strict=True):
        assert many <= few * 1.25 + 10

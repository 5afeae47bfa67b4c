"""The history: searched, paged through, taken away."""

import csv
from io import StringIO
from urllib.parse import quote

import pytest

from actions import task
from actions.permission import CONSOLE
from states.roles import Role
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town
from tests.web.conftest import Browser, Open
from web.table import as_text


@pytest.fixture
def eventful(june: Town) -> Town:
    june.submit(ZHUZHAI, "training")
    june.submit(TONGHANG, "survey")
    task.waive(june.desk, CONSOLE, GONGYELU, "training", "=1+1")
    return june


@pytest.fixture
def reader(eventful: Town, open_browser: Open) -> Browser:
    return open_browser(eventful.desk, actor=eventful.who(Role.DISCIPLINE_COMMITTEE))


def rows_of(browser: Browser, query: str) -> list[dict[str, str]]:
    answer = browser.get(f"/export/history?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_what_a_person_did_is_found_by_name_and_by_address(eventful: Town, reader: Browser) -> None:
    head = eventful.who(Role.VILLAGE_HEAD, ZHUZHAI)
    for asked in (head.name, str(head.person_id), f"village_head.{ZHUZHAI}@duban.example"):
        [row] = rows_of(reader, f"subject=task&person={quote(asked)}")
        assert (row["单位代码"], row["办理"], row["现状态"]) == (ZHUZHAI, "提交", "已提交待核验")
    assert reader.get("/history?person=nobody@duban.example").status_code == 404


def test_what_happened_at_a_unit_in_a_span_of_days(reader: Browser) -> None:
    rows = rows_of(reader, f"unit={ZHUZHAI}&subject=task&from=2012-06-08&to=2012-06-08")
    assert {row["单位代码"] for row in rows} == {ZHUZHAI}
    assert {row["时间"][:10] for row in rows} == {"2012-06-08"}
    assert rows_of(reader, f"unit={ZHUZHAI}&from=2012-06-09&to=") == []
    assert reader.get("/history?from=2012-06-09&to=2012-06-01").status_code == 400
    assert reader.get("/history?subject=referral").status_code == 400
    assert "起始日期格式应如" in reader.get("/history?from=08.06.").text


def test_the_pages_together_hold_every_row_once(reader: Browser) -> None:
    path, times = "/history", 0
    shown: list[str] = []
    while path:
        page = reader.see(path)
        shown += [one["datetime"] for one in page.all("time") if "datetime" in one]
        path, times = next((link for link in page.links if "before=" in link), ""), times + 1
    assert times > 2
    assert len(shown) == len(rows_of(reader, ""))
    assert shown == sorted(shown, reverse=True)


def test_the_table_has_a_chinese_name_and_no_cell_that_computes(reader: Browser) -> None:
    answer = reader.get("/export/history")
    assert "filename*=UTF-8''%E5%" in answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "'=1+1" in [row["说明"] for row in rows_of(reader, "")]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula_is_text(begins: str) -> None:
    assert as_text(f"{begins}SUM(A1)") == f"'{begins}SUM(A1)"
    assert as_text("6-8 已办") == "6-8 已办"
    assert as_text(None) == ""


def test_a_village_finds_its_own_history_alone(eventful: Town, open_browser: Open) -> None:
    village = open_browser(eventful.desk, actor=eventful.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert {row["单位代码"] for row in rows_of(village, "")} == {ZHUZHAI}
    assert village.get(f"/history?unit={TONGHANG}").status_code == 403
    assert village.get(f"/export/history?unit={TONGHANG}").status_code == 403

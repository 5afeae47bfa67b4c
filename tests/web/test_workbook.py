"""An Excel file in which nothing computes."""

from urllib.parse import unquote

import pytest

from tests.web.sheets import read_sheet
from web.workbook import download, workbook


@pytest.mark.parametrize(
    "said", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a.example")', "\t=1", "{=1}"]
)
def test_what_people_wrote_is_text_and_never_a_formula(said: str) -> None:
    sheet = read_sheet(workbook(said, said, [said], [[said]]))
    assert sheet.rows == [[said], [said], [said]]
    assert (sheet.formulas, sheet.links) == (0, 0)


def test_an_address_is_no_link() -> None:
    sheet = read_sheet(workbook("看板", "x", ["y"], [["http://a.example/"], ["mailto:a@a.example"]]))
    assert sheet.links == 0


def test_codes_stay_text_and_counts_are_numbers() -> None:
    sheet = read_sheet(workbook("看板", "说明", ["代码", "数"], [["011006004002", 37], ["4", None]]))
    assert sheet.rows == [["说明"], ["代码", "数"], ["011006004002", "37"], ["4"]]


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    assert len(read_sheet(workbook("看板", "x", ["y"], [["长" * 40_000]])).rows[2][0]) == 32_767


@pytest.mark.parametrize("title", ["a/b:c*d?e[f]\\g", "'", "长" * 60, ""])
def test_any_title_makes_a_sheet(title: str) -> None:
    assert read_sheet(workbook(title, "x", ["y"], [])).rows == [["x"], ["y"]]


def test_a_chinese_name_is_written_after_rfc_5987() -> None:
    given = download("工业路街道看板_2012-06-18", b"").headers["content-disposition"]
    plain, _, encoded = given.partition("filename*=UTF-8''")
    assert given.isascii()
    assert 'filename="duban.xlsx"' in plain
    assert unquote(encoded) == "工业路街道看板_2012-06-18.xlsx"


def test_a_name_cannot_break_out_of_its_header() -> None:
    given = download('a"; filename=b\r\nX: y', b"").headers["content-disposition"]
    assert "\r" not in given
    assert given.count('"') == 2

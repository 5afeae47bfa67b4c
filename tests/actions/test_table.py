"""A table file is read whole or refused, with the place and what would be right."""

from pathlib import Path

import pytest

from actions.errors import BadInput
from actions.table import read_table

COLUMNS = ("code", "name", "kind")
HEADER = "code,name,kind\n"


def table(folder: Path, content: str | bytes) -> Path:
    file = folder / "单位.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def read(folder: Path, content: str | bytes) -> list[tuple[int, dict[str, str]]]:
    return read_table(table(folder, content), COLUMNS, optional=("kind",))


def test_each_row_comes_with_its_line(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER + "1,朱寨社区,community\n2,工业路社区,community\n") == [
        (2, {"code": "1", "name": "朱寨社区", "kind": "community"}),
        (3, {"code": "2", "name": "工业路社区", "kind": "community"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_what_excel_on_a_chinese_windows_writes_is_read(tmp_path: Path, encoding: str) -> None:
    rows = read(tmp_path, (HEADER + "1,朱寨社区居民委员会,community\r\n").encode(encoding))
    assert rows == [(2, {"code": "1", "name": "朱寨社区居民委员会", "kind": "community"})]


def test_columns_may_stand_in_any_order_and_an_optional_one_may_be_missing(tmp_path: Path) -> None:
    assert read(tmp_path, "name,code\n朱寨社区,1\n") == [(2, {"name": "朱寨社区", "code": "1"})]


def test_spaces_around_a_cell_do_not_count_nor_do_empty_lines(tmp_path: Path) -> None:
    assert read(tmp_path, "\n" + HEADER + "\n , ,\n 1 ,　朱寨社区　, village \n") == [
        (5, {"code": "1", "name": "朱寨社区", "kind": "village"})
    ]


def test_a_short_row_is_filled_up(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER + "1,朱寨社区\n") == [(2, {"code": "1", "name": "朱寨社区", "kind": ""})]


def test_a_comma_in_quotes_is_part_of_the_name(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER + '1,"朱寨,社区",village\n')[0][1]["name"] == "朱寨,社区"


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER) == []


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("name,kind", r"缺少 code"),
        ("code,name,kind,phone", r"多出 phone"),
        ("code,name,kind,", r"多出 （空列名）"),
        ("code,name,code,kind", r"重复 code"),
        ("代码,名称,类型", r"缺少 code、缺少 name、多出 代码、多出 名称、多出 类型"),
    ],
)
def test_a_wrong_header_is_refused_with_everything_that_is_wrong(
    tmp_path: Path, header: str, said: str
) -> None:
    with pytest.raises(BadInput, match=rf"表头有误（{said}）。应为：code,name,kind。"):
        read(tmp_path, header + "\n1,朱寨社区,village\n")


@pytest.mark.parametrize("content", ["", "\n\n", "﻿"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadInput, match=r"是空文件。第一行应为表头：code,name,kind。"):
        read(tmp_path, content)


def test_a_row_with_too_many_cells_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"第 3 行有 4 列，表头只有 3 列"):
        read(tmp_path, HEADER + "1,朱寨社区,village\n2,朱寨,社区,village\n")


@pytest.mark.parametrize("row", ['1,"朱寨社区,village\n', '1,"朱寨"社区,village\n', "1," + "长" * 200_000])
def test_what_is_no_csv_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadInput, match=r"第 2 行不是有效的 CSV"):
        read(tmp_path, HEADER + row)


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + "1,朱寨\0社区,village").encode(),
        (HEADER + "1,朱寨社区,village").encode("utf-16"),
        b"PK\x03\x04\xff\xff\x00 an Excel workbook",
        b"code,name,kind\n\xff\xff\xff",
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInput, match=r"不是文本文件。请另存为 CSV（UTF-8）"):
        read(tmp_path, content)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"无法读取 .*nowhere.csv：No such file"):
        read_table(tmp_path / "nowhere.csv", COLUMNS)
    with pytest.raises(BadInput, match=r"无法读取 .*：Is a directory"):
        read_table(tmp_path, COLUMNS)

"""How is a table file (CSV) read, so that every bad row is named and none is half taken?"""

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from actions.errors import BadInput

ENCODINGS = ("utf-8-sig", "gb18030")
"""UTF-8, and what Excel on a Chinese Windows writes."""

PART = 64 * 1024
"""How much of a file is looked at at once."""

Line = tuple[int, dict[str, str]]


def read_table(file: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Line]:
    """All the rows of `rows_of`, for files that are small."""
    return list(rows_of(file, columns, optional))


def rows_of(file: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Line]:
    """The rows as (line number, column → text), trimmed, one after another; empty rows are left out.

    Raises BadInput when the file cannot be read, is no CSV, or lacks a column: a row with too many cells is
    told only when its turn has come.
    """
    with file.open(encoding=_encoding_of(file), newline="") as text:
        reader = csv.reader(text, strict=True)
        header: list[str] | None = None
        try:
            for row in reader:
                cells = [cell.strip() for cell in row]
                if not any(cells):
                    continue
                if header is None:
                    header = _checked_header(file, cells, columns, optional)
                    continue
                yield reader.line_num, _line(file, reader.line_num, header, cells)
        except csv.Error as problem:
            raise BadInput(f"{file} 第 {reader.line_num} 行不是有效的 CSV：{problem}。") from None
    if header is None:
        raise BadInput(f"{file} 是空文件。第一行应为表头：{','.join(columns)}。")


def count_rows(file: Path) -> int:
    """About how many rows a table file has, for progress bars; 0 if it cannot be read."""
    try:
        with file.open("rb") as raw:
            return max(0, sum(part.count(b"\n") for part in iter(partial(raw.read, PART), b"")) - 1)
    except OSError:
        return 0


def _line(file: Path, number: int, header: Sequence[str], cells: list[str]) -> dict[str, str]:
    """The cells by column; a short row is filled up."""
    if len(cells) > len(header):
        raise BadInput(
            f"{file} 第 {number} 行有 {len(cells)} 列，表头只有 {len(header)} 列。名称中如有逗号，请加引号。"
        )
    return dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


def _encoding_of(file: Path) -> str:
    """The encoding in which the whole file can be read."""
    for encoding in ENCODINGS:
        try:
            with file.open(encoding=encoding, newline="") as text:
                if not any("\0" in part for part in iter(partial(text.read, PART), "")):
                    return encoding
        except UnicodeDecodeError:
            continue
        except OSError as problem:
            raise BadInput(f"无法读取 {file}：{problem.strerror}。") from None
    raise BadInput(f"{file} 不是文本文件。请另存为 CSV（UTF-8）后再导入。")


def _checked_header(
    file: Path, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> list[str]:
    missing = [column for column in columns if column not in header and column not in optional]
    unknown = [column for column in header if column not in columns]
    twice = sorted({column for column in header if header.count(column) > 1})
    wrong = [
        *(f"缺少 {column}" for column in missing),
        *(f"多出 {column or '（空列名）'}" for column in unknown if column not in twice),
        *(f"重复 {column}" for column in twice),
    ]
    if wrong:
        raise BadInput(f"{file} 的表头有误（{'、'.join(wrong)}）。应为：{','.join(columns)}。")
    return header

"""How is a table file (CSV) read, so that every bad row is named and none is half taken?"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from actions.errors import BadInput

ENCODINGS = ("utf-8-sig", "gb18030")
"""UTF-8, and what Excel on a Chinese Windows writes."""

Line = tuple[int, dict[str, str]]


def read_table(file: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Line]:
    """The rows as (line number, column → text), trimmed; empty rows are left out.

    Raises BadInput when the file cannot be read, is no CSV, or lacks a column.
    """
    text = _decoded(file)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Line] = []
    header: list[str] | None = None
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if header is None:
                header = _checked_header(file, cells, columns, optional)
            elif len(cells) > len(header):
                raise BadInput(
                    f"{file} 第 {reader.line_num} 行有 {len(cells)} 列，表头只有 {len(header)} 列。"
                    "名称中如有逗号，请加引号。"
                )
            else:
                padded = cells + [""] * (len(header) - len(cells))
                lines.append((reader.line_num, dict(zip(header, padded, strict=True))))
    except csv.Error as problem:
        raise BadInput(f"{file} 第 {reader.line_num} 行不是有效的 CSV：{problem}。") from None
    if header is None:
        raise BadInput(f"{file} 是空文件。第一行应为表头：{','.join(columns)}。")
    return lines


def count_rows(file: Path) -> int:
    """About how many rows a table file has, for progress bars; 0 if it cannot be read."""
    try:
        return max(0, file.read_bytes().count(b"\n") - 1)
    except OSError:
        return 0


def _decoded(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as problem:
        raise BadInput(f"无法读取 {file}：{problem.strerror}。") from None
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
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

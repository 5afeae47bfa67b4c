"""How does a table become an Excel file that holds text and whole numbers, and nothing that computes?

What people wrote is always written as text: a name that begins with = or @ stays a name. Rows are written
out as they come, so that memory does not grow with them.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from starlette.responses import Response

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LITERAL = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

LONGEST_CELL = 32_767
"""Excel's own limit."""

LONGEST_SHEET_NAME = 31

NOT_IN_A_SHEET_NAME = str.maketrans("", "", "[]:*?/\\")

Cell = str | int | None


def workbook(title: str, said: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A file of one sheet: a line that says what it is, the names of the columns, the rows."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, LITERAL) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.freeze_panes(2, 2)
        sheet.set_column(0, 0, 15)
        sheet.set_column(1, max(1, len(columns) - 1), 14)
        sheet.write_string(0, 0, said)
        for column, name in enumerate(columns):
            sheet.write_string(1, column, name, bold)
        for number, row in enumerate(rows, start=2):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell)
    return content.getvalue()


def download(name: str, content: bytes) -> Response:
    """The file under a Chinese name (RFC 5987), with a plain one for what cannot read that."""
    disposition = f"attachment; filename=\"duban.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, cell[:LONGEST_CELL])


def _sheet_name(title: str) -> str:
    return title.translate(NOT_IN_A_SHEET_NAME).strip("'")[:LONGEST_SHEET_NAME] or "duban"

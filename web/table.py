"""How does a list leave as a table that Excel opens, and in which no cell is taken for a formula?"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from urllib.parse import quote

from starlette.responses import Response

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is calculated by spreadsheets, whatever it was meant to say."""


def as_text(cell: object) -> str:
    """A cell that is read and not calculated."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table to be saved under a name (Chinese, too), in UTF-8 that Excel recognizes."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return Response(
        text.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename=\"export.csv\"; filename*=UTF-8''{quote(name)}.csv",
            "Cache-Control": "no-store",
        },
    )

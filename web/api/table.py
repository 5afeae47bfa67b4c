"""How does a program hand in a table of many rows, and how are its faults told?"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from fastapi import UploadFile
from pydantic import Field

from web.api.parts import Given
from web.api.problem import Refusal
from web.api.words import both
from web.upload import PROBLEMS_SHOWN, taken

T = TypeVar("T")

NAME = "table"


class TableGiven(Given):
    """A table as CSV, its first line with the names of the columns."""

    table: str = Field(
        min_length=1, description=both("CSV 文本，第一行为列名", "CSV; the first line names the columns")
    )


def imported(given: TableGiven, work: Callable[[Path], T]) -> T:
    """What an import answers. Raises Refusal naming every bad row, and then nothing has been imported."""
    done = taken(UploadFile(BytesIO(given.table.encode()), filename=NAME), work)
    if done.answer is None:
        why = both(
            f"表格有 {len(done.problems)} 处有误，未导入任何内容；见 errors（最多列 {PROBLEMS_SHOWN} 项）。",
            f"{len(done.problems)} rows are wrong and nothing was imported; "
            f"errors names them (at most {PROBLEMS_SHOWN}).",
        )
        raise Refusal("invalid", why, faults=done.shown)
    return done.answer

"""How does a table that somebody uploads become a file that an import reads, and how are its faults shown?"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Generic, TypeVar

from fastapi import File, UploadFile

from actions.errors import BadInput, BadRows
from web.language import gettext

T_co = TypeVar("T_co", covariant=True)

Table = Annotated[UploadFile, File()]

PROBLEMS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Taken(Generic[T_co]):
    """What came of an upload: the answer of the import, or everything that is wrong with the rows."""

    name: str
    answer: T_co | None
    problems: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        return self.problems[:PROBLEMS_SHOWN]


def taken(upload: UploadFile, work: Callable[[Path], T_co]) -> Taken[T_co]:
    """Let an import read the upload. Raises BadInput, by the name that the file had, if it is no table."""
    name = (upload.filename or "").replace("\\", "/").rpartition("/")[2][:100] or gettext("表格")
    with TemporaryDirectory(prefix="duban-") as folder:
        file = Path(folder) / "table.csv"
        with file.open("wb") as kept:
            shutil.copyfileobj(upload.file, kept)
        try:
            return Taken(name, work(file))
        except BadRows as refusal:
            return Taken(name, None, tuple(refusal.problems))
        except BadInput as refusal:
            raise BadInput(str(refusal).replace(str(file), name)) from None

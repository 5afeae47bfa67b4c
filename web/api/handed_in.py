"""How does a program hand files in (佐证材料)? In the JSON itself, as base64.

So a report is one document with one fingerprint: sent again under its key it is the same to the byte.
"""

import base64
import binascii
from collections.abc import Iterable
from io import BytesIO
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from actions.attachment import MOST, Offered, Part
from web.api.parts import Given, Line
from web.api.words import both


def _is_base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("base64 with its padding, without line breaks") from None
    return text


Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$"), AfterValidator(_is_base64)]


class PictureGiven(Given):
    """A photograph or another file."""

    name: Line = Field(description=both("文件名，含扩展名", "The file's name, with its ending"))
    content: Base64 = Field(description=both("文件内容（base64）", "What is in it, as base64"))


class FileGiven(PictureGiven):
    """A file that goes with a report."""

    part: Literal["evidence", "before", "after"] = Field(
        default="evidence",
        description=both(
            "材料；整改任务须注明整改前或整改后", "evidence; before or after where a finding was repaired"
        ),
    )


PicturesGiven = Annotated[list[PictureGiven], Field(min_length=1, max_length=MOST)]
FilesGiven = Annotated[
    list[FileGiven], Field(max_length=MOST, description=both("随附的材料", "The files that go with it"))
]


def offered(given: Iterable[PictureGiven]) -> list[Offered]:
    """The files, as an action takes them."""
    return [Offered(one.name, BytesIO(base64.b64decode(one.content)), _part(one)) for one in given]


def _part(one: PictureGiven) -> Part:
    return one.part if isinstance(one, FileGiven) else "found"

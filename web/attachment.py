"""How is a file handed in from a page, and how does one get it back (佐证材料)?

It is always downloaded and never shown as a page: what somebody handed in runs nowhere.
"""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, UploadFile
from starlette.responses import FileResponse, Response

from actions.attachment import Offered, Part, attach_to_finding, open_attachment
from web.face import LARGEST_ID, PageHere
from web.said import Said
from web.security import own_address
from web.sight import Somewhere

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Files = Annotated[list[UploadFile], File()]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@router.get("/attachments/{number}", dependencies=[Depends(Somewhere("village"))])
def download(page: PageHere, number: Number) -> Response:
    found = open_attachment(page.face.desk, page.actor, number)
    return FileResponse(
        found.path,
        media_type=found.media_type,
        filename=found.name,
        content_disposition_type="attachment",
        headers=HEADERS,
    )


@router.post("/findings/{finding}/files")
def attach(
    page: PageHere,
    finding: Number,
    files: Files = [],  # noqa: B006
    back: Annotated[str, Form()] = "/inspections",
) -> Response:
    """What was photographed where something was found."""
    count = attach_to_finding(page.face.desk, page.actor, finding, offered(files, "found"))
    there = own_address(back).partition("#")[0]
    return page.done(f"{there}#finding-{finding}", Said("files_kept", (finding, count)))


def offered(files: Iterable[UploadFile], part: Part) -> list[Offered]:
    """The files of one field; a browser sends an empty one where none was chosen."""
    return [Offered(one.filename or "", one.file, part) for one in files if one.filename or one.size]

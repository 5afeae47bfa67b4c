"""Where does the calendar of somebody's telephone read their deadlines?

At an address that is a secret, without signing in: whoever knows it reads what its person owes, and nothing
else. One that never was and one that has ended look alike.
"""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.exceptions import HTTPException
from starlette.responses import Response

from actions.calendar_feed import read_feed
from actions.errors import NotFound
from notifications.address import pages_from_environment
from web.face import Page, PageHere

router = APIRouter()

PLACE = "/calendar/{token}.ics"

MEDIA_TYPE = "text/calendar; charset=utf-8"


@router.api_route(PLACE, methods=["GET", "HEAD"])
def feed(page: PageHere, token: str, if_none_match: Annotated[str, Header()] = "") -> Response:
    """The calendar; nothing but its mark where the telephone has it already."""
    try:
        found = read_feed(page.face.desk, token)
    except NotFound:
        raise HTTPException(404) from None
    mark = f'W/"{found.mark}"'  # weak: it is compressed on the way
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if f'"{found.mark}"' in if_none_match:
        return Response(status_code=304, headers=headers)
    named = {"Content-Disposition": 'inline; filename="duban.ics"'}
    return Response(found.body, media_type=MEDIA_TYPE, headers=headers | named)


def feed_address(page: Page, token: str) -> str:
    """The address to be put into a telephone: of the installation, or as the page was asked for."""
    url = page.request.url
    base = pages_from_environment() or f"{url.scheme}://{url.netloc}"
    return base + PLACE.replace("{token}", token)

"""How does somebody acknowledge a message by the link in it, on a phone and without signing in (签收)?

Looking writes nothing, however often: mail servers and chats open every link before a person does. The button
does it. The link is the key of its form; it stands in no log, and no other page learns it.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from actions.acknowledge_link import LinkRefused, Why, acknowledge_by_link, read_ticket
from web.face import Page, PageHere
from web.inspection import Optional
from web.language import gettext, marked
from web.security import BY_TICKET

router = APIRouter()

PLACE = f"{BY_TICKET}{{token}}"

REFUSED: dict[Why, tuple[int, str, str]] = {
    "forged": (
        404,
        marked("链接不完整"),
        marked("这个链接不完整或不是本系统发出的，没有签收。请从消息中重新打开，或登录后签收。"),
    ),
    "expired": (410, marked("链接已过期"), marked("这个链接已经过期，没有签收。请登录后签收。")),
    "elsewhere": (
        404,
        marked("没有这条消息"),
        marked("这个链接所指的消息已经不在这里，没有签收。请登录后查看。"),
    ),
    "handed_over": (
        403,
        marked("职务已经移交"),
        marked("您已移交这项职务，不再需要签收；未办事项已转给接任的人。"),
    ),
}
"""Status, heading and words, by why a link is refused."""


@router.api_route(PLACE, methods=["GET", "HEAD"])
def look(page: PageHere, token: str) -> Response:
    """What the message says, and a button."""
    try:
        shown = read_ticket(page.face.desk, token)
    except LinkRefused as refusal:
        return _refused(page, refusal)
    return page.show("acknowledge", token=token, shown=shown, book=shown.book)


@router.post(PLACE)
def acknowledge(
    page: PageHere, token: str, until: Annotated[date | None, Optional, Form()] = None
) -> Response:
    """Acknowledge all that the message says, perhaps with the day by which it will be done."""
    try:
        acknowledge_by_link(page.face.desk, token, until)
    except LinkRefused as refusal:
        return _refused(page, refusal)
    return RedirectResponse(f"{BY_TICKET}{token}", 303)


def _refused(page: Page, refusal: LinkRefused) -> Response:
    status, title, why = REFUSED[refusal.why]
    return page.show("link_refused", status=status, title=gettext(title), why=gettext(why))

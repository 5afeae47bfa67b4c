"""How does a reader go over to the other language?

A button in the foot of each page; the choice is a cookie, so that it works before anybody signs in.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from web.language import COOKIE, KEPT_SECONDS
from web.security import own_address

router = APIRouter()


@router.post("/language")
def switch(language: Annotated[Literal["zh", "en"], Form()], back: Annotated[str, Form()] = "/") -> Response:
    """The same page again, in that language. Lax, so that a link in a mail opens in it too."""
    response = RedirectResponse(own_address(back), 303)
    response.set_cookie(COOKIE, language, max_age=KEPT_SECONDS, httponly=True, samesite="lax")
    return response

"""How does somebody come in, and leave again?"""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from actions import account as accounts
from actions import sign_in as sessions
from actions.errors import BadInput, NotFound
from actions.person import find_actor, language_of
from actions.sign_in import SignInRefused
from web.door import SESSION, VISIT, DemoDoor
from web.face import Page, PageHere
from web.language import COOKIE as LANGUAGE
from web.said import Said
from web.security import own_address

PLACE = "/sign-in"

router = APIRouter()

Secret = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Form(max_length=64)]
Next = Annotated[str, Form(alias="next", max_length=1000)]


@router.get(PLACE)
def door(page: PageHere, next: str = "/") -> Response:  # noqa: A002
    """The door: a form, or in the demo a choice of people to look as."""
    return _door(page, own_address(next))


@router.post(PLACE)
def enter(page: PageHere, name: Name, password: Secret, code: Name = "", to: Next = "/") -> Response:
    if isinstance(page.face.door, DemoDoor):
        raise NotFound("演示中请选择以谁的身份查看。")
    try:
        token = sessions.sign_in(sessions.at_the_door(page.face.desk), name, password, code)
    except SignInRefused as refusal:
        return _door(page, own_address(to), refused=str(refusal), name=name, status=403)
    return admit(page, token, own_address(to))


@router.post("/look-as")
def look_as(page: PageHere, who: Annotated[str, Form(max_length=254)] = "", to: Next = "/") -> Response:
    """In the demo alone: look as somebody of its cast, or as the console."""
    entrance = page.face.door
    if not isinstance(entrance, DemoDoor) or page.face.demo is None:
        raise NotFound("只有演示可以直接选择身份。")
    if (who or None) not in {one for _, one in page.face.demo.cast()}:
        raise NotFound("演示里没有这个身份。")
    _leave(page)
    return admit(page, entrance.enter(find_actor(page.face.desk, who or None)), own_address(to))


@router.post("/sign-out")
def sign_out(page: PageHere) -> Response:
    _leave(page)
    response = page.done(PLACE, Said("signed_out", ()))
    response.delete_cookie(SESSION, httponly=True, samesite="lax", secure=page.secure)
    return response


@router.get("/invitation/{token}")
def invitation(page: PageHere, token: str) -> Response:
    """What a one-time link leads to: looking at it uses nothing up."""
    invited = accounts.read_invitation(sessions.at_the_door(page.face.desk), token)
    return page.show("invitation", token=token, invited=invited)


@router.post("/invitation/{token}")
def accept(
    page: PageHere, token: str, name: Name, password: Secret, again: Secret, person: Name = ""
) -> Response:
    if password != again:
        raise BadInput("两次输入的密码不一致，请重新输入。")
    accounts.accept_invitation(sessions.at_the_door(page.face.desk), token, name, password, person)
    return page.done(PLACE, Said("account_made", ()))


def admit(page: Page, token: str, to: str) -> Response:
    """Give the browser a session of its own; whatever it brought along is forgotten."""
    response = RedirectResponse(to, 303)
    response.set_cookie(SESSION, token, httponly=True, samesite="lax", secure=page.secure)
    response.delete_cookie(VISIT, httponly=True, samesite="lax", secure=page.secure)
    _speak_to(page, token, response)
    return response


def _speak_to(page: Page, token: str, response: Response) -> None:
    """Whoever has chosen no language on this browser is spoken to in their own."""
    actor = page.face.door.who(token)
    if actor is not None and LANGUAGE not in page.request.cookies:
        response.set_cookie(LANGUAGE, language_of(page.face.desk, actor), httponly=True, samesite="lax")


def _leave(page: Page) -> None:
    if token := page.request.cookies.get(SESSION):
        page.face.door.leave(token)


def _door(page: Page, to: str, *, refused: str = "", name: str = "", status: int = 200) -> Response:
    looking = isinstance(page.face.door, DemoDoor) and page.face.demo is not None
    cast = page.face.demo.cast() if looking and page.face.demo else []
    single = page.face.single_sign_on
    return page.show(
        "sign_in",
        status=status,
        to=to,
        refused=refused,
        name=name,
        cast=cast,
        single_title=single.title if single else None,
    )

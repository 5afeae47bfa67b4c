"""How does somebody look after their own account: password, second step, programs that act for them?"""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import Response

from actions import access_token as tokens
from actions import account as accounts
from actions import calendar_feed as calendars
from actions.errors import BadInput
from actions.preference import Preferences, set_preferences, try_own_channel
from actions.sign_in import at_the_door
from web.calendar_feed import feed_address
from web.face import LARGEST_ID, PageHere, SceneIfAny
from web.preference import asked, preferences_of
from web.said import Said
from web.sign_in import PLACE as DOOR

PLACE = "/account"

router = APIRouter(prefix=PLACE)

Secret = Annotated[str, Form(max_length=200)]
Code = Annotated[str, Form(max_length=10)]
TokenId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("")
def own(page: PageHere, scene: SceneIfAny) -> Response:
    """One's own account."""
    desk, by = at_the_door(page.face.desk), page.actor
    return page.show(
        "account",
        scene,
        account=accounts.read_account(desk, by),
        tokens=tokens.list_tokens(desk, by),
        calendar=calendars.own_feed(page.face.desk, by),
        form=None if by.person_id is None else asked(page, by.person_id),
    )


@router.post("/preferences")
def choose(page: PageHere, wanted: Annotated[Preferences, Depends(preferences_of)]) -> Response:
    """Choose how one is told."""
    set_preferences(page.face.desk, page.actor, str(page.actor.person_id), wanted)
    return page.done(PLACE, Said("preferences_kept", ()))


@router.post("/channels/test")
def try_channel(page: PageHere, name: Annotated[str, Form(max_length=32)]) -> Response:
    """Send oneself a message."""
    try_own_channel(page.face.desk, page.actor, name)
    return page.done(PLACE, Said("channel_works", ()))


@router.post("/password")
def change_password(page: PageHere, old: Secret, new: Secret, again: Secret) -> Response:
    if new != again:
        raise BadInput("两次输入的新密码不一致，密码没有更改。")
    accounts.change_password(at_the_door(page.face.desk), page.actor, old, new)
    return page.done(DOOR, Said("password_changed", ()))


@router.post("/totp/new")
def new_totp(page: PageHere, scene: SceneIfAny) -> Response:
    """A secret to be put into an authenticator; it counts once a code of it has been shown."""
    secret, address = accounts.new_totp(at_the_door(page.face.desk), page.actor)
    picture = segno.make(address, error="m").svg_inline(
        scale=5, svgclass=None, lineclass=None, omitsize=False
    )
    return page.show("totp", scene, secret=secret, address=address, picture=picture)


@router.post("/totp")
def confirm_totp(page: PageHere, secret: Secret, code: Code) -> Response:
    accounts.confirm_totp(at_the_door(page.face.desk), page.actor, secret, code)
    return page.done(PLACE, Said("totp_on", ()))


@router.post("/totp/drop")
def drop_totp(page: PageHere, password: Secret) -> Response:
    accounts.drop_totp(at_the_door(page.face.desk), page.actor, password)
    return page.done(PLACE, Said("totp_off", ()))


@router.post("/tokens")
def new_token(
    page: PageHere,
    scene: SceneIfAny,
    title: Annotated[str, Form(max_length=100)],
    scope: Annotated[str, Form(max_length=8)],
    days: Annotated[int, Form(ge=1, le=tokens.LONGEST_DAYS)],
) -> Response:
    """A new token is shown this once."""
    token = tokens.create_token(at_the_door(page.face.desk), page.actor, title, scope, days)
    return page.show("token", scene, token=token)


@router.post("/tokens/{number}/revoke")
def revoke_token(page: PageHere, number: TokenId) -> Response:
    tokens.revoke_token(at_the_door(page.face.desk), page.actor, number)
    return page.done(PLACE, Said("token_revoked", ()))


@router.post("/calendar")
def new_calendar(page: PageHere, scene: SceneIfAny) -> Response:
    """A new address for the calendar of one's telephone is shown this once; an earlier one ends."""
    token = calendars.make_feed(page.face.desk, page.actor)
    return page.show("calendar_feed", scene, address=feed_address(page, token))


@router.post("/calendar/revoke")
def end_calendar(page: PageHere) -> Response:
    calendars.revoke_feed(page.face.desk, page.actor)
    return page.done(PLACE, Said("calendar_ended", ()))

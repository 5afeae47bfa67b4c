"""How does somebody come in through the office's own sign-on (OpenID Connect)?

Authlib does the protocol: discovery, state, nonce, PKCE, and the check of the signed token. duban adds
only who that is here. It is there when the environment names an issuer.
"""

import logging
import os
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from actions.errors import NotFound
from actions.sign_in import SignInRefused, at_the_door, sign_in_by_subject
from web.face import Page, PageHere
from web.language import marked
from web.sign_in import admit

log = logging.getLogger("duban.web")

PLACE = "/single-sign-on"
TRIP = "duban_trip"
"""The cookie of whoever is on the way to the office's sign-on and back."""

TRIP_SECONDS = 600
MOST_TRIPS = 1_000

ISSUER, CLIENT, SECRET, TITLE = (f"DUBAN_OIDC_{name}" for name in ("ISSUER", "CLIENT", "SECRET", "TITLE"))

router = APIRouter(prefix=PLACE)


@dataclass(frozen=True)
class SingleSignOn:
    """The office's sign-on, and what is known of those who are on their way through it."""

    title: str
    client: Any
    trips: "OrderedDict[str, dict[str, Any]]" = field(default_factory=OrderedDict)

    def set_out(self) -> str:
        """A new trip; the oldest are forgotten when there are too many."""
        token = secrets.token_urlsafe(32)
        self.trips[token] = {}
        while len(self.trips) > MOST_TRIPS:
            self.trips.popitem(last=False)
        return token


def single_sign_on() -> SingleSignOn | None:
    """What the environment names; None if it names no issuer."""
    issuer = os.environ.get(ISSUER)
    if not issuer:
        return None
    from authlib.integrations.starlette_client import (
        OAuth,
    )  # its import takes time that others need not spend

    client = OAuth().register(
        "office",
        client_id=os.environ.get(CLIENT, "duban"),
        client_secret=os.environ.get(SECRET),
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )
    return SingleSignOn(os.environ.get(TITLE, marked("单点登录")), client)


@router.get("")
async def set_out(page: PageHere) -> Response:
    """To the office's sign-on."""
    office = _office(page)
    trip = office.set_out()
    page.request.scope["session"] = office.trips[trip]
    back = str(page.request.url.replace(path=f"{PLACE}/back", query=""))
    response: Response = await office.client.authorize_redirect(page.request, back)
    response.set_cookie(TRIP, trip, TRIP_SECONDS, httponly=True, samesite="lax", secure=page.secure)
    return response


@router.get("/back")
async def come_back(page: PageHere) -> Response:
    """From it, with a code that is worth one token. Raises SignInRefused for whatever does not fit."""
    office = _office(page)
    page.request.scope["session"] = office.trips.pop(page.request.cookies.get(TRIP, ""), {})
    subject = await _vouched_for(office, page)
    response = admit(page, sign_in_by_subject(at_the_door(page.face.desk), subject), "/")
    response.delete_cookie(TRIP, httponly=True, samesite="lax", secure=page.secure)
    return response


async def _vouched_for(office: SingleSignOn, page: Page) -> str:
    """Issuer and subject of whoever the office's sign-on vouches for."""
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError
    from joserfc.errors import JoseError

    try:
        token = await office.client.authorize_access_token(page.request)
        claims = token["userinfo"]
        return f"{claims['iss']} {claims['sub']}"
    except (AuthlibBaseError, JoseError, HTTPError, KeyError) as problem:
        log.warning("single sign-on failed: %s: %s", type(problem).__name__, problem)
        raise SignInRefused("单点登录没有完成，请重试；仍不成功的，请系统管理员查看运行日志。") from None


def _office(page: Page) -> SingleSignOn:
    if not isinstance(page.face.single_sign_on, SingleSignOn):
        raise NotFound("本系统没有接入单点登录。")
    return page.face.single_sign_on

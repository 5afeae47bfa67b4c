"""How is the face put together?"""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from actions.access_token import bearer
from actions.desk import Desk
from actions.health import Health
from actions.sign_in import at_the_door
from web import (
    account,
    acknowledge,
    administration,
    ahead,
    assessment,
    assets,
    attachment,
    board,
    calendar_feed,
    channel,
    dates,
    errors,
    export,
    finding,
    history,
    indicator,
    inspection,
    inspection_page,
    leader,
    live,
    meeting,
    notice,
    organization,
    people,
    plan,
    referral,
    sign_in,
    single_sign_on,
    switch,
    task,
    village,
    wording,
    worklist,
)
from web import demo as demo_pages
from web import health as health_page
from web.api import problem
from web.api.app import PLACE as API
from web.api.app import create_api
from web.api.call import Office
from web.demo import OneAtATime
from web.door import SESSION, Accounts, DemoDoor, Door
from web.face import DemoControls, Face, PageHere
from web.form import check_key
from web.language import Speaking
from web.pages import environment
from web.security import LOCAL_NAMES, Guard, Knows, Refused
from web.sight import nameless

OPEN = (assets.router, sign_in.router, single_sign_on.router, switch.router)
"""What is answered to whoever has not signed in."""

BY_ADDRESS = (acknowledge.router, calendar_feed.router)
"""What its address opens by itself, to whoever has it; its forms need no other key."""

OWN = (account.router, demo_pages.router)
"""What everybody who has signed in may see: of themselves, or how the demo's clock is moved."""

ROUTERS = (
    board.router,
    village.router,
    task.router,
    attachment.router,
    organization.router,
    people.router,
    meeting.router,
    indicator.router,
    export.router,
    inspection.router,
    inspection_page.router,
    dates.router,
    finding.router,
    assessment.router,
    referral.router,
    notice.router,
    plan.router,
    worklist.router,
    leader.router,
    history.router,
    ahead.router,
    administration.router,
    wording.router,
    channel.router,
    health_page.router,
    live.router,
)
"""What takes a role: each page names the view that it shows."""


COMPRESSION = 5
"""Of 1 to 9: the last steps cost twice the time for a hundredth of the length."""


def signed_in(page: PageHere) -> None:
    """Let pass whoever has signed in. Raises NotSignedIn."""
    _ = page.actor


def create_app(
    desk: Desk,
    *,
    demo: DemoControls | None = None,
    health: Callable[[], Health] | None = None,
    door: Door | None = None,
    names: frozenset[str] = LOCAL_NAMES,
    office: Office | None = None,
) -> FastAPI:
    """The pages of a desk and its API, answered under these host names.

    With a time bar and a choice of people if there is a demo, with /health if it can be read.
    """
    files = assets.read_assets()
    app = FastAPI(
        title="duban",
        openapi_url=None,
        redirect_slashes=False,
        default_response_class=HTMLResponse,
        exception_handlers=errors.HANDLERS | {HTTPException: _missing},
    )
    entrance = door or (Accounts(at_the_door(desk)) if demo is None else DemoDoor())
    reception = office or Office(desk, at_the_door(desk))
    app.state.face = Face(
        desk, entrance, demo, health, files, environment(files), single_sign_on.single_sign_on()
    )
    _include(app, OPEN, [Depends(check_key)])
    _include(app, BY_ADDRESS, [])
    _include(app, (*OWN, *ROUTERS), [Depends(signed_in), Depends(check_key)])
    forget = app.state.face.books.clear
    app.mount(API, create_api(reception, forget))
    turn = asyncio.Lock() if demo is not None else None
    app.state.live = live.Live(desk, turn)
    if turn is not None:
        app.add_middleware(OneAtATime, turn=turn)
    # A page holds no secret that stays the same from one answer to the next (web/door.py), so that its
    # length tells nothing when it is compressed.
    app.add_middleware(GZipMiddleware, compresslevel=COMPRESSION)
    app.add_middleware(Guard, refusal=_turn_away, knows=_knowing(entrance, reception), names=names)
    app.add_middleware(Speaking)
    return app


def _knowing(entrance: Door, reception: Office) -> Knows:
    """Whether somebody is known: by the token where programs ask, by the session on the pages."""

    def knows(request: Request) -> bool:
        if _is_for_programs(request):
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            return scheme.lower() == "bearer" and bearer(reception.door, token) is not None
        token = request.cookies.get(SESSION, "")
        return bool(token) and entrance.who(token) is not None

    return knows


def _turn_away(request: Request, refused: Refused) -> Response:
    """The gate's refusal: a page for people, a problem for programs."""
    if _is_for_programs(request):
        return problem.turn_away(request, refused)
    return errors.turn_away(request, refused)


def _missing(request: Request, error: Exception) -> Response:
    """An address below the API may be so odd that it does not even get there: with a line break in it."""
    return problem.by_http(request, error) if _is_for_programs(request) else errors.missing(request, error)


def _is_for_programs(request: Request) -> bool:
    return bool(request.scope["path"].startswith(f"{API}/"))


def _include(app: FastAPI, routers: tuple[APIRouter, ...], needed: list[object]) -> None:
    for router in routers:
        if router in ROUTERS and (
            open_ones := nameless([r for r in router.routes if isinstance(r, APIRoute)])
        ):
            raise AssertionError(f"no view is named by {open_ones}")
        app.include_router(router, dependencies=needed)  # type: ignore[arg-type]

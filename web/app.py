"""How is the face put together?"""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from actions.desk import Desk
from actions.health import Health
from web import (
    assessment,
    assets,
    board,
    dates,
    finding,
    indicator,
    inspection,
    meeting,
    notice,
    organization,
    people,
    plan,
    referral,
    village,
)
from web import demo as demo_pages
from web import health as health_page
from web.demo import OneAtATime
from web.errors import HANDLERS, turn_away
from web.face import DemoControls, Face
from web.pages import environment
from web.security import Guard

ROUTERS = (
    assets.router,
    board.router,
    village.router,
    organization.router,
    people.router,
    meeting.router,
    indicator.router,
    inspection.router,
    dates.router,
    finding.router,
    assessment.router,
    referral.router,
    notice.router,
    plan.router,
    health_page.router,
    demo_pages.router,
)


def create_app(
    desk: Desk, *, demo: DemoControls | None = None, health: Callable[[], Health] | None = None
) -> FastAPI:
    """The pages of a desk: with a time bar if there is a demo, with /health if it can be read."""
    files = assets.read_assets()
    app = FastAPI(
        title="duban",
        openapi_url=None,
        redirect_slashes=False,
        default_response_class=HTMLResponse,
        exception_handlers=HANDLERS,
    )
    app.state.face = Face(desk, demo, health, files, environment(files))
    for router in ROUTERS:
        app.include_router(router)
    if demo is not None:
        app.add_middleware(OneAtATime)
    app.add_middleware(Guard, refusal=turn_away)
    return app

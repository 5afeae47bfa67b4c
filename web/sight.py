"""May whoever asks see this page, and of which units?

Every page names its view; `actions.sight` says who has it. A page that names none is not served.
"""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import HTTPException, Query
from fastapi.routing import APIRoute
from starlette.requests import Request

from actions.sight import Sight, codes_seen, look
from web.face import Page, PageHere

EVERYWHERE = "all"
"""In an address, everything that one sees in place of one unit."""

CODE = r"[0-9]{12}(-[a-z][a-z-]{0,50})?"

AskedFor = Annotated[str | None, Query(pattern=rf"^({EVERYWHERE}|{CODE})$")]


class Sees:
    """The dependency of a page that shows a view: at the unit that the address names, or of all."""

    def __init__(self, view: str) -> None:
        self.view = view

    def __call__(self, request: Request, page: PageHere, unit: AskedFor = None) -> Sight:
        code = request.path_params.get("code")
        if code is not None and re.fullmatch(CODE, code) is None:
            raise HTTPException(404)
        if code is None and unit != EVERYWHERE:
            code = unit
        return look(page.face.desk, page.powers, self.view, code)


class Elsewhere(Exception):
    """What was asked for is not for whoever asks, but another page is."""

    def __init__(self, path: str) -> None:
        self.path = path


class FrontPage(Sees):
    """The front page: the board for whoever has it; a village's own page for its people."""

    def __call__(self, request: Request, page: PageHere, unit: AskedFor = None) -> Sight:
        views = page.powers.views
        if self.view in views:
            return super().__call__(request, page, unit)
        if "village" in views:
            own = look(page.face.desk, page.powers, "village")
            raise Elsewhere(f"/villages/{own.unit}")
        raise Elsewhere(next((where for view, where in NEXT_BEST if view in views), "/account"))


NEXT_BEST = (
    ("tasks", "/tasks"),
    ("administration", "/administration"),
    ("referrals", "/referrals"),
    ("outbox", "/outbox"),
)
"""Where whoever has neither board nor village begins."""


class Somewhere(Sees):
    """The same for a page that shows the view of no unit in particular."""

    def __call__(self, request: Request, page: PageHere) -> Sight:  # type: ignore[override]
        if self.view not in page.powers.views:
            return look(page.face.desk, page.powers, self.view)  # says who may
        return Sight(page.powers.paths(self.view), None)


def seen_in(page: Page, sight: Sight) -> Callable[[str], bool]:
    """Whether the unit of a code is among those that are seen."""
    codes = codes_seen(page.face.desk, sight)
    return lambda code: codes is None or code in codes


def view_of(route: APIRoute) -> str | None:
    """The view that a route shows; None for one that names none."""
    for needed in route.dependant.dependencies:
        if isinstance(needed.call, Sees):
            return needed.call.view
    return None


def nameless(routes: list[APIRoute]) -> list[str]:
    """The paths that can be looked at although they name no view."""
    return [route.path for route in routes if "GET" in (route.methods or ()) and view_of(route) is None]

"""What does every page have in common: the desk it looks at, the campaign it is about, its frame?

`Face` is made once, `Page` for each request, `Scene` for each page about a campaign. Routes get
them as `PageHere` and `SceneHere`.
"""

import secrets
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Protocol
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment
from markupsafe import Markup

from actions.board import read_book
from actions.campaign import CampaignListed, list_campaigns
from actions.change import last_change
from actions.check_result import CheckResult
from actions.desk import Desk
from actions.errors import BadInput, NotFound
from actions.health import Health
from actions.permission import Actor
from actions.sight import Powers, powers_of
from plans.rules import Rulebook
from web.assets import Assets
from web.door import SESSION, VISIT, Door, form_key
from web.kept import Kept
from web.language import speaking
from web.navigation import Navigation, navigation_for
from web.said import COOKIE, KEPT_SECONDS, Said, read_said

LARGEST_ID = 2_147_483_647

BARE, SEAM = "bare.html.j2", "\0"

CampaignId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]

UnitCode = Annotated[str, Query(pattern=r"^[0-9]{12}(-[a-z][a-z-]{0,50})?$")]


class SingleSignOn(Protocol):
    """The office's own sign-on, where there is one."""

    @property
    def title(self) -> str: ...


class DemoControls(Protocol):
    """What the time bar drives: a campaign on a virtual clock."""

    @property
    def opened_at(self) -> str: ...

    def now(self) -> datetime: ...

    def step(self, days: int = 1) -> CheckResult: ...

    def jump(self) -> CheckResult: ...

    def reset(self) -> None: ...

    def cast(self) -> list[tuple[str, str | None]]: ...


@dataclass(frozen=True)
class Face:
    """A desk with everything that its pages are made of. `books` are kept: a plan never changes."""

    desk: Desk
    door: Door
    demo: DemoControls | None
    health: Callable[[], Health] | None
    assets: Assets
    templates: Environment
    single_sign_on: SingleSignOn | None = None
    books: dict[int, Rulebook] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)

    def book(self, campaign: CampaignListed) -> Rulebook:
        """The rules of a campaign."""
        if campaign.id not in self.books:
            self.books[campaign.id] = read_book(self.desk, campaign.id)
        return self.books[campaign.id]


@dataclass(frozen=True)
class Scene:
    """The campaign that a page is about, at an instant. `several`: it has to be named in addresses."""

    campaign: CampaignListed
    several: bool
    book: Rulebook
    at: datetime

    @property
    def today(self) -> date:
        return self.at.date()

    @property
    def phase(self) -> str:
        """The phase that the calendar has reached."""
        return self.book.timeline.phase_on(self.today)

    def link(self, path: str, **query: object) -> str:
        """An address that stays with this campaign; what is None is left out."""
        named = {"campaign": self.campaign.id, **query} if self.several else query
        return address(path, **named)


def address(path: str, **query: object) -> str:
    """A path with its query; what is None is left out."""
    given = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


class NotSignedIn(Exception):
    """Nobody knows who asks: to the door first."""


class NoCampaign(Exception):
    """There is no campaign yet, so there is nothing to show."""


class SeveralCampaigns(Exception):
    """Several run, and the address does not say which one is meant."""

    def __init__(self, campaigns: list[CampaignListed]) -> None:
        self.campaigns = campaigns


SHOWN: ContextVar["Page"] = ContextVar("shown")
"""The page that is being rendered, for what templates ask wherever they are: who may, and the forms' key."""


def key_here() -> str:
    return form_key(SHOWN.get().secret)


def may(deed: str) -> bool:
    """Whether to offer a deed to whoever looks; `actions` decides when it is done."""
    page = SHOWN.get()
    return page.visitor is not None and deed in page.powers.deeds


def sees(view: str) -> bool:
    """Whether to lead whoever looks to a view."""
    page = SHOWN.get()
    return page.visitor is not None and view in page.powers.views


MARK_LENGTH = 16

LOOKS_AGAIN = "X-Looks-Again"
"""The header of a page that is open and looks again by itself (live.js)."""


def mark_here() -> str | None:
    """The mark of the campaign when the page began to be read, if it looks again by itself; else None."""
    change = getattr(SHOWN.get().request.state, "change", None)
    return None if change is None else mark_text(change)


def mark_text(change: Hashable) -> str:
    """A mark as the browser keeps it."""
    return sha256(repr(change).encode()).hexdigest()[:MARK_LENGTH]


@dataclass(frozen=True)
class Page:
    """One request for a page."""

    request: Request
    face: Face

    @cached_property
    def visitor(self) -> Actor | None:
        """Who asks; None for whoever has not signed in."""
        token = self.request.cookies.get(SESSION)
        return self.face.door.who(token) if token else None

    @property
    def actor(self) -> Actor:
        """Who asks. Raises NotSignedIn."""
        if self.visitor is None:
            raise NotSignedIn
        return self.visitor

    @cached_property
    def powers(self) -> Powers:
        """What whoever asks may do and see."""
        return powers_of(self.face.desk, self.actor)

    @cached_property
    def secret(self) -> str:
        """What only this browser and duban know: of its session, or of its visit before it signs in."""
        cookies = self.request.cookies
        return cookies.get(SESSION) or cookies.get(VISIT) or secrets.token_urlsafe(32)

    @property
    def secure(self) -> bool:
        """Whether cookies may be kept to encrypted connections."""
        return self.request.url.scheme == "https"

    def show(
        self, template: str, scene: Scene | None = None, *, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A page in its frame. What has just been done is said once, where somebody did it."""
        cookie = self._to_say
        text = self._render(template, scene, context)
        response = HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
        if cookie is not None:
            response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        if not {SESSION, VISIT} & set(self.request.cookies):
            response.set_cookie(VISIT, self.secret, httponly=True, samesite="lax", secure=self.secure)
        return response

    def show_kept(
        self, scene: Scene, view: str, read: Callable[[], tuple[str, dict[str, Any]]]
    ) -> HTMLResponse:
        """A page without forms, drawn anew only when something has happened in the campaign.

        `read` finds its template and what is on it, which must follow from the address and from where
        whoever looks has this view.
        """

        def draw() -> str:
            template, context = read()
            return self._render(template, scene, {"frame": BARE, "seam": SEAM, **context})

        key = (self.here, speaking(), self.powers.paths(view), self.powers.views)
        change = getattr(self.request.state, "change", None) or last_change(self.face.desk, scene.campaign.id)
        mark = (scene.today, change)
        title, _, main = self.face.kept.get(key, mark, draw).partition(SEAM)
        return self.show("kept", scene, title=Markup(title), main=Markup(main))  # noqa: S704 - drawn by us

    @property
    def _to_say(self) -> str | None:
        """What has just been done, for the page that it leads to; not for one that looks again by itself."""
        return None if LOOKS_AGAIN in self.request.headers else self.request.cookies.get(COOKIE)

    def _render(self, template: str, scene: Scene | None, context: dict[str, Any]) -> str:
        SHOWN.set(self)
        return self.face.templates.get_template(f"{template}.html.j2").render(
            scene=scene,
            demo=self.face.demo,
            visitor=self.visitor,
            has_health=self.face.health is not None,
            navigation=self._navigation,
            said=read_said(self._to_say),
            path=self.request.scope["path"],
            here=self.here,
            link=scene.link if scene else address,
            **context,
        )

    @property
    def _navigation(self) -> Navigation | None:
        """Where the navigation leads; None for whoever has not signed in."""
        if self.visitor is None:
            return None
        return navigation_for(self.powers.views, self.face.health is not None, self.request.scope["path"])

    def done(self, back: str, said: Said) -> RedirectResponse:
        """A deed is done: on to another page, which says so."""
        response = RedirectResponse(back, 303)
        response.set_cookie(COOKIE, str(said), max_age=KEPT_SECONDS, httponly=True, samesite="strict")
        return response

    @property
    def here(self) -> str:
        """The address of this page, to come back to; the front page if it cannot be asked for again."""
        if self.request.method != "GET":
            return "/"
        path, query = quote(self.request.scope["path"]), self.request.scope["query_string"].decode("latin-1")
        return f"{path}?{query}" if query else path


def page_of(request: Request) -> Page:
    return Page(request, request.app.state.face)


PageHere = Annotated[Page, Depends(page_of)]


def scene_of(page: PageHere, campaign: CampaignId = None) -> Scene:
    """The campaign that is asked for, or the only one; raises NoCampaign, SeveralCampaigns, NotFound."""
    face = page.face
    running = list_campaigns(face.desk)
    if not running:
        raise NoCampaign
    if campaign is None and len(running) > 1:
        raise SeveralCampaigns(running)
    wanted = [one for one in running if campaign in (None, one.id)]
    if not wanted:
        raise NotFound(f"没有编号为 {campaign} 的专项工作。")
    book = face.book(wanted[0])
    return Scene(wanted[0], len(running) > 1, book, face.desk.clock.now().astimezone(book.zone))


SceneHere = Annotated[Scene, Depends(scene_of)]


def scene_if_any(page: PageHere, campaign: CampaignId = None) -> Scene | None:
    """The same, for a page that is about no campaign: None where there is none, or no single one.

    Nor may a clock that is behind the history (BadInput) hide the page that helps to find it.
    """
    try:
        return scene_of(page, campaign)
    except (NoCampaign, SeveralCampaigns, BadInput):
        return None


SceneIfAny = Annotated[Scene | None, Depends(scene_if_any)]

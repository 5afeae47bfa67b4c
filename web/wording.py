"""How do the notices about a unit read, as mail, card and short message, before anybody gets them?"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import HTMLResponse, Response

from actions.directory import find_units_by
from actions.notice_preview import Previewed, find_preview, preview
from actions.sight import Sight
from web.face import Page, PageHere, Scene, SceneHere
from web.language import speaking
from web.sight import CODE, Somewhere

PLACE = "/administration/notices"

NAMED = 20
"""Units that a search names."""

router = APIRouter(prefix=PLACE)

Words = Annotated[str, Query(max_length=100, alias="q")]
Unit = Annotated[str | None, Query(alias="unit", pattern=rf"^{CODE}$")]
Code = Annotated[str, Path(pattern=rf"^{CODE}$")]
InLanguage = Annotated[Literal["zh", "en"] | None, Query(alias="in")]
Form = Annotated[str, Path(pattern=r"^[a-z_]{1,32}$")]
Sighted = Annotated[Sight, Depends(Somewhere("wording"))]

MAIL_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; sandbox"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
"""A mail brings its own styles, and nothing else of it may do anything."""


@router.get("")
def notices(
    page: PageHere,
    scene: SceneHere,
    sight: Sighted,
    words: Words = "",
    unit: Unit = None,
    told_in: InLanguage = None,
) -> Response:
    """The forms of a message side by side, for each kind of notice about a unit."""
    words = words.strip()
    found = find_units_by(page.face.desk, sight.paths, words)[:NAMED] if unit is None else []
    chosen = unit or (found[0].code if words and len(found) == 1 else None)
    language = told_in or ("en" if speaking().code == "en" else "zh")
    return page.show(
        "wording",
        scene,
        words=words,
        found=found if chosen is None else [],
        unit=chosen,
        told_in=language,
        shown=[] if chosen is None else _previewed(page, scene, chosen, language),
    )


@router.get("/{code}/{form}", dependencies=[Depends(Somewhere("wording"))])
def mail(page: PageHere, scene: SceneHere, code: Code, form: Form, told_in: InLanguage = None) -> Response:
    """The page that a mail brings along, by itself."""
    found = find_preview(_previewed(page, scene, code, told_in, form), form)
    return HTMLResponse(found.message.html, headers=MAIL_HEADERS)


def _previewed(
    page: Page, scene: Scene, unit: str, language: str | None, form: str | None = None
) -> list[Previewed]:
    base = str(page.request.base_url)
    return preview(page.face.desk, page.actor, unit, form, language, base=base, campaign_id=scene.campaign.id)

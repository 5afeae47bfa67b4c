"""How does the administrator look after channels, what did not arrive, and how people are told?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from actions.channel import ChannelListed, list_channels, try_channel
from actions.dead_letter import list_dead_letters, retry, retry_all
from actions.desk import DEFAULT_ZONE, Desk
from actions.directory import find_people_by
from actions.errors import NotFound
from actions.preference import Preferences, set_preferences
from notifications.settings import WrongSetting
from web.face import LARGEST_ID, Page, PageHere, SceneIfAny
from web.preference import asked, preferences_of
from web.said import Said
from web.sight import Somewhere

PLACE = "/administration"
ON_A_PAGE = 50

router = APIRouter(prefix=PLACE)

Looks = Depends(Somewhere("administration"))
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Name = Annotated[str, Path(max_length=32)]


@router.get("/channel", dependencies=[Looks])
def channel(page: PageHere, scene: SceneIfAny) -> Response:
    """The channels that are set up, and how they do."""
    listed, fault = _channels(page.face.desk)
    return page.show(
        "channel",
        scene,
        channels=listed,
        fault=fault,
        zone=scene.book.zone if scene else DEFAULT_ZONE,
        email=_own_address(page.face.desk, page),
    )


@router.post("/channel/test")
def try_first(page: PageHere) -> Response:
    """Send a message to oneself over the first one."""
    try_channel(page.face.desk, page.actor)
    return page.done(f"{PLACE}/channel", Said("channel_works", ()))


@router.post("/channel/{name}/test")
def try_one(page: PageHere, name: Name) -> Response:
    """Send a message to oneself over one of them."""
    try_channel(page.face.desk, page.actor, name)
    return page.done(f"{PLACE}/channel", Said("channel_works", ()))


@router.get("/dead-letters", dependencies=[Looks])
def dead_letters(
    page: PageHere, scene: SceneIfAny, before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> Response:
    """What was given up, the newest first, a page at a time."""
    found = list_dead_letters(page.face.desk, limit=ON_A_PAGE + 1, before=before)
    shown = found[:ON_A_PAGE]
    return page.show(
        "dead_letters",
        scene,
        letters=shown,
        before=before,
        more=shown[-1].id if len(found) > ON_A_PAGE else None,
        zone=scene.book.zone if scene else DEFAULT_ZONE,
    )


@router.post("/dead-letters/retry")
def retry_every(page: PageHere) -> Response:
    """Send all of it again."""
    done = retry_all(page.face.desk, page.actor)
    counts = (done.queued, done.behind, done.unreachable)
    return page.done(f"{PLACE}/dead-letters", Said("retried_all", counts))


@router.post("/dead-letters/{number}/retry")
def retry_one(page: PageHere, number: Number) -> Response:
    """Send one message again."""
    retry(page.face.desk, page.actor, number)
    return page.done(f"{PLACE}/dead-letters", Said("retried", (number,)))


@router.get("/people/{number}/preferences", dependencies=[Looks])
def preferences(page: PageHere, scene: SceneIfAny, number: Number) -> Response:
    """How somebody wants to be told."""
    form = asked(page, number)
    if form is None:
        raise NotFound(f"没有编号为 {number} 的人员，或通知渠道的设置有误（见“管理—通知渠道”）。")
    return page.show("preferences", scene, form=form)


@router.post("/people/{number}/preferences")
def choose(
    page: PageHere, number: Number, wanted: Annotated[Preferences, Depends(preferences_of)]
) -> Response:
    """Choose for somebody how they are told."""
    set_preferences(page.face.desk, page.actor, str(number), wanted)
    return page.done(f"{PLACE}/people/{number}/preferences", Said("preferences_kept", ()))


def _channels(desk: Desk) -> tuple[list[ChannelListed], str | None]:
    """The channels, or what is wrong with their settings."""
    try:
        return list_channels(desk), None
    except WrongSetting as refusal:
        return [], str(refusal)


def _own_address(desk: Desk, page: Page) -> str | None:
    number = page.actor.person_id
    mine = [] if number is None else find_people_by(desk, ("",), str(number), number - 1)
    return next((one.email for one in mine if one.id == number), None)

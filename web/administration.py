"""How does the administrator look after units, people, accounts and calendar?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from actions import account as accounts
from actions.absence import list_absences
from actions.calendar import COLUMNS as CALENDAR_COLUMNS
from actions.calendar import OFF, WORKED, import_year, list_years, read_calendar
from actions.dead_letter import count_dead_letters
from actions.desk import DEFAULT_ZONE
from actions.directory import ON_A_PAGE, count_all, find_people_by, find_units_by
from actions.health import read_health
from actions.person import COLUMNS as PEOPLE_COLUMNS
from actions.person import import_people
from actions.sight import Sight
from actions.sign_in import at_the_door
from actions.unit import COLUMNS as UNIT_COLUMNS
from actions.unit import import_units
from flows.jobs import JOBS
from notifications.settings import ways_from_environment
from states.errors import DubanError
from states.roles import TITLES_ZH
from web.face import LARGEST_ID, Page, PageHere, SceneIfAny
from web.form import OptionalLine
from web.said import Said
from web.sight import Somewhere
from web.upload import Table, Taken, taken

PLACE = "/administration"

HOLIDAY = "元旦"
"""An example of a holiday, by its name in the State Council's calendar."""

KINDS_ZH = {
    "province": "省",
    "city": "市",
    "county": "县（区）",
    "township": "街道（乡镇）",
    "village": "村",
    "community": "社区",
    "department": "部门",
}

router = APIRouter(prefix=PLACE)

Administers = Annotated[Sight, Depends(Somewhere("administration"))]
Words = Annotated[str, Query(max_length=100, alias="q")]
PersonId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("", dependencies=[Depends(Somewhere("administration"))])
def overview(page: PageHere, scene: SceneIfAny) -> Response:
    """What there is to look after, and what needs looking after."""
    desk = page.face.desk
    health = read_health(desk)
    units, people, known = count_all(desk)
    return page.show(
        "administration",
        scene,
        units=units,
        people=people,
        accounts=known,
        calendar=read_calendar(desk),
        channel=_channel(),
        failed=[run for run in health.jobs if run.state == "failed"],
        jobs=len(JOBS),
        titles={job.name: job.title for job in JOBS},
        health=health,
        zone=scene.book.zone if scene else DEFAULT_ZONE,
        dead=count_dead_letters(desk),
        away=list_absences(desk, scene.campaign.id) if scene else [],
    )


@router.get("/units")
def units(
    page: PageHere,
    scene: SceneIfAny,
    sight: Administers,
    words: Words = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """The units, found by name or code, a page at a time."""
    return _units(page, scene, sight, words.strip(), after)


@router.post("/units")
def take_units(page: PageHere, scene: SceneIfAny, sight: Administers, file: Table) -> Response:
    """Import units; every bad row is shown, and nothing is imported if there is one."""
    done = taken(file, lambda table: import_units(page.face.desk, page.actor, table))
    if done.answer is None:
        return _units(page, scene, sight, "", "", refused=done)
    return page.done(f"{PLACE}/units", Said("imported", (done.answer.added, done.answer.unchanged)))


@router.get("/people")
def people(
    page: PageHere,
    scene: SceneIfAny,
    sight: Administers,
    words: Words = "",
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
) -> Response:
    """The people with roles and accounts, found by name, address or number, a page at a time."""
    return _people(page, scene, sight, words.strip(), after)


@router.post("/people")
def take_people(page: PageHere, scene: SceneIfAny, sight: Administers, file: Table) -> Response:
    """Import people with their roles; every bad row is shown, and nothing is imported if there is one."""
    done = taken(file, lambda table: import_people(page.face.desk, page.actor, table))
    if done.answer is None:
        return _people(page, scene, sight, "", 0, refused=done)
    return page.done(f"{PLACE}/people", Said("imported", (done.answer.added, done.answer.unchanged)))


@router.post("/people/{number}/invite")
def invite(page: PageHere, scene: SceneIfAny, number: PersonId) -> Response:
    """A link with which the person chooses name and password: it is shown this once."""
    desk = at_the_door(page.face.desk)
    token = accounts.invite(desk, page.actor, str(number))
    invited = accounts.read_invitation(desk, token)
    link = f"{page.request.base_url}invitation/{token}"
    return page.show("invited", scene, invited=invited, invitation=link, days=accounts.LINK_HOLDS.days)


@router.post("/people/{number}/subject")
def bind(page: PageHere, number: PersonId, subject: OptionalLine = None) -> Response:
    """Say who the person is in the office's own sign-on; nothing filled in: nobody any more."""
    accounts.bind_subject(at_the_door(page.face.desk), page.actor, str(number), subject)
    return page.done(f"{PLACE}/people?q={number}", Said("bound" if subject else "unbound", (number,)))


@router.get("/calendar", dependencies=[Depends(Somewhere("administration"))])
def calendar(page: PageHere, scene: SceneIfAny) -> Response:
    """The years that are known, and those that were imported."""
    return _calendar(page, scene)


@router.post("/calendar")
def take_calendar(page: PageHere, scene: SceneIfAny, file: Table) -> Response:
    """Import a year's holidays and make-up days."""
    done = taken(file, lambda table: import_year(page.face.desk, page.actor, table))
    if done.answer is None:
        return _calendar(page, scene, refused=done)
    page.face.books.clear()  # what pages keep of a plan's rules is by the calendar as it was
    said = (done.answer.year, done.answer.off, done.answer.worked, done.answer.asked_anew)
    return page.done(f"{PLACE}/calendar", Said("calendar_imported", said))


def _channel() -> tuple[str | None, str | None]:
    """The name of the channel, or what is wrong with its settings."""
    try:
        return "、".join(way.name for way in ways_from_environment()), None
    except DubanError as refusal:
        return None, str(refusal)


def _units(
    page: Page,
    scene: SceneIfAny,
    sight: Sight,
    words: str,
    after: str,
    *,
    refused: Taken[object] | None = None,
) -> Response:
    found = find_units_by(page.face.desk, sight.paths, words, after)
    shown = found[:ON_A_PAGE]
    return page.show(
        "units",
        scene,
        status=400 if refused else 200,
        found=shown,
        more=shown[-1].path if len(found) > ON_A_PAGE else None,
        words=words,
        after=after,
        refused=refused,
        columns=UNIT_COLUMNS,
        kinds=KINDS_ZH,
    )


def _people(
    page: Page,
    scene: SceneIfAny,
    sight: Sight,
    words: str,
    after: int,
    *,
    refused: Taken[object] | None = None,
) -> Response:
    found = find_people_by(page.face.desk, sight.paths, words, after)
    shown = found[:ON_A_PAGE]
    return page.show(
        "accounts",
        scene,
        status=400 if refused else 200,
        found=shown,
        more=shown[-1].id if len(found) > ON_A_PAGE else None,
        words=words,
        after=after,
        refused=refused,
        columns=PEOPLE_COLUMNS,
        roles=TITLES_ZH,
        zone=DEFAULT_ZONE,
        now=at_the_door(page.face.desk).clock.now(),
        single_sign_on=page.face.single_sign_on,
    )


def _calendar(page: Page, scene: SceneIfAny, *, refused: Taken[object] | None = None) -> Response:
    desk = page.face.desk
    return page.show(
        "calendar",
        scene,
        status=400 if refused else 200,
        calendar=read_calendar(desk),
        years=list_years(desk),
        refused=refused,
        columns=CALENDAR_COLUMNS,
        kinds=(OFF, WORKED),
        example=HOLIDAY,
        zone=DEFAULT_ZONE,
    )

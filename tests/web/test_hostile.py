"""Whoever may not is refused, whatever is sent; and what somebody writes stays text, wherever it is shown."""

import logging
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute
from httpx import Response

from actions.attachment import list_attachments
from actions.permission import Actor
from records.history import HISTORY
from states.roles import Role
from tests.engines import open_shared
from tests.files import photo
from tests.town import SHANGHAI, SUBDISTRICT, ZHUZHAI, Town
from tests.web import test_route_matrix as matrix
from tests.web.conftest import HOME, KEY, Browser, Open, town_at
from tests.web.deeds import DEEDS, FOUND, ON_SITE, PROPOSED, Words, address, eventful
from tests.web.test_pages import HOSTILE, crawl
from web.app import ROUTERS
from web.security import UPLOADS

NOON = datetime(2012, 6, 8, 12, tzinfo=SHANGHAI)

NOT_YET = {"/assessment/appeals/{number}"}
"""What nothing in June can be done about: who asks is not looked at, for there is nothing there."""


@pytest.fixture(scope="session")
def eventful_file(june_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town on 8 June in which something of every kind has happened, to copy."""
    copy = tmp_path_factory.mktemp("eventful") / "town.sqlite"
    shutil.copyfile(june_file, copy)
    engine = open_shared(str(copy))
    eventful(town_at(engine, NOON))
    engine.dispose()
    return copy


@pytest.fixture(scope="module")
def shared(eventful_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One such town for all who are refused: nothing changes in it."""
    copy = tmp_path_factory.mktemp("shared") / "town.sqlite"
    shutil.copyfile(eventful_file, copy)
    engine = open_shared(str(copy))
    yield town_at(engine, NOON)
    engine.dispose()


@pytest.fixture
def town(eventful_file: Path, open_copy: Callable[[Path], sa.Engine]) -> Town:
    """Such a town of one's own."""
    return town_at(open_copy(eventful_file), NOON)


def deeds_of_pages() -> set[str]:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return {route.path for route in routes if "POST" in (route.methods or ())}


def happened(town: Town) -> int:
    with town.desk.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(HISTORY)).scalar_one()


def try_it(browser: Browser, town: Town, path: str, **fields: object) -> Response:
    """The deed, as its form would send it but for these fields."""
    deed = DEEDS[path]
    return browser.hand_in(address(path, deed, town), {**deed.fields, **fields}, deed.files)


def somebody(town: Town, role: Role) -> Actor:
    return town.who(role, matrix.AT.get(role, SUBDISTRICT))


def test_every_deed_of_the_pages_stands_in_the_table() -> None:
    assert deeds_of_pages() == set(DEEDS)


# ── Whoever may not ───────────────────────────────────────────────────────────────────


def test_whoever_holds_no_role_is_refused_every_deed_and_nothing_happens(
    shared: Town, open_browser: Open, caplog: pytest.LogCaptureFixture
) -> None:
    browser, before = open_browser(shared.desk, actor=Actor("路人", 999_999)), happened(shared)
    answers = {path: try_it(browser, shared, path).status_code for path in DEEDS}
    wrong = {path: code for path, code in answers.items() if code not in (403, 404)}
    assert wrong == {}
    assert {path for path, code in answers.items() if code == 404} <= NOT_YET | {"/leaders/absence"}
    assert happened(shared) == before
    assert "refused POST '/inspections/1/order'" in caplog.text


def test_whoever_has_not_signed_in_is_led_to_no_deed(shared: Town, open_browser: Open) -> None:
    browser, before = open_browser(shared.desk), happened(shared)
    browser.client.cookies.clear()
    assert {try_it(browser, shared, path).status_code for path in DEEDS} == {401}
    assert happened(shared) == before


@pytest.mark.parametrize("role", matrix.ROLES)
def test_each_role_is_refused_the_deeds_that_are_not_its_own(
    shared: Town, open_browser: Open, role: Role
) -> None:
    browser, before = open_browser(shared.desk, actor=somebody(shared, role)), happened(shared)
    for path in [path for path, deed in DEEDS.items() if role not in deed.roles and path not in NOT_YET]:
        answer = try_it(browser, shared, path)
        assert answer.status_code == 403, (path, answer.text[-1500:])
        assert "无权" in answer.text
    assert happened(shared) == before


@pytest.mark.parametrize("role", matrix.ROLES)
def test_nobody_is_offered_what_would_be_refused(shared: Town, open_browser: Open, role: Role) -> None:
    browser = open_browser(shared.desk, actor=somebody(shared, role))
    places = [
        matrix.address(path) for path, shown in matrix.SHOWN.items() if role in shown and "{n" not in path
    ]
    if role in matrix.SHOWN["/inspections"]:
        places += [f"/inspections/{number}" for number in (PROPOSED, FOUND, ON_SITE)]
    if role in matrix.SHOWN["/tasks"]:
        places.append(f"/units/{SUBDISTRICT}/tasks")
    for place in [place for place in places if not place.startswith("/export")]:
        for form in browser.see(place).forms:
            for path in _matching(form.action):
                assert role in DEEDS[path].offered_to, (place, form.action)


def test_the_office_is_offered_what_it_may_do(shared: Town, open_browser: Open) -> None:
    actor = somebody(shared, Role.SUPERVISION_OFFICE)
    desk = open_browser(shared.desk, actor=actor).see("/inspections")
    offered = {path for form in desk.forms for path in _matching(form.action)}
    assert {"/inspections/{inspection}/order", "/inspections/{inspection}/dismiss"} <= offered
    assert "/inspections/draw" in offered
    assert "/findings/{finding}/answer" not in offered  # nothing is disputed


def _matching(action: str) -> list[str]:
    """The deed whose form this is; none for forms that only look."""
    where = action.partition("?")[0]
    exact = [path for path in DEEDS if path == where]
    return exact or [path for path in DEEDS if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), where)]


# ── What somebody writes ──────────────────────────────────────────────────────────────

AT_LAST = ("withdraw", "waive", "cancel")
"""What would leave nothing to be done by the others."""

NOT_NOW = {
    *(f"/villages/{{code}}/tasks/{{key}}/{deed}" for deed in ("return", "withdraw")),
    *(f"/inspections/{{inspection}}/{deed}" for deed in ("merge", "dismiss", "revisit")),
    "/inspections/order",
    "/inspections/dismiss",
    "/assessment/concur",
    "/assessment/appeals/{number}",
    *(
        f"/assessment/{{code}}/{deed}"
        for deed in ("appeal", "adjust", "accept", "reject", "repeat", "commend")
    ),
    "/assessment/close",
    "/units/{code}/tasks/verify",
    "/units/{code}/tasks/return",
    "/units/{code}/tasks/withdraw",
    "/leaders/absence",
    "/villages/{code}/request",  # the town has no department
}
"""For these it is too early or, after the others, too late: their words are seen only in the refusal."""


def test_whatever_is_written_into_any_field_stays_text_on_every_page(town: Town, open_browser: Open) -> None:
    browser = open_browser(town.desk)
    refused = {}
    for path in sorted(DEEDS, key=lambda path: path.endswith(AT_LAST)):
        if words := DEEDS[path].words:
            fields = {name: _hostile(DEEDS[path].fields[name]) for name in words}
            answer = try_it(browser, town, path, **fields)
            assert "<script>alert" not in answer.text
            if answer.status_code != 303:
                refused[path] = answer.text[-1200:]
    assert set(refused) <= NOT_NOW, {path: refused[path] for path in set(refused) - NOT_NOW}
    shown = []
    for path in crawl(browser):
        page = browser.see(path)
        assert all(one.get("src", "").startswith("/static/") for one in page.all("script")), path
        assert "onerror=alert(2)>" not in page.html, path
        if "<script>alert(1)" in page.text:
            shown.append(path)
    assert len(shown) > 10


def _hostile(usual: object) -> str:
    """Something hostile in its place; what is read by its form keeps the form, what is short stays so."""
    formed = {
        "complaint:群众来信": f"complaint:{HOSTILE}",
        "1,一号院,李明,王芳": "1,<script>alert(1)</script>,<img onerror=x>,王芳",
        "李明:宣传\n王芳:登记": "<img onerror=x>:<script>alert(1)</script>\n王芳:登记",
        "LM": HOSTILE[:40],
    }
    return formed.get(str(usual), HOSTILE)


# ── What is sent ──────────────────────────────────────────────────────────────────────


def test_only_deeds_that_take_files_take_much(shared: Town) -> None:
    large = {path for path, deed in DEEDS.items() if _takes_much(address(path, deed, shared))}
    assert large == {
        "/villages/{code}/tasks/{key}/report",
        "/findings/{finding}/files",
        "/inspections/{inspection}/report",
        "/administration/units",
        "/administration/people",
        "/administration/calendar",
    }


def _takes_much(place: str) -> bool:
    return any(upload.fullmatch(place) for upload in UPLOADS)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"reason": "x"}'),
        ("text/plain", b"reason=x"),
        ("application/x-www-form-urlencoded", b"reason=%ff%00&reason=x"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\r\n"),
    ],
)
def test_what_is_no_form_of_ours_does_nothing(
    shared: Town, open_browser: Open, caplog: pytest.LogCaptureFixture, kind: str, body: bytes
) -> None:
    browser, before = open_browser(shared.desk), happened(shared)
    with caplog.at_level(logging.WARNING, "duban.web"):
        for path, deed in DEEDS.items():
            answer = browser.send(address(path, deed, shared), body, **{"Origin": HOME, "Content-Type": kind})
            assert answer.status_code in (400, 403), (path, answer.status_code)
            assert "<h1>" in answer.text
    assert happened(shared) == before
    assert caplog.text.count("refused POST") == len(DEEDS)


@pytest.mark.parametrize("name", ["../../../etc/x.jpg", "..\\x.jpg", "/x.jpg"])
def test_a_photograph_on_site_by_a_name_that_leads_elsewhere_is_refused_with_the_whole_report(
    shared: Town, open_browser: Open, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    browser, before = open_browser(shared.desk), happened(shared)
    fields = {"text": "已查", "severity": "minor", "finding": "花名册不全"}
    answer = browser.hand_in(f"/inspections/{ON_SITE}/report", fields, [("photos1", name, photo())])
    kept = list_attachments(shared.desk, None, ZHUZHAI)
    assert (answer.status_code, happened(shared), kept) == (400, before, [])
    assert "refused file" in caplog.text


def test_an_address_with_a_line_break_or_a_way_up_is_no_page(shared: Town, open_browser: Open) -> None:
    browser, before = open_browser(shared.desk), happened(shared)
    for place in (
        "/inspections/1%0d%0aSet-Cookie:x/order",
        "/inspections/..%2f..%2fetc/order",
        "/findings/%00/files",
    ):
        answer = browser.post(place, dict(KEY), Origin=HOME)
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers or "x" not in answer.headers["set-cookie"].partition("=")[0]
    assert happened(shared) == before


def test_what_is_written_freely_is_known_for_every_deed_with_a_reason() -> None:
    asked = {path for path, deed in DEEDS.items() if {"reason", "said", "note", "text"} & set(deed.fields)}
    assert {
        path for path in asked if not any(isinstance(v, Words) for v in DEEDS[path].fields.values())
    } == set()

"""A browser at the pages of a real database. What the pages do is the same on both kinds of
database, so these tests run on SQLite; the actions below them run on both."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from actions.check_result import CheckResult
from actions.coming import next_day
from actions.desk import Desk
from actions.health import read_health
from actions.permission import CONSOLE, Actor
from records.clock import FixedClock
from tests.engines import open_shared
from tests.town import SHANGHAI, SUBDISTRICT, Town, found_town
from tests.web.seen import Seen
from web.app import create_app
from web.door import FIELD, SESSION, form_key
from web.face import DemoControls

HOME = "http://127.0.0.1:8030"

TOKEN = "a-session-of-the-tests"
KEY: dict[str, object] = {FIELD: form_key(TOKEN)}
"""What every form of a page carries that was given to the browser of these tests."""

HandedIn = tuple[str, str, bytes]
"""A file on a form: the field, its name, what is in it."""

ISSUED = datetime(2012, 4, 23, 9, tzinfo=SHANGHAI)


@dataclass
class Doorman:
    """Knows one session, and whose it is."""

    actor: Actor = CONSOLE

    def who(self, token: str) -> Actor | None:
        return self.actor if token == TOKEN else None

    def leave(self, token: str) -> None:
        self.actor = Actor("", -1)


class Browser:
    """Looks at pages and presses their buttons, as a browser on this machine would; it is signed in.

    `breaking`: what goes wrong in the app ends in a page, as it does behind a server, not in the test.
    """

    def __init__(self, app: FastAPI, *, breaking: bool = False) -> None:
        transport = ASGITransport(app, raise_app_exceptions=not breaking)
        self.client = AsyncClient(transport=transport, base_url=HOME, cookies={SESSION: TOKEN})

    def get(self, path: str, **headers: str) -> Response:
        return asyncio.run(self.client.get(path, headers=headers))

    def see(self, path: str) -> Seen:
        """The page at a path, which must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return Seen(answer.text)

    def post(self, path: str, fields: dict[str, object] | None = None, **headers: str) -> Response:
        """Exactly this request, with nothing that a browser would add."""
        return asyncio.run(self.client.post(path, data=fields or {}, headers=headers))

    def press(self, path: str, **fields: object) -> Response:
        """Submit a form of one of our own pages; where that leads is not followed."""
        return self.post(path, {**KEY, **fields}, Origin=HOME, Referer=f"{HOME}/inspections")

    def hand_in(self, path: str, fields: Mapping[str, object], files: Sequence[HandedIn] = ()) -> Response:
        """Submit a form with files, as (field, name, content)."""
        parts = [(field, (name, content, "application/octet-stream")) for field, name, content in files]
        headers = {"Origin": HOME, "Referer": f"{HOME}/inspections"}
        sent = self.client.post(path, data={**KEY, **fields}, files=parts, headers=headers)
        return asyncio.run(sent)

    def send(self, path: str, body: bytes, **headers: str) -> Response:
        """Exactly this body."""
        return asyncio.run(self.client.post(path, content=body, headers=headers))

    def pressed(self, path: str, **fields: object) -> Seen:
        """Submit a form that is accepted; the page that it leads to."""
        answer = self.press(path, **fields)
        assert answer.status_code == 303, answer.text
        return self.see(answer.headers["location"])

    def upload(self, path: str, content: bytes, name: str = "表格.csv") -> Response:
        """Submit a form with a table."""
        headers = {"Origin": HOME, "Referer": f"{HOME}{path}"}
        files = {"file": (name, content, "text/csv")}
        return asyncio.run(self.client.post(path, data=KEY, files=files, headers=headers))

    def uploaded(self, path: str, content: bytes) -> Seen:
        """Submit a form with a table that is accepted; the page that it leads to."""
        answer = self.upload(path, content)
        assert answer.status_code == 303, answer.text
        return self.see(answer.headers["location"])


@dataclass
class SteppedTown:
    """The demo's controls over a town in a test."""

    town: Town
    began: datetime
    opened_at: str = SUBDISTRICT

    def now(self) -> datetime:
        return self.town.clock.now()

    def step(self, days: int = 1) -> CheckResult:
        self.town.clock.advance(days=days)
        return self.town.check()

    def jump(self) -> CheckResult:
        today = self.town.today
        coming = next_day(self.town.desk, today + timedelta(days=1))
        return self.step(((coming or today) - today).days or 1)

    def reset(self) -> None:
        self.town.clock.instant = self.began

    def cast(self) -> list[tuple[str, str | None]]:
        return [("本机控制台", None)]


Open = Callable[..., Browser]


@pytest.fixture(scope="session")
def issued_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town with its campaign just issued, to copy."""
    folder = tmp_path_factory.mktemp("issued")
    file = folder / "town.sqlite"
    shutil.copyfile(sqlite_template, file)
    engine = open_shared(str(file))
    found_town(engine, folder).issue()
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def june_file(issued_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, checked every day until 8 June 2012, to copy."""
    return lived_through(issued_file, tmp_path_factory.mktemp("june"), "2012-04-23", "2012-06-08")


@pytest.fixture(scope="session")
def overdue_file(june_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, checked every day until 18 June 2012, to copy."""
    return lived_through(june_file, tmp_path_factory.mktemp("overdue"), "2012-06-09", "2012-06-18")


@pytest.fixture
def open_copy(tmp_path: Path) -> Iterator[Callable[[Path], sa.Engine]]:
    """Opens a copy of a database."""
    made: list[sa.Engine] = []

    def opened(file: Path) -> sa.Engine:
        copy = tmp_path / f"{len(made)}.sqlite"
        shutil.copyfile(file, copy)
        made.append(open_shared(str(copy)))
        return made[-1]

    yield opened
    for engine in made:
        engine.dispose()


@pytest.fixture
def engine(sqlite_template: Path, open_copy: Callable[[Path], sa.Engine]) -> sa.Engine:
    """A migrated, empty SQLite database."""
    return open_copy(sqlite_template)


@pytest.fixture
def campaign(issued_file: Path, open_copy: Callable[[Path], sa.Engine]) -> Town:
    """The town with the 2012 pilot issued on 23 April 2012, 9 o'clock."""
    return town_at(open_copy(issued_file), ISSUED)


@pytest.fixture
def june(june_file: Path, open_copy: Callable[[Path], sa.Engine]) -> Town:
    """The town on Friday, 8 June 2012, checked every day; nobody has done anything."""
    return town_at(open_copy(june_file), datetime(2012, 6, 8, 9, tzinfo=SHANGHAI))


@pytest.fixture
def overdue(overdue_file: Path, open_copy: Callable[[Path], sa.Engine]) -> Town:
    """The town on 18 June 2012, checked every day: nobody has done anything since the beginning."""
    return town_at(open_copy(overdue_file), datetime(2012, 6, 18, 9, tzinfo=SHANGHAI))


def lived_through(file: Path, folder: Path, first: str, last: str) -> Path:
    """A copy of a town in which these days have passed with a check each morning."""
    copy = folder / "town.sqlite"
    shutil.copyfile(file, copy)
    engine = open_shared(str(copy))
    town_at(engine, ISSUED).checked_daily(first, last)
    engine.dispose()
    return copy


def town_at(engine: sa.Engine, instant: datetime) -> Town:
    clock = FixedClock(instant)
    return Town(Desk(engine, clock), clock)


@pytest.fixture
def open_browser() -> Open:
    """Opens a browser at the pages of a desk."""

    def opened(
        desk: Desk, demo: DemoControls | None = None, *, breaking: bool = False, actor: Actor = CONSOLE
    ) -> Browser:
        health = lambda: read_health(desk)  # noqa: E731
        app = create_app(desk, demo=demo, health=health, door=Doorman(actor))
        app.state.live.close()  # this browser reads answers to their end, and what is live has none
        return Browser(app, breaking=breaking)

    return opened


@pytest.fixture
def browser(campaign: Town, open_browser: Open) -> Browser:
    """At the pages of the town, its campaign just issued."""
    return open_browser(campaign.desk)

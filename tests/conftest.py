"""The databases that tests run on: real SQLite files and a real PostgreSQL server, migrated for real."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from actions import open as opening
from records.database import open_engine
from records.migrate import prepare
from tests.engines import open_shared, open_shared_throwaway
from tests.postgres import Server, execute_on_server
from tests.shelf import After, Bases, Files, Prepare, Shelf, founded, issued
from tests.town import SHANGHAI, Town

settings.register_profile(
    "duban", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("duban")

TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--part",
        choices=("measured", "rest", "server"),
        help="only the tests that measure coverage (which costs half as much again), only the same on"
        " PostgreSQL, or only all others",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose a part. On PostgreSQL the same lines run as on SQLite, so that they are measured once."""
    part = config.getoption("part")
    if part is None:
        return
    chosen = [item for item in items if _part_of(item) == part]
    config.hook.pytest_deselected(items=sorted(set(items) - set(chosen), key=lambda item: item.nodeid))
    items[:] = chosen


def _part_of(item: pytest.Item) -> str:
    room = item.path.relative_to(TESTS).parts[0]
    if room == "actions" and "postgresql" in item.nodeid:
        return "server"
    return "measured" if room in ("states", "actions") else "rest"


MADE_AT = datetime(2012, 4, 1, tzinfo=SHANGHAI)

MakeEngine = Callable[[], sa.Engine]


@pytest.fixture(scope="session", autouse=True)
def compile_statements_once() -> Iterator[None]:
    """Commands that run in this process open their databases like the tests themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "open_engine", open_shared)
        patch.setattr(opening, "open_throwaway", open_shared_throwaway)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for each worker of the run."""
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy."""
    file = tmp_path_factory.mktemp("template") / "empty.sqlite"
    engine = open_engine(str(file))
    prepare(engine, MADE_AT)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """A migrated, empty PostgreSQL database to copy."""
    name = "duban_template"
    execute_on_server(postgres, f"CREATE DATABASE {name}")
    engine = open_engine(postgres.url(name))
    prepare(engine, MADE_AT)
    engine.dispose()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes empty, migrated databases and answers with their addresses; once on each kind."""
    made: list[str] = []

    def sqlite() -> str:
        file = tmp_path / f"{uuid4().hex}.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"

    def postgresql() -> str:
        server: Server = request.getfixturevalue("postgres")
        name = f"duban_{uuid4().hex}"
        execute_on_server(
            server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}"
        )
        made.append(name)
        return server.url(name)

    yield sqlite if request.param == "sqlite" else postgresql
    for name in made:
        server = request.getfixturevalue("postgres")
        execute_on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(new_address: Callable[[], str]) -> Iterator[sa.Engine]:
    """A migrated, empty database, on SQLite and on PostgreSQL."""
    made = open_shared(new_address())
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def sqlite_shelf(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("towns")
    shelf = Shelf(Files(folder, sqlite_template), folder)
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def postgresql_shelf(
    tmp_path_factory: pytest.TempPathFactory, postgres: Server, postgres_template: str
) -> Iterator[Shelf]:
    shelf = Shelf(Bases(postgres, postgres_template), tmp_path_factory.mktemp("towns"))
    yield shelf
    shelf.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found


@pytest.fixture
def after(shelf: Shelf) -> Iterator[After]:
    """A town of the test's own in which something has happened: `after(issued)`."""
    taken: list[tuple[Prepare, Town]] = []

    def town_after(prepare: Prepare) -> Town:
        taken.append((prepare, shelf.take(prepare)))
        return taken[-1][1]

    yield town_after
    for prepared, town in taken:
        shelf.give_back(prepared, town)


@pytest.fixture
def town(after: After) -> Town:
    """工业路街道 with its three communities and everybody in office; the plan is not yet issued."""
    return after(founded)


@pytest.fixture
def campaign(after: After) -> Town:
    """The same with the 2012 pilot issued on 23 April 2012, 9 o'clock."""
    return after(issued)

"""Towns for the tests of the actions, on SQLite and on PostgreSQL."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.permission import CONSOLE
from actions.person import import_people
from states.roles import Role
from tests.actions.shelf import Bases, Files, Prepare, Shelf
from tests.postgres import Server
from tests.town import Town, mail

After = Callable[[Prepare], Town]


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
    for prepare, town in taken:
        shelf.give_back(prepare, town)


def founded(_: Town) -> None:
    """Everybody is in office; nothing has been issued."""


def issued(town: Town) -> None:
    """The 2012 pilot has been issued on 23 April, 9 o'clock."""
    town.issue()


@pytest.fixture
def town(after: After) -> Town:
    """工业路街道 with its three communities and everybody in office; the plan is not yet issued."""
    return after(founded)


@pytest.fixture
def campaign(after: After) -> Town:
    """The same with the 2012 pilot issued on 23 April 2012, 9 o'clock."""
    return after(issued)


def appoint(town: Town, *held: tuple[Role, str]) -> None:
    """Put somebody into office for each role and unit, under the name that the town gives everybody."""
    import_rows(town, *(f"{unit},{role},{unit[-4:]} {role},{mail(role, unit)}" for role, unit in held))


def import_rows(town: Town, *rows: str) -> None:
    """Import people: `unit_code,role,name,email`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        file.write_text("\n".join(["unit_code,role,name,email", *rows]), encoding="utf-8")
        import_people(town.desk, CONSOLE, file)

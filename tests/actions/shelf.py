"""Towns in which something has happened already: made once for each kind of database, then copied."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from actions.desk import Desk
from records.clock import FixedClock
from records.database import open_engine
from tests.conftest import execute_on_server
from tests.postgres import Server
from tests.town import Town, found_town

Prepare = Callable[[Town], object]
"""What happens to a newly founded town; a function of a module, known by its name."""


class Databases(Protocol):
    """Databases of one kind. An address that has been copied from may not be open."""

    empty: str

    def copy(self, address: str) -> str: ...

    def drop(self, address: str) -> None: ...


class Files:
    """SQLite files in a folder."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder, self.empty, self.made = folder, f"sqlite:///{empty}", 0

    def copy(self, address: str) -> str:
        self.made += 1
        file = self.folder / f"{self.made}.sqlite"
        shutil.copyfile(address.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    def drop(self, address: str) -> None:
        Path(address.removeprefix("sqlite:///")).unlink()


class Bases:
    """Databases on a PostgreSQL server."""

    def __init__(self, server: Server, empty: str) -> None:
        self.server, self.empty, self.made = server, server.url(empty), 0

    def copy(self, address: str) -> str:
        self.made += 1
        name = f"duban_shelf_{self.made}"
        execute_on_server(self.server, f"CREATE DATABASE {name} TEMPLATE {address.rpartition('/')[2]}")
        return self.server.url(name)

    def drop(self, address: str) -> None:
        execute_on_server(self.server, f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")


@dataclass
class Shelf:
    """The prepared towns of one kind of database. `shared` ones are for tests that leave no trace."""

    databases: Databases
    folder: Path
    prepared: dict[Prepare, tuple[str, datetime]] = field(default_factory=dict)
    shared: dict[Prepare, Town] = field(default_factory=dict)

    def take(self, prepare: Prepare) -> Town:
        """A town of one's own, as `prepare` leaves it."""
        if prepare not in self.prepared:
            self.prepared[prepare] = self._make(prepare)
        address, instant = self.prepared[prepare]
        return _town_at(self.databases.copy(address), instant)

    def look_at(self, prepare: Prepare) -> Town:
        """The town that all tests share who only look."""
        if prepare not in self.shared:
            self.shared[prepare] = self.take(prepare)
        return self.shared[prepare]

    def give_back(self, town: Town) -> None:
        town.desk.engine.dispose()
        self.databases.drop(town.desk.engine.url.render_as_string(hide_password=False))

    def close(self) -> None:
        for town in self.shared.values():
            town.desk.engine.dispose()

    def _make(self, prepare: Prepare) -> tuple[str, datetime]:
        address = self.databases.copy(self.databases.empty)
        engine = open_engine(address)
        town = found_town(engine, self.folder)
        prepare(town)
        engine.dispose()
        return address, town.clock.instant


def _town_at(address: str, instant: datetime) -> Town:
    clock = FixedClock(instant)
    return Town(Desk(open_engine(address), clock), clock)

"""Towns in which something has happened already: made once for each kind of database, then put back."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from actions.desk import Desk
from records.clock import FixedClock
from tests.engines import open_shared
from tests.postgres import Server, execute_on_server
from tests.town import Town, found_town

Prepare = Callable[[Town], object]
"""What happens to a newly founded town; a function of a module, known by its name."""


After = Callable[[Prepare], Town]
"""A town of the test's own in which something has happened: `after(issued)`."""


def founded(_: Town) -> None:
    """Everybody is in office; nothing has been issued."""


def issued(town: Town) -> None:
    """The 2012 pilot has been issued on 23 April, 9 o'clock."""
    town.issue()


class Databases(Protocol):
    """Databases of one kind, in which states are kept that can be gone back to."""

    def new(self) -> sa.Engine:
        """An empty database, migrated."""

    def keep(self, engine: sa.Engine) -> str:
        """Keep what is in a database; the name of the state. The database is given up."""

    def take(self, state: str) -> sa.Engine:
        """A database in that state, for one test."""

    def give_back(self, state: str, engine: sa.Engine) -> None:
        """The test is over."""

    def close(self) -> None: ...


class Files:
    """SQLite files: a state is a file, and every test gets a copy of it."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder, self.empty, self.made = folder, str(empty), 0

    def new(self) -> sa.Engine:
        return self.take(self.empty)

    def keep(self, engine: sa.Engine) -> str:
        engine.dispose()
        return str(engine.url.database)

    def take(self, state: str) -> sa.Engine:
        self.made += 1
        file = self.folder / f"{self.made}.sqlite"
        shutil.copyfile(state, file)
        return open_shared(str(file))

    def give_back(self, state: str, engine: sa.Engine) -> None:
        engine.dispose()
        Path(str(engine.url.database)).unlink()

    def close(self) -> None:
        pass


RESTORE = """
SET session_replication_role = replica;
DO $$ DECLARE name text; last bigint; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
    EXECUTE format('DELETE FROM public.%1$I; INSERT INTO public.%1$I SELECT * FROM kept.%1$I', name);
  END LOOP;
  FOR name, last IN SELECT sequence, value FROM kept_sequences.all LOOP
    PERFORM setval(name::regclass, last + 1, false);
  END LOOP;
END $$;
RESET session_replication_role;
"""
KEEP = """
CREATE SCHEMA kept;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name);
  END LOOP;
END $$;
CREATE SCHEMA kept_sequences;
CREATE TABLE kept_sequences.all AS
  SELECT schemaname || '.' || sequencename AS sequence, coalesce(last_value, 0) AS value
  FROM pg_sequences WHERE schemaname = 'public';
"""


class Bases:
    """PostgreSQL databases: a state is kept beside the tables and put back, which is quicker than a copy."""

    def __init__(self, server: Server, empty: str) -> None:
        self.server, self.empty, self.made = server, empty, 0
        self.free: dict[str, list[sa.Engine]] = {}

    def new(self) -> sa.Engine:
        return self._copy(self.empty)

    def keep(self, engine: sa.Engine) -> str:
        _run_script(engine, KEEP)
        engine.dispose()
        return str(engine.url.database)

    def take(self, state: str) -> sa.Engine:
        waiting = self.free.setdefault(state, [])
        if not waiting:
            return self._copy(state)
        engine = waiting.pop()
        _run_script(engine, RESTORE)
        return engine

    def give_back(self, state: str, engine: sa.Engine) -> None:
        engine.dispose()  # there are more states than a server takes connections
        self.free[state].append(engine)

    def close(self) -> None:
        """Nothing to do: what is free has no connection, and the server takes its databases along."""

    def _copy(self, name: str) -> sa.Engine:
        self.made += 1
        copy = f"duban_shelf_{self.made}"
        execute_on_server(self.server, f"CREATE DATABASE {copy} TEMPLATE {name}")
        return open_shared(self.server.url(copy))


def _run_script(engine: sa.Engine, script: str) -> None:
    """Run several statements at once, past SQLAlchemy, which would read them for parameters."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(script)
        driver.commit()


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
        state, instant = self.prepared[prepare]
        clock = FixedClock(instant)
        return Town(Desk(self.databases.take(state), clock), clock)

    def look_at(self, prepare: Prepare) -> Town:
        """The town that all tests share who only look."""
        if prepare not in self.shared:
            self.shared[prepare] = self.take(prepare)
        return self.shared[prepare]

    def give_back(self, prepare: Prepare, town: Town) -> None:
        self.databases.give_back(self.prepared[prepare][0], town.desk.engine)

    def close(self) -> None:
        for town in self.shared.values():
            town.desk.engine.dispose()
        self.databases.close()

    def _make(self, prepare: Prepare) -> tuple[str, datetime]:
        town = found_town(self.databases.new(), self.folder)
        prepare(town)
        return self.databases.keep(town.desk.engine), town.clock.instant

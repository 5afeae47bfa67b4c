"""How long does a check take with DBOS, where every village is a durable workflow?

A workflow calls one transaction, which writes the village's rows and, with them, that it has been done.
What DBOS itself has to remember stands in a SQLite file beside, opened as duban opens its own: by default
it waits for the disk at every commit. One workflow follows another, since SQLite has one writer.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource

from benchmarks.peers.effects import (
    MOVE_TO,
    Country,
    Transaction,
    due_tasks,
    load,
    load_villages,
    move,
    open_country,
    villages_of,
)
from benchmarks.peers.telling import PeerResult, order, tell, timed, version_of

WARM_UP = 20


def main() -> None:
    asked = order(__doc__ or "")
    with tempfile.TemporaryDirectory() as folder:
        tell(measure(asked.file, asked.villages, Path(folder)))


def measure(file: Path, villages: int, folder: Path) -> PeerResult:
    """Sweep and move that many villages, besides the first few; DBOS remembers in `folder`."""
    country = open_country(file)
    tasks = due_tasks(country, villages + WARM_UP)
    workflows = launch(country, folder / "dbos.sqlite")
    measured, sweeping = timed(lambda ids: _each(workflows.climb, ids), tasks, WARM_UP)
    _, moving = timed(lambda ids: _each(workflows.move, ids), villages_of(country, tasks), WARM_UP)
    DBOS.destroy()
    country.engine.dispose()
    version = version_of("dbos")
    return PeerResult("DBOS, a workflow a village", version, measured, sweeping, moving)


@dataclass(frozen=True, slots=True)
class Workflows:
    """What DBOS runs for one village: `climb` for the id of a task, `move` for that of a village campaign."""

    climb: Callable[[int], None]
    move: Callable[[int], None]


def launch(country: Country, system: Path) -> Workflows:
    """DBOS, with the workflows that speak of a country."""
    config: DBOSConfig = {
        "name": "duban-peer",
        "system_database_url": f"sqlite:///{system}",
        "system_database_engine": _system_engine(system),
        "log_level": "ERROR",
    }
    DBOS(config=config)
    source = SQLAlchemyDatasource.create(str(country.engine.url), engine=country.engine)

    @source.transaction()
    def write_climb(task_id: int) -> None:
        speaking = Transaction(source.sql_session(), country)
        for village in load(speaking.session, country, [task_id]):
            speaking.climb(village, country.answer(village))
        speaking.flush()

    @source.transaction()
    def write_move(village_id: int) -> None:
        for village in load_villages(source.sql_session(), [village_id]):
            move(source.sql_session(), country, village, MOVE_TO)

    @DBOS.workflow()
    def climb(task_id: int) -> None:
        write_climb(task_id)

    @DBOS.workflow()
    def move_village(village_id: int) -> None:
        write_move(village_id)

    DBOS.launch()
    return Workflows(climb, move_village)


def _system_engine(system: Path) -> sa.Engine:
    """DBOS's own file, as DBOS opens it, but with a write-ahead log, as duban's file has."""
    engine = sa.create_engine(f"sqlite:///{system}")

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _each(workflow: Callable[[int], None], ids: Sequence[int]) -> None:
    for one in ids:
        workflow(one)


if __name__ == "__main__":
    main()

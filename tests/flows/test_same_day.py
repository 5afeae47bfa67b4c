"""After the same days the database says the same, whichever engine ran them, and on whichever database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from actions.check import check_deadlines
from actions.desk import Desk
from actions.shared_check import finish, share
from records.database import open_engine
from tests.flows.cluster import Cluster
from tests.flows.same_month import VILLAGES_A_SHARD, Check, founded, in_shards, played, taken
from tests.postgres import Server, execute_on_server
from tests.same import differences


@pytest.fixture(scope="module")
def month_on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """The month as the embedded engine leaves it on SQLite."""
    folder = tmp_path_factory.mktemp("month")
    file = folder / "embedded.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    founded(f"sqlite:///{file}", folder)
    played(f"sqlite:///{file}", check_deadlines)
    engine = open_engine(str(file))
    yield engine
    engine.dispose()


@pytest.fixture
def new_on_postgresql(postgres: Server, postgres_template: str) -> Iterator[Callable[[], str]]:
    made: list[str] = []

    def new() -> str:
        made.append(f"duban_month_{uuid4().hex}")
        execute_on_server(postgres, f"CREATE DATABASE {made[-1]} TEMPLATE {postgres_template}")
        return postgres.url(made[-1])

    yield new
    for name in made:
        execute_on_server(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def by_two_at_once(desk: Desk) -> None:
    """A check that two share, each taking what the other is not at."""
    check = share(desk, 1, VILLAGES_A_SHARD)
    assert check.shards > 2
    with ThreadPoolExecutor(2) as two:
        for helper in [two.submit(taken, desk, check) for _ in range(2)]:
            helper.result()
    taken(desk, check)
    assert finish(desk, check) is not None


@pytest.mark.slow
@pytest.mark.parametrize("check", [check_deadlines, by_two_at_once])
def test_a_month_on_postgresql_is_the_same_as_on_sqlite(
    month_on_sqlite: sa.Engine, new_on_postgresql: Callable[[], str], tmp_path: Path, check: Check
) -> None:
    address = new_on_postgresql()
    founded(address, tmp_path)
    played(address, check)
    engine = open_engine(address)
    assert differences(month_on_sqlite, engine) == {}
    engine.dispose()


@pytest.mark.slow
def test_a_month_in_shards_on_sqlite_is_the_same_as_in_one_piece(
    month_on_sqlite: sa.Engine, sqlite_template: Path, tmp_path: Path
) -> None:
    file = tmp_path / "shards.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    founded(f"sqlite:///{file}", tmp_path)
    played(f"sqlite:///{file}", in_shards)
    engine = open_engine(str(file))
    assert differences(month_on_sqlite, engine) == {}
    engine.dispose()


@pytest.mark.system
@pytest.mark.timeout(1200)
def test_a_month_on_a_cluster_of_two_workers_is_the_same_as_on_sqlite(
    month_on_sqlite: sa.Engine, postgres: Server, postgres_template: str, tmp_path: Path
) -> None:
    with Cluster(postgres, tmp_path / "cluster", name="duban_month", workers=2, warm=True) as cluster:
        cluster.fill(postgres_template)
        founded(cluster.url, tmp_path)
        played(
            cluster.url,
            lambda desk: cluster.check(desk.clock.now(), villages_a_shard=VILLAGES_A_SHARD),
        )
        engine = open_engine(cluster.url)
        assert differences(month_on_sqlite, engine) == {}
        engine.dispose()
    execute_on_server(postgres, "DROP DATABASE duban_month WITH (FORCE)")

"""What a large insert is spared: looking up again what it was made from, and writing a page several times."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from records.database import copied_from_tables, large_cache, open_engine, writing
from tests.postgres import Server, execute_on_server

ROLE = "SHOW session_replication_role"


@pytest.fixture
def clerk(postgres: Server) -> Iterator[sa.Engine]:
    """A user of the server who may not change how it works."""
    execute_on_server(postgres, "CREATE ROLE clerk LOGIN")
    engine = open_engine(postgres.url().replace("postgres@", "clerk@", 1))
    yield engine
    engine.dispose()
    execute_on_server(postgres, "DROP ROLE clerk")


def role(connection: sa.Connection) -> str:
    return str(connection.exec_driver_sql(ROLE).scalar_one())


def test_who_may_looks_nothing_up_meanwhile_and_everything_afterwards(postgres: Server) -> None:
    engine = open_engine(postgres.url())
    with writing(engine) as connection:
        with copied_from_tables(connection):
            assert role(connection) == "replica"
        assert role(connection) == "origin"
    engine.dispose()


def test_after_a_failure_everything_is_looked_up_again(postgres: Server) -> None:
    engine = open_engine(postgres.url())
    with pytest.raises(sa.exc.DBAPIError), writing(engine) as connection, copied_from_tables(connection):
        connection.exec_driver_sql("SELECT 1 / 0")
    with engine.connect() as connection:
        assert role(connection) == "origin"
    engine.dispose()


def test_who_may_not_goes_on_as_ever(clerk: sa.Engine) -> None:
    with writing(clerk) as connection, copied_from_tables(connection):
        assert role(connection) == "origin"


def test_on_sqlite_the_cache_is_large_meanwhile_alone(sqlite_template: str) -> None:
    engine = open_engine(str(sqlite_template))
    with engine.connect() as connection:
        usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        with copied_from_tables(connection), large_cache(connection):
            assert connection.exec_driver_sql("PRAGMA cache_size").scalar_one() < usual
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar_one() == usual
    engine.dispose()

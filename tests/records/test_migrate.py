"""A new database is made, an older one brought up after a copy, a newer or foreign one refused."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from records import schema
from records.database import DatabaseRefused, open_engine
from records.migrate import HEAD, REVISIONS, VERSION, Standing, prepare, require_current, standing, upgrade
from records.setting import SETTINGS
from tests.conftest import execute_on_server
from tests.postgres import Server
from tests.town import SHANGHAI

AT = datetime(2012, 4, 23, 8, tzinfo=SHANGHAI)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'new.sqlite'}"
    else:
        server: Server = request.getfixturevalue("postgres")
        name = f"duban_empty_{uuid4().hex[:12]}"
        execute_on_server(server, f"CREATE DATABASE {name}")
        address = server.url(name)
    engine = open_engine(address)
    yield engine
    engine.dispose()


def test_a_new_database_is_made_current_without_a_copy(empty: sa.Engine) -> None:
    assert standing(empty) is Standing.EMPTY
    assert prepare(empty, AT) is None
    assert standing(empty) is Standing.CURRENT
    require_current(empty)


def test_the_migrations_make_exactly_the_tables_that_the_models_declare(empty: sa.Engine) -> None:
    assert schema.__all__
    prepare(empty, AT)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_an_older_database_is_brought_up_with_its_data_after_a_copy(empty: sa.Engine) -> None:
    upgrade(empty, REVISIONS[0])
    with empty.begin() as connection:
        connection.execute(SETTINGS.insert().values(name="kept", value="留下的"))
    assert standing(empty) is Standing.OLDER
    with pytest.raises(DatabaseRefused, match="较旧版本"):
        require_current(empty)
    copy = prepare(empty, AT)
    assert standing(empty) is Standing.CURRENT
    with empty.connect() as connection:
        assert connection.execute(sa.select(SETTINGS.c.value)).scalar() == "留下的"
    address = f"sqlite:///{copy}" if isinstance(copy, Path) else empty.url.set(database=copy)
    beside = open_engine(sa.engine.make_url(address).render_as_string(hide_password=False))
    assert standing(beside) is Standing.OLDER
    with beside.connect() as connection:
        assert connection.execute(sa.select(SETTINGS.c.value)).scalar() == "留下的"
    beside.dispose()


def test_a_database_from_a_newer_version_is_refused_untouched(empty: sa.Engine) -> None:
    prepare(empty, AT)
    with empty.begin() as connection:
        connection.execute(sa.update(VERSION).values(version_num="9999"))
    for look in (standing, require_current, lambda engine: prepare(engine, AT)):
        with pytest.raises(DatabaseRefused, match=r"较新版本.*9999"):
            look(empty)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "foreign.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")
    connection.close()
    engine = open_engine(str(file))
    with pytest.raises(DatabaseRefused, match="invoices"):
        prepare(engine, AT)
    engine.dispose()


def test_the_last_revision_is_what_this_version_needs() -> None:
    assert REVISIONS[-1] == HEAD
    versions = Path(schema.__file__).parent / "migrations" / "versions"
    assert [file.name[:4] for file in sorted(versions.glob("0*.py"))] == list(REVISIONS)


@pytest.mark.parametrize("address", ["mysql://127.0.0.1/x", "oracle://x", "://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(DatabaseRefused):
        open_engine(address)

"""The parts of a cluster come one after another, and go without leaving anything."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.local_cluster import (
    Child,
    ClusterFailed,
    LocalCluster,
    asyncpg_address,
    make_database,
    prefect_database,
)
from records.database import open_engine
from tests.flows.cluster import is_alive, wait_until
from tests.postgres import Server, execute_on_server

STARTS_ANOTHER = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"]).pid, flush=True)
time.sleep(99)
"""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A part that starts another process and then waits."""
    made = Child("试验部分", [sys.executable, "-c", STARTS_ANOTHER], os.environ, tmp_path / "part.log")
    yield made
    made.kill()


def test_prefect_has_a_database_of_its_own_beside_duban_s() -> None:
    address = sa.make_url("postgresql+psycopg://clerk:se%40cret@db.example:5433/duban?sslmode=require")
    assert prefect_database(address) == "duban_prefect"
    own = sa.make_url(asyncpg_address(address))
    assert own.drivername == "postgresql+asyncpg"
    assert (own.database, own.password, own.query["ssl"]) == ("duban_prefect", "se@cret", "require")


def test_the_passwords_are_in_no_command_line(tmp_path: Path) -> None:
    address = sa.make_url("postgresql+psycopg://clerk:secret@127.0.0.1:5433/duban")
    cluster = LocalCluster(address, tmp_path)
    started = cluster.start_worker(1)
    try:
        assert not any("secret" in word for word in started.command)
        assert "secret" in cluster.environment()["DUBAN_DATABASE_URL"]
    finally:
        cluster.stop()


def test_a_database_that_is_there_already_is_left_as_it_is(postgres: Server) -> None:
    execute_on_server(postgres, "CREATE DATABASE beside")
    address = sa.make_url(postgres.url("beside"))
    make_database(address, "beside_prefect")
    made = open_engine(postgres.url("beside_prefect"))
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id int)")
    make_database(address, "beside_prefect")
    with made.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM kept").scalar() == 0
    made.dispose()


def test_a_part_that_ends_at_once_is_named_with_the_file_that_says_why(tmp_path: Path) -> None:
    part = Child(
        "试验部分", [sys.executable, "-c", "raise SystemExit('坏了')"], os.environ, tmp_path / "a.log"
    )
    part.start()
    with pytest.raises(ClusterFailed, match=r"试验部分未能启动，原因见 .*a\.log"):
        part.wait_until(lambda: False)
    assert "坏了" in part.log.read_text("utf-8")


def test_whatever_a_part_has_started_ends_with_it(child: Child) -> None:
    child.start()
    wait_until(lambda: child.log.read_text().endswith("\n"), "it does not start")
    started = int(child.log.read_text())
    assert is_alive(started)
    child.stop()
    wait_until(lambda: not is_alive(started), "it is left running", 10)


def test_the_first_part_that_has_ended_is_found(child: Child, tmp_path: Path) -> None:
    cluster = LocalCluster(sa.make_url("postgresql+psycopg://127.0.0.1/duban"), tmp_path, children=[child])
    child.start()
    assert cluster.first_ended() is None
    child.kill()
    assert cluster.first_ended() is child

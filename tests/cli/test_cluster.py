"""`duban cluster up`: refused where it cannot work; where it can, everything starts, and nothing is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from records.database import open_engine
from records.job import JOB_RUNS
from tests.cli.conftest import Shell
from tests.flows.cluster import free_port, is_alive, wait_until
from tests.postgres import Server, execute_on_server
from tests.town import SHANGHAI

DUBAN = [sys.executable, "-c", "from cli.main import app; app()"]


def test_without_prefect_it_says_what_to_install(tmp_path: Path) -> None:
    """In an interpreter that cannot import it, as where it is not installed."""
    without = f"import sys; sys.modules['prefect'] = None; {DUBAN[2]}"
    command = [sys.executable, "-c", without, "cluster", "up"]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "pip install 'duban[cluster]'" in done.stdout + done.stderr


def test_on_sqlite_it_says_that_postgresql_is_needed(issued: Shell) -> None:
    assert "postgresql://" in issued.refused("cluster up")


class Up:
    """`duban cluster up` as somebody starts it in a terminal, on a database where nothing is issued."""

    def __init__(self, address: str, home: Path) -> None:
        self.address = address
        self.port, self.prefect_port = free_port(), free_port()
        words = [*DUBAN, "cluster", "up", "--database", address, "--workers", "1"]
        words += ["--port", str(self.port), "--prefect-port", str(self.prefect_port)]
        self.home, self.said = home, home / "said.txt"
        with self.said.open("wb") as said:
            environment = {**os.environ, "XDG_DATA_HOME": str(home)}
            self.process = subprocess.Popen(words, env=environment, stdout=said, stderr=subprocess.STDOUT)

    def says(self, words: str) -> bool:
        assert self.process.poll() is None, self.said.read_text()
        return words in self.said.read_text()

    def prefect(self, path: str, **wanted: Any) -> Any:
        answer = httpx.post(f"http://127.0.0.1:{self.prefect_port}/api{path}", json=wanted, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def pids(self) -> set[int]:
        """Every process below this one."""
        found, below = {self.process.pid}, {self.process.pid}
        while below:
            below = {int(child) for pid in below for child in _children(pid)}
            found |= below
        return found


def _children(pid: int) -> list[str]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for file in tasks for child in file.read_text().split()]


@pytest.fixture(scope="module")
def up(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    execute_on_server(postgres, "CREATE DATABASE empty")
    home = tmp_path_factory.mktemp("up")
    address = postgres.url("empty")
    subprocess.run([*DUBAN, "init", "--database", address], check=True, stdout=subprocess.DEVNULL)
    started = Up(address, home)
    try:
        wait_until(lambda: started.says("Ctrl+C"), "it does not start", 300)
        yield started
    finally:
        if started.process.poll() is None:
            started.process.send_signal(signal.SIGTERM)
            started.process.wait(60)


@pytest.mark.system
@pytest.mark.timeout(600)
def test_the_pages_answer_and_the_cron_jobs_are_really_scheduled(up: Up) -> None:
    assert httpx.get(f"http://127.0.0.1:{up.port}/sign-in").status_code == 200
    assert httpx.get(f"http://127.0.0.1:{up.prefect_port}/").status_code == 200

    def scheduled() -> list[datetime]:
        runs = up.prefect(
            "/flow_runs/filter",
            flows={"name": {"any_": ["check-deadlines"]}},
            flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}},
        )
        return sorted(datetime.fromisoformat(run["expected_start_time"]) for run in runs)

    wait_until(lambda: len(scheduled()) >= 3, "no check is scheduled")
    mornings = [instant.astimezone(SHANGHAI) for instant in scheduled()[:3]]
    assert {(morning.hour, morning.minute) for morning in mornings} == {(8, 0)}
    assert mornings[1] - mornings[0] == mornings[2] - mornings[1] == timedelta(days=1)


@pytest.mark.system
@pytest.mark.timeout(600)
def test_a_worker_does_what_cron_triggers_each_minute(up: Up) -> None:
    engine = open_engine(up.address)

    def delivered() -> bool:
        with engine.connect() as connection:
            done = sa.select(JOB_RUNS.c.state).where(JOB_RUNS.c.job == "deliver-notices")
            return "done" in connection.execute(done).scalars().all()

    wait_until(delivered, "no notice was ever delivered")
    assert delivered()
    engine.dispose()


@pytest.mark.system
@pytest.mark.timeout(600)
def test_ctrl_c_leaves_no_process(up: Up) -> None:
    pids = up.pids()
    assert len(pids) >= 4, "it, the server, a worker and the pages"
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(90) == 0
    assert [pid for pid in pids if is_alive(pid)] == []

"""A real cluster to test on: Prefect's server, two workers and PostgreSQL, all as processes of their own.

`Cluster(...).check(at)` is one day's check. Nothing runs by itself: the deployments have no schedules here.
"""

import shlex
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import sqlalchemy as sa
import yaml

from flows.local_cluster import Child, LocalCluster, prefect_file
from records.database import open_engine
from tests.postgres import Server, execute_on_server

HOUSE = Path(__file__).parents[2]
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
PATIENCE_SECONDS = 180.0
QUICK = {
    "PREFECT_WORKER_QUERY_SECONDS": "0.5",
    "PREFECT_LOGGING_LEVEL": "INFO",
    "DUBAN_CHANNEL": "file",
}


class Cluster:
    """Server and workers for the database `name` of a PostgreSQL server, which `fill` makes anew.

    A `warm` one starts each flow run from a process that has imported everything (tests/flows/warm.py).
    """

    def __init__(
        self, postgres: Server, home: Path, name: str = "duban", workers: int = 2, warm: bool = False
    ) -> None:
        self.postgres, self.name, self.workers = postgres, name, workers
        self.url = postgres.url(name)
        execute_on_server(postgres, f"CREATE DATABASE {name}")
        home.mkdir(parents=True, exist_ok=True)
        # A socket's path must be short.
        self.socket = Path(tempfile.mkdtemp(prefix="duban-")) / "warm" if warm else None
        self.local = LocalCluster(
            sa.make_url(self.url),
            home / "prefect",
            free_port(),
            deployments=_deployments(home / "prefect.yaml", self.socket),
            settings={**QUICK, "DUBAN_OUTBOX": str(home / "outbox"), "PYTHONPATH": str(HOUSE)},
        )
        self.api = httpx.Client(base_url=self.local.api, timeout=30)
        self.server: Child | None = None
        self.numbers = iter(range(1, 1000))

    def __enter__(self) -> Self:
        try:
            self.start_server()
            self.local.deploy()
            if self.socket is not None:
                self._start_warm(self.socket)
            self.restore_workers()
        except BaseException:
            self.local.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.api.close()
        self.local.stop()
        if self.socket is not None:
            shutil.rmtree(self.socket.parent)

    def fill(self, template: str) -> None:
        """Make duban's database anew, as a copy of another one.

        A copy of files: after the usual one, page by page, a crash winds sequences back by up to 32 numbers.
        """
        execute_on_server(self.postgres, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        copied = f"CREATE DATABASE {self.name} TEMPLATE {template} STRATEGY file_copy"
        execute_on_server(self.postgres, copied)

    def check(self, at: datetime, **parameters: Any) -> str:
        """One day's check, from the deployment to its end; the number of the flow run."""
        run = self.begin("check-deadlines", at=at.isoformat(), **parameters)
        assert self.end_of(run) == "COMPLETED", self.said()
        return run

    def begin(self, deployment: str, **parameters: Any) -> str:
        """Ask for a run of a deployment; its number."""
        found = self._ask("GET", f"/deployments/name/{deployment}/{deployment}")
        wanted = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return str(self._ask("POST", f"/deployments/{found['id']}/create_flow_run", json=wanted)["id"])

    def state_of(self, run: str) -> str:
        return str(self._ask("GET", f"/flow_runs/{run}")["state"]["type"])

    def end_of(self, run: str) -> str:
        """How a run has ended, once it has."""
        wait_until(lambda: self.state_of(run) in FINAL, f"flow run {run} does not end")
        return self.state_of(run)

    def seconds_of(self, run: str) -> float:
        """How long a run took, from its flow's first line to its last."""
        return float(self._ask("GET", f"/flow_runs/{run}")["total_run_time"])

    def shards_of(self, run: str) -> set[str]:
        """The tasks `campaign 1, shard 3/8` of a flow run that came to a good end."""
        wanted = {"flow_runs": {"id": {"any_": [run]}}}
        tasks = self._ask("POST", "/task_runs/filter", json=wanted)
        return {one["name"] for one in tasks if "shard" in one["name"] and one["state_type"] == "COMPLETED"}

    def start_server(self) -> None:
        self.server = self.local.start_server()

    def stop_server(self) -> None:
        """The server is gone, from one moment to the next."""
        assert self.server is not None
        self.server.kill()
        self.local.children.remove(self.server)

    def start_worker(self) -> Child:
        return self.local.start_worker(next(self.numbers))

    def restore_workers(self) -> None:
        """As many workers as there should be."""
        for _ in range(self.workers - len(self.running_workers())):
            self.start_worker()

    def running_workers(self) -> list[Child]:
        workers = [child for child in self.local.children if child.log.stem.startswith("worker-")]
        return [worker for worker in workers if worker.is_running()]

    def kill_workers(self) -> None:
        """All workers die, with the flow runs that they have started."""
        for worker in self.running_workers():
            worker.kill()

    def said(self) -> str:
        """The last lines that everybody said."""
        logs = sorted(self.local.home.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}" for log in logs)

    def _start_warm(self, place: Path) -> None:
        command = (sys.executable, "-m", "tests.flows.warm", "serve", str(place))
        warm = Child("warm", command, self.local.environment(), self.local.home / "warm.log")
        warm.start()
        self.local.children.append(warm)
        warm.wait_until(place.exists)

    def _ask(self, method: str, path: str, **given: Any) -> Any:
        answer = self.api.request(method, path, **given)
        answer.raise_for_status()
        return answer.json()


def wait_until(true: Callable[[], bool], otherwise: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something that other processes do; a server that is gone is waited for as well."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(httpx.TransportError, httpx.HTTPStatusError, sa.exc.OperationalError):
            if true():
                return
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.2)


@contextmanager
def held_up(url: str, rows: str) -> Iterator[None]:
    """Whoever wants to write these rows waits while the body runs, as for a slow neighbour."""
    engine = open_engine(url)
    connection = engine.connect()
    connection.exec_driver_sql(f"{rows} FOR UPDATE")
    try:
        yield
    finally:
        with suppress(sa.exc.DBAPIError):
            connection.close()
        engine.dispose()


def somebody_waits(url: str) -> bool:
    """Whether a statement waits for a row that somebody else holds."""
    engine = open_engine(url)
    with engine.connect() as connection:
        waiting = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).scalar_one()
    engine.dispose()
    return bool(waiting)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and only not yet noted by its parent does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _deployments(file: Path, warm: Path | None) -> Path:
    """The deployments that ship, without schedules; with the command of warm runs."""
    declared = yaml.safe_load(prefect_file().read_text(encoding="utf-8"))
    for deployment in declared["deployments"]:
        deployment["schedules"] = []
        if warm is not None:
            words = [sys.executable, "-S", str(Path(__file__).with_name("warm.py")), "run", str(warm)]
            deployment["work_pool"]["job_variables"]["command"] = shlex.join(words)
    file.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return file

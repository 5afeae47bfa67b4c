"""Which processes make a cluster on one machine, and in which order do they come and go?

Prefect's server with a database of its own beside duban's, the work pool and the deployments, and workers.
Each is a child in a session of its own, with a file for what it says. Prefect is started, never imported.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actions.open import ADDRESS_VARIABLE
from records.database import open_engine
from states.errors import DubanError

POOL = "duban"
PREFECT = (sys.executable, "-m", "prefect")
LOOPBACK = "127.0.0.1"

RUNS_KEPT_SECONDS = 7 * 24 * 3600
"""For how long Prefect remembers runs: those of one job are 1440 a day."""

RUNS_A_WORKER = 4
"""How many flow runs a worker starts at most at once."""

COMES_WITHIN_SECONDS = 180
"""A server on a small, busy machine needs a while for an empty database."""

ENDS_WITHIN_SECONDS = 10


class ClusterFailed(DubanError):
    """A part of the cluster did not start or has ended; the message says where to read why."""


@dataclass
class Child:
    """One process, its name for people, and the file with what it says."""

    title: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # A session of its own: Ctrl+C reaches only us, and whatever it starts is found by its group.
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                list(self.command),
                env=dict(self.environment),
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, and after a while end it, with whatever it has started."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(ENDS_WITHIN_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End it and whatever it has started, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait until it works; raises ClusterFailed if it ends before, or takes too long."""
        deadline = time.monotonic() + COMES_WITHIN_SECONDS
        while not ready():
            if not self.is_running():
                raise ClusterFailed(f"{self.title}未能启动，原因见 {self.log}。")
            if time.monotonic() > deadline:
                raise ClusterFailed(
                    f"{self.title}在 {COMES_WITHIN_SECONDS} 秒内未能就绪，情况见 {self.log}。"
                )
            time.sleep(0.2)

    def wait_for_success(self) -> None:
        """Wait until it has ended well; raises ClusterFailed if not."""
        assert self.process is not None
        if self.process.wait(COMES_WITHIN_SECONDS):
            raise ClusterFailed(f"{self.title}失败，原因见 {self.log}。")


@dataclass
class LocalCluster:
    """Prefect's server and workers for one database of duban's; `home` holds their files."""

    address: sa.URL
    home: Path
    port: int = 4200
    deployments: Path | None = None
    """Another file than the one that ships."""

    settings: Mapping[str, str] = field(default_factory=dict)
    """More settings of Prefect's, as environment variables."""

    children: list[Child] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/api"

    @property
    def pages(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/"

    def environment(self) -> dict[str, str]:
        """What every process of the cluster is told; the databases' passwords stand nowhere else."""
        here = str(Path(sys.executable).parent)
        return {
            **os.environ,
            "PATH": os.pathsep.join([here, os.environ.get("PATH", os.defpath)]),
            ADDRESS_VARIABLE: self.address.render_as_string(hide_password=False),
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": asyncpg_address(self.address),
            # In memory, the default, the slots of whatever dies while the server restarts are lost for good.
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(RUNS_KEPT_SECONDS),
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            **self.settings,
        }

    def start_server(self) -> Child:
        self.home.mkdir(parents=True, exist_ok=True)
        make_database(self.address, prefect_database(self.address))
        command = (*PREFECT, "server", "start", "--host", LOOPBACK, "--port", str(self.port))
        server = self._start("Prefect 服务器", "server", command)
        server.wait_until(lambda: self.answers("/health") is True)
        return server

    def deploy(self) -> None:
        """Make the work pool unless it is there, and declare the deployments."""
        if self.answers(f"/work_pools/{POOL}") is None:
            self._run("建立工作池", "work-pool", ("work-pool", "create", POOL, "--type", "process"))
        file = self.deployments or prefect_file()
        self._run("登记作业", "deploy", ("--no-prompt", "deploy", "--all", "--prefect-file", str(file)))

    def start_worker(self, number: int) -> Child:
        name = f"worker-{number}"
        command = (*PREFECT, "worker", "start", "--pool", POOL, "--name", name, "--limit", str(RUNS_A_WORKER))
        return self._start(f"工作进程 {number}", name, command)

    def wait_for_worker(self, worker: Child) -> None:
        """Wait until Prefect knows that it is there."""
        worker.wait_until(lambda: worker.log.stem in self._workers_online())

    def start_pages(self, port: int) -> Child:
        """duban's own pages, without the embedded engine."""
        duban = (sys.executable, "-c", "from cli.main import app; app()")
        pages = self._start("duban 网页", "pages", (*duban, "serve", "--no-jobs", "--port", str(port)))
        pages.wait_until(lambda: _get(f"http://{LOOPBACK}:{port}/") is not None)
        return pages

    def answers(self, path: str, question: Any = None) -> Any:
        """What Prefect's server says, or None."""
        said = _get(f"{self.api}{path}", question)
        return None if said is None else json.loads(said)

    def first_ended(self) -> Child | None:
        """The first part that should run and does not."""
        return next((child for child in self.children if not child.is_running()), None)

    def stop(self) -> None:
        """End all parts, last come first."""
        for child in reversed(self.children):
            child.stop()
        self.children.clear()

    def _workers_online(self) -> set[str]:
        known = self.answers(f"/work_pools/{POOL}/workers/filter", {}) or []
        return {worker["name"] for worker in known if worker["status"] == "ONLINE"}

    def _start(self, title: str, name: str, command: Sequence[str]) -> Child:
        child = Child(title, command, self.environment(), self.home / f"{name}.log")
        child.start()
        self.children.append(child)
        return child

    def _run(self, title: str, name: str, words: Sequence[str]) -> None:
        child = self._start(title, name, (*PREFECT, *words))
        child.wait_for_success()
        self.children.remove(child)


def is_installed() -> bool:
    """Whether the extra `cluster` is there; found without importing it."""
    return find_spec("prefect") is not None


def prefect_file() -> Path:
    """The deployments: in a wheel inside this package, in the repository above it."""
    inside = Path(__file__).with_name("prefect.yaml")
    return inside if inside.exists() else Path(__file__).parent.parent / "prefect.yaml"


def prefect_database(address: sa.URL) -> str:
    """The name of Prefect's own database, beside duban's."""
    return f"{address.database}_prefect"


def asyncpg_address(address: sa.URL) -> str:
    """Where Prefect's own database is, in the words of the driver that it uses."""
    query = {{"sslmode": "ssl"}.get(key, key): value for key, value in address.query.items()}
    own = address.set(drivername="postgresql+asyncpg", database=prefect_database(address), query=query)
    return own.render_as_string(hide_password=False)


def make_database(address: sa.URL, name: str) -> None:
    """Make a database on the same server, unless it is there."""
    engine = open_engine(address.render_as_string(hide_password=False))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        there = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        if connection.execute(there, {"name": name}).scalar() is None:
            quoted = engine.dialect.identifier_preparer.quote_identifier(name)
            connection.exec_driver_sql(f"CREATE DATABASE {quoted}")
    engine.dispose()


def _get(url: str, question: Any = None) -> bytes | None:
    """What is answered at an address, to a question (POST) or without one; None if nobody answers well."""
    asked = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(url, asked, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - only ever our own loopback
            body: bytes = answer.read()
            return body
    except OSError:
        return None

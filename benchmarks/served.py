"""`duban serve` as a process of its own, and somebody of the country's leading group who is signed in."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from actions.account import accept_invitation, invite
from actions.open import open_desk
from actions.permission import CONSOLE
from actions.sign_in import sign_in
from benchmarks.timing import ROOT
from records.database import in_transaction
from records.person import APPOINTMENTS, PEOPLE
from records.unit import UNITS
from states.roles import Role
from web.door import SESSION

GIVE_UP_AFTER_S = 60.0
PASSWORD = "三月春风吹过田野"


@dataclass(frozen=True, slots=True)
class Served:
    """Where it answers, and with which session; `answered_s` after how many seconds the first time."""

    port: int
    pid: int
    session: str
    answered_s: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, page: str) -> bytes:
        return fetch(self.port, self.session, page)

    def resident_mb(self) -> float:
        """The memory that it holds now."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@contextmanager
def served(file: str) -> Iterator[Served]:
    """Start it on a SQLite file, and wait until it has answered with the board."""
    port, session = _free_port(), signed_in(file)
    environment = {**os.environ, "DUBAN_DATABASE_URL": f"sqlite:///{file}", "DUBAN_CHANNEL": "file"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode
    command = [sys.executable, "-c", "from cli.main import app; app()", "serve", "--port", str(port)]
    begun = time.perf_counter()
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _first_answer(port, session, begun)
        yield Served(port, server.pid, session, time.perf_counter() - begun)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def signed_in(file: str) -> str:
    """Somebody who leads the whole country has signed in; the cookie's value."""
    desk = open_desk(f"sqlite:///{file}")
    person_id = in_transaction(desk.engine, _appoint)
    name = f"leader-{person_id}"
    accept_invitation(desk, invite(desk, CONSOLE, str(person_id)), name, PASSWORD)
    token = sign_in(desk, name, PASSWORD)
    desk.engine.dispose()
    return token


def _appoint(connection: sa.Connection) -> int:
    """A head of the leading group above every root; who is told by the ladder stays as it is."""
    row = PEOPLE.insert().values(name="组长", language="zh").returning(PEOPLE.c.id)
    person_id = int(connection.execute(row).scalar_one())
    roots = sa.select(sa.literal(person_id), UNITS.c.id, sa.literal(Role.LEADING_GROUP_HEAD.value)).where(
        UNITS.c.parent_id.is_(None)
    )
    connection.execute(APPOINTMENTS.insert().from_select(["person_id", "unit_id", "role"], roots))
    return person_id


def fetch(port: int, session: str, page: str) -> bytes:
    """A page as it is answered; raises RuntimeError when one is led elsewhere."""
    address = f"http://127.0.0.1:{port}{page}"
    asked = urllib.request.Request(address, headers={"Cookie": f"{SESSION}={session}"})
    with urllib.request.urlopen(asked, timeout=GIVE_UP_AFTER_S) as answer:
        if answer.url != address:
            raise RuntimeError(f"led from {page} to {answer.url}")
        body: bytes = answer.read()
        return body


def _first_answer(port: int, session: str, begun: float) -> None:
    while True:
        try:
            fetch(port, session, "/")
        except (urllib.error.URLError, ConnectionError):
            if time.perf_counter() - begun > GIVE_UP_AFTER_S:
                raise
            time.sleep(0.01)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

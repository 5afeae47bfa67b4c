"""The district of the demo on the evening of 8 June 2012, with an account for everybody who acts."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from actions.account import accept_invitation, invite
from actions.permission import CONSOLE
from actions.sign_in import at_the_door
from actions.unit import list_units
from flows.demo import open_demo
from flows.demo_cast import OPENED_AT, address, cast
from states.roles import Role

HOUSE = Path(__file__).parents[2]
PASSWORD = "三月春风吹过田野"
EVENING = "2012-06-08T18:00:00+08:00"
"""Where the demo stands, and the servers of these tests with it."""

STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0

NAMES = ("head", "assistant", "linked", "office", "group", "supervision", "discipline", "district", "admin")
"""User names of those as whom the demo lets a visitor look, in its order."""

POLICE = "police"


def prepare(folder: Path) -> Path:
    """Play the demo up to 8 June and give everybody of the cast an account; the database file."""
    demo = open_demo(home=folder)
    door = at_the_door(demo.desk)
    people = [who for _, who in cast(list_units(demo.desk))]
    accounts = dict(zip(NAMES, people, strict=True))
    accounts[POLICE] = address(Role.DEPARTMENT, f"{OPENED_AT}-police")
    for name, person in accounts.items():
        accept_invitation(door, invite(door, CONSOLE, person), name, PASSWORD)
    demo.desk.engine.dispose()
    return folder / "demo.sqlite"


@dataclass
class Server:
    """A server in a process of its own, and what it has written into its log."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Ask it to stop, as Ctrl+C does; its exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOPS_WITHIN)

    @property
    def memory(self) -> int:
        """Bytes of memory that it holds for itself."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        fields = dict(line.split(":", 1) for line in rollup.splitlines()[1:])
        return sum(int(fields[name].split()[0]) for name in ("Private_Clean", "Private_Dirty")) * 1024


@contextmanager
def serving(
    *command: str, folder: Path, port: int, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    """A server that answers; stopped at the end, and killed if it does not stop."""
    log = folder / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=HOUSE,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        _await(server)
        yield server
        if process.poll() is None:
            server.stop()
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(server: Server) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            with urlopen(f"{server.url}/sign-in", timeout=5) as answer:
                assert answer.status == 200
            return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"no answer at {server.url}:\n{server.log.read_text()}")

"""How long does a check take with Prefect, where every village is a flow run?

A flow is called in this process for each village, against a server on this machine that has been started
once: no worker, no schedule, no subprocess, which would each cost more. A move would be a flow run like
any other, and is not measured.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.peers.effects import Country, Transaction, due_tasks, load, open_country
from benchmarks.peers.telling import PeerResult, order, tell, timed, version_of

WARM_UP = 2
UP_WITHIN_S = 120


def main() -> None:
    asked = order(__doc__ or "")
    with tempfile.TemporaryDirectory() as home, server(Path(home)):
        tell(measure(asked.file, asked.villages))


def measure(file: Path, villages: int) -> PeerResult:
    """Sweep that many villages, besides the first few; a server has been started."""
    country = open_country(file)
    climb = flow_for(country)
    tasks = due_tasks(country, villages + WARM_UP)
    measured, sweeping = timed(lambda ids: _each(climb, ids), tasks, WARM_UP)
    country.engine.dispose()
    return PeerResult("Prefect, a flow run a village", version_of("prefect"), measured, sweeping, None)


def flow_for(country: Country) -> Callable[[int], None]:
    """The flow of one village."""
    from prefect import flow  # reads where the server is when it is imported

    @flow
    def climb(task_id: int) -> None:
        with Session(country.engine) as session:
            speaking = Transaction(session, country)
            for village in load(session, country, [task_id]):
                speaking.climb(village, country.answer(village))
            speaking.flush()
            session.commit()

    return climb


def _each(flow: Callable[[int], None], ids: Sequence[int]) -> None:
    for one in ids:
        flow(one)


@contextmanager
def server(home: Path) -> Iterator[None]:
    """A Prefect server of our own, to which this process speaks; ended when we are done."""
    port = _free_port()
    os.environ.update(_settings(home, port))
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = home / "server.log"
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _wait_until_healthy(port, process, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


def _settings(home: Path, port: int) -> Mapping[str, str]:
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + UP_WITHIN_S
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"The Prefect server did not come up: {log.read_text(errors='replace')[-2000:]}")


if __name__ == "__main__":
    main()

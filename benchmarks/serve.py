"""How long from `duban serve` to its first answer, with the campaign of a district, and in how much memory?

python -m benchmarks.serve FILE
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from actions.account import accept_invitation, invite
from actions.open import open_desk
from actions.permission import CONSOLE
from actions.person import list_people
from actions.sign_in import sign_in
from benchmarks.timing import ROOT
from states.roles import Role
from web.door import SESSION

PAGES = ("/", "/progress", "/assessment", "/receipts", "/dates", "/health")
GIVE_UP_AFTER_S = 60.0
PASSWORD = "三月春风吹过田野"


def main(file: str) -> dict[str, float]:
    """Start it, ask until it answers, look at every page, and read its resident memory."""
    port, session = _free_port(), _session(file)
    environment = {**os.environ, "DUBAN_DATABASE_URL": f"sqlite:///{file}", "DUBAN_CHANNEL": "file"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode
    command = [sys.executable, "-c", "from cli.main import app; app()", "serve", "--port", str(port)]
    begun = time.perf_counter()
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _first_answer(port, session, begun)
        answered = time.perf_counter() - begun
        for page in PAGES:
            _get(port, session, page)
        return {"first_answer_s": answered, "resident_mb": _resident_mb(server.pid)}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _session(file: str) -> str:
    """Somebody of an office has signed in; the cookie's value."""
    desk = open_desk(f"sqlite:///{file}")
    offices = (
        one for one in list_people(desk) if any(role is Role.LEADING_GROUP_OFFICE for role, _, _ in one.roles)
    )
    accept_invitation(desk, invite(desk, CONSOLE, str(next(offices).id)), "office", PASSWORD)
    token = sign_in(desk, "office", PASSWORD)
    desk.engine.dispose()
    return token


def _first_answer(port: int, session: str, begun: float) -> None:
    while True:
        try:
            return _get(port, session, "/")
        except (urllib.error.URLError, ConnectionError):
            if time.perf_counter() - begun > GIVE_UP_AFTER_S:
                raise
            time.sleep(0.01)


def _get(port: int, session: str, page: str) -> None:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{page}", headers={"Cookie": f"{SESSION}={session}"}
    )
    with urllib.request.urlopen(asked, timeout=GIVE_UP_AFTER_S) as answer:
        if answer.url != asked.full_url:
            raise RuntimeError(f"led from {page} to {answer.url}")
        answer.read()


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))

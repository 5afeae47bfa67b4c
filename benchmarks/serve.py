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

from benchmarks.timing import ROOT

PAGES = ("/", "/progress", "/assessment", "/receipts", "/dates", "/health")
GIVE_UP_AFTER_S = 60.0


def main(file: str) -> dict[str, float]:
    """Start it, ask until it answers, look at every page, and read its resident memory."""
    port = _free_port()
    environment = {**os.environ, "DUBAN_DATABASE_URL": f"sqlite:///{file}", "DUBAN_CHANNEL": "file"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode
    command = [sys.executable, "-c", "from cli.main import app; app()", "serve", "--port", str(port)]
    begun = time.perf_counter()
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _first_answer(port, begun)
        answered = time.perf_counter() - begun
        for page in PAGES:
            _get(port, page)
        return {"first_answer_s": answered, "resident_mb": _resident_mb(server.pid)}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _first_answer(port: int, begun: float) -> None:
    while True:
        try:
            return _get(port, "/")
        except (urllib.error.URLError, ConnectionError):
            if time.perf_counter() - begun > GIVE_UP_AFTER_S:
                raise
            time.sleep(0.01)


def _get(port: int, page: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=GIVE_UP_AFTER_S) as answer:
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

"""Flow runs that start at once: each is forked from a process that has imported Prefect and duban already.

A worker starts `warm.py run SOCKET` as it would start Prefect's engine. That takes its place: it hands its
environment, folder and output to `warm.py serve SOCKET`, and ends as the fork ends. The same is run; only
the seconds of importing are saved, each day of a month. Whoever kills a worker does without.
"""

import json
import os
import socket
import struct
import sys
from pathlib import Path

LENGTH = struct.Struct("!I")
ENGINE = "prefect.engine"


def run(path: str) -> int:
    """Have the engine run elsewhere, with our environment; its exit code."""
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        told = json.dumps({"environment": dict(os.environ), "folder": str(Path.cwd())}).encode()
        socket.send_fds(server, [LENGTH.pack(len(told))], [1, 2])
        server.sendall(told)
        code = server.recv(1)
        server.recv(1)  # nothing more comes: it waits until the fork has ended
    return code[0] if code else 1


def serve(path: str) -> None:
    """Fork an engine for whoever asks."""
    from importlib import import_module

    for needed in ("prefect.flow_engine", "flows.cluster", "psycopg", "alembic.migration", "alembic.script"):
        import_module(needed)
    with socket.socket(socket.AF_UNIX) as here:
        here.bind(path)
        here.listen()
        while True:
            asking, _ = here.accept()
            _reap()
            if os.fork() == 0:
                here.close()
                _be_the_engine(asking)
                return
            asking.close()


def _be_the_engine(asking: socket.socket) -> None:
    import runpy

    length, outputs, _, _ = socket.recv_fds(asking, LENGTH.size, 2)
    with asking.makefile("rb") as stream:
        told = json.loads(stream.read(LENGTH.unpack(length)[0]))
    for output, number in zip(outputs, (1, 2), strict=True):
        os.dup2(output, number)
        os.close(output)
    os.environ.clear()
    os.environ.update(told["environment"])
    os.chdir(told["folder"])
    sys.argv = [ENGINE]
    code = 0
    try:
        runpy.run_module(ENGINE, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    asking.send(bytes([code & 0xFF]))


def _reap() -> None:
    """Let those that have ended go."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    role, place = sys.argv[1:]
    if role == "serve":
        serve(place)
    else:
        sys.exit(run(place))

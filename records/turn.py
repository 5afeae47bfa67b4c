"""Who writes next to a SQLite file? Whoever has waited.

SQLite lets those who wait ask again at growing intervals, so that a sweep which writes slice after slice is
always there first. Here one of them waits at the door, and only that one may enter when the writer leaves:
a sweep that wants to go on has to queue behind it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from states.errors import DubanError

PATIENCE_SECONDS = 60.0
"""Longer than any transaction but the issue of a plan to a whole nation."""

ASKS_EVERY_SECONDS = 0.001


class WaitedTooLong(DubanError):
    """Somebody else has been writing all the time; nothing was done."""


@contextmanager
def own_turn(engine: sa.Engine) -> Iterator[None]:
    """Be the only one, in all processes, that writes to the engine's file; elsewhere the server sees to it.

    Raises WaitedTooLong after a minute. A process that dies has left.
    """
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:":
        yield
        return
    door, desk = (_lock(Path(f"{file}-{name}")) for name in ("next", "turn"))
    try:
        with door:
            desk.acquire()
    except Timeout:
        raise WaitedTooLong(
            f"等了 {PATIENCE_SECONDS:.0f} 秒，另一个操作仍在写数据库，本次未做任何改动。请稍后再试。"
        ) from None
    try:
        yield
    finally:
        desk.release()


def _lock(file: Path) -> FileLock:
    return FileLock(file, timeout=PATIENCE_SECONDS, poll_interval=ASKS_EVERY_SECONDS, thread_local=False)

"""Who writes next to a SQLite file? Whoever has waited.

SQLite lets those who wait ask again at growing intervals, so that a sweep which writes slice after slice is
always there first. Here one of them waits at the door, and only that one may enter when the writer leaves:
a sweep that wants to go on has to queue behind it. Both are locks of the system (flock), which die with their
process; they are taken thousands of times, and a lock of the standard library costs a hundredth of one from a
package. Where the system has none, SQLite's own waiting must do.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from states.errors import DubanError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE_SECONDS = 60.0
"""Longer than any transaction but the issue of a plan to a whole nation."""

ASKS_EVERY_SECONDS = 0.001


class WaitedTooLong(DubanError):
    """Somebody else has been writing all the time; nothing was done."""


@contextmanager
def own_turn(engine: sa.Engine, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Be the only one, in all processes, that writes to the engine's file; elsewhere the server sees to it.

    Raises WaitedTooLong after `patience` seconds. A process that dies has left.
    """
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:" or fcntl is None:
        yield
        return
    until = time.monotonic() + patience
    door = enter(f"{file}-next", until)
    try:
        desk = enter(f"{file}-turn", until)
    finally:
        leave(door)
    try:
        yield
    finally:
        leave(desk)


def enter(file: str, until: float) -> int:
    """Lock a file, as soon as nobody else has; its number for `leave`. Raises WaitedTooLong."""
    number = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number
        except BlockingIOError:
            if time.monotonic() >= until:
                os.close(number)
                raise WaitedTooLong(
                    "另一个操作一直在写数据库，久等未能写入，本次未做任何改动。请稍后再试。"
                ) from None
        time.sleep(ASKS_EVERY_SECONDS)


def leave(number: int) -> None:
    """Unlock, also for a child that was forked meanwhile and has the file open as well."""
    fcntl.flock(number, fcntl.LOCK_UN)
    os.close(number)

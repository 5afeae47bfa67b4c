"""Who may run this job now? One at a time, and a dead owner never blocks the next.

On PostgreSQL an advisory lock of a connection of its own: it is gone when the connection is. On
SQLite a row taken under BEGIN IMMEDIATE, which counts only while the process that took it lives.

Names are paths: whoever is alone at `check-deadlines/1` is alone at all below it, and those below, such as
`check-deadlines/1/3`, go on beside each other.
"""

import os
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.clock import SystemClock
from records.database import in_transaction, run, table_of
from records.types import Instant
from states.errors import DubanError


class Lease(SQLModel, table=True):
    """A named permission to run. `owner` is host, process, start of the process and a token."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=100)
    owner: str = Field(max_length=200)
    taken_at: datetime = Field(sa_type=Instant)


LEASES = table_of(Lease)

STRANGERS_ARE_BELIEVED = timedelta(hours=1)


class Busy(DubanError):
    """Somebody else is at it; nothing was done."""


@contextmanager
def alone(engine: sa.Engine, name: str) -> Iterator[None]:
    """Run the body while nobody else runs one of this name, above or below it; else raises Busy at once."""
    guard = _advisory(engine, name) if engine.dialect.name == "postgresql" else _row(engine, name)
    with guard:
        yield


@contextmanager
def _advisory(engine: sa.Engine, name: str) -> Iterator[None]:
    wanted = [(sa.func.pg_try_advisory_lock_shared, above) for above in _above(name)]
    wanted.append((sa.func.pg_try_advisory_lock, name))
    # AUTOCOMMIT: the locks are the session's, and no transaction stays open while the body works.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            for lock, its_name in wanted:
                if not connection.execute(sa.select(lock(zlib.crc32(its_name.encode())))).scalar_one():
                    raise _busy(name)
            yield
        finally:
            with suppress(sa.exc.DBAPIError):  # a connection that is lost has taken its locks with it
                connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))


def _above(name: str) -> list[str]:
    """The names above one, the widest first."""
    parts = name.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


@contextmanager
def _row(engine: sa.Engine, name: str) -> Iterator[None]:
    at = SystemClock().now()  # a lease is the machine's business, whatever time the campaign has
    owner = f"{_process(os.getpid())} {uuid4().hex}"

    def take(connection: sa.Connection) -> None:
        below = LEASES.c.name.startswith(f"{name}/", autoescape=True)
        in_the_way = LEASES.c.name.in_((*_above(name), name)) | below
        for holder in connection.execute(sa.select(LEASES).where(in_the_way)).all():
            if _alive(holder.owner, at - holder.taken_at):
                raise _busy(name)
            run(connection, LEASES.delete().where(LEASES.c.name == holder.name))
        connection.execute(LEASES.insert().values(name=name, owner=owner, taken_at=at))

    def give_back(connection: sa.Connection) -> None:
        run(connection, LEASES.delete().where(LEASES.c.name == name, LEASES.c.owner == owner))

    in_transaction(engine, take)
    try:
        yield
    finally:
        in_transaction(engine, give_back)


def _busy(name: str) -> Busy:
    return Busy(f"另一个进程正在执行 {name}，本次未做任何改动。请等它结束后再试。")


def _process(pid: int) -> str:
    """A process, so that no later one with the same number is taken for it."""
    return f"{socket.gethostname()}:{pid}:{_status(pid)[1]}"


def _status(pid: int) -> tuple[str, str]:
    """The process's state and start, in the kernel's words; empty where the kernel does not tell."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "", ""
    fields = status.rpartition(")")[2].split()
    return fields[0], fields[19]


def _alive(owner: str, held: timedelta) -> bool:
    """Whether the owner still runs; a process of another machine is believed for an hour."""
    host, pid, started = owner.split(" ")[0].rsplit(":", 2)
    if host != socket.gethostname():
        return held < STRANGERS_ARE_BELIEVED
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    state, start = _status(int(pid))
    return start == started and state != "Z"


@contextmanager
def slots(engine: sa.Engine, name: str, wanted: int) -> Iterator[int]:
    """As many of the `wanted` places of this name as nobody else has, for as long as the body works.

    On SQLite, where one sender works at a time, all of them.
    """
    if engine.dialect.name != "postgresql":
        yield wanted
        return
    group = zlib.crc32(name.encode()) - 2**31
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = 0
        try:
            for place in range(wanted):
                lock = sa.func.pg_try_advisory_lock(sa.cast(group, sa.Integer), sa.cast(place, sa.Integer))
                taken += bool(connection.execute(sa.select(lock)).scalar_one())
            yield taken
        finally:
            with suppress(sa.exc.DBAPIError):  # a connection that is lost has taken its locks with it
                connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))

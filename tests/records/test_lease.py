"""One at a time; a dead owner never blocks the next."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from records.clock import SystemClock
from records.database import open_engine
from records.lease import LEASES, STRANGERS_ARE_BELIEVED, Busy, alone


def test_the_second_of_two_is_refused_and_the_next_one_may(engine: sa.Engine) -> None:
    with alone(engine, "check"), pytest.raises(Busy, match="check"), alone(engine, "check"):
        raise AssertionError("two at once")
    with alone(engine, "check"):
        assert True


def test_two_different_names_do_not_disturb_each_other(engine: sa.Engine) -> None:
    with alone(engine, "check"), alone(engine, "deliver"):
        assert True


def test_whoever_fails_gives_the_lease_back(engine: sa.Engine) -> None:
    with pytest.raises(OSError, match="磁盘已满"), alone(engine, "check"):
        raise OSError("磁盘已满")
    with alone(engine, "check"):
        assert True


@pytest.mark.parametrize("reaped", [True, False])
def test_a_killed_owner_does_not_block_the_next(new_address: Callable[[], str], reaped: bool) -> None:
    """Neither when its process is gone, nor while it is still waited for (a zombie)."""
    address = new_address()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        engine = open_engine(address)
        with alone(engine, "check"):
            os.write(write, b"x")
            signal.pause()
        os._exit(0)
    assert os.read(read, 1) == b"x"
    engine = open_engine(address)
    with pytest.raises(Busy), alone(engine, "check"):
        raise AssertionError("two at once")
    os.kill(pid, signal.SIGKILL)
    if reaped:
        os.waitpid(pid, 0)
    else:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    _until_free(engine)
    if not reaped:
        os.waitpid(pid, 0)
    engine.dispose()
    os.close(read)
    os.close(write)


def _until_free(engine: sa.Engine) -> None:
    """A server notices within moments that a connection has gone."""
    for _ in range(500):
        try:
            with alone(engine, "check"):
                return
        except Busy:
            os.sched_yield()
            with engine.connect() as connection:
                if engine.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_sleep(0.01)))
    raise AssertionError("the lease of a dead process still blocks")


def test_a_process_of_another_machine_is_believed_for_an_hour(tmp_path: object, engine: sa.Engine) -> None:
    if engine.dialect.name == "postgresql":
        return  # there the lock is the connection's: no machine has to be believed
    now = SystemClock().now()
    for held, blocked in ((timedelta(minutes=5), True), (STRANGERS_ARE_BELIEVED, False)):
        with engine.begin() as connection:
            connection.execute(LEASES.delete())
            owner = "elsewhere:4711:99 token"
            connection.execute(LEASES.insert().values(name="check", owner=owner, taken_at=now - held))
        if blocked:
            with pytest.raises(Busy), alone(engine, "check"):
                raise AssertionError("two at once")
        else:
            with alone(engine, "check"):
                assert True

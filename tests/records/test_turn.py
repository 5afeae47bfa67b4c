"""Whoever waits to write gets a turn before the one who writes again and again."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from records.database import in_transaction, open_engine, writing
from records.turn import WaitedTooLong, enter, leave, own_turn


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with a table of who has written, in order."""
    made = tmp_path / "town.sqlite"
    engine = open_engine(str(made))
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE written (id INTEGER PRIMARY KEY, by TEXT)")
    engine.dispose()
    return made


def write(engine: sa.Engine, by: str) -> None:
    insert = sa.text("INSERT INTO written (by) VALUES (:by)")
    in_transaction(engine, lambda connection: connection.execute(insert, {"by": by}))


def test_a_sweep_lets_whoever_waits_write_between_two_slices(file: Path) -> None:
    """The sweeper holds each slice until somebody has come to wait, and goes on at once after it."""
    sweeper, village = open_engine(str(file)), open_engine(str(file))
    slices = 5
    coming = threading.Semaphore(0)

    def submit() -> None:
        for _ in range(slices):
            coming.acquire()
            write(village, "village")

    submitting = threading.Thread(target=submit)
    submitting.start()
    for _ in range(slices):
        with writing(sweeper) as connection:
            connection.exec_driver_sql("INSERT INTO written (by) VALUES ('sweep')")
            coming.release()
            _until(lambda: _somebody_waits(file))
    submitting.join()
    with sweeper.connect() as connection:
        order = list(connection.exec_driver_sql("SELECT by FROM written ORDER BY id").scalars())
    assert order == ["sweep", "village"] * slices
    sweeper.dispose()
    village.dispose()


def _somebody_waits(file: Path) -> bool:
    try:
        leave(enter(f"{file}-next", until=0))
    except WaitedTooLong:
        return True
    return False


def _until(what: Callable[[], bool]) -> None:
    while not what():
        threading.Event().wait(0.001)


def test_who_fails_gives_up_the_turn(file: Path) -> None:
    engine = open_engine(str(file))
    with pytest.raises(OSError, match="磁盘已满"), own_turn(engine):
        raise OSError("磁盘已满")
    write(engine, "next")
    engine.dispose()


def test_who_waits_too_long_is_told_what_to_do(file: Path) -> None:
    engine, other = open_engine(str(file)), open_engine(str(file))
    with own_turn(engine), pytest.raises(WaitedTooLong, match="请稍后再试"), own_turn(other, 0.05):
        raise AssertionError("two at once")
    write(other, "later")
    engine.dispose()
    other.dispose()


def test_in_memory_nobody_has_to_wait() -> None:
    engine = open_engine("sqlite:///:memory:")
    with own_turn(engine), own_turn(engine):
        assert engine.dialect.name == "sqlite"
    engine.dispose()

"""Two databases, one way of writing: nothing is lost when many write, and instants keep their zone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from records.database import (
    EMPTY_LOG,
    empty_log,
    in_transaction,
    insert_new,
    insert_or_update,
    load,
    reading,
    writing,
)
from records.job import JOB_RUNS
from records.setting import SETTINGS
from tests.town import SHANGHAI

THREADS, TIMES = 8, 20


def test_eight_threads_that_read_then_write_lose_nothing(engine: sa.Engine) -> None:
    in_transaction(engine, lambda c: c.execute(SETTINGS.insert().values(name="count", value="0")))
    mine = SETTINGS.c.name == "count"

    def count_one(connection: sa.Connection) -> None:
        seen = connection.execute(sa.select(SETTINGS.c.value).where(mine).with_for_update()).scalar_one()
        connection.execute(SETTINGS.update().where(mine).values(value=str(int(seen) + 1)))

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(in_transaction, engine, count_one) for _ in range(THREADS * TIMES)]:
            done.result()
    with reading(engine) as connection:
        assert connection.execute(sa.select(SETTINGS.c.value)).scalar() == str(THREADS * TIMES)


def test_sqlite_keeps_foreign_keys_and_a_write_ahead_log(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        else:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"


def test_an_error_in_a_transaction_leaves_nothing_half_written(engine: sa.Engine) -> None:
    def half(connection: sa.Connection) -> None:
        connection.execute(SETTINGS.insert().values(name="half", value="1"))
        raise OSError("断电")

    with pytest.raises(OSError, match="断电"):
        in_transaction(engine, half)
    with reading(engine) as connection:
        assert connection.execute(sa.select(SETTINGS)).all() == []


def test_reading_writes_nothing(engine: sa.Engine) -> None:
    with reading(engine) as connection:
        connection.execute(SETTINGS.insert().values(name="read", value="1"))
    with reading(engine) as connection:
        assert connection.execute(sa.select(SETTINGS)).all() == []


def test_an_instant_comes_back_in_utc_and_a_naive_one_is_refused(engine: sa.Engine) -> None:
    in_shanghai = datetime(2012, 6, 10, 8, tzinfo=SHANGHAI)
    row = JOB_RUNS.insert().values(job="x", started_at=in_shanghai, state="done", attempts=1, summary="")
    in_transaction(engine, lambda connection: connection.execute(row))
    with reading(engine) as connection:
        read = connection.execute(sa.select(JOB_RUNS.c.started_at)).scalar_one()
    assert (read, read.tzinfo) == (datetime(2012, 6, 10, tzinfo=UTC), UTC)
    naive = row.values(started_at=datetime(2012, 6, 10))  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="needs its zone"):
        in_transaction(engine, lambda connection: connection.execute(naive))


def test_inserting_twice_counts_only_what_is_new(engine: sa.Engine) -> None:
    row = sa.select(sa.literal("a"), sa.literal("1"))

    def insert(connection: sa.Connection) -> int:
        return insert_new(connection, SETTINGS, ("name", "value"), row, ("name",))

    assert [in_transaction(engine, insert), in_transaction(engine, insert)] == [1, 0]


def test_an_upsert_changes_what_is_there(engine: sa.Engine) -> None:
    for value in ("1", "2"):
        row = sa.select(sa.literal("a"), sa.literal(value))

        def upsert(connection: sa.Connection, row: sa.Select[tuple[str, str]] = row) -> int:
            return insert_or_update(
                connection, SETTINGS, ("name", "value"), row, ("name",), {"value": "excluded.value"}
            )

        assert in_transaction(engine, upsert) == 1
    with reading(engine) as connection:
        assert connection.execute(sa.select(SETTINGS.c.value)).scalar() == "2"


def test_a_row_that_cannot_be_loaded_is_refused_in_the_words_of_both_databases(engine: sa.Engine) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)unique"), writing(engine) as connection:
        load(connection, SETTINGS, iter([("a", "1"), ("b", "2"), ("a", "3")]))
    with writing(engine) as connection:
        load(connection, SETTINGS, iter([("a", "1"), ("b", "2")]))
    with reading(engine) as connection:
        loaded = connection.execute(sa.select(SETTINGS).order_by(SETTINGS.c.name)).tuples()
        assert list(loaded) == [("a", "1"), ("b", "2")]


def test_what_is_committed_can_be_written_into_its_place_while_others_write_on(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        load(connection, SETTINGS, iter([("a", "1"), ("b", "2")]))
    with writing(engine) as connection:
        connection.execute(SETTINGS.delete())
        empty_log(engine)
    empty_log(engine)
    with reading(engine) as connection:
        assert connection.execute(sa.select(SETTINGS.c.value)).all() == []
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            refused, in_the_log, written = connection.exec_driver_sql(EMPTY_LOG).one()
        assert (refused, written) == (0, in_the_log)

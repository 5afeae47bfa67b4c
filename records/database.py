"""How is the database opened, and how does one write to it?

SQLite (WAL, foreign keys on, writers take the lock at BEGIN) and PostgreSQL, with the same
statements. Every write is a transaction of `writing`; it is tried again when the database says that
two transactions stood in each other's way.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlmodel import SQLModel
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from records.turn import own_turn
from states.errors import DubanError

T = TypeVar("T")

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another on SQLite."""

CACHE_KIB = 64 * 1024
"""How much of a throw-away database is kept in memory."""

ROWS_AT_ONCE = 5_000
"""How many rows of a large set are held in memory or written by one statement."""

PAGES_A_CHECKPOINT = 16_000
"""The log that a writer finds too long when it commits (64 MB), and then has to empty while others wait."""

LARGE_CACHE_KIB = 256 * 1024
"""How much of a file is kept in memory while a nation is written."""

STOOD_IN_THE_WAY = {"40001", "40P01"}
"""PostgreSQL's codes for a serialization failure and a deadlock: the transaction may be repeated."""


JOINED: ContextVar[sa.Connection | None] = ContextVar("joined", default=None)
"""The transaction that this thread's transactions are part of; None where each stands for itself."""


class DatabaseRefused(DubanError):
    """The database cannot be used as it is; the message says what to do."""


def table_of(model: type[SQLModel]) -> sa.Table:
    """The table of a model, for set-wise statements."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def open_engine(url: str) -> sa.Engine:
    """An engine for a `sqlite:///…` or `postgresql+psycopg://…` address, or a path of a SQLite file.

    Raises DatabaseRefused for an address of another kind.
    """
    address = url if "://" in url else f"sqlite:///{url}"
    try:
        parsed = make_url(address)
    except (ArgumentError, ValueError):  # a ValueError for a port that is none
        raise DatabaseRefused(f"数据库地址无法识别：{url}。请写文件路径或 sqlite:///文件路径。") from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        engine = sa.create_engine(parsed, connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.drivername == "postgresql+psycopg":
        return _open_server(parsed)
    raise DatabaseRefused(
        f"不支持 {parsed.drivername} 数据库。请用 sqlite:///文件路径 或 postgresql://主机/库名。"
    )


def _open_server(parsed: sa.URL) -> sa.Engine:
    try:
        return sa.create_engine(parsed, pool_pre_ping=True)
    except ImportError:
        raise DatabaseRefused("使用 PostgreSQL 须另装 psycopg：pip install 'duban[cluster]'。") from None


def open_throwaway(file: Path) -> sa.Engine:
    """An engine for a SQLite file that nobody will miss: what is written may be lost with the machine."""
    engine = open_engine(str(file))
    event.listen(engine, "connect", _forget_safety)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the driver sends a BEGIN of its own
    pragmas = (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "synchronous=NORMAL",
        f"wal_autocheckpoint={PAGES_A_CHECKPOINT}",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _forget_safety(connection: Any, _record: object) -> None:
    pragmas = ("journal_mode=MEMORY", "synchronous=OFF", f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A reader that turns writer fails at once when another has written: writers say so at BEGIN.
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the database and writes nothing."""
    if (outer := _joined(engine)) is not None:
        yield outer
        return
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection in a transaction: committed at the end, rolled back whole on any error."""
    with (
        own_turn(engine),
        engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection,
        connection.begin(),
    ):
        yield connection


def in_transaction(engine: sa.Engine, work: Callable[[sa.Connection], T]) -> T:
    """What `work` answers, in one transaction; repeated when transactions stood in each other's way."""
    if (outer := _joined(engine)) is not None:  # which is repeated as a whole
        with outer.begin_nested():
            return work(outer)
    for attempt in Retrying(
        retry=retry_if_exception(_may_be_repeated),
        stop=stop_after_attempt(6),
        wait=wait_random_exponential(multiplier=0.02, max=1),
        reraise=True,
    ):
        with attempt, writing(engine) as connection:
            return work(connection)
    raise AssertionError("tenacity either returns or raises")


@contextmanager
def joined(connection: sa.Connection) -> Iterator[None]:
    """Until the end all transactions of this thread on the same database are part of this one.

    For whoever has to write something beside what an action does, and both or neither.
    """
    before = JOINED.set(connection)
    try:
        yield
    finally:
        JOINED.reset(before)


def _joined(engine: sa.Engine) -> sa.Connection | None:
    outer = JOINED.get()
    return outer if outer is not None and outer.engine.pool is engine.pool else None


EMPTY_LOG = "PRAGMA wal_checkpoint(PASSIVE)"


def empty_log(engine: sa.Engine) -> None:
    """Write what has been committed to a SQLite file into its place, while others may write on.

    For whoever writes a great deal: or a commit does it, and all who want to write wait for that.
    """
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            connection.exec_driver_sql(EMPTY_LOG)


def one_at_a_time(connection: sa.Connection, name: str) -> None:
    """Let no other transaction of this name go on until this one has committed.

    On SQLite a writer is alone from its BEGIN.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(zlib.crc32(name.encode()))))


def lock_rows(connection: sa.Connection, rows: sa.Select[Any], *, shared: bool = False) -> None:
    """Keep the selected rows as they are until the commit; `shared` lets others do the same.

    On SQLite a writer is alone from its BEGIN, so nothing needs to be looked up.
    """
    if connection.dialect.name == "postgresql":
        locked = rows.with_for_update(read=shared).subquery()
        connection.execute(sa.select(sa.func.count()).select_from(locked))


@contextmanager
def copied_from_tables(connection: sa.Connection) -> Iterator[None]:
    """Rows that are made from the tables which they refer to need not be looked up there again, one by one.

    On PostgreSQL that is more than half of the time of a large insert. It takes a user who may (GRANT SET ON
    PARAMETER session_replication_role); for any other nothing changes. Unique and check constraints hold.
    """
    setting = "session_replication_role"
    may = (
        connection.dialect.name == "postgresql"
        and connection.execute(sa.select(sa.func.has_parameter_privilege(setting, "SET"))).scalar_one()
    )
    if may:
        connection.exec_driver_sql(f"SET LOCAL {setting} = replica")
    yield
    if may:  # after a failure the transaction is rolled back, and the setting with it
        connection.exec_driver_sql(f"SET LOCAL {setting} = origin")


@contextmanager
def large_cache(connection: sa.Connection) -> Iterator[None]:
    """Keep more of a SQLite file in memory than usual while the body writes a great deal of it.

    What does not fit is written several times over. PostgreSQL has a cache of its own.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{LARGE_CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")


def _may_be_repeated(error: BaseException) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    if getattr(error.orig, "sqlstate", None) in STOOD_IN_THE_WAY:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def insert_new(
    connection: sa.Connection,
    table: sa.Table,
    names: Sequence[str],
    rows: sa.Select[Any],
    keys: Iterable[str],
    where: sa.ColumnElement[bool] | sa.TextClause | None = None,
) -> int:
    """Insert the selected rows that conflict with none on `keys`; how many are new.

    `where` repeats the condition of a partial unique index.
    """
    return _insert(connection, table, names, rows, f"{_target(keys, where)} DO NOTHING")


def insert_or_update(
    connection: sa.Connection,
    table: sa.Table,
    names: Sequence[str],
    rows: sa.Select[Any],
    keys: Iterable[str],
    changes: Mapping[str, str],
    where: sa.ColumnElement[bool] | sa.TextClause | None = None,
) -> int:
    """Insert the selected rows, or apply `changes` to those already there; how many.

    `changes` are in words of SQL, in which `excluded` is the row that could not be inserted; `where`
    repeats the condition of a partial unique index.
    """
    sets = (f"{name} = {value}" for name, value in changes.items())
    return _insert(connection, table, names, rows, f"{_target(keys, where)} DO UPDATE SET {', '.join(sets)}")


def insert_rows(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[Mapping[str, Any]],
    answer: Sequence[sa.Column[Any]],
    keys: Sequence[str] = (),
) -> Sequence[sa.Row[Any]]:
    """Insert these rows; `answer` of each, in any order. With `keys` only those that conflict with none."""
    if not rows:
        return ()
    makers: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement = makers[connection.dialect.name](table)
    if keys:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    return connection.execute(statement.returning(*answer), list(rows)).all()


def load(connection: sa.Connection, table: sa.Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put rows, with their values as the columns stand, into a table, the way that the driver does fastest.

    They are taken from `rows` as they are needed and never held together.
    """
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
        return
    marks = ", ".join("?" for _ in table.columns)
    into = f"INSERT INTO {table.name} ({', '.join(table.columns.keys())}) VALUES ({marks})"  # noqa: S608
    waiting = iter(rows)
    while batch := list(islice(waiting, ROWS_AT_ONCE)):
        connection.exec_driver_sql(into, batch)


def _copy(connection: sa.Connection, table: sa.Table, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    into = f"COPY {table.name} ({', '.join(table.columns.keys())}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as problem:  # past SQLAlchemy, which would have wrapped it
        raise DBAPIError(into, None, problem) from problem


def run(connection: sa.Connection, statement: sa.Executable) -> int:
    """Execute a statement; how many rows it touched, also on PostgreSQL for INSERT … SELECT."""
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def _insert(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: sa.Select[Any], conflict: str
) -> int:
    """Insert the selected rows; `conflict` says which conflict may happen, and what is done then.

    It stands as text after the SELECT, because a statement with SQLAlchemy's own ON CONFLICT is compiled
    anew each time, which costs more than most of them take to run.
    """
    source = _with_where(rows).suffix_with(sa.text(conflict))
    return run(connection, table.insert().from_select(list(names), source))


def _target(keys: Iterable[str], where: sa.ColumnElement[bool] | sa.TextClause | None) -> str:
    condition = "" if where is None else f" WHERE {where}"
    return f"ON CONFLICT ({', '.join(keys)}){condition}"


def _with_where(rows: sa.Select[Any]) -> sa.Select[Any]:
    # SQLite cannot tell ON CONFLICT from a join's ON when the SELECT has no WHERE.
    return rows if rows.whereclause is not None else rows.where(sa.true())

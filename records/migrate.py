"""Is the database as this version of duban needs it, and how does it become so?

A new one is made, an older one is brought up after a copy has been laid beside it, a newer one and
one of another program are refused. Alembic is imported only when there is something to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from records.database import DatabaseRefused, writing

REVISIONS = (
    *("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012"),
    *("0013", "0014", "0015", "0016", "0017"),
)
"""Every revision in order; the last one is what this version needs."""

HEAD = REVISIONS[-1]

VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))


class Standing(StrEnum):
    """How a database stands to this version."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"


def standing(engine: sa.Engine) -> Standing:
    """How the database stands; raises DatabaseRefused for a newer one or another program's."""
    with engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names())
        if not names:
            return Standing.EMPTY
        if "alembic_version" not in names:
            raise DatabaseRefused(
                f"{_shown(engine)} 里有别的程序的表（{sorted(names)[0]}），不是督办的数据库。请换一个。"
            )
        revision = connection.execute(sa.select(VERSION.c.version_num)).scalar()
    if revision == HEAD:
        return Standing.CURRENT
    if revision in REVISIONS:
        return Standing.OLDER
    raise DatabaseRefused(
        f"{_shown(engine)} 是较新版本督办的数据库（{revision}），本版本只认到 {HEAD}。请升级督办后再打开。"
    )


def prepare(engine: sa.Engine, at: datetime) -> Path | str | None:
    """Make the database current. Where an older one was, the copy laid beside it; else None."""
    found = standing(engine)
    if found is Standing.CURRENT:
        return None
    copy = _copy_beside(engine, at) if found is Standing.OLDER else None
    upgrade(engine, HEAD)
    return copy


def upgrade(engine: sa.Engine, revision: str) -> None:
    """Run the revisions up to `revision`, in one transaction."""
    from alembic import command
    from alembic.config import Config

    with as_file(files("records") / "migrations") as scripts, _unchecked(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@contextmanager
def _unchecked(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A writing transaction in which SQLite may make a table anew that others refer to.

    Its foreign keys are checked once at the end (sqlite.org/lang_altertable.html, section 7).
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    raise DatabaseRefused(f"升级中止：{_shown(engine)} 的表 {broken[0]} 有找不到的引用。")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def require_current(engine: sa.Engine) -> None:
    """Raise DatabaseRefused unless the database is current; says which command makes it so."""
    found = standing(engine)
    if found is Standing.EMPTY:
        raise DatabaseRefused(f"{_shown(engine)} 还不是督办的数据库。请先运行 duban init。")
    if found is Standing.OLDER:
        raise DatabaseRefused(
            f"{_shown(engine)} 是较旧版本的数据库。请运行 duban init，会先在旁边留一份备份再升级。"
        )


def _copy_beside(engine: sa.Engine, at: datetime) -> Path | str:
    with engine.connect() as connection:
        revision = connection.execute(sa.select(VERSION.c.version_num)).scalar_one()
    stamp = f"before-{HEAD}-from-{revision}-{at:%Y%m%dT%H%M%S}"
    if engine.dialect.name == "sqlite":
        return _copy_file(engine, stamp)
    return _copy_database(engine, stamp.lower().replace("-", "_"))


def _copy_file(engine: sa.Engine, stamp: str) -> Path:
    source = Path(engine.url.database or "")
    copy = source.with_name(f"{source.stem}.{stamp}{source.suffix}")
    connection = engine.raw_connection()  # the engine's own connections begin with BEGIN
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()
    return copy


def _copy_database(engine: sa.Engine, stamp: str) -> str:
    """A copy as a database beside it; the server must let this user make one."""
    source = engine.url.database or ""
    name = f"{source}_{stamp}"[:63]
    engine.dispose()  # a template may have no other connection
    server = sa.create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    quote = server.dialect.identifier_preparer.quote
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(source)}")
    except sa.exc.DBAPIError as problem:
        raise DatabaseRefused(
            f"升级前无法备份数据库 {source}：{problem.orig}。请断开其他连接并授予建库权限，"
            "或先用 pg_dump 备份、恢复到新库后再升级。"
        ) from None
    finally:
        server.dispose()
    return name


def _shown(engine: sa.Engine) -> str:
    """The database's address without its password."""
    return engine.url.render_as_string(hide_password=True)

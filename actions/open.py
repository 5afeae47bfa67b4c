"""How does a face get to a desk: which database, which clock?"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs
import sqlalchemy as sa

from actions.desk import Desk
from records.clock import Clock, SystemClock
from records.database import DatabaseRefused, open_engine, open_throwaway
from records.migrate import Standing, prepare, require_current, standing

log = logging.getLogger("duban")

ADDRESS_VARIABLE = "DUBAN_DATABASE_URL"


def default_address() -> str:
    """The database of whoever names none: the environment's, else a file of the user's own."""
    named = os.environ.get(ADDRESS_VARIABLE)
    if named:
        return named
    return f"sqlite:///{data_folder() / 'duban.sqlite'}"


def data_folder() -> Path:
    """Where the user's data lie if nothing else is said (XDG's data home)."""
    return Path(platformdirs.user_data_dir("duban", appauthor=False))


def open_desk(address: str | None = None, clock: Clock | None = None) -> Desk:
    """A desk at an existing database. Raises DatabaseRefused when it is missing, newer or foreign.

    An older SQLite database is brought up after a copy has been laid beside it; one on a server, which
    others may be using, only by `init_database`.
    """
    engine = open_engine(address or default_address())
    file = _file(engine)
    if file is not None and not file.exists():  # looking for a file must not make it
        raise DatabaseRefused(f"数据库文件 {file} 不存在。请先运行 duban init。")
    if file is not None and standing(engine) is Standing.OLDER:
        copy = prepare(engine, SystemClock().now())
        log.warning("数据库已升级到本版本，升级前的备份：%s", copy)
    require_current(engine)
    return Desk(engine, clock or SystemClock())


@contextmanager
def throwaway_desk(clock: Clock) -> Iterator[tuple[Desk, Path]]:
    """A desk at a new database of its own, with a folder for files; both are gone afterwards."""
    with TemporaryDirectory(prefix="duban-") as name:
        folder = Path(name)
        engine = open_throwaway(folder / "duban.sqlite")
        try:
            prepare(engine, clock.now())
            yield Desk(engine, clock), folder
        finally:
            engine.dispose()


def init_database(address: str | None = None) -> tuple[str, Path | str | None]:
    """Make the database, or bring an older one up after copying it; its address, and the copy's."""
    engine = open_engine(address or default_address())
    file = _file(engine)
    if file is not None:
        _make_folder(file.parent)
    copy = prepare(engine, SystemClock().now())
    shown = engine.url.render_as_string(hide_password=True)
    engine.dispose()
    return shown, copy


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DatabaseRefused(f"无法建立文件夹 {folder}：{problem.strerror}。请换一个位置。") from None


def _file(engine: sa.Engine) -> Path | None:
    """The file of a SQLite database; None for one in memory or on a server."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None

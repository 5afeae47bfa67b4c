"""A face opens an existing database; a missing, older, newer or foreign one it refuses, and makes none."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.open import data_folder, default_address, init_database, open_desk
from actions.unit import list_units
from records.clock import FixedClock, SystemClock
from records.database import DatabaseRefused
from tests.town import SHANGHAI

NOON = datetime(2012, 6, 8, 12, tzinfo=SHANGHAI)


def test_a_prepared_database_is_opened_with_the_machines_clock(new_address: Callable[[], str]) -> None:
    desk = open_desk(new_address())
    assert isinstance(desk.clock, SystemClock)
    assert desk.clock.now() - datetime.now(UTC) < timedelta(minutes=1)
    assert list_units(desk) == []
    desk.engine.dispose()


def test_or_with_another_one(new_address: Callable[[], str]) -> None:
    desk = open_desk(new_address(), FixedClock(NOON))
    assert desk.clock.now() == NOON
    assert desk.at(None) is desk
    assert desk.at(NOON + timedelta(days=1)).clock.now() == NOON + timedelta(days=1)
    desk.engine.dispose()


def test_a_file_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.sqlite"
    with pytest.raises(DatabaseRefused, match=rf"数据库文件 {file} 不存在。请先运行 duban init"):
        open_desk(str(file))
    assert not file.exists()


def test_an_empty_file_is_not_yet_a_database(tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite"
    file.touch()
    with pytest.raises(DatabaseRefused, match="还不是督办的数据库。请先运行 duban init"):
        open_desk(str(file))


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "photos.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE photo (id INTEGER)")
    for deed in (open_desk, init_database):
        with pytest.raises(DatabaseRefused, match="里有别的程序的表（photo），不是督办的数据库"):
            deed(str(file))


def test_a_database_is_made_with_its_folders_and_making_it_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "duban.sqlite"
    assert init_database(str(file)) == (f"sqlite:///{file}", None)
    before = file.read_bytes()
    assert init_database(str(file)) == (f"sqlite:///{file}", None)
    assert file.read_bytes() == before
    assert list_units(open_desk(f"sqlite:///{file}")) == []


@pytest.mark.parametrize("place", ["/dev/null/duban.sqlite", "/proc/duban.sqlite"])
def test_a_place_where_no_file_can_be_is_refused(place: str) -> None:
    with pytest.raises((DatabaseRefused, sa.exc.OperationalError), match=r"无法建立文件夹|unable to open"):
        init_database(place)


def test_without_a_name_the_environments_database_is_meant_else_a_file_of_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DUBAN_DATABASE_URL", "sqlite:////somewhere/duban.sqlite")
    assert default_address() == "sqlite:////somewhere/duban.sqlite"
    monkeypatch.delenv("DUBAN_DATABASE_URL")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "duban"
    assert default_address() == f"sqlite:///{tmp_path}/duban/duban.sqlite"
    with pytest.raises(DatabaseRefused, match="duban init"):
        open_desk()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://localhost/duban", "不支持 mysql 数据库"),
        ("postgresql://localhost:port/duban", "数据库地址无法识别"),
        ("postgresql+nosuchdriver://localhost/duban", r"不支持 postgresql\+nosuchdriver"),
        ("sqlite+aiosqlite:///duban.sqlite", r"不支持 sqlite\+aiosqlite"),
        ("://", "数据库地址无法识别"),
    ],
)
def test_an_address_of_another_kind_is_refused(address: str, said: str) -> None:
    with pytest.raises(DatabaseRefused, match=said):
        open_desk(address)


def test_a_server_that_does_not_answer_is_the_databases_own_error() -> None:
    with pytest.raises(sa.exc.OperationalError):
        open_desk("postgresql://duban:secret@127.0.0.1:1/duban")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused) as refusal:
        open_desk("mysql://duban:secret@localhost/duban")
    assert "secret" not in str(refusal.value)

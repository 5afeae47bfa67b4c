"""Where does the content of files lie, and how does it get there whole?

In a folder beside the database, under the hash of what it is, so that the same is kept once. It is written
under a passing name, brought to the disk and only then given its own: nothing half-written has a name that
a row could have. Content whose row was not committed after all stays behind and harms nobody.
"""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from records.database import DatabaseRefused

FOLDER = "DUBAN_FILES"
"""The environment's name of the folder where the database is on a server."""

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Staged:
    """Content that is whole on the disk, under a passing name until it is put in its place."""

    waiting: Path
    place: Path
    sha256: str
    size: int

    def settle(self) -> None:
        """Put it in its place; may be repeated."""
        if not self.waiting.exists():
            return
        if not self.place.parent.exists():
            self.place.parent.mkdir(parents=True, exist_ok=True)
            _sync(self.place.parent.parent)
        self.waiting.replace(self.place)
        _sync(self.place.parent)

    def forget(self) -> None:
        """Leave nothing behind, unless it has been put in its place."""
        self.waiting.unlink(missing_ok=True)


def folder_of(engine: sa.Engine) -> Path:
    """Beside a SQLite file; for a server the folder that DUBAN_FILES names. Raises DatabaseRefused."""
    if engine.dialect.name == "sqlite":
        return Path(f"{engine.url.database}.files")
    named = os.environ.get(FOLDER)
    if not named:
        raise DatabaseRefused(
            "还没有指定附件存放的文件夹，不能上传或下载。"
            f"请设置环境变量 {FOLDER}，所有服务进程用同一个文件夹。"
        )
    return Path(named)


def place_of(folder: Path, digest: str) -> Path:
    """Where the content of that hash lies."""
    return folder / digest[:2] / digest[2:]


def stage(folder: Path, content: bytes) -> Staged:
    """Bring content to the disk under a passing name."""
    digest = sha256(content).hexdigest()
    waiting = folder / WAITING / uuid4().hex
    waiting.parent.mkdir(parents=True, exist_ok=True)
    staged = Staged(waiting, place_of(folder, digest), digest, len(content))
    try:
        with waiting.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        staged.forget()
        raise
    return staged


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

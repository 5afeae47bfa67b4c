"""The command line, as somebody types it, on a database of its own."""

import json
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app

OFFICE = "office@gongyelu.duban.example"
ZHUZHAI_HEAD = "head@zhuzhai.duban.example"
SUPERVISION = "supervision@gongyelu.duban.example"
ZHUZHAI = "410106004002"


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Shell:
    """Runs `duban …` with an environment of its own."""

    environment: dict[str, str]

    def run(self, command: str) -> Said:
        done = CliRunner().invoke(app, shlex.split(command), env=self.environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    def ok(self, command: str) -> Said:
        said = self.run(command)
        assert said.code == 0, f"{command}: {said.err}{said.out}"
        return said

    def refused(self, command: str) -> str:
        """The one clear line on stderr; nothing on stdout, no traceback."""
        said = self.run(command)
        assert said.code == 1, f"{command}: {said.code} {said.out}{said.err}"
        assert said.out == ""
        assert "Traceback" not in said.err
        assert len(said.err.strip().splitlines()) == 1, said.err
        return said.err.strip()


def shell_at(file: Path) -> Shell:
    return Shell({"DUBAN_DATABASE_URL": f"sqlite:///{file}", "COLUMNS": "120"})


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Nothing is there yet, not even a database."""
    return shell_at(tmp_path / "duban.sqlite")


@pytest.fixture(scope="session")
def issued_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database to copy, made by command."""
    file = tmp_path_factory.mktemp("issued") / "duban.sqlite"
    shell = shell_at(file)
    shell.ok("init")
    shell.ok("units import plans/demo/units-gongyelu.csv")
    shell.ok("people import plans/demo/people-gongyelu.csv")
    shell.ok("campaign start 2012-pension-pilot --unit 410106004000 --at 2012-04-23T08:00")
    shell.ok("check --at 2012-04-23T08:00")
    return file


@pytest.fixture
def issued(issued_once: Path, tmp_path: Path) -> Shell:
    """The pilot, issued to the subdistrict on 23 April, checked that morning."""
    return shell_at(Path(shutil.copyfile(issued_once, tmp_path / "duban.sqlite")))

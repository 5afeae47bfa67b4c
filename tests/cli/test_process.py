"""The command as a real process: nothing but JSON in a pipe, no Prefect, no browser needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

from cli.reference import commands

DUBAN = [sys.executable, "-c", "from cli.main import app; app()"]


def run(*words: str, database: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DUBAN_DATABASE_URL": str(database)}
    return subprocess.run([*DUBAN, *words], capture_output=True, text=True, env=environment, check=False)


def test_a_refusal_is_one_line_on_stderr_and_no_traceback(tmp_path: Path) -> None:
    done = run("board", database=tmp_path / "none.sqlite")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "none.sqlite").exists()


def test_in_a_pipe_there_is_nothing_but_json_and_no_progress_bar(tmp_path: Path) -> None:
    database = tmp_path / "duban.sqlite"
    assert run("init", database=database).returncode == 0
    done = run("check", "--json", database=database)
    assert set(json.loads(done.stdout)) >= {"at", "moves"}
    assert done.stderr == ""


def test_an_unknown_command_is_a_usage_error(tmp_path: Path) -> None:
    done = run("chekc", database=tmp_path / "none.sqlite")
    assert done.returncode == 2
    assert "chekc" in done.stderr


def test_every_command_says_what_it_is_for() -> None:
    listed = commands()
    assert len(listed) > 30
    for path, command in listed:
        assert command.help, path
        assert all(parameter.help for parameter in command.params if parameter.name != "help"), path


def test_the_embedded_mode_never_imports_prefect() -> None:
    script = "import sys, cli.main, web.app, flows.embedded, flows.demo; print('prefect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def pipe(mail: bytes, database: Path) -> subprocess.CompletedProcess[bytes]:
    """What a mail server does with a reply."""
    environment = {**os.environ, "DUBAN_DATABASE_URL": str(database)}
    return subprocess.run(
        [*DUBAN, "notices", "receive", "--json"],
        input=mail,
        capture_output=True,
        env=environment,
        check=False,
    )


def test_a_mail_that_acknowledges_nothing_is_taken_from_the_mail_server_all_the_same(tmp_path: Path) -> None:
    database = tmp_path / "duban.sqlite"
    run("init", database=database)
    stranger = pipe(b"From: a@b.example\r\nTo: duban@reply.example\r\n\r\n6\xe6\x9c\x88\r\n", database)
    assert (stranger.returncode, json.loads(stranger.stdout)["outcome"]) == (0, "stranger")
    noise = pipe(bytes(range(256)) * 10, database)
    assert (noise.returncode, json.loads(noise.stdout)["outcome"]) == (0, "unreadable")


def test_a_mail_that_cannot_be_taken_now_is_given_back_to_be_brought_again(tmp_path: Path) -> None:
    done = pipe(b"From: a@b.example\r\n\r\n", tmp_path / "none.sqlite")
    assert (done.returncode, done.stdout) == (75, b"")
    assert "请稍后再投" in done.stderr.decode()

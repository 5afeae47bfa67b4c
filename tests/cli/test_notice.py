"""Notices by command: why one waits, what could not be delivered, and sending it again."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import OFFICE, Shell

MORNING = "--at 2012-04-23T09:00"


@pytest.fixture
def given_up(issued: Shell, tmp_path: Path) -> Shell:
    """The first morning's messages have been given up, each for the same reason."""
    issued.environment |= {"DUBAN_CHANNEL": "file", "DUBAN_OUTBOX": str(tmp_path / "out")}
    issued.ok(f"deliver {MORNING}")
    with sqlite3.connect(tmp_path / "duban.sqlite") as database:
        database.execute("UPDATE digest SET state = 'dead', next_attempt_at = NULL")
        database.execute("UPDATE notice SET state = 'dead' WHERE digest_id IS NOT NULL")
        database.execute("UPDATE delivery SET outcome = 'dead', detail = '550 查无此人'")
    return issued


def test_what_could_not_be_delivered_is_listed(given_up: Shell) -> None:
    listed = given_up.ok("notices dead --json").json
    assert [one["id"] for one in listed] == [6, 5, 4, 3, 2, 1]
    assert {(one["channel"], one["detail"]) for one in listed} == {("file", "550 查无此人")}
    assert ["issue", "朱寨社区居民委员会"] in [said for one in listed for said in one["says"]]
    assert "550 查无此人" in given_up.ok("notices dead --limit 1").out


def test_one_is_sent_again_or_all_of_them(given_up: Shell) -> None:
    assert "消息 2 已排入发送" in given_up.ok(f"notices retry 2 {MORNING}").out
    assert "不在“未送达”之列" in given_up.refused(f"notices retry 2 {MORNING}")
    assert "5 条消息已排入发送" in given_up.ok(f"notices retry --all {MORNING}").out
    assert "没有无法送达的消息" in given_up.ok("notices dead").out
    given_up.ok(f"deliver {MORNING}")
    assert {one["state"] for one in given_up.ok("notices list --json").json} == {"delivered"}


def test_it_is_said_which_or_all(given_up: Shell) -> None:
    for order in ("notices retry", "notices retry 2 --all"):
        assert "请写明一条消息的编号" in given_up.refused(order)


def test_only_an_administrator_sends_again(given_up: Shell) -> None:
    assert "无权执行此操作（notice.retry）" in given_up.refused(f"notices retry 2 --as {OFFICE} {MORNING}")


def test_the_list_says_why_a_notice_waits_and_over_what_it_came(issued: Shell, tmp_path: Path) -> None:
    issued.environment |= {"DUBAN_CHANNEL": "file", "DUBAN_OUTBOX": str(tmp_path / "out")}
    issued.ok("deliver --at 2012-04-23T21:00")
    [first, *_] = issued.ok("notices list --json").json
    assert (first["held_for"], first["held_until"]) == ("quiet_hours", "2012-04-24T07:30:00+08:00")
    assert "免打扰时段" in issued.ok("notices list").out.replace("\n", "")
    issued.ok("deliver --at 2012-04-24T09:00")
    [first, *_] = issued.ok("notices list --json").json
    assert (first["held_for"], first["held_until"], first["channel"]) == (None, None, "file")

"""Notices on a terminal."""

import io
from dataclasses import replace

import pytest

from notifications.channels.console import ConsoleChannel
from notifications.channels.protocol import Unreachable
from tests.notifications.test_mail import REMINDER


def test_a_notice_is_printed_without_empty_lines() -> None:
    stream = io.StringIO()
    ConsoleChannel(stream).send(REMINDER)
    assert stream.getvalue().splitlines() == [
        f"[12] 朱寨社区 主任 <head@zhuzhai.example>：{REMINDER.subject}",
        "    朱寨社区 主任：",
        "    请办理。",
    ]


def test_it_goes_to_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    channel = ConsoleChannel()
    channel.send(replace(REMINDER, address=None))
    channel.close()
    assert capsys.readouterr().out.startswith("[12] 朱寨社区 主任：【提醒】")


def test_a_terminal_that_knows_no_chinese_shows_escapes() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    ConsoleChannel(stream).send(REMINDER)
    assert b"[12] \\u6731" in raw.getvalue()


def test_a_terminal_that_is_gone_is_unreachable() -> None:
    stream = io.StringIO()
    stream.close()
    with pytest.raises(Unreachable, match="无法写到终端"):
        ConsoleChannel(stream).send(REMINDER)

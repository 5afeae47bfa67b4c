"""Notices as files: one each, whole or not there, never twice."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from notifications.channels.file import FileChannel
from notifications.channels.protocol import Unreachable
from tests.notifications.test_mail import REMINDER


def test_each_notice_is_one_mail_in_the_folder_which_is_made_if_need_be(tmp_path: Path) -> None:
    folder = tmp_path / "寄" / "mail"
    channel = FileChannel(folder)
    channel.send(REMINDER)
    channel.send(replace(REMINDER, message_id="digest-13-x", address=None))
    channel.close()
    assert sorted(file.name for file in folder.iterdir()) == [
        "digest-12-0123456789abcdef.eml",
        "digest-13-x.eml",
    ]
    mail = message_from_bytes((folder / "digest-12-0123456789abcdef.eml").read_bytes(), policy=default)
    assert mail["Subject"] == REMINDER.subject


def test_sending_again_writes_the_same_file_again(tmp_path: Path) -> None:
    channel = FileChannel(tmp_path)
    channel.send(REMINDER)
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    channel.send(REMINDER)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [before]


def test_a_folder_that_cannot_be_written_is_the_channel_s_trouble_and_no_message_s(tmp_path: Path) -> None:
    in_the_way = tmp_path / "mail"
    in_the_way.write_text("a file, not a folder")
    with pytest.raises(Unreachable, match="无法写入文件夹"):
        FileChannel(in_the_way).send(REMINDER)

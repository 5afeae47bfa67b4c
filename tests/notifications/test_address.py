"""The addresses of an installation, as its environment names them."""

from pathlib import Path

import pytest

from notifications.address import mailbox_from_environment, maildir_from_environment, pages_from_environment
from notifications.settings import WrongSetting


def test_nothing_set_offers_nothing() -> None:
    for empty in ({}, {"DUBAN_ADDRESS": " ", "DUBAN_REPLY_TO": "", "DUBAN_MAILDIR": ""}):
        assert pages_from_environment(empty) is None
        assert mailbox_from_environment(empty) is None
        assert maildir_from_environment(empty) is None


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("https://duban.example.cn", "https://duban.example.cn"),
        (" https://duban.example.cn/ ", "https://duban.example.cn"),
        ("http://127.0.0.1:8030", "http://127.0.0.1:8030"),
    ],
)
def test_the_address_of_the_pages_ends_without_a_slash(text: str, base: str) -> None:
    assert pages_from_environment({"DUBAN_ADDRESS": text}) == base


@pytest.mark.parametrize(
    "text",
    [
        "duban.example.cn",
        "ftp://duban.example.cn",
        "javascript:alert(1)",
        "https://",
        "https://duban.example.cn/duban",
        "https://duban.example.cn?a=1",
        "https://duban.example.cn#a",
        "https://user:secret@duban.example.cn",
        "https://duban.example.cn:port",
        "https://duban.example.cn\nBcc: all",
        "https://督办.example.cn",
        f"https://{'a' * 300}.cn",
    ],
)
def test_what_is_no_address_of_pages_is_refused(text: str) -> None:
    with pytest.raises(WrongSetting, match="DUBAN_ADDRESS"):
        pages_from_environment({"DUBAN_ADDRESS": text})


def test_a_mailbox_takes_replies() -> None:
    mailbox = mailbox_from_environment({"DUBAN_REPLY_TO": "duban@reply.example.cn"})
    assert mailbox is not None
    assert (mailbox.username, mailbox.domain) == ("duban", "reply.example.cn")


@pytest.mark.parametrize(
    "text",
    ["duban", "@example.cn", "duban@", "a+b@example.cn", "督办@example.cn", "督办 <duban@example.cn>",
     "duban@example.cn, other@example.cn", f"{'u' * 24}@example.cn", "du ban@example.cn", '"a b"@example.cn'],
)  # fmt: skip
def test_what_can_be_no_mailbox_for_replies_is_refused(text: str) -> None:
    with pytest.raises(WrongSetting, match="DUBAN_REPLY_TO"):
        mailbox_from_environment({"DUBAN_REPLY_TO": text})


def test_replies_arrive_in_a_maildir(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="new、cur、tmp"):
        maildir_from_environment({"DUBAN_MAILDIR": str(tmp_path)})
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    assert maildir_from_environment({"DUBAN_MAILDIR": str(tmp_path)}) == tmp_path

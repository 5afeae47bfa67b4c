"""A notice as an e-mail: the same each time, and nobody can write its headers."""

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.protocol import PermanentFailure
from notifications.mail import as_email
from notifications.message import Message
from tests.notifications.outbox import SHANGHAI

SENDER = Address("督办", "duban", "gongyelu.example")

REMINDER = Message(
    message_id="notice-12-0123456789abcdef",
    notice_id=12,
    recipient="朱寨社区 主任",
    address="head@zhuzhai.example",
    language="zh",
    subject="【提醒】朱寨社区“自查自纠”6月10日（星期日）到期",
    text="朱寨社区 主任：\n\n请办理。\n",
    written_at=datetime(2012, 6, 7, 8, tzinfo=SHANGHAI),
)


def read(message: Message) -> EmailMessage:
    """The e-mail as a mail program reads it."""
    email = message_from_bytes(as_email(message, SENDER).as_bytes(), policy=default)
    assert isinstance(email, EmailMessage)
    return email


def test_headers_and_text_arrive_as_they_were_written() -> None:
    email = read(REMINDER)
    assert email["Subject"] == REMINDER.subject
    assert str(email["To"]) == "朱寨社区 主任 <head@zhuzhai.example>"
    assert str(email["From"]) == "督办 <duban@gongyelu.example>"
    assert email["Message-ID"] == "<notice-12-0123456789abcdef@gongyelu.example>"
    assert email["Date"] == "Thu, 07 Jun 2012 08:00:00 +0800"
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["Content-Language"] == "zh-CN"
    assert email.get_content().replace("\r\n", "\n") == REMINDER.text
    assert all(byte < 128 for byte in as_email(REMINDER, SENDER).as_bytes())


def test_the_same_notice_is_the_same_mail_byte_for_byte() -> None:
    assert as_email(REMINDER, SENDER).as_bytes() == as_email(REMINDER, SENDER).as_bytes()


def test_html_comes_beside_the_text() -> None:
    email = read(replace(REMINDER, html="<p>请办理</p>"))
    parts = [part.get_content_type() for part in email.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]


def test_somebody_without_address_is_named_all_the_same() -> None:
    email = read(replace(REMINDER, address=None))
    assert str(email["To"]) == "朱寨社区 主任:;"
    assert email["To"].addresses == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_name_and_no_subject_can_add_a_header(end: str) -> None:
    sly = replace(
        REMINDER, recipient=f"主任{end}Bcc: all@other.example", subject=f"提醒{end}X-Evil: 1{end}{end}正文"
    )
    email = read(sly)
    assert email.keys() == read(REMINDER).keys()
    assert email["Subject"] == "提醒 X-Evil: 1 正文"


def test_very_long_names_and_subjects_survive() -> None:
    long = replace(REMINDER, subject="长" * 300, recipient="某某社区" * 20)
    raw = message_from_bytes(as_email(long, SENDER).as_bytes(), policy=compat32)
    assert str(make_header(decode_header(raw["Subject"]))) == "长" * 300
    assert str(make_header(decode_header(raw["To"]))) == "某某社区" * 20 + " <head@zhuzhai.example>"


@pytest.mark.parametrize(
    "address",
    [
        "not an address",
        "",
        "a@b@c",
        "x@y\nBcc: z@z",
        "head@",
        "@zhuzhai.example",
        "主任@zhuzhai.example",
        "head@朱寨.example",
    ],
)
def test_an_address_that_is_none_is_refused_for_good(address: str) -> None:
    with pytest.raises(PermanentFailure, match="邮箱地址"):
        as_email(replace(REMINDER, address=address), SENDER)


@given(name=st.text(max_size=100), subject=st.text(max_size=200), text=st.text(max_size=500))
def test_whatever_people_type_it_is_one_mail_with_the_same_headers(
    name: str, subject: str, text: str
) -> None:
    typed = replace(REMINDER, recipient=name, subject=subject, text=text)
    assert read(typed).keys() == read(REMINDER).keys()
    assert read(replace(typed, address=None)).keys() == read(REMINDER).keys()

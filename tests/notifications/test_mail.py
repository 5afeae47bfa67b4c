"""A digest as an e-mail: the same each time, and nobody can write its headers."""

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32, default
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.channels.protocol import PermanentFailure, Unreachable
from notifications.mail import as_email
from notifications.message import Message

SHANGHAI = ZoneInfo("Asia/Shanghai")
SENDER = Address("督办", "duban", "gongyelu.example")

REMINDER = Message(
    message_id="digest-12-0123456789abcdef",
    digest_id=12,
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
    assert email["Message-ID"] == "<digest-12-0123456789abcdef@gongyelu.example>"
    assert email["Date"] == "Thu, 07 Jun 2012 08:00:00 +0800"
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["Content-Language"] == "zh-CN"
    assert email.get_content().replace("\r\n", "\n") == REMINDER.text
    assert all(byte < 128 for byte in as_email(REMINDER, SENDER).as_bytes())


def test_the_same_notice_is_the_same_mail_byte_for_byte() -> None:
    assert as_email(REMINDER, SENDER).as_bytes() == as_email(REMINDER, SENDER).as_bytes()


def test_html_comes_beside_the_text_and_is_the_same_each_time() -> None:
    both = replace(REMINDER, html="<p>请办理</p>")
    email = read(both)
    parts = [part.get_content_type() for part in email.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    plain = email.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == REMINDER.text
    assert email["Content-Language"] == "zh-CN"
    assert as_email(both, SENDER).as_bytes() == as_email(both, SENDER).as_bytes()


def test_the_boundary_is_the_digest_s_own() -> None:
    first = read(replace(REMINDER, html="<p/>")).get_boundary()
    second = read(replace(REMINDER, html="<p/>", message_id="digest-13-x")).get_boundary()
    assert first
    assert second
    assert first != second


def test_machines_are_told_that_no_person_wrote_it() -> None:
    email = read(REMINDER)
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["Precedence"] == "bulk"
    assert email["List-Id"] == "<duban.gongyelu.example>"
    assert email["List-Post"] == "NO"
    assert email["List-Help"] == "<mailto:duban@gongyelu.example>"


def test_nobody_is_offered_to_leave_official_notices() -> None:
    assert "List-Unsubscribe" not in read(replace(REMINDER, link="https://duban.example/a/1"))


def test_help_is_on_the_page_of_the_digest_whose_address_is_never_broken() -> None:
    link = "https://duban.gongyelu.example/a/" + "Ab-_" * 60
    raw = as_email(replace(REMINDER, link=link), SENDER).as_bytes()
    assert f"\r\nList-Help: <{link}>\r\n".encode() in raw


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://a.example/>\r\nBcc: x@y", "https://例子.example", "http://a b"]
)
def test_a_link_that_cannot_stand_in_a_header_does_not(link: str) -> None:
    assert read(replace(REMINDER, link=link))["List-Help"] == "<mailto:duban@gongyelu.example>"


def test_a_reply_goes_to_the_address_that_takes_it_as_acknowledgement() -> None:
    email = read(replace(REMINDER, reply_to="ack+12.x-y_z@gongyelu.example"))
    assert email["Reply-To"] == "ack+12.x-y_z@gongyelu.example"
    assert "Reply-To" not in read(REMINDER)


@pytest.mark.parametrize("reply_to", ["", "nowhere", "a@b\nBcc: x@y", "签收@gongyelu.example"])
def test_a_reply_address_that_is_none_is_the_house_s_fault_and_no_digest_s(reply_to: str) -> None:
    with pytest.raises(Unreachable, match="回复地址无效"):
        as_email(replace(REMINDER, reply_to=reply_to), SENDER)


@pytest.mark.parametrize("message_id", ["", "a b", "x>\r\nBcc: y@z", "../../etc/passwd", "编号"])
def test_an_id_that_could_be_more_than_an_id_is_refused(message_id: str) -> None:
    with pytest.raises(PermanentFailure, match="消息编号无效"):
        as_email(replace(REMINDER, message_id=message_id), SENDER)


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


ANY = st.text(max_size=60)
HEADERS = frozenset(header.lower() for header in read(REMINDER))


@settings(max_examples=300)
@given(
    recipient=ANY,
    address=st.none() | ANY | ANY.map(lambda text: f"{text}@zhuzhai.example"),
    subject=st.text(max_size=200),
    text=st.text(max_size=500),
    html=st.none() | st.text(max_size=500),
    language=ANY,
    link=st.none() | ANY | ANY.map("https://duban.example/{}".format),
    reply_to=st.none() | ANY | ANY.map(lambda text: f"{text}@gongyelu.example"),
)
def test_whatever_a_message_says_it_is_one_mail_with_the_same_headers(**parts: str | None) -> None:
    typed = replace(REMINDER, **parts)  # type: ignore[arg-type]
    try:
        raw = as_email(typed, SENDER).as_bytes()
    except (PermanentFailure, Unreachable):
        return
    email = message_from_bytes(raw, policy=default)
    expected = HEADERS | ({"reply-to"} if typed.reply_to is not None else set())
    if typed.html is not None:
        expected -= {"content-transfer-encoding"}
        assert [part.get_content_type() for part in email.walk()][1:] == ["text/plain", "text/html"]
    assert sorted(header.lower() for header in email) == sorted(expected)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@given(name=st.text(max_size=100), subject=st.text(max_size=200), text=st.text(max_size=500))
def test_names_and_subjects_alone_never_hinder_a_mail(name: str, subject: str, text: str) -> None:
    typed = replace(REMINDER, recipient=name, subject=subject, text=text)
    assert read(typed).keys() == read(REMINDER).keys()
    assert read(replace(typed, address=None)).keys() == read(REMINDER).keys()

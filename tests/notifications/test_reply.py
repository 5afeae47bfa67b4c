"""What came back by e-mail: composed as people's programs and answering machines do, and as nobody does."""

from contextlib import suppress
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.link import Signer
from notifications.reply import MOST_TOKENS, Reference, Unreadable, read_reply

TODAY = date(2012, 6, 11)
JUNE_15 = date(2012, 6, 15)
OURS = Signer(bytes(32), None, Address(username="duban", domain="reply.example"))
TO = OURS.reply_address(12, 5, datetime(2012, 7, 12, tzinfo=UTC)) or ""
TOKEN = TO.partition("@")[0].partition("+")[2]
OUR_MESSAGE = "<notice-12-0123456789abcdef@duban.example>"


def composed(
    text: str = "收到", *, to: str = TO, subject: str = "回复：督办", **headers: str
) -> EmailMessage:
    """A reply as a mail program writes it."""
    mail = EmailMessage(SMTP)
    mail["From"] = "朱寨社区 主任 <Head@zhuzhai.example>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = "<abc@zhuzhai.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def test_a_reply_says_to_what_it_answers_from_whom_and_with_which_promise() -> None:
    reply = read_reply(composed("6月15日前办结，谢谢。", In_Reply_To=OUR_MESSAGE).as_bytes(), TODAY)
    assert reply.tokens == (TOKEN,)
    assert reply.sender == "head@zhuzhai.example"
    assert reply.message_id == "<abc@zhuzhai.example>"
    assert reply.references == (Reference(12, "notice-12-0123456789abcdef"),)
    assert (reply.machine, reply.promised) == (None, JUNE_15)


@pytest.mark.parametrize("header", ["Cc", "Delivered_To", "X_Original_To", "Envelope_To"])
def test_the_ticket_is_found_wherever_a_mail_server_puts_the_address(header: str) -> None:
    mail = composed(to="someone@duban.example", **{header: TO})
    assert read_reply(mail.as_bytes(), TODAY).tokens == (TOKEN,)


def test_the_ticket_is_found_in_whatever_case_and_among_others() -> None:
    mail = composed(to=f"a@b.example, 督办 <{TO.upper()}>, c+{'a' * 39}@d.example")
    assert read_reply(mail.as_bytes(), TODAY).tokens == (TOKEN,)


def test_only_so_many_tickets_are_looked_at() -> None:
    many = ", ".join(f"duban+{letter * 40}@reply.example" for letter in "abcdefghijklmnop")
    assert len(read_reply(composed(to=many).as_bytes(), TODAY).tokens) == MOST_TOKENS


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"Precedence": "AUTO_REPLY"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"subject": "自动回复: 督办"},
        {"subject": "Out of Office: notice"},
        {"subject": "Automatic reply: notice"},
        {"subject": "系统退信/Systems bounce"},
    ],
    ids=str,
)
def test_an_answering_machine_is_known_for_one(headers: dict[str, str]) -> None:
    reply = read_reply(composed("6月15日前不在", **headers).as_bytes(), TODAY)
    assert reply.machine is not None
    assert reply.promised is None


def test_a_report_that_nothing_was_delivered_is_a_machines() -> None:
    mail = composed()
    mail.make_mixed()
    mail.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    assert read_reply(mail.as_bytes(), TODAY).machine == "multipart/report"


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "no"}, {"Return_Path": "<head@zhuzhai.example>"}], ids=str
)
def test_a_person_is_taken_for_one(headers: dict[str, str]) -> None:
    assert read_reply(composed(**headers).as_bytes(), TODAY).machine is None


@pytest.mark.parametrize(
    "text",
    [
        "收到\n\n在 2012年6月15日，督办 写道：\n> 6月15日",
        "> 6月15日到期",
        "在 2012年6月15日 09:00，督办 <duban@duban.example> 写道：\n> …",
        "On 15 June 2012, duban wrote:\n> …",
        "-----原始邮件----- 6月15日",
        "发件人: 督办 6月15日",
        "From: duban, 15 June",
        "",
        "\n\n   \n",
    ],
)
def test_what_is_quoted_is_no_promise(text: str) -> None:
    assert read_reply(composed(text).as_bytes(), TODAY).promised is None


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312", "big5", "utf-16"])
def test_a_promise_is_read_in_whatever_script_it_was_sent(charset: str) -> None:
    mail = composed()
    mail.set_content("6月15日", charset=charset, cte="base64")
    assert read_reply(mail.as_bytes(), TODAY).promised == JUNE_15


def test_a_script_that_there_is_not_does_no_harm() -> None:
    mail = composed("6月15日").as_bytes().replace(b'charset="utf-8"', b'charset="klingon"')
    assert read_reply(mail, TODAY).promised == JUNE_15


@pytest.mark.parametrize(
    "page",
    [
        "<style>p { margin: 1月1日 }</style><div>6月15日</div><blockquote>6月20日</blockquote>",
        "<html><head><title>1月1日</title></head><body>6月<b>15</b>日前<br>6月20日",
    ],
)
def test_a_promise_is_read_from_a_page(page: str) -> None:
    mail = composed()
    mail.set_content(page, subtype="html")
    assert read_reply(mail.as_bytes(), TODAY).promised == JUNE_15


def test_a_page_that_begins_with_what_it_answers_promises_nothing() -> None:
    mail = composed()
    mail.set_content("<blockquote>6月15日</blockquote>", subtype="html")
    assert read_reply(mail.as_bytes(), TODAY).promised is None


def test_plain_text_is_read_before_a_page_and_an_attachment_not_at_all() -> None:
    mail = composed("6月15日")
    mail.add_alternative("<p>6月20日</p>", subtype="html")
    mail.add_attachment("6月25日", filename="附件.txt")
    assert read_reply(mail.as_bytes(), TODAY).promised == JUNE_15


MALFORMED = {
    "nothing": b"",
    "no header": b"\r\n\r\n6\xe6\x9c\x8815\xe6\x97\xa5",
    "noise": bytes(range(256)) * 4,
}


@pytest.mark.parametrize("mail", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_mail_is_unreadable(mail: bytes) -> None:
    with pytest.raises(Unreadable):
        read_reply(mail, TODAY)


def test_endless_nesting_is_read_or_refused_but_breaks_nothing() -> None:
    head = f"To: {TO}\r\n".encode()
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    )
    with suppress(Unreadable):
        assert read_reply(head + nested, TODAY).promised is None


@pytest.mark.parametrize(
    "line",
    [
        b"Subject: =?utf-8?B?////?=",
        b"Subject: =?klingon?Q?=41?=",
        b"Subject: \xff\xfe",
        b"From: \xff <\xfe@>",
        b"From: =?utf-8?q?=0D=0ABcc:_all?= <a@b.example>",
        b"Content-Type: ;;;=",
        b"Content-Type: text/plain; charset=",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"References: " + b"<" * 99_999,
    ],
)
def test_odd_headers_do_not_hide_the_ticket(line: bytes) -> None:
    reply = read_reply(line + b"\r\nTo: " + TO.encode() + b"\r\n\r\n6\xe6\x9c\x8815\xe6\x97\xa5\r\n", TODAY)
    assert reply.tokens == (TOKEN,)


BEGINNINGS = (
    b"",
    b"To: " + TO.encode() + b"\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
)


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=2000))
def test_no_bytes_break_it(begin: bytes, mail: bytes) -> None:
    try:
        reply = read_reply(begin + mail, TODAY)
    except Unreadable:
        return
    assert {len(token) for token in reply.tokens} <= {len(TOKEN)}
    assert reply.promised is None or abs(reply.promised.year - TODAY.year) < 10_000

"""What does an e-mail say that came back: to which message, from whom, with which promise, and by whose hand?

Pure, and without trust: a mail is read as bytes that may be anything. The ticket in the address to which it
was sent is what counts (notifications/link.py); without one, the message that it answers and whose address it
comes from. What an answering machine writes acknowledges nothing, however it is addressed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from html.parser import HTMLParser

from notifications.link import TOKEN_LENGTH
from notifications.reply_date import date_in

LARGEST = 5_000_000
"""Bytes of a mail that is read: a reply with a photograph or two."""

LONGEST_FIRST_LINE = 200
MOST_TOKENS = 10
MOST_REFERENCES = 20
LONGEST_HEADER = 20_000

READING = policy.compat32
"""Takes headers as they are; the stricter policies stumble over what people's machines write."""

STUMBLES = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the parser may raise over a mail that is none."""

ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
ANSWERED = ("In-Reply-To", "References")
MACHINES = ("X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponse")
BULK = frozenset({"bulk", "auto_reply", "junk", "list"})
OF_MACHINES = re.compile(
    r"\s*(自动回复|自动答复|自動回覆|休假通知|系统退信|退信|out of (the )?office"
    r"|auto(matic)?[- ]?(reply|response)|undeliver|delivery (status|failure)|returned mail)",
    re.IGNORECASE,
)

TOKEN = re.compile(rf"\+([a-z2-7]{{{TOKEN_LENGTH}}})@", re.IGNORECASE)
REFERENCE = re.compile(r"<(notice-([0-9]{1,10})-[0-9a-f]{16})@[^<>\s@]{1,255}>", re.IGNORECASE)
ATTRIBUTION = re.compile(
    r"(写道|wrote|schrieb)\s*[:：]?\s*$|^\s*-{2,}|^\s*(发件人|from)\s*[:：]", re.IGNORECASE
)


class Unreadable(Exception):
    """This is no e-mail that could be read."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A message of ours that a mail answers: its number, and its whole Message-ID without the domain."""

    digest_id: int
    message_id: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that came back. `machine`: what shows that nobody wrote it; None for a person's.

    `message_id` is the sender's own name for it. `promised` is what stands on its first line, as a day.
    """

    message_id: str | None
    sender: str | None
    tokens: tuple[str, ...]
    references: tuple[Reference, ...]
    machine: str | None
    promised: date | None


def read_reply(mail: bytes, today: date) -> Reply:
    """What a mail says; a day without a year is the one nearest to `today`. Raises Unreadable."""
    try:
        message = message_from_bytes(mail, policy=READING)
        if not message.keys():
            raise Unreadable
        machine = _machine(message)
        return Reply(
            message_id=" ".join(_header(message, "Message-ID").split())[:LONGEST_HEADER] or None,
            sender=parseaddr(_header(message, "From"))[1].strip().lower() or None,
            tokens=tuple(_tokens(message)),
            references=tuple(_references(message)),
            machine=machine,
            promised=None if machine else date_in(_first_line(message), today),
        )
    except STUMBLES as error:
        raise Unreadable(repr(error)) from error


def _headers(message: Message, name: str) -> Iterator[str]:
    """A header as often as it stands there, in one line each and not endlessly long."""
    for value in message.get_all(name, []):
        yield str(value)[:LONGEST_HEADER]


def _header(message: Message, name: str) -> str:
    return next(_headers(message, name), "")


def _tokens(message: Message) -> list[str]:
    found = (
        token for name in ADDRESSED for value in _headers(message, name) for token in TOKEN.findall(value)
    )
    return list(dict.fromkeys(token.lower() for token in found))[:MOST_TOKENS]


def _references(message: Message) -> list[Reference]:
    found = (
        one for name in ANSWERED for value in _headers(message, name) for one in REFERENCE.findall(value)
    )
    named = dict.fromkeys(Reference(int(number), whole.lower()) for whole, number in found)
    return list(named)[:MOST_REFERENCES]


def _machine(message: Message) -> str | None:
    """What shows that a machine wrote the mail (RFC 3834, and what was there before it)."""
    submitted = _word(_header(message, "Auto-Submitted"))
    if submitted not in ("", "no"):
        return f"Auto-Submitted: {submitted}"
    precedence = _word(_header(message, "Precedence"))
    if precedence in BULK:
        return f"Precedence: {precedence}"
    if any(value.strip() in ("", "<>") for value in _headers(message, "Return-Path")):
        return "Return-Path: <>"
    marks = (name for name in MACHINES if _header(message, name))
    if message.get_content_type() == "multipart/report":
        return "multipart/report"
    return next(marks, None) or ("Subject" if OF_MACHINES.match(_subject(message)) else None)


def _word(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _subject(message: Message) -> str:
    raw = _header(message, "Subject")
    try:
        return str(make_header(decode_header(raw)))
    except STUMBLES:
        return raw


def _first_line(message: Message) -> str:
    """The first line that the person wrote; empty where the mail begins with what it answers."""
    for line in _text(message).splitlines():
        said = line.strip()
        if said:
            answered = said.startswith((">", "＞")) or ATTRIBUTION.search(said[:LONGEST_HEADER])
            return "" if answered else said[:LONGEST_FIRST_LINE]
    return ""


def _text(message: Message) -> str:
    """The mail in plain text; that of a page, where it is nothing else."""
    parts = [part for part in message.walk() if not part.is_multipart() and not part.get_filename()]
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    if plain is not None:
        return _decoded(plain)
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    return "" if page is None else _Words.of(_decoded(page))


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    for name in (charset, "utf-8", "gb18030"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")


class _Words(HTMLParser):
    """The words of a page, a line for each of its blocks."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "table"})
    UNSEEN = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = 0

    @classmethod
    def of(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        reader.close()
        return "".join(reader.said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self.UNSEEN
        if tag in self.BLOCKS:
            self.said.append("\n> " if tag == "blockquote" else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self.UNSEEN))
        if tag in self.BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(" ".join(data.split()) if data.strip() else " ")

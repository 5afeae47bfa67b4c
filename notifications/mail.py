"""How does a digest look as an e-mail?

The same digest is the same e-mail, byte for byte, with the same Message-ID, so that a mailbox can
drop what arrives twice. Names and subjects may contain anything: no header can be added by them.
"""

import re
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, Group, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from hashlib import sha256

from notifications.channels.protocol import PermanentFailure, Unreachable
from notifications.message import Message
from notifications.words import on_one_line

NO_ADDRESS = (MessageError, ValueError, IndexError)
"""What the parser of addresses may raise; over some texts it stumbles."""

LANGUAGES = {"zh": "zh-CN", "en": "en"}

SOUND_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")
"""It stands in headers, and is the name of a file."""

IN_BRACKETS = re.compile(r"https?://[!-;=?-~]{1,900}")
"""An address that RFC 2369 lets stand between angle brackets, and that a line of mail can hold."""


class _Unbroken(UnstructuredHeader, BaseHeader):
    """A header that is written as it is, on one line: the library would encode a long address."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-id", _Unbroken)
HEADERS.map_to_type("list-help", _Unbroken)

POLICY = SMTP.clone(header_factory=HEADERS)


def as_email(message: Message, sender: Address) -> EmailMessage:
    """The digest as an e-mail; somebody without address is named in `To` all the same.

    Raises PermanentFailure for an address that is none.
    """
    if not SOUND_ID.fullmatch(message.message_id):
        raise PermanentFailure(f"消息编号无效：{message.message_id!r}")
    email = EmailMessage(POLICY)
    email["From"] = sender
    email["To"] = _recipient(message)
    if message.reply_to is not None:
        email["Reply-To"] = _reply_to(message.reply_to)
    email["Subject"] = on_one_line(message.subject)
    email["Date"] = message.written_at
    email["Message-ID"] = f"<{message.message_id}@{sender.domain}>"
    _mark_as_sent_to_many(email, message, sender)
    email.set_content(message.text, cte="base64")
    if message.html is not None:
        email.make_alternative(boundary=_boundary(message))
        email.add_alternative(message.html, subtype="html", cte="base64")
    email["Content-Language"] = on_one_line(LANGUAGES.get(message.language, message.language))
    return email


def _mark_as_sent_to_many(email: EmailMessage, message: Message, sender: Address) -> None:
    """What mail programs and answering machines want to know of a letter that no person wrote.

    RFC 2919 and 2369, RFC 3834. There is no List-Unsubscribe: these are official notices of what the
    reader owes, and a mail program that offers to leave the list would promise what nobody may do. How
    often and when somebody is told, they set themselves on their own page.
    """
    email["Auto-Submitted"] = "auto-generated"  # no answering machine answers
    email["Precedence"] = "bulk"
    email["List-Id"] = f"<duban.{sender.domain}>"
    email["List-Post"] = "NO"
    email["List-Help"] = f"<{_help(message, sender)}>"


def _help(message: Message, sender: Address) -> str:
    """Where the reader learns what to do with it: on the page that the letter is about."""
    link = message.link or ""
    return link if IN_BRACKETS.fullmatch(link) else f"mailto:{sender.addr_spec}"


def _boundary(message: Message) -> str:
    """What separates the parts; neither of them can contain it, since base64 knows no underscore."""
    return f"=_{sha256(message.message_id.encode()).hexdigest()[:32]}"


def _recipient(message: Message) -> Address | Group:
    name = on_one_line(message.recipient)
    if message.address is None:
        return Group(name)
    try:
        address = Address(name, addr_spec=message.address)
    except NO_ADDRESS as error:
        raise PermanentFailure(f"邮箱地址无效：{message.address!r}") from error
    if not message.address.isascii():
        raise PermanentFailure(f"邮箱地址含有非英文字符，多数邮件服务器不能投递：{message.address!r}")
    return address


def _reply_to(text: str) -> Address:
    """Where replies go. The house's own address: if it is wrong, no letter of all can be written."""
    try:
        address = Address(addr_spec=text)
    except NO_ADDRESS as error:
        raise Unreachable(f"回复地址无效：{text!r}") from error
    if not address.domain or not text.isascii():
        raise Unreachable(f"回复地址无效：{text!r}")
    return address

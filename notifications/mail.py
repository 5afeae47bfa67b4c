"""How does a notice look as an e-mail?

The same notice is the same e-mail, byte for byte, with the same Message-ID, so that a mailbox can
drop what arrives twice. Names and subjects may contain anything: no header can be added by them.
"""

from email.errors import MessageError
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP

from notifications.channels.protocol import PermanentFailure
from notifications.message import Message
from notifications.words import on_one_line

NO_ADDRESS = (MessageError, ValueError, IndexError)
"""What the parser of addresses may raise; over some texts it stumbles."""

LANGUAGES = {"zh": "zh-CN", "en": "en"}


def as_email(message: Message, sender: Address) -> EmailMessage:
    """The notice as an e-mail; somebody without address is named in `To` all the same.

    Raises PermanentFailure for an address that is none.
    """
    email = EmailMessage(SMTP)
    email["From"] = sender
    email["To"] = _recipient(message)
    email["Subject"] = on_one_line(message.subject)
    email["Date"] = message.written_at
    email["Message-ID"] = f"<{message.message_id}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"  # no answering machine answers
    email.set_content(message.text, cte="base64")
    email["Content-Language"] = LANGUAGES.get(message.language, message.language)
    if message.html is not None:
        email.add_alternative(message.html, subtype="html", cte="base64")
    return email


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

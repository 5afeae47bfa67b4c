"""How do notices reach a WeCom group through its robot (企业微信群机器人, 消息推送)?

As documented at developer.work.weixin.qq.com/document/path/99110: Markdown of 4096 bytes, in which <@userid>
calls a member; mobile numbers can be called only in plain text, of 2048 bytes. 20 messages a minute.
"""

from dataclasses import dataclass, field

from notifications.channels import wecom
from notifications.channels.chat import in_markdown, in_plain_text, mobile, user_id
from notifications.channels.http import HttpService
from notifications.message import Message

MARKDOWN_BYTES = 4096
TEXT_BYTES = 2048
PER_MINUTE = 20


@dataclass(frozen=True, slots=True)
class WecomBot:
    """A group's robot; `key` is the last part of its webhook address."""

    key: str = field(repr=False)
    base: str = wecom.HOST
    timeout: float = 10.0


class WecomBotChannel:
    """Sends notices into one group. An address is the mobile number or user id of whom to call there."""

    name = "wecom_bot"

    def __init__(self, bot: WecomBot) -> None:
        """Raises ValueError for a base that is no address."""
        self._bot = bot
        self._service = HttpService("企业微信", bot.base, bot.timeout, [bot.key])

    def send(self, message: Message) -> None:
        wecom.check(self._service.post("/cgi-bin/webhook/send", _document(message), {"key": self._bot.key}))

    def close(self) -> None:
        self._service.close()


def _document(message: Message) -> object:
    if message.address is None:
        return _markdown(in_markdown(message, MARKDOWN_BYTES))
    if (number := mobile(message.address)) is not None:
        text = {"content": in_plain_text(message, TEXT_BYTES), "mentioned_mobile_list": [number]}
        return {"msgtype": "text", "text": text}
    called = f"<@{user_id(message, message.address)}>"
    return _markdown(in_markdown(message, MARKDOWN_BYTES, called))


def _markdown(content: str) -> object:
    return {"msgtype": "markdown", "markdown": {"content": content}}

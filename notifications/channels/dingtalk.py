"""How do notices reach a DingTalk group through its robot (钉钉群机器人)?

As documented at open.dingtalk.com/document/orgapp/custom-robots-send-group-messages (messages, error codes)
and …/robots/customize-robot-security-settings (signature: HMAC-SHA256 over the milliseconds and the secret).
20000 bytes a message; 20 messages a minute, beyond which the robot is kept out for ten minutes.
"""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from hmac import digest

from notifications.channels.chat import fitting, in_markdown, mobile, title, user_id
from notifications.channels.codes import Codes
from notifications.channels.http import Answer, HttpService
from notifications.channels.protocol import Unreachable
from notifications.message import Message
from records.clock import Clock

BYTES = 20_000
PER_MINUTE = 20
KEPT_OUT = timedelta(minutes=10)

SINGLE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
"""Markdown joins such lines, unless two spaces stand before."""

CODES = Codes(
    channel={
        -1: "钉钉系统繁忙",
        300001: "access_token 不存在，请核对设置",
        300005: "access_token 不存在，请核对设置",
        310000: "未通过机器人的安全设置，请核对加签密钥、关键词和 IP",
        400013: "群已解散",
        400101: "access_token 不存在，请核对设置",
        400102: "机器人已停用",
        400106: "机器人已不在群里",
    },
    message={
        40035: "消息缺少内容",
        400105: "消息类型不对",
        430101: "消息中有钉钉认为不安全的链接",
        430102: "消息中有钉钉不允许的文字",
        430103: "消息中有钉钉不允许的图片",
        430104: "消息中有钉钉不允许的内容",
    },
    # 130101 from the robots' gateway ("send too fast, exceed 20 times per minute"), 410100 from the list.
    pauses={130101: KEPT_OUT, 410100: KEPT_OUT},
)


@dataclass(frozen=True, slots=True)
class DingTalkBot:
    """A group's robot; `secret` begins with SEC, and is None where the robot asks for no signature."""

    access_token: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    base: str = "https://oapi.dingtalk.com"
    timeout: float = 10.0


class DingTalkChannel:
    """Sends notices into one group. An address is the mobile number or user id of whom to call there."""

    name = "dingtalk"

    def __init__(self, bot: DingTalkBot, clock: Clock) -> None:
        """Raises ValueError for a base that is no address. The clock signs: DingTalk allows it an hour."""
        self._bot, self._clock = bot, clock
        self._service = HttpService("钉钉", bot.base, bot.timeout, [bot.access_token, bot.secret or ""])

    def send(self, message: Message) -> None:
        document = _document(message)
        query = {"access_token": self._bot.access_token, **self._signature()}
        _check(self._service.post("/robot/send", document, query))

    def close(self) -> None:
        self._service.close()

    def _signature(self) -> dict[str, str]:
        if self._bot.secret is None:
            return {}
        timestamp = str(int(self._clock.now().timestamp() * 1000))
        signed = digest(self._bot.secret.encode(), f"{timestamp}\n{self._bot.secret}".encode(), sha256)
        return {"timestamp": timestamp, "sign": b64encode(signed).decode()}


def _document(message: Message) -> object:
    at, call = _called(message)

    def build(room: int) -> object:
        text = SINGLE_BREAK.sub("  \n", in_markdown(message, room, call))
        return {"msgtype": "markdown", "markdown": {"title": title(message), "text": text}, "at": at}

    return fitting(build, BYTES)


def _called(message: Message) -> tuple[dict[str, object], str]:
    """Who is called, and the name that must stand in the text for it."""
    if message.address is None:
        return {"isAtAll": False}, ""
    if (number := mobile(message.address)) is not None:
        return {"atMobiles": [number], "isAtAll": False}, f"@{number}"
    called = user_id(message, message.address)
    return {"atUserIds": [called], "isAtAll": False}, f"@{called}"


def _check(answer: Answer) -> None:
    document = answer.document()
    code = document.get("errcode")
    if not isinstance(code, int):
        wait = document.get("wait")  # its gateway says {"status": 1111, "wait": 5, …} to whoever is too fast
        pause = timedelta(seconds=wait) if isinstance(wait, int) else None
        raise Unreachable(f"{answer.who} 的答复中没有 errcode：{answer.quoted(answer.text)}", pause)
    if code != 0:
        raise CODES.failure(answer, code, document.get("errmsg", ""))

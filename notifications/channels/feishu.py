"""How do notices reach a Feishu group through its robot (飞书群机器人)?

As documented at open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (cards, signature, error codes;
20 KB a request, 100 messages a minute and 5 a second) and …/server-docs/api-call-guide/frequency-control
(how long to wait). Too many at once also get 9499, the code of what is malformed ("too many request").
"""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from urllib.parse import quote

from notifications.channels.chat import fitting, in_markdown, mobile, open_label, title, user_id
from notifications.channels.codes import Codes
from notifications.channels.http import Answer, HttpService
from notifications.channels.protocol import PermanentFailure, Unreachable
from notifications.message import Message
from records.clock import Clock

BYTES = 20_000
PER_MINUTE = 100
A_MINUTE = timedelta(minutes=1)
MALFORMED_OR_TOO_MANY = 9499

CODES = Codes(
    channel={
        19001: "机器人地址中的 token 无效，请核对设置",
        19007: "机器人已停用",
        19021: "签名不对，或本机时间相差一小时以上，请核对签名密钥",
        19022: "本机的 IP 不在机器人的白名单中",
        19024: "消息中没有机器人要求的关键词，请改用签名校验",
    },
    message={MALFORMED_OR_TOO_MANY: "消息的格式或长度不对", 19002: "消息的格式不对"},
    pauses={11232: A_MINUTE, 99991400: A_MINUTE},
)
TOO_MANY = Codes(channel={}, message={}, pauses={MALFORMED_OR_TOO_MANY: A_MINUTE})


@dataclass(frozen=True, slots=True)
class FeishuBot:
    """A group's robot; `token` is the last part of its webhook address. `secret` is None where the robot asks
    for no signature."""

    token: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    base: str = "https://open.feishu.cn"
    timeout: float = 10.0


class FeishuChannel:
    """Sends notices into one group. An address is the open_id or user_id of whom to call there."""

    name = "feishu"

    def __init__(self, bot: FeishuBot, clock: Clock) -> None:
        """Raises ValueError for a base that is no address. The clock signs: Feishu allows it an hour."""
        self._bot, self._clock = bot, clock
        self._path = f"/open-apis/bot/v2/hook/{quote(bot.token, safe='')}"
        self._service = HttpService("飞书", bot.base, bot.timeout, [bot.token, bot.secret or ""])

    def send(self, message: Message) -> None:
        signature, call = self._signature(), _call(message)
        document = fitting(lambda room: {**signature, **_card(message, room, call)}, BYTES)
        _check(self._service.post(self._path, document))

    def close(self) -> None:
        self._service.close()

    def _signature(self) -> dict[str, str]:
        """The secret is part of the key, and what is signed is nothing: so it is documented."""
        if self._bot.secret is None:
            return {}
        timestamp = str(int(self._clock.now().timestamp()))
        signed = digest(f"{timestamp}\n{self._bot.secret}".encode(), b"", sha256)
        return {"timestamp": timestamp, "sign": b64encode(signed).decode()}


def _call(message: Message) -> str:
    if message.address is None:
        return ""
    if mobile(message.address) is not None:
        raise PermanentFailure(
            f"飞书群机器人不能按手机号提醒 {message.recipient}，请在其渠道设置中填写 open_id"
        )
    return f"<at id={user_id(message, message.address)}></at>"


def _card(message: Message, room: int, call: str) -> dict[str, object]:
    elements: list[object] = [{"tag": "markdown", "content": in_markdown(message, room, call)}]
    if message.link is not None:
        label = {"tag": "plain_text", "content": open_label(message)}
        button = {"tag": "button", "text": label, "type": "primary", "url": message.link}
        elements.append({"tag": "action", "actions": [button]})
    heading = {"title": {"tag": "plain_text", "content": title(message)}, "template": "blue"}
    return {"msg_type": "interactive", "card": {"header": heading, "elements": elements}}


def _check(answer: Answer) -> None:
    """Its own code says more than the status: the same may come with 200, 400 and 429."""
    document = answer.json() or {}
    code = document.get("code", document.get("StatusCode"))
    if not isinstance(code, int) or answer.status >= 500:
        answer.document()
        raise Unreachable(f"{answer.who} 的答复中没有 code，地址可能不对：{answer.quoted(answer.text)}")
    if code == 0:
        return answer.settle()
    text = str(document.get("msg", document.get("StatusMessage", "")))
    codes = TOO_MANY if code == MALFORMED_OR_TOO_MANY and "too many" in text.lower() else CODES
    raise codes.failure(answer, code, text, _reset(answer))


def _reset(answer: Answer) -> timedelta | None:
    wanted = answer.headers.get("x-ogw-ratelimit-reset", "")
    return timedelta(seconds=int(wanted)) if wanted.isdecimal() and len(wanted) < 6 else answer.retry_after

"""How do notices reach people through a WeCom application (企业微信应用消息)?

As documented at developer.work.weixin.qq.com/document/path/90236 (messages) and …/path/91039 (access_token):
the token is to be kept until it expires, and asked for again when it turns out to be invalid before.
WeCom itself drops what it is sent twice within `DUPLICATES_SECONDS` when the request is the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Literal

from notifications.channels import wecom
from notifications.channels.chat import in_markdown, in_plain_text, user_id
from notifications.channels.http import Answer, HttpService
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.message import Message
from records.clock import Clock

BYTES = 2048
"""Of Markdown and of text alike."""

DUPLICATES_SECONDS = 4 * 60 * 60
"""The longest that WeCom offers."""

TOKEN_INVALID = frozenset({40014, 41001, 42001})

MARGIN = timedelta(minutes=2)
"""So long before its end a token is not used any more."""


@dataclass(frozen=True, slots=True)
class WecomApp:
    """An application. Members who read it in WeChat see no Markdown: for them choose `form` text."""

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    base: str = wecom.HOST
    timeout: float = 10.0
    form: Literal["markdown", "text"] = "markdown"


@dataclass
class AccessToken:
    """The token of one application, shared by all who send through it."""

    value: str = field(default="", repr=False)
    until: datetime | None = None
    lock: Lock = field(default_factory=Lock, repr=False)

    def valid(self, at: datetime) -> bool:
        return self.until is not None and at < self.until


def opener(app: WecomApp, clock: Clock) -> Callable[[], "WecomAppChannel"]:
    """What opens channels that share one token: WeCom blocks whoever asks for it too often."""
    token = AccessToken()
    return lambda: WecomAppChannel(app, clock, token)


class WecomAppChannel:
    """Sends notices to single members; an address is their userid."""

    name = "wecom_app"

    def __init__(self, app: WecomApp, clock: Clock, token: AccessToken | None = None) -> None:
        """Raises ValueError for a base that is no address."""
        self._app, self._clock = app, clock
        self._token = token or AccessToken()
        self._service = HttpService("企业微信", app.base, app.timeout, [app.secret])

    def send(self, message: Message) -> None:
        document = _document(self._app, message)
        token = self._access_token()
        answer = self._post(document, token)
        if _token_refused(answer):
            answer = self._post(document, self._access_token(instead_of=token))
        _arrived(message, answer)

    def close(self) -> None:
        self._service.close()

    def _post(self, document: object, token: str) -> Answer:
        return self._service.post("/cgi-bin/message/send", document, {"access_token": token})

    def _access_token(self, instead_of: str = "") -> str:
        """The token that is kept, or a new one when it is over or is the one that was not accepted."""
        kept = self._token
        with kept.lock:
            if not kept.valid(self._clock.now()) or kept.value == instead_of:
                kept.value, lasts = self._new_token()
                kept.until = self._clock.now() + lasts - MARGIN
            self._service.keep_secret(kept.value)
            return kept.value

    def _new_token(self) -> tuple[str, timedelta]:
        query = {"corpid": self._app.corp_id, "corpsecret": self._app.secret}
        try:
            answer = self._service.get("/cgi-bin/gettoken", query)
            document = wecom.check(answer)
        except (TemporaryFailure, PermanentFailure) as failure:  # no message is to blame: none has gone yet
            pause = failure.retry_after if isinstance(failure, TemporaryFailure) else None
            raise Unreachable(failure.detail, pause) from failure
        token, seconds = document.get("access_token"), document.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise Unreachable(f"{answer.who} 没有给出 access_token")
        return token, timedelta(seconds=seconds)


def _document(app: WecomApp, message: Message) -> object:
    if message.address is None:
        raise PermanentFailure(f"{message.recipient} 没有企业微信 userid，请在其渠道设置中补上")
    written = in_markdown(message, BYTES) if app.form == "markdown" else in_plain_text(message, BYTES)
    return {
        "touser": user_id(message, message.address),
        "msgtype": app.form,
        "agentid": app.agent_id,
        app.form: {"content": written},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATES_SECONDS,
    }


def _token_refused(answer: Answer) -> bool:
    code = (answer.json() or {}).get("errcode")
    return isinstance(code, int) and code in TOKEN_INVALID


def _arrived(message: Message, answer: Answer) -> None:
    document = wecom.check(answer)
    for refused, why in (
        ("invaliduser", "不在企业微信中，或不在应用的可见范围内"),
        ("unlicenseduser", "没有企业微信的接口许可"),
    ):
        if document.get(refused):
            raise PermanentFailure(f"{message.recipient}（{message.address}）{why}")

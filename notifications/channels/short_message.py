"""What do providers of text messages in China have in common?

A text message there is a template that the provider has approved, with values for its parameters: what
a message says is put into those. Addresses in parameters are refused by most, which is why the template
holds the beginning of the address and the parameter its end (`path`). What a provider answers is a code;
each provider lists which of them concern one message and which concern all.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Literal
from urllib.parse import urlsplit

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.message import Message
from notifications.words import on_one_line

Part = Literal["recipient", "subject", "short", "link", "path"]
"""What of a message may fill a parameter; `path` is the link without its beginning `https://host/`."""

MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})")
FOREIGN = re.compile(r"(?:\+|00)([1-9]\d{6,14})")
WRITTEN_BETWEEN = str.maketrans("", "", " -()　")


def mobile_number(message: Message) -> str:
    """The recipient's number with its country, as +8613800000000 (E.164). Raises PermanentFailure."""
    if not message.address:
        raise PermanentFailure(f"{message.recipient} 没有手机号码，请在人员名单中补上")
    digits = message.address.translate(WRITTEN_BETWEEN)
    if domestic := MOBILE.fullmatch(digits):
        return f"+86{domestic[1]}"
    foreign = FOREIGN.fullmatch(digits)
    if foreign is None or foreign[1].startswith("86"):
        raise PermanentFailure(f"手机号码无效：{message.address!r}")
    return f"+{foreign[1]}"


def value_of(message: Message, part: Part, longest: int | None) -> str:
    """What fills a parameter, on one line; words are cut to `longest` characters, an address never is.

    Raises PermanentFailure where the message has no such part.
    """
    value = VALUES[part](message)
    if not value:
        raise PermanentFailure(f"消息没有“{part}”这一部分，短信模板无法填写")
    if longest is None or part in ("link", "path") or len(value) <= longest:
        return value
    return value[: longest - 1] + "…"


def _path(message: Message) -> str:
    parts = urlsplit(message.link or "")
    return f"{parts.path}?{parts.query}".removesuffix("?").lstrip("/")


VALUES: Mapping[Part, Callable[[Message], str]] = {
    "recipient": lambda message: on_one_line(message.recipient),
    "subject": lambda message: on_one_line(message.subject),
    "short": lambda message: on_one_line(message.short),
    "link": lambda message: message.link or "",
    "path": _path,
}


class Verdict(Enum):
    """What an answer that is no yes means."""

    LATER = auto()
    NEVER = auto()
    NOT_AT_ALL = auto()
    """Neither this message nor another one, until somebody has put it right."""


@dataclass(frozen=True)
class Answers:
    """A provider's codes, each by itself or by what it begins with; the longest that fits counts."""

    provider: str
    verdicts: Mapping[str, Verdict]

    def failure(
        self, code: str, said: str, retry_after: timedelta | None = None
    ) -> TemporaryFailure | PermanentFailure:
        """What a code means. One that nobody knows is tried again: it may be new, and is not for ever."""
        detail = f"{self.provider}：{on_one_line(code)} {on_one_line(said)}".rstrip()
        known = [begin for begin in self.verdicts if code == begin or code.startswith(f"{begin}.")]
        match self.verdicts[max(known, key=len)] if known else Verdict.LATER:
            case Verdict.NEVER:
                return PermanentFailure(detail)
            case Verdict.NOT_AT_ALL:
                return Unreachable(detail, retry_after)
            case _:
                return TemporaryFailure(detail, retry_after)

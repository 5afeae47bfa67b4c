"""How does what people and plans wrote stay text, in every form of a message?

It stands on one line, it cannot become a link that mail and chat programs make of anything that looks
like one, and in Markdown it has no meaning. The only link in a message is duban's own.
"""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from notifications.words import on_one_line

Told = TypeVar("Told")

FILES = "docx?|xlsx?|pptx?|wps|et|pdf|jpe?g|png|csv|txt"
"""Endings of files that people speak of, and that are no domain of the Internet."""

TOP = "中国|中國|公司|网络|網絡|网址|政务|公益|商城|在线|中文网|集团|香港|台湾|台灣"
"""Domains in Chinese script; after a full stop any other Chinese word is a word."""

SCHEME = re.compile(
    r"(?i)(?<![a-z0-9])(?:([a-z][a-z0-9+.-]*):(?=[/\\]{2})|(mailto|tel|sms|javascript|data|weixin):)"
)
DOT = re.compile(rf"(?i)\.(?=(?!(?:{FILES})(?![\w/-]))[a-z]{{2}}|xn--|(?:{TOP}))|(?<=www)\.")
ADDRESS = re.compile(r"(?<=\d)\.(?=\d+\.\d+\.?\d*)")
"""The dots of a host's number, 192.0.2.1."""

MEANS_SOMETHING = str.maketrans("[]()*_`<>#|~\\&!", "［］（）＊＿｀＜＞＃｜～＼＆！")
"""Chats differ in how a character is escaped, and some do not know any way; its wide form means nothing
to all of them, and reads the same."""


def typed(text: str) -> str:
    """The text on one line, with nothing in it that a program would make a link of: `evil[.]com`."""
    line = on_one_line(text)
    line = SCHEME.sub(lambda found: f"{found[1] or found[2]}[:]", line)
    return ADDRESS.sub("[.]", DOT.sub("[.]", line))


def for_markdown(text: str) -> str:
    """The text without a character that Markdown, or the HTML in it, gives a meaning."""
    return text.translate(MEANS_SOMETHING)


def dressed(told: Told, dress: Callable[[str], str]) -> Told:
    """The same with every text in it dressed, however deep it lies."""
    made: Any = told
    if isinstance(told, str):
        made = dress(told)
    elif isinstance(told, tuple):
        made = tuple(dressed(one, dress) for one in told)
    elif is_dataclass(told) and not isinstance(told, type):
        made = replace(told, **{one.name: dressed(getattr(told, one.name), dress) for one in fields(told)})
    return made  # type: ignore[no-any-return]

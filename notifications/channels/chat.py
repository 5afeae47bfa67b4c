"""How does a digest look in a chat, and whom does it call by name?

The link and the number stand at the end and are never cut off. Nobody is called but the one to whom the
message is addressed: neither a village's text nor a person's own address calls a whole group.
"""

import re
from collections.abc import Callable

from notifications.channels.http import as_json, shortened
from notifications.channels.protocol import PermanentFailure
from notifications.message import Message

OPEN = {"zh": "打开并签收", "en": "Open and acknowledge"}
NUMBER = {"zh": "编号", "en": "No."}

CALLS = re.compile(r"<(?=\s*(?:@|at\b))", re.IGNORECASE)
"""Where a text would call somebody: <@user> in WeCom, <at id=user> in Feishu."""

USER_ID = re.compile(r"(?!all\Z)[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}", re.IGNORECASE)
"""A user id as the three platforms give them out; @all, all and a|b are none."""

TITLE_BYTES = 300

MOBILE = re.compile(r"(?:\+?86)?(1[0-9]{10})")


def mobile(address: str) -> str | None:
    """The eleven digits of a Chinese mobile number; None when it is none."""
    found = MOBILE.fullmatch(re.sub(r"[ -]", "", address))
    return found[1] if found else None


def user_id(message: Message, address: str) -> str:
    """The address as the id of one user. Raises PermanentFailure."""
    if not USER_ID.fullmatch(address):
        raise PermanentFailure(f"{message.recipient} 的地址 {address!r} 不是用户 id，请在其渠道设置中改正")
    return address


def title(message: Message) -> str:
    """The subject, for a place of its own above the text."""
    return shortened(harmless(message.subject), TITLE_BYTES)


def open_label(message: Message) -> str:
    return OPEN.get(message.language, OPEN["zh"])


def in_markdown(message: Message, most: int, call: str = "") -> str:
    """The digest in at most `most` bytes of Markdown; `call` is what the chat takes for calling somebody."""
    return _closed(
        message, message.card or message.text, f"[{open_label(message)}]({message.link})", most, call
    )


def in_plain_text(message: Message, most: int) -> str:
    """The digest in at most `most` bytes without any markup."""
    return _closed(message, message.text, f"{open_label(message)}：{message.link}", most, "")


def fitting(build: Callable[[int], object], most: int) -> object:
    """What `build` makes with as much room for text, in bytes, as leaves it at most `most` bytes as JSON."""
    if len(as_json(whole := build(most))) <= most:
        return whole
    fits, too_much = 0, most
    while too_much - fits > 1:
        room = (fits + too_much) // 2
        if len(as_json(build(room))) <= most:
            fits = room
        else:
            too_much = room
    return build(fits)


def harmless(text: str) -> str:
    """The text without anything by which it would call somebody."""
    return CALLS.sub("＜", text)


def number_line(message: Message) -> str:
    """Chats drop nothing that arrives twice: by this a reader sees that it is the same."""
    return f"{NUMBER.get(message.language, NUMBER['zh'])} {message.digest_id}"


def _closed(message: Message, body: str, link: str, most: int, call: str) -> str:
    text = harmless(body if message.subject in body else f"{message.subject}\n\n{body}").strip()
    end = "\n\n" + " ".join(part for part in (number_line(message), call) if part)
    cut = _cut(text, end, most)
    if message.link is None or message.link in cut:
        return cut
    return _cut(text, f"\n\n{link}{end}", most)


def _cut(text: str, end: str, most: int) -> str:
    return shortened(text, most - len(end.encode())) + end

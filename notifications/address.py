"""Under which address do people reach this installation from outside, and which mailbox takes their replies?

DUBAN_ADDRESS    the address of the pages, https://duban.example.cn; without it messages carry no links
DUBAN_REPLY_TO   the mailbox for replies, duban@reply.example.cn; it must take duban+anything@ as well
DUBAN_MAILDIR    the folder (Maildir) into which the mail server puts those replies
"""

import os
from collections.abc import Mapping
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit

from notifications.link import LONGEST_USER
from notifications.mail import NO_ADDRESS
from notifications.settings import WrongSetting

LONGEST_BASE = 200


def pages_from_environment(environment: Mapping[str, str] = os.environ) -> str | None:
    """The address of the pages, without a slash at its end; None if none is set. Raises WrongSetting."""
    text = environment.get("DUBAN_ADDRESS", "").strip()
    if not text:
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise _no_address(text) from None
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= LONGEST_BASE
    odd = parts.query or parts.fragment or parts.username is not None or parts.path not in ("", "/")
    if parts.scheme not in ("http", "https") or not parts.hostname or odd or not plain:
        raise _no_address(text)
    return f"{parts.scheme}://{parts.netloc}"


def mailbox_from_environment(environment: Mapping[str, str] = os.environ) -> Address | None:
    """The mailbox for replies; None if none is set. Raises WrongSetting."""
    text = environment.get("DUBAN_REPLY_TO", "").strip()
    if not text:
        return None
    try:
        mailbox = Address(addr_spec=text)
    except NO_ADDRESS:
        mailbox = Address()
    user, domain = mailbox.username, mailbox.domain
    if not (user and domain and text.isascii() and text == f"{user}@{domain}" and "+" not in user):
        raise WrongSetting(
            f"DUBAN_REPLY_TO={text} 不是邮箱地址，应如：duban@reply.example.cn，@ 前不含加号。"
        )
    if len(user) > LONGEST_USER:
        raise WrongSetting(f"DUBAN_REPLY_TO={text} 的 @ 前最多 {LONGEST_USER} 个字符，因为还要加上签收码。")
    return mailbox


def maildir_from_environment(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder in which replies arrive; None if none is set. Raises WrongSetting."""
    text = environment.get("DUBAN_MAILDIR", "").strip()
    if not text:
        return None
    folder = Path(text).expanduser()
    if not all((folder / part).is_dir() for part in ("new", "cur", "tmp")):
        raise WrongSetting(f"DUBAN_MAILDIR={text} 不是 Maildir：其中应有 new、cur、tmp 三个文件夹。")
    return folder


def _no_address(text: str) -> WrongSetting:
    return WrongSetting(
        f"DUBAN_ADDRESS={text} 不是网址，应如：https://duban.example.cn，只有主机和端口，不带路径。"
    )

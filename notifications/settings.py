"""Which channel has been set up, and what is wrong with its settings?

    DUBAN_CHANNEL    console (the default), file or smtp
    DUBAN_OUTBOX     file: the folder for the e-mails
    DUBAN_SMTP_URL   smtp: smtp://user:password@host:25?starttls=1, or smtps://user:password@host
    DUBAN_MAIL_FROM  smtp: the sender, 督办 <duban@example.cn>; file: may be left out

User and password are written percent-encoded. No message shows the address, since it may hold a password.
"""

import os
from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from notifications.channels.console import ConsoleChannel
from notifications.channels.file import NOBODY, FileChannel
from notifications.channels.protocol import Channel
from notifications.channels.smtp import Security, SmtpChannel, SmtpServer
from notifications.mail import NO_ADDRESS
from states.errors import DubanError

CHANNELS = ("console", "file", "smtp")
SMTP_EXAMPLE = "smtp://用户:密码@主机:25?starttls=1"
PORTS: dict[str, int] = {"smtp": 25, "smtps": 465}
LONGEST_TIMEOUT = 120.0


class WrongSetting(DubanError):
    """A setting of the channel is missing or wrong; the message says what would be right."""


def channel_from_environment(environment: Mapping[str, str] = os.environ) -> Channel:
    """The channel that the environment names. Raises WrongSetting; opens nothing."""
    chosen = environment.get("DUBAN_CHANNEL", "").strip() or "console"
    if chosen == "console":
        return ConsoleChannel()
    if chosen == "file":
        folder = _needed(environment, "DUBAN_OUTBOX", "存放邮件文件的文件夹")
        sender = environment.get("DUBAN_MAIL_FROM", "").strip()
        return FileChannel(Path(folder).expanduser(), _sender(sender) if sender else NOBODY)
    if chosen == "smtp":
        server = smtp_server(_needed(environment, "DUBAN_SMTP_URL", SMTP_EXAMPLE))
        return SmtpChannel(
            server, _sender(_needed(environment, "DUBAN_MAIL_FROM", "督办 <duban@example.cn>"))
        )
    raise WrongSetting(f"DUBAN_CHANNEL={chosen} 无法识别。可选：{'、'.join(CHANNELS)}。")


def smtp_server(url: str) -> SmtpServer:
    """The server in an address. Raises WrongSetting, without the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong_url("端口或主机写法不对（密码中的特殊字符须写成 %40 这样的形式）") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise _wrong_url("须以 smtp:// 或 smtps:// 开头并写明主机，主机之后只能有端口和 ? 参数")
    options = _options(parts)
    return SmtpServer(
        host=parts.hostname,
        port=PORTS[parts.scheme] if port is None else port,
        security=_security(parts, options.get("starttls")),
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        timeout=_timeout(options.get("timeout", "30")),
    )


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - {"starttls", "timeout"}):
        raise _wrong_url(f"不认识参数 {unknown[0]}，只有 starttls 和 timeout")
    return options


def _security(parts: SplitResult, starttls: str | None) -> Security:
    if starttls not in (None, "0", "1"):
        raise _wrong_url("starttls 只能是 1（加密）或 0（不加密）")
    if parts.scheme == "smtps":
        if starttls == "1":
            raise _wrong_url("smtps:// 自始即加密，不能再写 starttls=1")
        return "ssl"
    if starttls is None and parts.username is not None:
        raise _wrong_url("密码不应明文传送：请加 ?starttls=1；服务器确实不支持加密的，写 ?starttls=0")
    return "starttls" if starttls == "1" else "none"


def _timeout(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_TIMEOUT:
        raise _wrong_url(f"timeout 应为 0 到 {LONGEST_TIMEOUT:g} 之间的秒数")
    return seconds


def _sender(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        sender = Address(name, addr_spec=address)
    except NO_ADDRESS:
        sender = Address()
    if not sender.domain or not sender.addr_spec.isascii():
        raise WrongSetting(f"DUBAN_MAIL_FROM={text} 不是发件人地址，应如：督办 <duban@example.cn>。")
    return sender


def _needed(environment: Mapping[str, str], name: str, example: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise WrongSetting(f"DUBAN_CHANNEL={environment['DUBAN_CHANNEL']} 还需要设置 {name}：{example}。")
    return value


def _wrong_url(why: str) -> WrongSetting:
    return WrongSetting(f"DUBAN_SMTP_URL 不对：{why}。应如：{SMTP_EXAMPLE}。")

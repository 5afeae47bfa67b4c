"""What do the address of a mail server and a sender's address say?

Both refuse by ValueError, whose words say why and show no password.
"""

from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from notifications.channels.smtp import Security, SmtpServer
from notifications.mail import NO_ADDRESS

SMTP_EXAMPLE = "smtp://用户:密码@主机:25?starttls=1"
SENDER_EXAMPLE = "督办 <duban@example.cn>"
PORTS: dict[str, int] = {"smtp": 25, "smtps": 465}
LONGEST_TIMEOUT = 120.0


def smtp_server(url: str) -> SmtpServer:
    """The server in an address. User and password are written percent-encoded."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("端口或主机写法不对（密码中的特殊字符须写成 %40 这样的形式）") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise ValueError("须以 smtp:// 或 smtps:// 开头并写明主机，主机之后只能有端口和 ? 参数")
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
        raise ValueError(f"不认识参数 {unknown[0]}，只有 starttls 和 timeout")
    return options


def _security(parts: SplitResult, starttls: str | None) -> Security:
    if starttls not in (None, "0", "1"):
        raise ValueError("starttls 只能是 1（加密）或 0（不加密）")
    if parts.scheme == "smtps":
        if starttls == "1":
            raise ValueError("smtps:// 自始即加密，不能再写 starttls=1")
        return "ssl"
    if starttls is None and parts.username is not None:
        raise ValueError("密码不应明文传送：请加 ?starttls=1；服务器确实不支持加密的，写 ?starttls=0")
    return "starttls" if starttls == "1" else "none"


def _timeout(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_TIMEOUT:
        raise ValueError(f"timeout 应为 0 到 {LONGEST_TIMEOUT:g} 之间的秒数")
    return seconds


def sender_address(text: str) -> Address:
    """The sender: an address, perhaps with a name before it."""
    name, address = parseaddr(text)
    try:
        sender = Address(name, addr_spec=address)
    except NO_ADDRESS:
        sender = Address()
    if not sender.domain or not sender.addr_spec.isascii():
        raise ValueError(f"不是发件人地址，应如：{SENDER_EXAMPLE}")
    return sender

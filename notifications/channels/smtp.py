"""How do notices reach people by e-mail?

One connection serves a batch. What the server says about a message decides for that message (4xx:
later, 5xx: never); what it says about the connection, the password or the sender's address concerns
them all, and is never a message's fault.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from typing import Literal

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.mail import as_email
from notifications.message import Message
from notifications.words import on_one_line

Security = Literal["starttls", "ssl", "none"]

TOO_LARGE = 552
"""The one permanent answer to MAIL FROM that is about the message and not about the sender."""

CLOSING = 421


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. `timeout` in seconds, for every single step."""

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30.0

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class SmtpChannel:
    """Sends notices through one server, as one sender."""

    name = "smtp"

    def __init__(self, server: SmtpServer, sender: Address, trusted: ssl.SSLContext | None = None) -> None:
        """`trusted` says which certificates are accepted; by default those that the machine trusts."""
        self._server, self._sender = server, sender
        self._trusted = trusted
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Message) -> None:
        if message.address is None:
            raise PermanentFailure(f"{message.recipient} 没有邮箱地址，请在人员名单中补上")
        email = as_email(message, self._sender)
        connection = self._connected()
        with self._said_about_the_message():
            connection.send_message(email, self._sender.addr_spec, message.address)

    def close(self) -> None:
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        """The open connection, or a new one. Raises Unreachable."""
        if self._connection is not None and not _answers(self._connection):
            self._drop()
        if self._connection is None:
            try:
                self._connection = self._connect()
            except smtplib.SMTPAuthenticationError as error:
                raise Unreachable(f"邮件服务器 {self._server} 不接受用户名或密码：{_said(error)}") from error
            except smtplib.SMTPResponseException as error:
                raise Unreachable(f"邮件服务器 {self._server} 拒绝连接：{_said(error)}") from error
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(f"连不上邮件服务器 {self._server}：{on_one_line(str(error))}") from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        context = self._trusted or ssl.create_default_context()
        if server.security == "ssl":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                connection.starttls(context=context)
            if server.user is not None:
                connection.login(server.user, server.password or "")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _said_about_the_message(self) -> Iterator[None]:
        """Turn what goes wrong in a conversation into a channel's two failures."""
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            ((code, reply),) = error.recipients.values()
            raise self._refused("收件人被拒绝", code, reply) from error
        except smtplib.SMTPSenderRefused as error:
            if 500 <= error.smtp_code < 600 and error.smtp_code != TOO_LARGE:
                raise Unreachable(f"发件人 {self._sender.addr_spec} 被拒绝：{_said(error)}") from error
            raise self._refused("邮件被拒绝", error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise self._refused("邮件被拒绝", error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise _broken_off(self._server, error) from error

    def _refused(self, what: str, code: int, reply: bytes | str) -> TemporaryFailure | PermanentFailure:
        detail = f"{what}：{code} {_text(reply)}"
        if not 400 <= code < 600:
            self._drop()  # whatever this is, it does not speak SMTP any more
        if code == CLOSING:
            return Unreachable(detail)
        return PermanentFailure(detail) if 500 <= code < 600 else TemporaryFailure(detail)


def _answers(connection: smtplib.SMTP) -> bool:
    """Whether a connection that was opened before still serves: servers close them after a while."""
    try:
        return connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _broken_off(server: SmtpServer, error: Exception) -> TemporaryFailure:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Unreachable(f"邮件服务器 {server} 在 {server.timeout:g} 秒内没有回应")
    return TemporaryFailure(f"与邮件服务器 {server} 的连接中断：{on_one_line(str(error))}")


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(reply: bytes | str) -> str:
    return on_one_line(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)

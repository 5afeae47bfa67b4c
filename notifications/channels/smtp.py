"""How do digests reach people by e-mail?

One connection serves many messages; one that the server has closed meanwhile is opened anew. What the
server says about a message decides for that message (4xx: later, 5xx: never); what it says about the
connection, the password or the sender's address concerns them all, and is never a message's fault.
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

YES = (250, 251)

Answer = tuple[int, bytes]


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

    def __init__(
        self, server: SmtpServer, sender: Address, trusted: ssl.SSLContext | None = None, name: str = "mail"
    ) -> None:
        """`trusted` says which certificates are accepted; by default those that the machine trusts."""
        self.name = name
        self._server, self._sender = server, sender
        self._trusted = trusted
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Message) -> None:
        if message.address is None:
            raise PermanentFailure(f"{message.recipient} 没有邮箱地址，请在人员名单中补上")
        content = as_email(message, self._sender).as_bytes()
        with self._said_about_the_message():
            connection = self._begun(len(content))
            self._taken("收件人被拒绝", connection.rcpt(message.address))
            self._taken("邮件被拒绝", connection.data(content))

    def close(self) -> None:
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _begun(self, size: int) -> smtplib.SMTP:
        """The connection, on which a message of so many bytes has been begun.

        A server may have closed one that was open before. That shows here, where nothing has been handed
        over yet: beginning anew doubles no message, and no message needs a question beforehand.
        """
        if self._connection is not None:
            answer = self._greeted(self._connection, size)
            if answer[0] != CLOSING:
                self._taken("邮件被拒绝", answer, of_the_sender=True)
                return self._connection
            self._drop()
        self._connection = connection = self._connected()
        self._taken("邮件被拒绝", _mail_from(connection, self._sender, size), of_the_sender=True)
        return connection

    def _greeted(self, connection: smtplib.SMTP, size: int) -> Answer:
        """What a connection that was open before answers; one that is gone is closing."""
        try:
            return _mail_from(connection, self._sender, size)
        except OSError as error:
            if _timed_out(error):
                raise
            return CLOSING, b""

    def _connected(self) -> smtplib.SMTP:
        """A new connection. Raises Unreachable."""
        try:
            return self._connect()
        except smtplib.SMTPAuthenticationError as error:
            raise Unreachable(f"邮件服务器 {self._server} 不接受用户名或密码：{_said(error)}") from error
        except smtplib.SMTPResponseException as error:
            raise Unreachable(f"邮件服务器 {self._server} 拒绝连接：{_said(error)}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"连不上邮件服务器 {self._server}：{on_one_line(str(error))}") from error

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
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _said_about_the_message(self) -> Iterator[None]:
        """Turn what goes wrong in a conversation into a channel's two failures."""
        try:
            yield
        except smtplib.SMTPResponseException as error:
            raise self._refused("邮件被拒绝", error.smtp_code, _text(error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise _broken_off(self._server, error) from error

    def _taken(self, what: str, answer: Answer, *, of_the_sender: bool = False) -> None:
        """Raise what an answer means that is no yes; `what` says of which question it is the answer."""
        code, reply = answer
        if code in YES:
            return
        if of_the_sender and 500 <= code < 600 and code != TOO_LARGE:
            self._begin_again()
            raise Unreachable(f"发件人 {self._sender.addr_spec} 被拒绝：{code} {_text(reply)}")
        raise self._refused(what, code, _text(reply))

    def _refused(self, what: str, code: int, reply: str) -> TemporaryFailure | PermanentFailure:
        detail = f"{what}：{code} {reply}"
        if code == CLOSING or not 400 <= code < 600:
            self._drop()  # it is closing, or whatever this is, it does not speak SMTP any more
        else:
            self._begin_again()
        if code == CLOSING:
            return Unreachable(detail)
        return PermanentFailure(detail) if 500 <= code < 600 else TemporaryFailure(detail)

    def _begin_again(self) -> None:
        """Take back the message that was begun; the connection stays for the next one."""
        try:
            if self._connection is None or self._connection.rset()[0] not in YES:
                self._drop()
        except OSError:
            self._drop()


def _mail_from(connection: smtplib.SMTP, sender: Address, size: int) -> Answer:
    options = [f"size={size}"] if connection.has_extn("size") else []
    return connection.mail(sender.addr_spec, options)


def _timed_out(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _broken_off(server: SmtpServer, error: Exception) -> TemporaryFailure:
    if _timed_out(error):
        return Unreachable(f"邮件服务器 {server} 在 {server.timeout:g} 秒内没有回应")
    return TemporaryFailure(f"与邮件服务器 {server} 的连接中断：{on_one_line(str(error))}")


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(reply: bytes | str) -> str:
    return on_one_line(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)

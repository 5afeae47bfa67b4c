"""A real mail server on the loopback that takes mail, refuses it, breaks off, or never answers."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Answer = Callable[[str], str | None]
"""What a mail server answers to a recipient or sender; None: accepted."""


class Mailroom:
    """What came in, in order. The answers may be changed at any time."""

    def __init__(self) -> None:
        self.mail: list[EmailMessage] = []
        self.envelopes: list[tuple[str, str]] = []
        self.connections = 0
        self.at_sender: Answer = lambda _: None
        self.at_recipient: Answer = lambda _: None
        self.at_message: Answer = lambda _: None
        self.taken: Callable[[int], None] = lambda _: None
        """Told how many messages have come in, before the sender is answered."""

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := await self._answer(server, self.at_sender, address)) is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := await self._answer(server, self.at_recipient, address)) is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        if (answer := await self._answer(server, self.at_message, message["Subject"])) is not None:
            return answer
        self.mail.append(message)
        self.envelopes.append((str(envelope.mail_from), envelope.rcpt_tos[0]))
        self.taken(len(self.mail))
        return "250 OK"

    async def _answer(self, server: SMTP, answer: Answer, about: str) -> str | None:
        said = answer(about)
        if said == HANG:
            await asyncio.sleep(30)
        if said == BREAK_OFF:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return said


HANG = "never answers"
BREAK_OFF = "breaks off"


@contextmanager
def open_post_office(
    mailroom: Mailroom, port: int | None = None, tls: ssl.SSLContext | None = None, **options: Any
) -> Iterator[int]:
    """The server, at its port. With `tls` it offers STARTTLS, with `ssl_context` it speaks TLS at once."""
    chosen = port or free_port()
    controller = Controller(mailroom, hostname="127.0.0.1", port=chosen, tls_context=tls, **options)
    controller.start()
    try:
        yield chosen
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """Lets in one user with one password."""

    def check(
        _server: object, _session: object, _envelope: object, _mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        let_in = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=let_in, handled=let_in)

    return check

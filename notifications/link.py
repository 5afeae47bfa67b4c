"""With what does somebody acknowledge a message without signing in (签收)?

A ticket names a message, its recipient and its end, and is signed with the installation's secret: whoever has
it may acknowledge that message, and nothing else. It stands in the link of a message, and in the address that
takes replies; signed for one it is worth nothing as the other, since addresses lie about in the logs of mail
servers. Mail servers fold the case of addresses, so the alphabet has one case.

Pure. The standard library signs: what the signing libraries write tells capitals from small letters.
"""

import hmac
from base64 import b32decode, b32encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from hashlib import sha256
from typing import Literal

Purpose = Literal["page", "reply"]

NUMBER_BYTES, INSTANT_BYTES, SEAL_BYTES = 4, 5, 12
PAYLOAD_BYTES = 2 * NUMBER_BYTES + INSTANT_BYTES

TOKEN_LENGTH = (PAYLOAD_BYTES + SEAL_BYTES) * 8 // 5
"""Signs of five bits each; nothing is left over, so that no ticket is written in two ways."""

LONGEST_LOCAL_PART = 64
"""Of an address (RFC 5321, 4.5.3.1.1)."""

LONGEST_USER = LONGEST_LOCAL_PART - TOKEN_LENGTH - len("+")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Forged(Exception):
    """This is no ticket of ours, or it has been changed."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """May acknowledge what the message `digest_id` tells the person; ends at `expires`, in whole seconds."""

    digest_id: int
    person_id: int
    expires: datetime


class Expired(Exception):
    """The ticket is genuine, and its time is over."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        super().__init__(f"expired at {ticket.expires.isoformat()}")


@dataclass(frozen=True, slots=True)
class Signer:
    """Writes and reads tickets.

    `base` is the address of the pages, without a slash at its end; `mailbox` takes replies, at
    `user+ticket@domain`. What is None is not offered.
    """

    secret: bytes = field(repr=False)
    base: str | None
    mailbox: Address | None = None

    def link(self, digest_id: int, person_id: int, expires: datetime) -> str | None:
        """The address of the page on which a message is acknowledged."""
        if self.base is None:
            return None
        return f"{self.base}/n/{self._write('page', Ticket(digest_id, person_id, expires))}"

    def reply_address(self, digest_id: int, person_id: int, expires: datetime) -> str | None:
        """The address that takes a reply to a message as its acknowledgement."""
        if self.mailbox is None:
            return None
        token = self._write("reply", Ticket(digest_id, person_id, expires))
        return f"{self.mailbox.username}+{token}@{self.mailbox.domain}"

    def read(self, token: str, at: datetime, purpose: Purpose = "page") -> Ticket:
        """The ticket that a token is at an instant. Raises Forged, Expired."""
        if len(token) != TOKEN_LENGTH or not token.isascii():
            raise Forged
        try:
            written = b32decode(token.upper())
        except ValueError:
            raise Forged from None
        payload, seal = written[:PAYLOAD_BYTES], written[PAYLOAD_BYTES:]
        if not hmac.compare_digest(seal, self._seal(purpose, payload)):
            raise Forged
        ticket = _unpacked(payload)
        if at >= ticket.expires:
            raise Expired(ticket)
        return ticket

    def _write(self, purpose: Purpose, ticket: Ticket) -> str:
        payload = _packed(ticket)
        return b32encode(payload + self._seal(purpose, payload)).decode().lower()

    def _seal(self, purpose: Purpose, payload: bytes) -> bytes:
        """96 bits: nobody can try them out, and the address stays short."""
        return hmac.new(self.secret, purpose.encode() + b"\0" + payload, sha256).digest()[:SEAL_BYTES]


def _packed(ticket: Ticket) -> bytes:
    seconds = (ticket.expires - EPOCH) // timedelta(seconds=1)
    return (
        ticket.digest_id.to_bytes(NUMBER_BYTES, "big")
        + ticket.person_id.to_bytes(NUMBER_BYTES, "big")
        + seconds.to_bytes(INSTANT_BYTES, "big")
    )


def _unpacked(payload: bytes) -> Ticket:
    digest, person, seconds = payload[:4], payload[4:8], payload[8:]
    return Ticket(
        int.from_bytes(digest, "big"),
        int.from_bytes(person, "big"),
        EPOCH + timedelta(seconds=int.from_bytes(seconds, "big")),
    )

"""How do notices reach a program of the office's own?

As a POST signed by the Standard Webhooks convention (github.com/standard-webhooks/standard-webhooks,
spec/standard-webhooks.md): whoever knows the secret can tell that duban has sent it, and when. What is sent
again carries the same webhook-id and Idempotency-Key. Any 2xx is taken for arrived.
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest
from urllib.parse import urlsplit

from notifications.channels.http import JSON, HttpService, as_json
from notifications.message import Message
from records.clock import Clock

PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to. `secret` as Standard Webhooks writes it (whsec_ and base64), or any other text.

    The address may hold a key of its own, and is treated as a secret beyond its host.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    timeout: float = 10.0


class WebhookChannel:
    """Sends each notice as a JSON document."""

    name = "webhook"

    def __init__(self, hook: Webhook, clock: Clock) -> None:
        """Raises ValueError for a url that is none, or a secret that is no base64 after whsec_."""
        self._key, self._clock = _key(hook.secret), clock
        parts = urlsplit(hook.url)
        base = parts._replace(path="", query="").geturl()
        self._path = parts._replace(scheme="", netloc="").geturl() or "/"
        hidden = (hook.secret, parts.query, parts.path.strip("/"))
        self._service = HttpService("Webhook", base, hook.timeout, hidden)

    def send(self, message: Message) -> None:
        body = as_json(_document(message))
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            **JSON,
            "webhook-id": message.message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(self._key, message.message_id, timestamp, body),
            "Idempotency-Key": message.message_id,
        }
        self._service.ask("POST", self._path, body=body, headers=headers).settle()

    def close(self) -> None:
        self._service.close()


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    signed = digest(key, b".".join((message_id.encode(), timestamp.encode(), body)), sha256)
    return f"v1,{b64encode(signed).decode()}"


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("密钥 whsec_ 之后须是 base64") from None


def _document(message: Message) -> object:
    return {
        "type": "notice",
        "timestamp": message.written_at.isoformat(),
        "data": {
            "id": message.message_id,
            "digest": message.digest_id,
            "recipient": message.recipient,
            "address": message.address,
            "language": message.language,
            "subject": message.subject,
            "text": message.text,
            "card": message.card,
            "short": message.short,
            "link": message.link,
        },
    }

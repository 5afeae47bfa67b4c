"""What does a channel carry: which words, to whom?"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

Form = Literal["page", "card", "short"]
"""What a message may have besides its subject and plain text."""

EVERY_FORM: frozenset[Form] = frozenset(("page", "card", "short"))

AS_MAIL: frozenset[Form] = frozenset(("page",))


@dataclass(frozen=True, slots=True)
class Message:
    """A digest in words, in every form that its channel may want.

    `message_id` is the same each time the message is sent, and no other's: a receiver may drop what
    arrives twice. `address` is in the channel's own terms (e-mail, telephone, user id); None for somebody
    who has none, and whether that matters, the channel says. `text` is the whole in plain text, `html` the
    same as a page, `card` in the Markdown that chats understand, `short` on one line for a text message.
    `link` leads to the page where it is acknowledged; `reply_to` is the address that takes a reply as
    acknowledgement. `written_at` is when the digest was made, in the campaign's zone.
    """

    message_id: str
    digest_id: int
    recipient: str
    address: str | None
    language: str
    subject: str
    text: str
    written_at: datetime
    html: str | None = None
    card: str = ""
    short: str = ""
    link: str | None = None
    reply_to: str | None = None


def lasting_id(digest_id: int, made_at: datetime, person_id: int) -> str:
    """The Message-ID of a digest, without the domain: the same each time it is sent, whatever has been
    acknowledged meanwhile."""
    lasting = (digest_id, made_at.isoformat(), person_id)
    hashed = sha256("\n".join(map(str, lasting)).encode()).hexdigest()
    return f"notice-{digest_id}-{hashed[:16]}"

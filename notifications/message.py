"""What does a channel carry: which words, to whom?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in words. `message_id` is the same each time the notice is sent, and no other's.

    `address` is None for somebody who has none; whether that matters, the channel says.
    `written_at` is when the notice was queued, in the campaign's zone.
    """

    message_id: str
    notice_id: int
    recipient: str
    address: str | None
    language: str
    subject: str
    text: str
    written_at: datetime
    html: str | None = None

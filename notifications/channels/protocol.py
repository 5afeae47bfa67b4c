"""What must a channel be able to do, and how does it say that it could not?

A channel knows one message at a time and nothing of notices, attempts or databases. It never waits
longer than its own time-out, and says exactly one of three things: it is done (`send` returns),
perhaps later (`TemporaryFailure`), never (`PermanentFailure`).
"""

from datetime import timedelta
from typing import Protocol

from notifications.message import Message


class Channel(Protocol):
    """A way to people. `name` stands in the record of every delivery, 32 characters at most."""

    @property
    def name(self) -> str: ...

    def send(self, message: Message) -> None:
        """Hand the message over. Raises TemporaryFailure or PermanentFailure."""

    def close(self) -> None:
        """Nothing more is sent for now: let go of what `send` has opened. Never raises."""


class TemporaryFailure(Exception):
    """The message did not go; the same one may go later. `retry_after`: not before."""

    def __init__(self, detail: str, retry_after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.detail, self.retry_after = detail, retry_after


class Unreachable(TemporaryFailure):
    """The channel itself does not work: the next message would fare no better."""


class PermanentFailure(Exception):
    """The message will never go; the reason is for the administrator."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

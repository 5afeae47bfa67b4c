"""Which channels has this installation, and how much of each may be used?"""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.channels.protocol import Channel
from notifications.message import AS_MAIL, EVERY_FORM, Form
from records.route import Needs, Outlet


@dataclass(frozen=True, slots=True)
class Way:
    """A channel as it has been set up.

    `name` is what plans and people call it (mail, sms, wecom …), `open` makes a channel for one sender's
    use, so that several messages may be on their way at once: `concurrency` of them at most in the whole
    installation. `per_minute` limits the rate; None: as fast as it takes them. `needs` is which address of
    a person it can do with, where the person has named none for it; `own`: only one named for it.
    """

    name: str
    open: Callable[[], Channel]
    needs: Needs = "nothing"
    concurrency: int = 1
    per_minute: int | None = None
    type: str = ""
    """Of which of the types in docs/channels.md it is."""

    @property
    def forms(self) -> frozenset[Form]:
        """In which forms it wants its messages, besides plain text."""
        return AS_MAIL if self.type in ("smtp", "file") else EVERY_FORM

    @property
    def outlet(self) -> Outlet:
        return Outlet(self.name, self.needs)

    @classmethod
    def over(cls, channel: Channel) -> "Way":
        """One channel that is at hand already, for everybody."""
        return cls(channel.name, lambda: channel)

"""Messages that have gone out in a test, with the links that stand in them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from actions.delivery import deliver_notices
from notifications.message import Message
from states.roles import Role
from tests.town import Town, mail

PAGES, MAILBOX = "https://duban.example", "duban@reply.example"


class Letterbox:
    """A channel that reaches everybody, and keeps what it was given."""

    name = "letterbox"

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def reachable() -> Iterator[None]:
    """The installation has an address, and a mailbox for replies."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUBAN_ADDRESS", PAGES)
        environment.setenv("DUBAN_REPLY_TO", MAILBOX)
        yield


def sent(town: Town) -> list[Message]:
    """What goes out now."""
    letterbox = Letterbox()
    with reachable():
        deliver_notices(town.desk, letterbox)
    return letterbox.messages


def sent_to(town: Town, role: Role, unit: str) -> Message:
    """The message that goes out now to whoever holds a role at a unit."""
    name = town.who(role, unit).name
    [message] = [one for one in sent(town) if one.recipient == name]
    assert message.address in (None, mail(role, unit))
    return message


def token_in(message: Message) -> str:
    """The token of the link in a message."""
    assert message.link is not None
    assert message.link.startswith(f"{PAGES}/n/")
    return message.link.rpartition("/")[2]

"""How do digests leave by whatever else Apprise knows (more than a hundred services, each by a URL)?

Apprise says only yes or no: a no is tried again, with what it wrote into its log as the reason. It is
imported when it is first needed: that takes a tenth of a second, and reading all its services longer.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from notifications.channels.protocol import TemporaryFailure
from notifications.message import Message
from notifications.words import on_one_line

if TYPE_CHECKING:
    from apprise import NotifyBase

LONGEST_REASON = 200


class AppriseChannel:
    """Sends to the one place that a URL names. Raises ValueError for a URL that Apprise does not take."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self._place = place(url)

    def send(self, message: Message) -> None:
        from apprise import Apprise, NotifyFormat

        sender = Apprise()
        sender.add(self._place)
        with _what_it_logs() as said:
            sent = sender.notify(
                title=on_one_line(message.subject), body=message.text, body_format=NotifyFormat.TEXT
            )
        if not sent:
            raise TemporaryFailure(f"Apprise 未能发出：{said[-1] if said else '没有说明原因'}")

    def close(self) -> None:
        """Nothing stays open: Apprise opens a connection for each message."""


def place(url: str) -> "NotifyBase":
    """What a URL names. Raises ValueError, which does not show it: keys are part of most."""
    from apprise import Apprise

    with _what_it_logs():
        found = Apprise.instantiate(url, suppress_exceptions=True)
    if found is None:
        raise ValueError("Apprise 不认识这个地址，写法见 Apprise 的说明")
    return found


@contextmanager
def _what_it_logs() -> Iterator[list[str]]:
    """The warnings of this thread. None goes into the process's log: they may show keys."""
    log = logging.getLogger("apprise")
    log.propagate = False
    heard = _Heard()
    log.addHandler(heard)
    try:
        yield heard.lines
    finally:
        log.removeHandler(heard)


class _Heard(logging.Handler):
    """Keeps what one thread is told; others send at the same time."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.lines.append(on_one_line(record.getMessage())[:LONGEST_REASON])

"""How fast do notices leave by mail, through the whole path, each recorded on its own?

python -m benchmarks.mail NOTICES CONNECTIONS [bare]    # prints seconds and the peak of memory as JSON

The mail server is real, on the loopback, in a process of its own, and throws away what it takes. The bare
loop sends the same letters with `smtplib` over one connection: it composes the MIME, but knows no database
and puts nothing into words.
"""

import json
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.headerregistry import Address
from pathlib import Path

from benchmarks.timing import ROOT, peak_mb, timed
from notifications import delivery
from notifications.channels.smtp import SmtpChannel, SmtpServer
from notifications.delivery import deliver
from notifications.mail import as_email
from notifications.message import Message
from notifications.render import render
from notifications.way import Way
from records.database import open_engine
from records.migrate import prepare
from tests.notifications.outbox import SHANGHAI, Outbox, found_outbox
from tests.notifications.post_office import free_port

SENDER = Address("督办", "duban", "gongyelu.example")

SINK = """
import sys
from aiosmtpd.controller import Controller

class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
"""


@contextmanager
def sink() -> Iterator[SmtpServer]:
    """A server that takes everything."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    port = free_port()
    command = [sys.executable, "-c", SINK, str(port)]
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:  # type: ignore[call-overload]
        process.stdout.readline()
        yield SmtpServer("127.0.0.1", port, "none")
        process.stdin.close()


def queued(folder: Path, notices: int) -> Outbox:
    """A notice each for so many people."""
    engine = open_engine(str(folder / "mail.sqlite"))
    prepare(engine, datetime(2012, 4, 1, tzinfo=SHANGHAI))
    box = found_outbox(engine)
    box.queue(*box.more_people(notices))
    return box


def through_duban(box: Outbox, server: SmtpServer, connections: int, notices: int) -> float:
    """The seconds until all have been sent and recorded."""
    way = Way("mail", lambda: SmtpChannel(server, SENDER), "email", concurrency=connections, type="smtp")
    result, seconds = timed(lambda: deliver(box.engine, box.clock, [way], box.book))
    assert result.delivered == notices, result
    return seconds


def bare(letters: list[Message], server: SmtpServer) -> float:
    """The seconds of a loop that does nothing else."""

    def loop() -> None:
        with smtplib.SMTP(server.host, server.port) as connection:
            for letter in letters:
                connection.send_message(as_email(letter, SENDER), SENDER.addr_spec, letter.address)

    return timed(loop)[1]


def letters_of(box: Outbox) -> list[Message]:
    """The very letters that duban would send, in words already."""
    written: list[Message] = []

    class Keeping:
        name = "mail"

        def send(self, message: Message) -> None:
            written.append(message)

        def close(self) -> None:
            """Nothing is open."""

    deliver(box.engine, box.clock, [Way("mail", Keeping, type="smtp")], box.book)
    return written


def main(notices: int, connections: int, *, plain: bool) -> None:
    assert delivery.render is render, "the real path"
    with tempfile.TemporaryDirectory() as folder, sink() as server:
        box = queued(Path(folder), notices)
        seconds = bare(letters_of(box), server) if plain else through_duban(box, server, connections, notices)
        print(json.dumps({"seconds": seconds, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), plain=sys.argv[3:] == ["bare"])

"""How are notices shown on the terminal, where no channel has been set up?"""

import sys
from dataclasses import dataclass
from typing import TextIO

from notifications.channels.protocol import Unreachable
from notifications.message import Message


@dataclass(frozen=True)
class ConsoleChannel:
    """Prints each notice: one line of what and to whom, then its text without empty lines."""

    stream: TextIO | None = None
    """None: the standard output, as it is when a message is sent."""
    name: str = "console"

    def send(self, message: Message) -> None:
        address = f" <{message.address}>" if message.address else ""
        lines = [f"[{message.digest_id}] {message.recipient}{address}：{message.subject}"]
        lines += [f"    {line}" for line in message.text.splitlines() if line.strip()]
        self._print("\n".join(lines) + "\n")

    def close(self) -> None:
        pass

    def _print(self, text: str) -> None:
        stream = self.stream or sys.stdout
        try:
            stream.write(_printable(text, stream))
            stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            raise Unreachable(f"无法写到终端：{error}") from error


def _printable(text: str, stream: TextIO) -> str:
    """The text with what the terminal's encoding cannot show as escapes."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)

"""How are notices kept as files, one e-mail (.eml) each?

A notice has one file, whatever happens: sending it again writes the same file again.
"""

from dataclasses import dataclass, field
from email.headerregistry import Address
from pathlib import Path

from notifications.channels.protocol import Unreachable
from notifications.mail import as_email
from notifications.message import Message

NOBODY = Address("督办", "duban", "localhost")


@dataclass(frozen=True)
class FileChannel:
    """Writes each notice into a folder, which is made if need be; any mail program opens them.

    A file is whole or not there.
    """

    folder: Path
    sender: Address = field(default_factory=lambda: NOBODY)
    name: str = "file"

    def send(self, message: Message) -> None:
        content = as_email(message, self.sender).as_bytes()
        file = self.folder / f"{message.message_id}.eml"
        draft = file.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            draft.replace(file)
        except OSError as error:
            raise Unreachable(f"无法写入文件夹 {self.folder}：{error.strerror or error}") from error

    def close(self) -> None:
        pass

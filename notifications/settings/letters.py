"""What may be set of the terminal, of files and of e-mail?"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr

from notifications.channels.protocol import Channel
from notifications.settings.setup import Secret, Setup, Words
from records.route import Needs


def _sender(text: str) -> str:
    from notifications.settings.mail_address import sender_address

    sender_address(text)
    return text


def _server(url: SecretStr) -> SecretStr:
    from notifications.settings.mail_address import smtp_server

    smtp_server(url.get_secret_value())
    return url


Sender = Annotated[str, AfterValidator(_sender)]
SENDER = "发件人，如：督办 <duban@example.cn>"


class Console(Setup):
    """On the terminal."""

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.console import ConsoleChannel

        return partial(ConsoleChannel, name=name)


class File(Setup):
    """As files, one e-mail each."""

    folder: Words = Field(description="存放邮件文件的文件夹，如 /var/spool/duban")
    sender: Sender | None = Field(default=None, validation_alias="from", description=f"{SENDER}；可以不写")

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.file import NOBODY, FileChannel
        from notifications.settings.mail_address import sender_address

        sender = NOBODY if self.sender is None else sender_address(self.sender)
        return partial(FileChannel, Path(self.folder).expanduser(), sender, name)


class Smtp(Setup):
    """By e-mail."""

    needs: ClassVar[Needs] = "email"

    url: Annotated[Secret, AfterValidator(_server)] = Field(
        description="邮件服务器，如 smtp://用户:密码@主机:25?starttls=1，或 smtps://用户:密码@主机"
    )
    sender: Sender = Field(validation_alias="from", description=SENDER)

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.smtp import SmtpChannel
        from notifications.settings.mail_address import sender_address, smtp_server

        server, sender = smtp_server(self.url.get_secret_value()), sender_address(self.sender)
        return partial(SmtpChannel, server, sender, name=name)

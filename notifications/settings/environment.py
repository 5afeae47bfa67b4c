"""Which channels does the environment name?

    DUBAN_CHANNELS   a file with any number of channels; then the others below do not matter

or one channel, the simple way:

    DUBAN_CHANNEL    console (the default), file or smtp
    DUBAN_OUTBOX     file: the folder for the e-mails
    DUBAN_SMTP_URL   smtp: smtp://user:password@host:25?starttls=1, or smtps://user:password@host
    DUBAN_MAIL_FROM  smtp: the sender, 督办 <duban@example.cn>; file: may be left out
"""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from notifications.channels.protocol import Channel
from notifications.settings.wrong import WrongSetting
from notifications.way import Way
from records.route import Needs

if TYPE_CHECKING:
    from email.headerregistry import Address

    from notifications.channels.smtp import SmtpServer

CHANNELS: Mapping[str, tuple[str, Needs]] = {
    "console": ("console", "nothing"),
    "file": ("file", "nothing"),
    "smtp": ("mail", "email"),
}
"""What the channel is called, and which address it needs."""


def ways_from_environment(environment: Mapping[str, str] = os.environ) -> tuple[Way, ...]:
    """The channels that have been set up, the preferred one first. Raises WrongSetting; opens nothing."""
    file = environment.get("DUBAN_CHANNELS", "").strip()
    if file:
        from notifications.settings.channels_file import read_channels

        return read_channels(Path(file).expanduser(), environment)
    channel_from_environment(environment)  # whatever is wrong is said now
    chosen = _chosen(environment)
    name, needs = CHANNELS[chosen]
    return (Way(name, partial(channel_from_environment, dict(environment)), needs, type=chosen),)


def channel_from_environment(environment: Mapping[str, str] = os.environ) -> Channel:
    """The one channel that the environment names. Raises WrongSetting; opens nothing."""
    match _chosen(environment):
        case "console":
            from notifications.channels.console import ConsoleChannel

            return ConsoleChannel()
        case "file":
            return _file(environment)
        case "smtp":
            return _smtp(environment)
        case chosen:
            raise WrongSetting(f"DUBAN_CHANNEL={chosen} 无法识别。可选：{'、'.join(CHANNELS)}。")


def _chosen(environment: Mapping[str, str]) -> str:
    return environment.get("DUBAN_CHANNEL", "").strip() or "console"


def _file(environment: Mapping[str, str]) -> Channel:
    from notifications.channels.file import NOBODY, FileChannel

    folder = _needed(environment, "DUBAN_OUTBOX", "存放邮件文件的文件夹")
    sender = environment.get("DUBAN_MAIL_FROM", "").strip()
    return FileChannel(Path(folder).expanduser(), _sender(sender) if sender else NOBODY)


def _smtp(environment: Mapping[str, str]) -> Channel:
    from notifications.channels.smtp import SmtpChannel
    from notifications.settings.mail_address import SENDER_EXAMPLE, SMTP_EXAMPLE

    server = _server(_needed(environment, "DUBAN_SMTP_URL", SMTP_EXAMPLE))
    name, _ = CHANNELS["smtp"]
    return SmtpChannel(server, _sender(_needed(environment, "DUBAN_MAIL_FROM", SENDER_EXAMPLE)), name=name)


def _server(url: str) -> "SmtpServer":
    from notifications.settings.mail_address import SMTP_EXAMPLE, smtp_server

    try:
        return smtp_server(url)
    except ValueError as error:
        raise WrongSetting(f"DUBAN_SMTP_URL 不对：{error}。应如：{SMTP_EXAMPLE}。") from None


def _sender(text: str) -> "Address":
    from notifications.settings.mail_address import sender_address

    try:
        return sender_address(text)
    except ValueError as error:
        raise WrongSetting(f"DUBAN_MAIL_FROM 不对：{error}。") from None


def _needed(environment: Mapping[str, str], name: str, example: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise WrongSetting(f"DUBAN_CHANNEL={environment['DUBAN_CHANNEL']} 还需要设置 {name}：{example}。")
    return value

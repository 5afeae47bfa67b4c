"""The channel from the environment: what is wrong is said, and the password never is."""

from email.headerregistry import Address
from pathlib import Path

import pytest

from notifications.channels.console import ConsoleChannel
from notifications.channels.file import NOBODY, FileChannel
from notifications.channels.smtp import SmtpChannel, SmtpServer
from notifications.settings import WrongSetting, channel_from_environment, ways_from_environment
from notifications.settings.mail_address import smtp_server

FROM = {"DUBAN_MAIL_FROM": "督办 <duban@gongyelu.example>"}


@pytest.mark.parametrize("environment", [{}, {"DUBAN_CHANNEL": ""}, {"DUBAN_CHANNEL": "console"}])
def test_without_settings_notices_go_to_the_terminal(environment: dict[str, str]) -> None:
    assert channel_from_environment(environment) == ConsoleChannel()


def test_files_need_a_folder_and_may_have_a_sender() -> None:
    settings = {"DUBAN_CHANNEL": "file", "DUBAN_OUTBOX": "/var/spool/duban"}
    channel = channel_from_environment(settings)
    assert isinstance(channel, FileChannel)
    assert (channel.folder, channel.sender) == (Path("/var/spool/duban"), NOBODY)
    named = channel_from_environment({**settings, **FROM})
    assert isinstance(named, FileChannel)
    assert named.sender == Address("督办", "duban", "gongyelu.example")


def test_mail_needs_a_server_and_a_sender() -> None:
    settings = {"DUBAN_CHANNEL": "smtp", "DUBAN_SMTP_URL": "smtp://mail.example:2525", **FROM}
    channel = channel_from_environment(settings)
    assert isinstance(channel, SmtpChannel)
    assert channel.name == "mail"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25, "none")),
        ("smtp://mail.example:587?starttls=1", SmtpServer("mail.example", 587, "starttls")),
        ("smtps://mail.example/", SmtpServer("mail.example", 465, "ssl")),
        ("smtps://mail.example?starttls=0&timeout=2.5", SmtpServer("mail.example", 465, "ssl", timeout=2.5)),
        ("smtp://[::1]:2525", SmtpServer("::1", 2525, "none")),
        (
            "smtp://duban%40mail.example:p%40ss%2Fw%3Aord@mail.example?starttls=1",
            SmtpServer("mail.example", 25, "starttls", "duban@mail.example", "p@ss/w:ord"),
        ),
        ("smtp://u:p@mail.example?starttls=0", SmtpServer("mail.example", 25, "none", "u", "p")),
    ],
)
def test_an_address_names_the_server(url: str, server: SmtpServer) -> None:
    assert smtp_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://:25",
        "smtp://duban:geheim@:25",
        "smtp://duban:geh/eim@mail.example:25?starttls=1",
        "smtp://duban:geheim@mail.example:port?starttls=1",
        "smtp://duban:geheim@mail.example:99999?starttls=1",
        "smtp://duban:geheim@mail.example/path?starttls=1",
        "smtp://duban:geheim@mail.example?starttls=yes",
        "smtp://duban:geheim@mail.example?startssl=1",
        "smtp://duban:geheim@mail.example?starttls=1&timeout=soon",
        "smtp://duban:geheim@mail.example?starttls=1&timeout=0",
        "smtp://duban:geheim@mail.example?starttls=1&timeout=nan",
        "smtp://duban:geheim@mail.example?starttls=1#x",
        "smtps://duban:geheim@mail.example?starttls=1",
        "smtp://duban:geheim@[::1?starttls=1",
    ],
)
def test_an_address_that_is_wrong_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(WrongSetting, match="DUBAN_SMTP_URL 不对：") as refusal:
        channel_from_environment({"DUBAN_CHANNEL": "smtp", "DUBAN_SMTP_URL": url, **FROM})
    chain: BaseException | None = refusal.value
    while chain is not None:
        assert "geh" not in str(chain)
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)


def test_a_password_does_not_travel_in_the_open_unless_one_says_so() -> None:
    with pytest.raises(ValueError, match="密码不应明文传送"):
        smtp_server("smtp://u:p@mail.example")


def test_a_server_never_shows_its_password() -> None:
    server = smtp_server("smtp://duban:geheim@mail.example?starttls=1")
    assert "geheim" not in f"{server} {server!r}"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DUBAN_CHANNEL": "pigeon"}, "DUBAN_CHANNEL=pigeon 无法识别。可选：console、file、smtp。"),
        ({"DUBAN_CHANNEL": "file"}, "还需要设置 DUBAN_OUTBOX"),
        ({"DUBAN_CHANNEL": "file", "DUBAN_OUTBOX": "  "}, "还需要设置 DUBAN_OUTBOX"),
        ({"DUBAN_CHANNEL": "smtp"}, "还需要设置 DUBAN_SMTP_URL"),
        ({"DUBAN_CHANNEL": "smtp", "DUBAN_SMTP_URL": "smtp://m"}, "还需要设置 DUBAN_MAIL_FROM"),
    ],
)
def test_what_is_missing_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        channel_from_environment(environment)
    assert said in str(refusal.value)


@pytest.mark.parametrize("sender", ["duban", "督办", "a@b@c", "督办@例子.中国", "x@", "督办 <duban@>"])
def test_a_sender_that_is_no_address_is_refused(sender: str) -> None:
    settings = {"DUBAN_CHANNEL": "smtp", "DUBAN_SMTP_URL": "smtp://m", "DUBAN_MAIL_FROM": sender}
    with pytest.raises(WrongSetting, match="DUBAN_MAIL_FROM"):
        channel_from_environment(settings)


@pytest.mark.parametrize(
    ("environment", "name", "needs"),
    [
        ({}, "console", "nothing"),
        ({"DUBAN_CHANNEL": "file", "DUBAN_OUTBOX": "/var/spool/duban"}, "file", "nothing"),
        ({"DUBAN_CHANNEL": "smtp", "DUBAN_SMTP_URL": "smtp://m", **FROM}, "mail", "email"),
        ({"DUBAN_CHANNELS": " ", "DUBAN_CHANNEL": "console"}, "console", "nothing"),
    ],
)
def test_without_a_file_there_is_one_way(environment: dict[str, str], name: str, needs: str) -> None:
    (way,) = ways_from_environment(environment)
    assert (way.name, way.needs, way.concurrency, way.per_minute) == (name, needs, 1, None)
    assert way.open().name == name
    assert way.open() is not way.open()


def test_what_is_wrong_is_said_when_the_ways_are_read() -> None:
    with pytest.raises(WrongSetting, match="DUBAN_CHANNEL=pigeon"):
        ways_from_environment({"DUBAN_CHANNEL": "pigeon"})
    with pytest.raises(WrongSetting, match="DUBAN_OUTBOX"):
        ways_from_environment({"DUBAN_CHANNEL": "file"})


def test_a_way_is_as_it_was_when_it_was_read() -> None:
    environment = {"DUBAN_CHANNEL": "file", "DUBAN_OUTBOX": "/var/spool/duban"}
    (way,) = ways_from_environment(environment)
    environment["DUBAN_OUTBOX"] = "/elsewhere"
    channel = way.open()
    assert isinstance(channel, FileChannel)
    assert channel.folder == Path("/var/spool/duban")

"""E-mail through a real server: what it refuses, for whom, and what happens when it fails."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import Address

import pytest

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.smtp import Security, SmtpChannel, SmtpServer
from tests.notifications.certificate import Certificate, certificate_for_loopback
from tests.notifications.post_office import BREAK_OFF, HANG, Mailroom, free_port, only, open_post_office
from tests.notifications.test_mail import REMINDER

SENDER = Address("督办", "duban", "gongyelu.example")
SECOND = replace(REMINDER, message_id="digest-13-x", digest_id=13, subject="第二件")


@pytest.fixture
def mailroom() -> Mailroom:
    return Mailroom()


@pytest.fixture
def port(mailroom: Mailroom) -> Iterator[int]:
    with open_post_office(mailroom) as port:
        yield port


@pytest.fixture
def channel(port: int) -> Iterator[SmtpChannel]:
    made = to(port)
    yield made
    made.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate_for_loopback(tmp_path_factory.mktemp("certificate"))


def to(
    port: int,
    security: Security = "none",
    trusted: ssl.SSLContext | None = None,
    user: str | None = None,
    password: str | None = None,
) -> SmtpChannel:
    server = SmtpServer("127.0.0.1", port, security, user, password, timeout=1.0)
    return SmtpChannel(server, SENDER, trusted)


def test_a_notice_arrives_as_it_was_written(channel: SmtpChannel, mailroom: Mailroom) -> None:
    channel.send(REMINDER)
    (mail,) = mailroom.mail
    assert mail["Subject"] == REMINDER.subject
    assert mail["Message-ID"] == "<digest-12-0123456789abcdef@gongyelu.example>"
    assert mail.get_content().replace("\r\n", "\n") == REMINDER.text
    assert mailroom.envelopes == [("duban@gongyelu.example", "head@zhuzhai.example")]


def test_one_connection_serves_a_batch(channel: SmtpChannel, mailroom: Mailroom) -> None:
    channel.send(REMINDER)
    channel.send(SECOND)
    assert [mail["Subject"] for mail in mailroom.mail] == [REMINDER.subject, SECOND.subject]
    assert mailroom.connections == 1
    channel.close()
    channel.close()
    channel.send(REMINDER)
    assert mailroom.connections == 2


def test_somebody_without_address_cannot_be_written_to(channel: SmtpChannel, mailroom: Mailroom) -> None:
    with pytest.raises(PermanentFailure, match="朱寨社区 主任 没有邮箱地址"):
        channel.send(replace(REMINDER, address=None))
    assert mailroom.connections == 0


@pytest.mark.parametrize("where", ["at_recipient", "at_message"])
def test_what_the_server_refuses_for_now_may_go_later(
    channel: SmtpChannel, mailroom: Mailroom, where: str
) -> None:
    setattr(mailroom, where, lambda _: "451 4.7.1 Greylisted, try again")
    with pytest.raises(TemporaryFailure, match=r"451 .* Greylisted") as failure:
        channel.send(REMINDER)
    assert not isinstance(failure.value, Unreachable)
    setattr(mailroom, where, lambda _: None)
    channel.send(SECOND)
    assert mailroom.connections == 1


@pytest.mark.parametrize("where", ["at_recipient", "at_message"])
def test_what_the_server_refuses_for_good_never_goes(
    channel: SmtpChannel, mailroom: Mailroom, where: str
) -> None:
    setattr(mailroom, where, lambda _: "550 5.1.1 没有这个用户")
    with pytest.raises(PermanentFailure, match=r"550 .* 没有这个用户"):
        channel.send(REMINDER)
    setattr(mailroom, where, lambda _: None)
    channel.send(SECOND)
    assert len(mailroom.mail) == 1


def test_a_sender_that_is_refused_is_no_fault_of_the_message(
    channel: SmtpChannel, mailroom: Mailroom
) -> None:
    mailroom.at_sender = lambda _: "553 5.7.1 Sender not owned by you"
    with pytest.raises(Unreachable, match=r"发件人 duban@gongyelu\.example 被拒绝：553"):
        channel.send(REMINDER)


def test_a_message_that_is_too_large_is(channel: SmtpChannel, mailroom: Mailroom) -> None:
    mailroom.at_sender = lambda _: "552 5.3.4 Message too big"
    with pytest.raises(PermanentFailure, match="552"):
        channel.send(REMINDER)


def test_a_server_that_is_closing_is_left_alone(channel: SmtpChannel, mailroom: Mailroom) -> None:
    mailroom.at_message = lambda _: "421 4.3.2 Shutting down"
    with pytest.raises(Unreachable, match="421"):
        channel.send(REMINDER)


def test_a_nonsensical_answer_is_tried_again(channel: SmtpChannel, mailroom: Mailroom) -> None:
    mailroom.at_message = lambda _: "999 ???"
    with pytest.raises(TemporaryFailure, match="999"):
        channel.send(REMINDER)


@pytest.mark.parametrize("where", ["at_sender", "at_recipient", "at_message"])
def test_a_connection_that_breaks_off_is_opened_anew_for_the_next_message(
    channel: SmtpChannel, mailroom: Mailroom, where: str
) -> None:
    setattr(mailroom, where, lambda _: BREAK_OFF)
    with pytest.raises(TemporaryFailure, match="连接中断") as failure:
        channel.send(REMINDER)
    assert not isinstance(failure.value, Unreachable)
    setattr(mailroom, where, lambda _: None)
    channel.send(SECOND)
    assert [mail["Subject"] for mail in mailroom.mail] == [SECOND.subject]


def test_a_server_that_hangs_holds_nobody_for_longer_than_the_time_out(
    channel: SmtpChannel, mailroom: Mailroom
) -> None:
    mailroom.at_message = lambda _: HANG
    with pytest.raises(Unreachable, match="在 1 秒内没有回应"):
        channel.send(REMINDER)


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(mailroom: Mailroom) -> None:
    port = free_port()
    channel = to(port)
    with open_post_office(mailroom, port):
        channel.send(REMINDER)
    with open_post_office(mailroom, port):
        channel.send(SECOND)
        channel.close()
    assert len(mailroom.mail) == 2


def test_a_server_that_says_it_has_waited_too_long_is_called_again(
    channel: SmtpChannel, mailroom: Mailroom
) -> None:
    channel.send(REMINDER)
    answers = iter(["421 4.4.2 Timeout exceeded"])
    mailroom.at_sender = lambda _: next(answers, None)
    channel.send(SECOND)
    assert [mail["Subject"] for mail in mailroom.mail] == [REMINDER.subject, SECOND.subject]
    assert mailroom.connections == 2


def test_a_server_that_hangs_when_the_next_message_comes_is_not_called_again(
    channel: SmtpChannel, mailroom: Mailroom
) -> None:
    channel.send(REMINDER)
    mailroom.at_sender = lambda _: HANG
    with pytest.raises(Unreachable, match="在 1 秒内没有回应"):
        channel.send(SECOND)
    assert mailroom.connections == 1


def test_a_server_that_is_not_there_is_unreachable() -> None:
    port = free_port()
    with pytest.raises(Unreachable, match=rf"连不上邮件服务器 127\.0\.0\.1:{port}"):
        to(port).send(REMINDER)


def test_with_starttls_and_a_password(certificate: Certificate, mailroom: Mailroom) -> None:
    let_in = only("duban", "geheim")
    with open_post_office(
        mailroom, tls=certificate.served, require_starttls=True, authenticator=let_in
    ) as port:
        channel = to(port, "starttls", certificate.trusted, "duban", "geheim")
        channel.send(REMINDER)
        channel.close()
        stranger = to(port, "starttls", certificate.trusted, "duban", "geraten")
        with pytest.raises(Unreachable, match="不接受用户名或密码：535") as refusal:
            stranger.send(REMINDER)
    assert "geraten" not in str(refusal.value)
    assert len(mailroom.mail) == 1


def test_with_tls_from_the_first_byte(certificate: Certificate, mailroom: Mailroom) -> None:
    with open_post_office(mailroom, ssl_context=certificate.served) as port:
        channel = to(port, "ssl", certificate.trusted)
        channel.send(REMINDER)
        channel.close()
    assert len(mailroom.mail) == 1


def test_a_server_that_nobody_vouches_for_is_not_trusted(
    certificate: Certificate, mailroom: Mailroom
) -> None:
    with (
        open_post_office(mailroom, tls=certificate.served) as port,
        pytest.raises(Unreachable, match=r"(?i)certificate verify failed"),
    ):
        to(port, "starttls").send(REMINDER)


def test_a_server_that_cannot_encrypt_gets_no_password(mailroom: Mailroom, port: int) -> None:
    with pytest.raises(Unreachable, match="STARTTLS"):
        to(port, "starttls", user="duban", password="geheim").send(REMINDER)
    assert mailroom.mail == []

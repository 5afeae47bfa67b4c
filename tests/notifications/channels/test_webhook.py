"""The webhook: whoever knows the secret can check who sent it, and drop what comes twice."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace

import pytest

from notifications.channels.protocol import PermanentFailure, Unreachable
from notifications.channels.webhook import Webhook, WebhookChannel, signature
from tests.notifications.channels.digest import MORNING, OVERDUE, morning
from tests.notifications.providers import Asked, Provider, Reply, open_provider, saying

KEY = b"0123456789abcdef0123456789abcdef"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


class Receiver:
    """Checks as the Standard Webhooks ask a receiver to, and keeps what it has not had before."""

    def __init__(self) -> None:
        self.key = KEY
        self.kept: dict[str, object] = {}

    def __call__(self, asked: Asked) -> Reply:
        message_id, sent = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
        signed = hmac.new(self.key, f"{message_id}.{sent}.".encode() + asked.body, hashlib.sha256).digest()
        right = f"v1,{base64.b64encode(signed).decode()}"
        if (
            abs(int(sent) - MORNING.timestamp()) > 300
            or right not in asked.headers["webhook-signature"].split()
        ):
            return saying({"error": "invalid signature"}, 401)
        assert asked.headers["idempotency-key"] == message_id
        assert asked.headers["content-type"].startswith("application/json")
        self.kept.setdefault(message_id, asked.document)
        return Reply(204)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def provider(receiver: Receiver) -> Iterator[Provider]:
    with open_provider(receiver) as running:
        yield running


def to(provider: Provider, path: str = "/hooks/duban?room=7", secret: str = SECRET) -> WebhookChannel:
    return WebhookChannel(Webhook(url=f"{provider.base}{path}", secret=secret, timeout=1), morning())


def test_a_program_gets_the_digest_signed(provider: Provider, receiver: Receiver) -> None:
    channel = to(provider)
    channel.send(replace(OVERDUE, address="zhuzhai"))
    channel.close()
    (asked,) = provider.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/hooks/duban", {"room": "7"})
    assert receiver.kept[OVERDUE.message_id] == {
        "type": "notice",
        "timestamp": "2012-06-11T08:00:00+08:00",
        "data": {
            "id": "digest-12-0123456789abcdef",
            "digest": 12,
            "recipient": "朱寨社区 主任",
            "address": "zhuzhai",
            "language": "zh",
            "subject": OVERDUE.subject,
            "text": OVERDUE.text,
            "card": OVERDUE.card,
            "short": OVERDUE.short,
            "link": OVERDUE.link,
        },
    }


def test_what_comes_twice_can_be_dropped(provider: Provider, receiver: Receiver) -> None:
    channel = to(provider)
    channel.send(OVERDUE)
    channel.send(OVERDUE)
    channel.close()
    assert (len(provider.asked), len(receiver.kept)) == (2, 1)


def test_the_signature_is_that_of_other_libraries() -> None:
    """An example that was signed by svix's own library."""
    key = b"effected-svix-test-key-0123456789"
    body = base64.b64decode(
        "eyJ0eXBlIjoidXNlci5jcmVhdGVkIiwib2JqZWN0IjoiZXZlbnQiLCJkYXRhIjp7ImlkIjoidXNlcl8xIn19"
    )
    made = signature(key, "msg_2abcDEF345ghiJKL678mnoPQR", "1792411200", body)
    assert made == "v1,Tz/poI407oaz/Q8PArkY0fi+Tafe4SBLzm9ytroNr9U="


def test_a_secret_may_be_any_text(provider: Provider, receiver: Receiver) -> None:
    receiver.key = "口令".encode()
    channel = to(provider, secret="口令")
    channel.send(OVERDUE)
    channel.close()
    assert len(receiver.kept) == 1


def test_a_secret_that_is_no_base64_is_refused_without_being_shown() -> None:
    with pytest.raises(ValueError, match="base64") as refusal:
        WebhookChannel(Webhook(url="https://hook.example/", secret="whsec_geheim!"), morning())
    assert "geheim" not in str(refusal.value)


def test_a_wrong_secret_is_no_fault_of_the_message(provider: Provider) -> None:
    channel = to(provider, secret="whsec_YW5vdGhlcg==")
    with pytest.raises(Unreachable, match=r"401：.*invalid signature"):
        channel.send(OVERDUE)
    channel.close()


def test_a_receiver_that_is_gone_is_no_fault_of_the_message(provider: Provider) -> None:
    provider.told.append(Reply(410))
    channel = to(provider)
    with pytest.raises(Unreachable, match="410"):
        channel.send(OVERDUE)
    channel.close()


def test_what_the_receiver_refuses_never_goes(provider: Provider) -> None:
    provider.told.append(saying({"error": "unknown recipient"}, 422))
    channel = to(provider)
    with pytest.raises(PermanentFailure, match=r"422：.*unknown recipient"):
        channel.send(OVERDUE)
    channel.close()


def test_the_address_beyond_its_host_is_not_told(provider: Provider) -> None:
    provider.answer = lambda asked: saying({"no route": f"{asked.path}?room={asked.query['room']}"}, 404)
    channel = to(provider, "/T0123/geheim?room=77")
    with pytest.raises(Unreachable, match="404") as failure:
        channel.send(OVERDUE)
    channel.close()
    assert "geheim" not in failure.value.detail
    assert "room=77" not in failure.value.detail


@pytest.mark.parametrize("path", ["", "/", "?room=7"])
def test_any_path_will_do(provider: Provider, receiver: Receiver, path: str) -> None:
    channel = to(provider, path)
    channel.send(OVERDUE)
    channel.close()
    assert provider.asked[0].path == "/"
    assert len(receiver.kept) == 1

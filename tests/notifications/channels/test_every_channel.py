"""What holds for every channel over HTTP, whatever its provider: how it fails, and what it never tells."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from notifications.channels.dingtalk import DingTalkBot, DingTalkChannel
from notifications.channels.feishu import FeishuBot, FeishuChannel
from notifications.channels.protocol import Channel, TemporaryFailure, Unreachable
from notifications.channels.webhook import Webhook, WebhookChannel
from notifications.channels.wecom_bot import WecomBot, WecomBotChannel
from tests.notifications.channels.digest import OVERDUE, morning
from tests.notifications.post_office import free_port
from tests.notifications.providers import BREAK_OFF, HANG, Provider, Reply, open_provider, saying

KEY, SECRET = "4d3c2b1a-key", "SECgeheim"

Opened = Callable[[str], Channel]

SETTINGS: dict[str, Callable[[str], Any]] = {
    "wecom_bot": lambda base: WecomBot(key=KEY, base=base, timeout=0.5),
    "dingtalk": lambda base: DingTalkBot(access_token=KEY, secret=SECRET, base=base, timeout=0.5),
    "feishu": lambda base: FeishuBot(token=KEY, secret=SECRET, base=base, timeout=0.5),
    "webhook": lambda base: Webhook(url=f"{base}/hooks/{KEY}", secret=SECRET, timeout=0.5),
}
CHANNELS: dict[str, Opened] = {
    "wecom_bot": lambda base: WecomBotChannel(SETTINGS["wecom_bot"](base)),
    "dingtalk": lambda base: DingTalkChannel(SETTINGS["dingtalk"](base), morning()),
    "feishu": lambda base: FeishuChannel(SETTINGS["feishu"](base), morning()),
    "webhook": lambda base: WebhookChannel(SETTINGS["webhook"](base), morning()),
}
CHATS = sorted(set(CHANNELS) - {"webhook"})

every_channel = pytest.mark.parametrize("name", sorted(CHANNELS))


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(lambda _: saying({"errcode": 0, "errmsg": "ok", "code": 0})) as running:
        yield running


def failure(channel: Channel) -> TemporaryFailure:
    """How it fails for now; nothing secret is told of it."""
    with pytest.raises(TemporaryFailure) as failed:
        channel.send(OVERDUE)
    channel.close()
    for secret in (KEY, SECRET):
        assert secret not in failed.value.detail
    assert "\n" not in failed.value.detail
    return failed.value


@every_channel
def test_one_connection_serves_a_batch_until_it_is_closed(name: str, provider: Provider) -> None:
    channel = CHANNELS[name](provider.base)
    channel.close()
    channel.send(OVERDUE)
    channel.send(OVERDUE)
    assert provider.connections == 1
    channel.close()
    channel.send(OVERDUE)
    channel.close()
    assert (provider.connections, len(provider.asked)) == (2, 3)


@every_channel
def test_what_is_sent_again_is_the_same(name: str, provider: Provider) -> None:
    channel = CHANNELS[name](provider.base)
    channel.send(OVERDUE)
    channel.send(OVERDUE)
    channel.close()
    first, second = provider.asked
    assert (first.path, first.query, first.body) == (second.path, second.query, second.body)


@every_channel
def test_a_provider_that_hangs_is_unreachable(name: str, provider: Provider) -> None:
    provider.told.append(HANG)
    failed = failure(CHANNELS[name](provider.base))
    assert isinstance(failed, Unreachable)
    assert "没有回应" in failed.detail


@every_channel
def test_a_provider_that_is_not_there_is_unreachable(name: str) -> None:
    assert isinstance(failure(CHANNELS[name](f"http://127.0.0.1:{free_port()}")), Unreachable)


@every_channel
def test_a_broken_connection_concerns_one_message(name: str, provider: Provider) -> None:
    provider.told.append(BREAK_OFF)
    failed = failure(CHANNELS[name](provider.base))
    assert not isinstance(failed, Unreachable)


@every_channel
@pytest.mark.parametrize(("status", "of_all"), [(500, False), (502, True), (503, True)])
def test_a_provider_in_trouble_is_asked_later(
    name: str, status: int, of_all: bool, provider: Provider
) -> None:
    provider.told.append(Reply(status, b"<html>Bad\ngateway</html>"))
    assert isinstance(failure(CHANNELS[name](provider.base)), Unreachable) is of_all


@every_channel
@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry_after": "90"}, timedelta(seconds=90)),
        (
            {"retry_after": "Mon, 11 Jun 2012 00:10:00 GMT", "date": "Mon, 11 Jun 2012 00:00:00 GMT"},
            timedelta(minutes=10),
        ),
    ],
)
def test_too_many_messages_wait_as_long_as_the_provider_says(
    name: str, headers: dict[str, str], pause: timedelta, provider: Provider
) -> None:
    provider.told.append(saying({"message": "slow down"}, 429, **headers))
    failed = failure(CHANNELS[name](provider.base))
    assert isinstance(failed, Unreachable)
    assert failed.retry_after == pause


@every_channel
def test_nobody_else_gets_a_message_by_a_redirect(name: str, provider: Provider) -> None:
    with open_provider(lambda _: saying({"errcode": 0, "code": 0})) as stranger:
        provider.told.append(Reply(302, headers={"Location": f"{stranger.base}/{KEY}"}))
        failed = failure(CHANNELS[name](provider.base))
        assert stranger.asked == []
    assert "要求转到" in failed.detail


@pytest.mark.parametrize("name", CHATS)
@pytest.mark.parametrize(
    "body", [b"<html>login</html>", b'{"errcode":', b"{}", b'{"errcode":"0","code":"0"}']
)
def test_what_a_chat_does_not_confirm_has_not_arrived(name: str, body: bytes, provider: Provider) -> None:
    provider.told.append(Reply(200, body))
    assert isinstance(failure(CHANNELS[name](provider.base)), Unreachable)


@pytest.mark.parametrize("name", CHATS)
def test_a_secret_that_comes_back_in_an_answer_is_not_told(name: str, provider: Provider) -> None:
    provider.told.append(saying({"errcode": 777, "code": 777, "errmsg": f"bad {KEY}", "msg": KEY}))
    assert "***" in failure(CHANNELS[name](provider.base)).detail


@every_channel
def test_settings_do_not_show_their_secrets(name: str) -> None:
    shown = repr(SETTINGS[name]("https://chat.example"))
    assert KEY not in shown
    assert SECRET not in shown


@every_channel
def test_a_base_that_is_no_address_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="地址"):
        CHANNELS[name]("chat.example")


def test_httpx_is_not_imported_before_it_is_used() -> None:
    modules = ("webhook", "dingtalk", "feishu", "wecom_bot", "wecom_app")
    imports = "; ".join(f"import notifications.channels.{module}" for module in modules)
    code = f"import sys; {imports}; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

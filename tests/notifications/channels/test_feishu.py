"""Feishu's group robot: signed in the body, whom it calls, and what its codes mean."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels.feishu import FeishuBot, FeishuChannel
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from tests.notifications.channels.digest import MORNING, OVERDUE, morning
from tests.notifications.providers import Asked, Provider, Reply, open_provider, saying

TOKEN, SECRET = "0b1c2d3e-hook", "geheim"


def signed(seconds: str) -> str:
    key = (seconds + "\n" + SECRET).encode("utf-8")
    return base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode("ascii")


def robot(asked: Asked) -> Reply:
    """Checks what the documentation asks for, and answers as the robot does."""
    if (asked.method, asked.path) != ("POST", f"/open-apis/bot/v2/hook/{TOKEN}"):
        return saying({"code": 19001, "msg": "param invalid: incoming webhook access token invalid"})
    if len(asked.body) > 20_000:
        return saying({"code": 9499, "msg": "Bad Request", "data": {}}, 400)
    sent = asked.document.get("timestamp", "0")
    if abs(int(sent) - MORNING.timestamp()) > 3600 or asked.document.get("sign") != signed(sent):
        return saying({"code": 19021, "msg": "sign match fail or timestamp is not within one hour"})
    if asked.document["msg_type"] != "interactive" or not asked.document["card"]["elements"]:
        return saying({"code": 19002, "msg": "params error, msg_type need"})
    return saying({"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success"})


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(robot) as running:
        yield running


@pytest.fixture
def channel(provider: Provider) -> Iterator[FeishuChannel]:
    bot = FeishuBot(token=TOKEN, secret=SECRET, base=provider.base, timeout=1)
    opened = FeishuChannel(bot, morning())
    yield opened
    opened.close()


def test_a_group_reads_a_card_with_a_button(channel: FeishuChannel, provider: Provider) -> None:
    channel.send(OVERDUE)
    card = provider.asked[0].document["card"]
    assert card["header"]["title"] == {"tag": "plain_text", "content": OVERDUE.subject}
    text, buttons = card["elements"]
    assert text["tag"] == "markdown"
    assert text["content"].startswith(OVERDUE.card)
    assert buttons["actions"][0]["url"] == OVERDUE.link
    assert buttons["actions"][0]["text"]["content"] == "打开并签收"


def test_without_a_link_there_is_no_button(channel: FeishuChannel, provider: Provider) -> None:
    channel.send(replace(OVERDUE, link=None))
    assert [element["tag"] for element in provider.asked[0].document["card"]["elements"]] == ["markdown"]


def test_a_member_is_called_by_open_id(channel: FeishuChannel, provider: Provider) -> None:
    channel.send(replace(OVERDUE, address="ou_7d8a6e6df7621556"))
    content = provider.asked[0].document["card"]["elements"][0]["content"]
    assert content.endswith("编号 12 <at id=ou_7d8a6e6df7621556></at>")


def test_a_mobile_number_cannot_be_called(channel: FeishuChannel, provider: Provider) -> None:
    with pytest.raises(PermanentFailure, match=r"不能按手机号提醒 朱寨社区 主任.*open_id"):
        channel.send(replace(OVERDUE, address="13900000000"))
    assert provider.asked == []


def test_nobody_calls_all(channel: FeishuChannel, provider: Provider) -> None:
    with pytest.raises(PermanentFailure, match="不是用户 id"):
        channel.send(replace(OVERDUE, address="all"))
    channel.send(replace(OVERDUE, card=f"{OVERDUE.card}<at id=all></at>", subject="<at id=all></at>"))
    assert "<at" not in provider.asked[0].body.decode()


@pytest.mark.parametrize("card", ["督" * 9000, '"\n' * 12_000])
def test_long_digests_are_cut_to_what_it_takes(channel: FeishuChannel, provider: Provider, card: str) -> None:
    channel.send(replace(OVERDUE, card=card))
    (asked,) = provider.asked
    assert 10_000 < len(asked.body) <= 20_000
    content = asked.document["card"]["elements"][0]["content"]
    assert content.endswith("……\n\n[打开并签收](https://duban.example/a/12-abc)\n\n编号 12")


def test_a_robot_without_signature_gets_none(provider: Provider) -> None:
    provider.answer = lambda asked: saying({"code": 19021 if "sign" in asked.document else 0})
    channel = FeishuChannel(FeishuBot(token=TOKEN, base=provider.base), morning())
    channel.send(OVERDUE)
    channel.close()


def test_a_wrong_secret_or_token_is_no_fault_of_the_message(provider: Provider) -> None:
    for bot, code in (
        (FeishuBot(token=TOKEN, secret="another", base=provider.base), 19021),
        (FeishuBot(token="../other", secret=SECRET, base=provider.base), 19001),
    ):
        channel = FeishuChannel(bot, morning())
        with pytest.raises(Unreachable, match=rf"答复 {code}：.*（.*请核对"):
            channel.send(OVERDUE)
        channel.close()


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("code", [19001, 19007, 19021, 19022, 19024])
def test_what_is_wrong_with_the_robot(
    channel: FeishuChannel, provider: Provider, code: int, status: int
) -> None:
    provider.told.append(saying({"code": code, "msg": "no"}, status))
    with pytest.raises(Unreachable, match=f"答复 {code}：no（"):
        channel.send(OVERDUE)


@pytest.mark.parametrize(("code", "text"), [(9499, "Bad Request"), (19002, "params error")])
def test_what_is_wrong_with_the_message(
    channel: FeishuChannel, provider: Provider, code: int, text: str
) -> None:
    provider.told.append(saying({"code": code, "msg": text}))
    with pytest.raises(PermanentFailure, match=f"答复 {code}：{text}（"):
        channel.send(OVERDUE)


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (saying({"code": 11232, "msg": "frequency limited psm"}), 60),
        (saying({"code": 9499, "msg": "too many request", "data": {}}, 400), 60),
        (saying({"code": 99991400, "msg": "request trigger frequency limit"}, 400), 60),
        (saying({"code": 99991400, "msg": "limit"}, 400, x_ogw_ratelimit_reset="52"), 52),
        (saying({"code": 99991400, "msg": "limit"}, 429, x_ogw_ratelimit_reset="7"), 7),
        (saying({"code": 99991400, "msg": "limit"}, 429, retry_after="8"), 8),
    ],
)
def test_too_many_at_once_wait(
    channel: FeishuChannel, provider: Provider, reply: Reply, seconds: int
) -> None:
    provider.told.append(reply)
    with pytest.raises(Unreachable) as failure:
        channel.send(OVERDUE)
    assert failure.value.retry_after == timedelta(seconds=seconds)


def test_what_nobody_has_documented_is_tried_again(channel: FeishuChannel, provider: Provider) -> None:
    provider.told.append(saying({"code": 98765, "msg": "strange"}))
    with pytest.raises(TemporaryFailure, match=r"答复 98765：strange$") as failure:
        channel.send(OVERDUE)
    assert not isinstance(failure.value, Unreachable)


def test_a_success_with_an_error_status_is_none(channel: FeishuChannel, provider: Provider) -> None:
    provider.told.append(saying({"code": 0, "msg": "success"}, 502))
    with pytest.raises(Unreachable, match="502"):
        channel.send(OVERDUE)


def test_an_old_robot_confirms_by_its_status_code(channel: FeishuChannel, provider: Provider) -> None:
    provider.told.append(saying({"StatusCode": 0, "StatusMessage": "success"}))
    channel.send(OVERDUE)
    assert len(provider.asked) == 1

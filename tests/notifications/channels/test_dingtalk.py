"""DingTalk's group robot: signed, whom it calls, and what its codes mean."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels.dingtalk import DingTalkBot, DingTalkChannel
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from tests.notifications.channels.digest import MORNING, OVERDUE, morning
from tests.notifications.providers import Asked, Provider, Reply, open_provider, saying

TOKEN, SECRET = "566cc69da782ec", "SECf29ab3"


def signed(milliseconds: str) -> str:
    text = (milliseconds + "\n" + SECRET).encode("utf-8")
    return base64.b64encode(hmac.new(SECRET.encode("utf-8"), text, hashlib.sha256).digest()).decode("ascii")


def robot(asked: Asked) -> Reply:
    """Checks what the documentation asks for, and answers as the robot does."""
    if (asked.method, asked.path) != ("POST", "/robot/send"):
        return Reply(404)
    if asked.query["access_token"] != TOKEN:
        return saying({"errcode": 300005, "errmsg": "token is not exist"})
    sent = asked.query.get("timestamp", "0")
    if abs(int(sent) / 1000 - MORNING.timestamp()) > 3600 or asked.query.get("sign") != signed(sent):
        return saying({"errcode": 310000, "errmsg": "sign not match"})
    if len(asked.body) > 20_000:
        return saying({"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"})
    markdown = asked.document["markdown"]
    if asked.document["msgtype"] != "markdown" or not markdown["title"] or not markdown["text"]:
        return saying({"errcode": 40035, "errmsg": "缺少参数 json"})
    return saying({"errcode": 0, "errmsg": "ok"})


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(robot) as running:
        yield running


@pytest.fixture
def channel(provider: Provider) -> Iterator[DingTalkChannel]:
    bot = DingTalkBot(access_token=TOKEN, secret=SECRET, base=provider.base, timeout=1)
    opened = DingTalkChannel(bot, morning())
    yield opened
    opened.close()


def test_a_group_reads_the_card(channel: DingTalkChannel, provider: Provider) -> None:
    channel.send(OVERDUE)
    assert provider.asked[0].document == {
        "msgtype": "markdown",
        "markdown": {
            "title": "【催办】朱寨社区“自查自纠”已逾期",
            "text": (
                "**【催办】朱寨社区“自查自纠”已逾期**  \n- 应于6月10日完成  \n- 请今日上报"
                "\n\n[打开并签收](https://duban.example/a/12-abc)\n\n编号 12"
            ),
        },
        "at": {"isAtAll": False},
    }


@pytest.mark.parametrize(
    ("address", "at", "called"),
    [
        ("139 0000 0000", {"atMobiles": ["13900000000"], "isAtAll": False}, "@13900000000"),
        ("manager7675", {"atUserIds": ["manager7675"], "isAtAll": False}, "@manager7675"),
    ],
)
def test_a_member_is_called_in_the_list_and_in_the_text(
    channel: DingTalkChannel, provider: Provider, address: str, at: object, called: str
) -> None:
    channel.send(replace(OVERDUE, address=address))
    document = provider.asked[0].document
    assert document["at"] == at
    assert document["markdown"]["text"].endswith(f"编号 12 {called}")


def test_nobody_calls_all_by_their_address(channel: DingTalkChannel, provider: Provider) -> None:
    with pytest.raises(PermanentFailure, match="不是用户 id"):
        channel.send(replace(OVERDUE, address="all"))
    assert provider.asked == []


@pytest.mark.parametrize("card", ["督" * 9000, '"\n' * 9000, "行\n" * 6000])
def test_long_digests_are_cut_to_what_it_takes(
    channel: DingTalkChannel, provider: Provider, card: str
) -> None:
    channel.send(replace(OVERDUE, card=card, subject="长" * 400))
    (asked,) = provider.asked
    assert 15_000 < len(asked.body) <= 20_000
    assert "……" in asked.document["markdown"]["text"]
    assert asked.document["markdown"]["text"].endswith("(https://duban.example/a/12-abc)\n\n编号 12")


def test_a_robot_without_signature_gets_none(provider: Provider) -> None:
    provider.answer = lambda asked: saying({"errcode": 0 if set(asked.query) == {"access_token"} else 310000})
    channel = DingTalkChannel(DingTalkBot(access_token=TOKEN, base=provider.base), morning())
    channel.send(OVERDUE)
    channel.close()


def test_a_wrong_secret_or_token_is_no_fault_of_the_message(provider: Provider) -> None:
    for bot, code in (
        (DingTalkBot(access_token=TOKEN, secret="SECanother", base=provider.base), 310000),
        (DingTalkBot(access_token="another", secret=SECRET, base=provider.base), 300005),
    ):
        channel = DingTalkChannel(bot, morning())
        with pytest.raises(Unreachable, match=rf"答复 {code}：.*（.*请核对"):
            channel.send(OVERDUE)
        channel.close()


def test_a_clock_that_is_wrong_by_hours_is_no_fault_of_the_message(provider: Provider) -> None:
    late = morning()
    late.advance(hours=2)
    channel = DingTalkChannel(DingTalkBot(access_token=TOKEN, secret=SECRET, base=provider.base), late)
    with pytest.raises(Unreachable, match="310000"):
        channel.send(OVERDUE)
    channel.close()


@pytest.mark.parametrize("code", [-1, 300001, 310000, 400013, 400101, 400102, 400106])
def test_what_is_wrong_with_the_robot(channel: DingTalkChannel, provider: Provider, code: int) -> None:
    provider.told.append(saying({"errcode": code, "errmsg": "no"}))
    with pytest.raises(Unreachable, match=f"答复 {code}：no（"):
        channel.send(OVERDUE)


@pytest.mark.parametrize("code", [40035, 400105, 430101, 430102, 430103, 430104])
def test_what_is_wrong_with_the_message(channel: DingTalkChannel, provider: Provider, code: int) -> None:
    provider.told.append(saying({"errcode": code, "errmsg": "no"}))
    with pytest.raises(PermanentFailure, match=f"答复 {code}：no（"):
        channel.send(OVERDUE)


@pytest.mark.parametrize("code", [130101, 410100])
def test_more_than_twenty_a_minute_wait_ten_minutes(
    channel: DingTalkChannel, provider: Provider, code: int
) -> None:
    provider.told.append(saying({"errcode": code, "errmsg": "send too fast, exceed 20 times per minute"}))
    with pytest.raises(Unreachable, match="send too fast") as failure:
        channel.send(OVERDUE)
    assert failure.value.retry_after == timedelta(minutes=10)


def test_its_gateway_says_how_long_to_wait(channel: DingTalkChannel, provider: Provider) -> None:
    provider.told.append(saying({"status": 1111, "wait": 5, "source": "x5", "punish": "deny"}))
    with pytest.raises(Unreachable, match="没有 errcode") as failure:
        channel.send(OVERDUE)
    assert failure.value.retry_after == timedelta(seconds=5)


def test_what_nobody_has_documented_is_tried_again(channel: DingTalkChannel, provider: Provider) -> None:
    provider.told.append(saying({"errcode": 98765, "errmsg": "strange"}))
    with pytest.raises(TemporaryFailure, match=r"答复 98765：strange$") as failure:
        channel.send(OVERDUE)
    assert not isinstance(failure.value, Unreachable)

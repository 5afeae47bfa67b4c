"""WeCom's group robot: what it is sent, whom it calls, and what its codes mean."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.wecom_bot import WecomBot, WecomBotChannel
from tests.notifications.channels.digest import OVERDUE
from tests.notifications.providers import Asked, Provider, Reply, open_provider, saying

KEY = "693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
LIMITS = {"markdown": 4096, "text": 2048}


def robot(asked: Asked) -> Reply:
    """Checks what the documentation asks for, and answers as the robot does."""
    if (asked.method, asked.path, asked.query) != ("POST", "/cgi-bin/webhook/send", {"key": KEY}):
        return saying({"errcode": 93000, "errmsg": "invalid webhook url, hint: [16537106]"})
    kind = asked.document["msgtype"]
    content = asked.document.get(kind, {}).get("content", "")
    if kind not in LIMITS:
        return saying({"errcode": 40008, "errmsg": "invalid message type"})
    if not content:
        return saying({"errcode": 44004, "errmsg": "empty content"})
    if len(content.encode()) > LIMITS[kind]:
        return saying({"errcode": 45002, "errmsg": "content size out of limit"})
    return saying({"errcode": 0, "errmsg": "ok"})


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(robot) as running:
        yield running


@pytest.fixture
def channel(provider: Provider) -> Iterator[WecomBotChannel]:
    opened = WecomBotChannel(WecomBot(key=KEY, base=provider.base, timeout=1))
    yield opened
    opened.close()


def test_a_group_reads_the_card(channel: WecomBotChannel, provider: Provider) -> None:
    channel.send(OVERDUE)
    (asked,) = provider.asked
    assert asked.document == {
        "msgtype": "markdown",
        "markdown": {"content": f"{OVERDUE.card}\n\n[打开并签收](https://duban.example/a/12-abc)\n\n编号 12"},
    }


def test_a_member_is_called_by_user_id(channel: WecomBotChannel, provider: Provider) -> None:
    channel.send(replace(OVERDUE, address="zhuzhai"))
    assert provider.asked[0].document["markdown"]["content"].endswith("编号 12 <@zhuzhai>")


def test_a_mobile_number_is_called_in_plain_text(channel: WecomBotChannel, provider: Provider) -> None:
    channel.send(replace(OVERDUE, address="+86 13900000000"))
    document = provider.asked[0].document
    assert document["msgtype"] == "text"
    assert document["text"]["mentioned_mobile_list"] == ["13900000000"]
    assert "“自查自纠”应于6月10日完成。" in document["text"]["content"]


def test_nobody_calls_all_by_their_address(channel: WecomBotChannel, provider: Provider) -> None:
    with pytest.raises(PermanentFailure, match="不是用户 id"):
        channel.send(replace(OVERDUE, address="@all"))
    assert provider.asked == []


@pytest.mark.parametrize("address", [None, "13900000000"])
def test_long_digests_are_cut_to_what_it_takes(
    channel: WecomBotChannel, provider: Provider, address: str | None
) -> None:
    channel.send(replace(OVERDUE, address=address, text="督" * 3000, card="督" * 3000))
    document = provider.asked[0].document
    content = document[document["msgtype"]]["content"]
    assert LIMITS[document["msgtype"]] - 3 < len(content.encode()) <= LIMITS[document["msgtype"]]
    assert "督……\n\n" in content
    assert "https://duban.example/a/12-abc" in content


def test_a_wrong_key_is_no_fault_of_the_message(provider: Provider) -> None:
    channel = WecomBotChannel(WecomBot(key="another", base=provider.base))
    with pytest.raises(
        Unreachable, match=r"答复 93000：invalid webhook url.*（机器人已不在群里，或 key 不对"
    ):
        channel.send(OVERDUE)
    channel.close()


@pytest.mark.parametrize("code", [-1, 93004, 93008, 60020])
def test_what_is_wrong_with_the_robot(channel: WecomBotChannel, provider: Provider, code: int) -> None:
    provider.told.append(saying({"errcode": code, "errmsg": "no"}))
    with pytest.raises(Unreachable, match=f"答复 {code}：no（"):
        channel.send(OVERDUE)


@pytest.mark.parametrize("code", [40003, 40008, 44004, 45002, 81013])
def test_what_is_wrong_with_the_message(channel: WecomBotChannel, provider: Provider, code: int) -> None:
    provider.told.append(saying({"errcode": code, "errmsg": "no"}))
    with pytest.raises(PermanentFailure, match=f"答复 {code}：no（"):
        channel.send(OVERDUE)


def test_more_than_twenty_a_minute_wait_a_minute(channel: WecomBotChannel, provider: Provider) -> None:
    provider.told.append(saying({"errcode": 45009, "errmsg": "api freq out of limit, hint: [1635]"}))
    with pytest.raises(Unreachable, match="45009") as failure:
        channel.send(OVERDUE)
    assert failure.value.retry_after == timedelta(seconds=60)


def test_what_nobody_has_documented_is_tried_again(channel: WecomBotChannel, provider: Provider) -> None:
    provider.told.append(saying({"errcode": 98765, "errmsg": "strange\nthings"}))
    with pytest.raises(TemporaryFailure, match=r"答复 98765：strange things$") as failure:
        channel.send(OVERDUE)
    assert not isinstance(failure.value, Unreachable)
    assert failure.value.retry_after is None

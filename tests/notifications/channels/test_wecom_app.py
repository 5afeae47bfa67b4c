"""WeCom's application: its token is kept and renewed, and nobody gets a message twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.wecom_app import WecomApp, WecomAppChannel, opener
from records.clock import FixedClock
from tests.notifications.channels.digest import OVERDUE, morning
from tests.notifications.post_office import free_port
from tests.notifications.providers import HANG, Asked, Provider, Reply, open_provider, saying

TO_HEAD = replace(OVERDUE, address="ZhuZhai")
SECRET = "geheimes-secret"


class WeCom:
    """The application's side: hands out tokens, takes messages, drops what is the same."""

    def __init__(self) -> None:
        self.valid = ""
        self.handed_out = 0
        self.shown: Counter[bytes] = Counter()

    def __call__(self, asked: Asked) -> Reply:
        if (asked.method, asked.path) == ("GET", "/cgi-bin/gettoken"):
            return self.token(asked)
        if (asked.method, asked.path) == ("POST", "/cgi-bin/message/send"):
            return self.message(asked)
        return Reply(404)

    def token(self, asked: Asked) -> Reply:
        if asked.query != {"corpid": "ww0123", "corpsecret": SECRET}:
            return saying({"errcode": 40001, "errmsg": "invalid credential"})
        self.handed_out += 1
        self.valid = f"token-{self.handed_out}"
        return saying({"errcode": 0, "errmsg": "ok", "access_token": self.valid, "expires_in": 7200})

    def message(self, asked: Asked) -> Reply:
        if asked.query != {"access_token": self.valid}:
            return saying({"errcode": 40014, "errmsg": "invalid access_token"})
        document = asked.document
        if document["touser"].lower() != "zhuzhai":
            return saying({"errcode": 81013, "errmsg": "user & party & tag all invalid"})
        if document["agentid"] != 1000002 or len(document[document["msgtype"]]["content"].encode()) > 2048:
            return saying({"errcode": 40058, "errmsg": "invalid parameter"})
        assert document["enable_duplicate_check"] == 1
        assert 0 < document["duplicate_check_interval"] <= 4 * 3600
        self.shown[asked.body] += 1
        return saying({"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m1"})


@pytest.fixture
def wecom() -> WeCom:
    return WeCom()


@pytest.fixture
def provider(wecom: WeCom) -> Iterator[Provider]:
    with open_provider(wecom) as running:
        yield running


@pytest.fixture
def clock() -> FixedClock:
    return morning()


@pytest.fixture
def channel(provider: Provider, clock: FixedClock) -> Iterator[WecomAppChannel]:
    opened = WecomAppChannel(application(provider), clock)
    yield opened
    opened.close()


def application(provider: Provider) -> WecomApp:
    return WecomApp(corp_id="ww0123", agent_id=1000002, secret=SECRET, base=provider.base, timeout=0.5)


def test_a_member_reads_the_card(channel: WecomAppChannel, provider: Provider) -> None:
    channel.send(TO_HEAD)
    document = provider.asked[-1].document
    assert (document["touser"], document["msgtype"]) == ("ZhuZhai", "markdown")
    assert document["markdown"]["content"].startswith(OVERDUE.card)


def test_members_who_read_in_wechat_get_plain_text(provider: Provider, clock: FixedClock) -> None:
    channel = WecomAppChannel(replace(application(provider), form="text"), clock)
    channel.send(replace(TO_HEAD, text="督" * 3000))
    channel.close()
    document = provider.asked[-1].document
    assert document["msgtype"] == "text"
    assert OVERDUE.link in document["text"]["content"]


def test_what_is_sent_twice_is_one_request_to_wecom(channel: WecomAppChannel, wecom: WeCom) -> None:
    channel.send(TO_HEAD)
    channel.send(TO_HEAD)
    assert list(wecom.shown.values()) == [2]


def test_a_token_is_kept_until_it_expires(channel: WecomAppChannel, wecom: WeCom, clock: FixedClock) -> None:
    channel.send(TO_HEAD)
    clock.advance(minutes=115)
    channel.send(TO_HEAD)
    assert wecom.handed_out == 1
    clock.advance(minutes=5)
    channel.send(TO_HEAD)
    assert wecom.handed_out == 2


def test_all_senders_of_an_application_share_its_token(
    provider: Provider, wecom: WeCom, clock: FixedClock
) -> None:
    make = opener(application(provider), clock)
    for _ in range(3):
        channel = make()
        channel.send(TO_HEAD)
        channel.close()
    assert wecom.handed_out == 1


@pytest.mark.parametrize("code", [40014, 42001])
def test_a_token_that_has_become_invalid_is_renewed_at_once(
    channel: WecomAppChannel, provider: Provider, wecom: WeCom, code: int
) -> None:
    channel.send(TO_HEAD)
    provider.told.append(saying({"errcode": code, "errmsg": "access_token expired"}))
    channel.send(TO_HEAD)
    assert wecom.handed_out == 2
    assert sum(wecom.shown.values()) == 2


def test_a_token_that_another_sender_has_renewed_is_not_renewed_again(
    provider: Provider, wecom: WeCom, clock: FixedClock
) -> None:
    make = opener(application(provider), clock)
    first, second = make(), make()
    first.send(TO_HEAD)
    second.send(TO_HEAD)
    wecom.valid = "revoked"
    first.send(TO_HEAD)
    second.send(TO_HEAD)
    first.close()
    second.close()
    assert wecom.handed_out == 2


def test_tokens_that_are_never_accepted_are_the_channels_trouble(
    channel: WecomAppChannel, provider: Provider
) -> None:
    provider.answer = lambda asked: saying(
        {"errcode": 0, "access_token": "t", "expires_in": 7200}
        if asked.path.endswith("gettoken")
        else {"errcode": 42001, "errmsg": "access_token t expired"}
    )
    with pytest.raises(Unreachable, match="42001"):
        channel.send(TO_HEAD)
    assert len(provider.asked) == 4


@pytest.mark.parametrize(
    "reply",
    [
        HANG,
        Reply(400, b"bad request"),
        Reply(500, b"oops"),
        Reply(breaks_off=True),
        saying({"errcode": 40001, "errmsg": "invalid credential"}),
        saying({"errcode": 99999, "errmsg": "strange"}),
        saying({"errcode": 0, "errmsg": "ok"}),
    ],
)
def test_without_a_token_nothing_is_a_messages_fault(
    channel: WecomAppChannel, provider: Provider, reply: Reply
) -> None:
    provider.told.append(reply)
    with pytest.raises(Unreachable) as failure:
        channel.send(TO_HEAD)
    assert SECRET not in failure.value.detail
    channel.send(TO_HEAD)


def test_who_asks_for_tokens_too_often_waits(channel: WecomAppChannel, provider: Provider) -> None:
    provider.told.append(saying({"errcode": 45009, "errmsg": "api freq out of limit"}))
    with pytest.raises(Unreachable) as failure:
        channel.send(TO_HEAD)
    assert failure.value.retry_after == timedelta(seconds=60)


def test_somebody_without_userid_cannot_be_written_to(channel: WecomAppChannel, provider: Provider) -> None:
    with pytest.raises(PermanentFailure, match="朱寨社区 主任 没有企业微信 userid，请在其渠道设置中补上"):
        channel.send(OVERDUE)
    assert provider.asked == []


@pytest.mark.parametrize("address", ["@all", "zhuzhai|chenglou"])
def test_nobody_writes_to_others_by_their_address(
    channel: WecomAppChannel, provider: Provider, address: str
) -> None:
    with pytest.raises(PermanentFailure, match="不是用户 id"):
        channel.send(replace(OVERDUE, address=address))
    assert provider.asked == []


def test_a_stranger_cannot_be_written_to(channel: WecomAppChannel) -> None:
    with pytest.raises(PermanentFailure, match=r"81013：.*（用户 id 无效，或不在应用的可见范围内）"):
        channel.send(replace(OVERDUE, address="nobody"))


@pytest.mark.parametrize("field", ["invaliduser", "unlicenseduser"])
def test_a_success_that_has_left_the_member_out_is_none(
    channel: WecomAppChannel, provider: Provider, field: str
) -> None:
    channel.send(TO_HEAD)
    provider.told.append(saying({"errcode": 0, "errmsg": "ok", field: "zhuzhai"}))
    with pytest.raises(PermanentFailure, match="朱寨社区 主任（ZhuZhai）"):
        channel.send(TO_HEAD)


def test_a_code_that_is_unknown_is_tried_again_without_telling_the_token(
    channel: WecomAppChannel, provider: Provider
) -> None:
    channel.send(TO_HEAD)
    provider.told.append(saying({"errcode": 98765, "errmsg": "token-1 was strange"}))
    with pytest.raises(TemporaryFailure, match=r"98765：\*\*\* was strange") as failure:
        channel.send(TO_HEAD)
    assert not isinstance(failure.value, Unreachable)


def test_settings_and_tokens_show_no_secret(channel: WecomAppChannel, provider: Provider) -> None:
    channel.send(TO_HEAD)
    shown = repr(application(provider)) + repr(vars(channel))
    assert SECRET not in shown
    assert "token-1" not in shown


def test_a_server_that_is_not_there_is_unreachable(provider: Provider, clock: FixedClock) -> None:
    nowhere = replace(application(provider), base=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unreachable, match="连不上 企业微信"):
        WecomAppChannel(nowhere, clock).send(TO_HEAD)

"""What a service answers over HTTP, and what comes of it: nothing, a later attempt, or none."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from notifications.channels.http import LARGEST, HttpService, checked, shortened
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from tests.notifications.post_office import free_port
from tests.notifications.providers import BREAK_OFF, HANG, Provider, Reply, open_provider, saying

SECRET = "geheim/schlüssel+1"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(lambda _: saying({"ok": True})) as running:
        yield running


@pytest.fixture
def service(provider: Provider) -> Iterator[HttpService]:
    opened = HttpService("测试服务", provider.base, timeout=0.5, secrets=[SECRET])
    yield opened
    opened.close()


def test_a_document_is_sent_and_the_answer_read(service: HttpService, provider: Provider) -> None:
    assert service.post("/send", {"text": "朱寨"}, {"key": SECRET}).document() == {"ok": True}
    (asked,) = provider.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/send", {"key": SECRET})
    assert asked.body == '{"text":"朱寨"}'.encode()
    assert asked.headers["content-type"] == "application/json; charset=utf-8"


def test_one_connection_serves_a_batch_until_it_is_closed(service: HttpService, provider: Provider) -> None:
    service.get("/one").document()
    service.get("/two").document()
    assert provider.connections == 1
    service.close()
    service.close()
    service.get("/three").document()
    assert provider.connections == 2


@pytest.mark.parametrize("status", [502, 503, 504, 401, 403, 404, 410, 429])
def test_what_the_next_message_would_meet_too_is_the_channels_own_trouble(
    service: HttpService, provider: Provider, status: int
) -> None:
    provider.told.append(saying({"error": "维护中"}, status))
    with pytest.raises(Unreachable, match=rf"测试服务 127\.0\.0\.1:\d+ 答复 {status}：.*"):
        service.post("/send", {}).document()


@pytest.mark.parametrize("status", [408, 425, 500])
def test_what_a_service_stumbled_over_may_go_later(
    service: HttpService, provider: Provider, status: int
) -> None:
    provider.told.append(Reply(status, "出错\n了".encode()))
    with pytest.raises(TemporaryFailure, match=rf"答复 {status}：出错 了$") as failure:
        service.post("/send", {}).document()
    assert not isinstance(failure.value, Unreachable)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_a_service_refuses_never_goes(service: HttpService, provider: Provider, status: int) -> None:
    provider.told.append(saying({"error": "no such group"}, status))
    with pytest.raises(PermanentFailure, match=rf"答复 {status}：.*no such group"):
        service.post("/send", {}).document()


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry_after": "120"}, timedelta(minutes=2)),
        (
            {"retry_after": "Thu, 07 Jun 2012 00:05:00 GMT", "date": "Thu, 07 Jun 2012 00:00:00 GMT"},
            timedelta(minutes=5),
        ),
        (
            {"retry_after": "Thu, 07 Jun 2012 00:00:00 GMT", "date": "Thu, 07 Jun 2012 00:05:00 GMT"},
            timedelta(0),
        ),
        ({"retry_after": "Thu, 07 Jun 2012 00:05:00 GMT"}, None),
        ({"retry_after": "9" * 40}, None),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_how_long_a_service_asks_to_wait(
    service: HttpService, provider: Provider, status: int, headers: dict[str, str], pause: timedelta | None
) -> None:
    provider.told.append(saying({}, status, **headers))
    with pytest.raises(Unreachable) as failure:
        service.get("/").document()
    assert failure.value.retry_after == pause


def test_nothing_is_followed_to_another_address(service: HttpService, provider: Provider) -> None:
    with open_provider(lambda _: saying({"ok": True})) as stranger:
        there = stranger.base.replace("http://", "http://user:word@") + "/taken?key=1"
        provider.told.append(Reply(307, headers={"Location": there}))
        with pytest.raises(Unreachable, match=r"要求转到 127\.0\.0\.1:\d+（307），未跟随") as failure:
            service.post("/send", {"text": "朱寨"}).document()
        assert stranger.asked == []
    assert "word" not in failure.value.detail


@pytest.mark.parametrize("body", [b"<html>login</html>", b"[1]", b'{"a":', b"\xff\xfe", b"[" * 60_000, b""])
def test_an_answer_that_is_no_json_is_no_success(
    service: HttpService, provider: Provider, body: bytes
) -> None:
    provider.told.append(Reply(200, body))
    with pytest.raises(Unreachable, match="的答复不是 JSON，地址可能不对") as failure:
        service.get("/").document()
    assert len(failure.value.detail) < 300


def test_an_answer_without_end_is_not_read_to_its_end(service: HttpService, provider: Provider) -> None:
    provider.told.append(Reply(200, b" " * (LARGEST + 1)))
    with pytest.raises(Unreachable, match=f"的答复超过 {LARGEST} 字节"):
        service.get("/")


def test_a_service_that_hangs_holds_nobody_for_longer_than_the_time_out(
    service: HttpService, provider: Provider
) -> None:
    provider.told.append(HANG)
    with pytest.raises(Unreachable, match=r"在 0\.5 秒内没有回应"):
        service.get("/")


def test_nor_does_one_that_answers_byte_by_byte(service: HttpService, provider: Provider) -> None:
    provider.told.append(Reply(200, b" " * 100, dribbles=0.1))
    with pytest.raises(Unreachable, match=r"在 0\.5 秒内没有答复完毕"):
        service.get("/")
    assert service.get("/").document() == {"ok": True}


def test_a_connection_that_breaks_off_is_opened_anew(service: HttpService, provider: Provider) -> None:
    provider.told.append(BREAK_OFF)
    with pytest.raises(TemporaryFailure, match="的连接中断") as failure:
        service.get("/")
    assert not isinstance(failure.value, Unreachable)
    assert service.get("/").document() == {"ok": True}


def test_a_service_that_is_not_there_is_unreachable() -> None:
    port = free_port()
    service = HttpService("测试服务", f"http://127.0.0.1:{port}")
    with pytest.raises(Unreachable, match=rf"连不上 测试服务 127\.0\.0\.1:{port}"):
        service.get("/")
    service.close()


def test_no_secret_stands_in_a_detail_or_a_log(
    service: HttpService, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"{SECRET} geheim%2Fschl%C3%BCssel%2B1 wird nicht erkannt"
    provider.told.append(Reply(400, echo.encode()))
    answer = service.post("/send", {}, {"key": SECRET})
    with pytest.raises(PermanentFailure) as failure:
        answer.settle()
    said = failure.value.detail + caplog.text + repr(answer)
    assert "***" in failure.value.detail
    assert "geheim" not in said


@pytest.mark.parametrize(
    "base",
    ["qyapi.weixin.qq.com", "ftp://host", "https://", "https://a:b@host", "https://host:port", "https://h?a"],
)
def test_what_is_no_address_is_refused_without_being_shown(base: str) -> None:
    with pytest.raises(ValueError, match="地址") as refusal:
        checked(base)
    assert base.removeprefix("https://") == "" or base not in str(refusal.value)


def test_a_text_is_cut_between_characters() -> None:
    assert shortened("督办督办", 12) == "督办督办"
    assert shortened("督办督办督", 13) == "督办……"
    assert len(shortened("督" * 2000, 4096).encode()) <= 4096

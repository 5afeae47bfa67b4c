"""Text messages through a server that checks what Alibaba Cloud would: signature, time, template."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, urlencode

import pytest

from notifications.channels.aliyun_sms import AliyunKey, AliyunSmsChannel, AliyunTemplate
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from records.clock import FixedClock
from tests.notifications.providers import BREAK_OFF, HANG, Asked, Provider, Reply, open_provider, saying
from tests.notifications.test_mail import REMINDER

NOW = datetime(2026, 6, 7, 0, 0, 0, tzinfo=UTC)
KEY = AliyunKey("LTAI-example", "geheim")
TEMPLATE = AliyunTemplate("工业路街道", "SMS_000000001", {"what": "short", "where": "path"}, longest=35)
TOLD = replace(
    REMINDER,
    address="138 0000 0000",
    short="朱寨社区“自查自纠” 6月10日到期 *请办理~",
    link="https://duban.example/a/9f2?v=1",
)


def as_alibaba_answers(asked: Asked) -> Reply:
    """Checks in the order in which the gateway does; the signature is computed from what came in."""
    said = dict(part.split("=", 1) for part in asked.headers["authorization"].split(" ", 1)[1].split(","))
    names = said["SignedHeaders"].split(";")
    query = urlencode(sorted(asked.query.items()), quote_via=quote, safe="~")
    lines = [f"{name}:{asked.headers[name].strip()}" for name in names]
    digest = sha256(asked.body).hexdigest()
    request = "\n".join([asked.method, asked.path, query, *lines, "", said["SignedHeaders"], digest])
    to_sign = f"ACS3-HMAC-SHA256\n{sha256(request.encode()).hexdigest()}"
    if said["Credential"] != KEY.id:
        return saying({"Code": "InvalidAccessKeyId.NotFound", "Message": "no such key"}, 404)
    if said["Signature"] != hmac.new(b"geheim", to_sign.encode(), "sha256").hexdigest():
        return saying({"Code": "SignatureDoesNotMatch", "Message": to_sign}, 400)
    at = datetime.strptime(asked.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs(at - NOW) > timedelta(minutes=15) or digest != asked.headers["x-acs-content-sha256"]:
        return saying({"Code": "InvalidTimeStamp.Expired", "Message": "expired"}, 400)
    if (asked.headers["x-acs-action"], asked.headers["x-acs-version"]) != ("SendSms", "2017-05-25"):
        return saying({"Code": "InvalidAction.NotFound", "Message": ""}, 404)
    if set(json.loads(asked.query["TemplateParam"])) != {"what", "where"}:
        return saying({"Code": "isv.TEMPLATE_MISSING_PARAMETERS", "Message": "模板变量缺少对应参数值"})
    return saying({"Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "F655A8D5"})


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(as_alibaba_answers) as provider:
        yield provider


def to(
    provider: Provider, key: AliyunKey = KEY, template: AliyunTemplate = TEMPLATE, at: datetime = NOW
) -> AliyunSmsChannel:
    return AliyunSmsChannel("sms", key, template, base=provider.base, timeout=0.5, clock=FixedClock(at))


@pytest.fixture
def channel(provider: Provider) -> Iterator[AliyunSmsChannel]:
    made = to(provider)
    yield made
    made.close()


def test_a_digest_fills_the_template_and_goes_to_the_recipient_s_number(
    channel: AliyunSmsChannel, provider: Provider
) -> None:
    channel.send(TOLD)
    (asked,) = provider.asked
    assert asked.query["PhoneNumbers"] == "13800000000"
    assert (asked.query["SignName"], asked.query["TemplateCode"]) == ("工业路街道", "SMS_000000001")
    assert json.loads(asked.query["TemplateParam"]) == {"what": TOLD.short, "where": "a/9f2?v=1"}
    assert asked.query["OutId"] == TOLD.message_id
    assert asked.body == b""


def test_each_request_is_signed_anew_and_one_connection_serves_them(
    channel: AliyunSmsChannel, provider: Provider
) -> None:
    channel.send(TOLD)
    channel.send(TOLD)
    first, second = provider.asked
    assert first.headers["x-acs-signature-nonce"] != second.headers["x-acs-signature-nonce"]
    assert first.query == second.query
    assert provider.connections == 1
    channel.close()
    channel.send(TOLD)
    assert provider.connections == 2


def test_somebody_abroad_has_the_number_of_the_country_before_it(
    channel: AliyunSmsChannel, provider: Provider
) -> None:
    channel.send(replace(TOLD, address="+852 6123 4567"))
    assert provider.asked[0].query["PhoneNumbers"] == "85261234567"


def test_a_key_that_is_not_known_or_a_wrong_secret_concerns_all(provider: Provider) -> None:
    for key in (AliyunKey("LTAI-other", "geheim"), AliyunKey(KEY.id, "geraten")):
        channel = to(provider, key)
        with pytest.raises(
            Unreachable, match=r"阿里云短信：(InvalidAccessKeyId|SignatureDoesNotMatch)"
        ) as no:
            channel.send(TOLD)
        assert key.secret not in no.value.detail
        assert key.secret not in repr(key)
        channel.close()


def test_a_clock_that_is_wrong_is_said(provider: Provider) -> None:
    channel = to(provider, at=NOW + timedelta(minutes=16))
    with pytest.raises(Unreachable, match=r"InvalidTimeStamp\.Expired"):
        channel.send(TOLD)
    channel.close()


def test_a_template_that_was_set_up_wrongly_is_no_message_s_fault(provider: Provider) -> None:
    channel = to(provider, template=replace(TEMPLATE, parameters={"what": "short"}))
    with pytest.raises(Unreachable, match="模板变量缺少对应参数值"):
        channel.send(TOLD)
    channel.close()


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", 200, TemporaryFailure),
        ("isp.SYSTEM_ERROR", 200, TemporaryFailure),
        ("isv.SOMETHING_NEW", 200, TemporaryFailure),
        ("isv.MOBILE_NUMBER_ILLEGAL", 200, PermanentFailure),
        ("isv.BLACK_KEY_CONTROL_LIMIT", 200, PermanentFailure),
        ("isv.AMOUNT_NOT_ENOUGH", 200, Unreachable),
        ("isv.DAY_LIMIT_CONTROL", 200, Unreachable),
        ("isv.SMS_TEMPLATE_ILLEGAL", 200, Unreachable),
        ("isp.RAM_PERMISSION_DENY", 200, Unreachable),
        ("Forbidden.RAM", 403, Unreachable),
        ("Throttling.User", 400, Unreachable),
        ("ServiceUnavailable", 503, Unreachable),
    ],
)
def test_each_code_means_what_the_provider_says(
    channel: AliyunSmsChannel, provider: Provider, code: str, status: int, kind: type[Exception]
) -> None:
    provider.told.append(saying({"Code": code, "Message": "为什么", "RequestId": "x"}, status))
    with pytest.raises(kind, match=f"阿里云短信：{code} 为什么") as failure:
        channel.send(TOLD)
    assert type(failure.value) is kind


def test_who_asks_too_often_is_told_when_to_come_again(channel: AliyunSmsChannel, provider: Provider) -> None:
    provider.told.append(saying({"Code": "Throttling.User", "Message": ""}, 429, retry_after="30"))
    with pytest.raises(Unreachable) as failure:
        channel.send(TOLD)
    assert failure.value.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize("reply", [Reply(502, b"<html>Bad gateway"), Reply(200, b"welcome"), saying({})])
def test_what_is_no_text_message_service_is_unreachable(
    channel: AliyunSmsChannel, provider: Provider, reply: Reply
) -> None:
    provider.told.append(reply)
    with pytest.raises(Unreachable):
        channel.send(TOLD)


def test_a_server_that_hangs_or_breaks_off_is_tried_again(
    channel: AliyunSmsChannel, provider: Provider
) -> None:
    provider.told.append(HANG)
    with pytest.raises(Unreachable, match=r"在 0\.5 秒内没有回应"):
        channel.send(TOLD)
    provider.told.append(BREAK_OFF)
    with pytest.raises(TemporaryFailure, match="中断"):
        channel.send(TOLD)
    channel.send(TOLD)
    assert len(provider.asked) == 3


def test_nobody_is_asked_for_somebody_without_a_number(channel: AliyunSmsChannel, provider: Provider) -> None:
    with pytest.raises(PermanentFailure, match="没有手机号码"):
        channel.send(replace(TOLD, address=None))
    assert provider.asked == []

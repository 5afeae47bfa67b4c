"""Text messages through a server that checks what Tencent Cloud would: signature, time, template."""

import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.tencent_sms import TencentKey, TencentSmsChannel, TencentTemplate
from records.clock import FixedClock
from tests.notifications.providers import BREAK_OFF, HANG, Asked, Provider, Reply, open_provider, saying
from tests.notifications.test_mail import REMINDER

NOW = datetime(2026, 6, 7, 16, 30, tzinfo=UTC)
KEY = TencentKey("AKID-example", "geheim")
TEMPLATE = TencentTemplate("1400000001", "工业路街道", "1110", ("short", "path"), longest=35)
TOLD = replace(
    REMINDER,
    address="13800000000",
    short="朱寨社区“自查自纠”6月10日到期",
    link="https://duban.example/a/9f2",
)


def error(code: str, why: str = "why") -> dict[str, Any]:
    return {"Response": {"Error": {"Code": code, "Message": why}, "RequestId": "x"}}


def status(code: str, why: str = "why", **also: str) -> dict[str, Any]:
    number = {"SerialNo": "5000:1045", "PhoneNumber": "+8613800000000", "Fee": 1, "SessionContext": ""}
    return {"Response": {"SendStatusSet": [{**number, "Code": code, "Message": why, **also}]}}


def as_tencent_answers(asked: Asked) -> Reply:
    """Checks in the order in which the gateway does; the signature is computed from what came in."""
    said = dict(part.split("=", 1) for part in asked.headers["authorization"].split(" ", 1)[1].split(", "))
    key_id, day, service, end = said["Credential"].split("/")
    lines = "".join(
        f"{name}:{asked.headers[name].strip().lower()}\n" for name in said["SignedHeaders"].split(";")
    )
    body = sha256(asked.body).hexdigest()
    request = f"{asked.method}\n{asked.path}\n\n{lines}\n{said['SignedHeaders']}\n{body}"
    at = int(asked.headers["x-tc-timestamp"])
    scope = f"{day}/{service}/{end}"
    to_sign = f"TC3-HMAC-SHA256\n{at}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    signing = b"TC3geheim"
    for part in (day, service, end):
        signing = hmac.new(signing, part.encode(), "sha256").digest()
    if key_id != KEY.id:
        return saying(error("AuthFailure.SecretIdNotFound"))
    if said["Signature"] != hmac.new(signing, to_sign.encode(), "sha256").hexdigest():
        return saying(error("AuthFailure.SignatureFailure"))
    if abs(at - NOW.timestamp()) > 300 or day != datetime.fromtimestamp(at, UTC).date().isoformat():
        return saying(error("AuthFailure.SignatureExpire"))
    if (asked.headers["x-tc-action"], asked.headers["x-tc-version"]) != ("SendSms", "2021-01-11"):
        return saying(error("InvalidAction"))
    if service != "sms" or asked.headers["x-tc-region"] != "ap-guangzhou":
        return saying(error("UnsupportedRegion"))
    if len(asked.document["TemplateParamSet"]) != 2:
        return saying(status("FailedOperation.TemplateParamSetNotMatchApprovedTemplate"))
    return saying(status("Ok", "send success", SessionContext=asked.document["SessionContext"]))


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(as_tencent_answers) as provider:
        yield provider


def to(
    provider: Provider, key: TencentKey = KEY, template: TencentTemplate = TEMPLATE, at: datetime = NOW
) -> TencentSmsChannel:
    return TencentSmsChannel("sms", key, template, base=provider.base, timeout=0.5, clock=FixedClock(at))


@pytest.fixture
def channel(provider: Provider) -> Iterator[TencentSmsChannel]:
    made = to(provider)
    yield made
    made.close()


def test_a_digest_fills_the_template_and_goes_to_the_recipient_s_number(
    channel: TencentSmsChannel, provider: Provider
) -> None:
    channel.send(TOLD)
    channel.send(TOLD)
    assert provider.connections == 1
    assert provider.asked[0].document == provider.asked[1].document
    assert provider.asked[0].document == {
        "PhoneNumberSet": ["+8613800000000"],
        "SmsSdkAppId": "1400000001",
        "SignName": "工业路街道",
        "TemplateId": "1110",
        "TemplateParamSet": [TOLD.short, "a/9f2"],
        "SessionContext": TOLD.message_id,
    }


def test_a_key_that_is_not_known_or_a_wrong_secret_concerns_all(provider: Provider) -> None:
    for key in (TencentKey("AKID-other", "geheim"), TencentKey(KEY.id, "geraten")):
        channel = to(provider, key)
        with pytest.raises(Unreachable, match=r"AuthFailure\.(SecretIdNotFound|SignatureFailure)"):
            channel.send(TOLD)
        assert key.secret not in repr(key)
        channel.close()


def test_a_clock_that_is_wrong_is_said(provider: Provider) -> None:
    channel = to(provider, at=NOW + timedelta(minutes=6))
    with pytest.raises(Unreachable, match=r"AuthFailure\.SignatureExpire"):
        channel.send(TOLD)
    channel.close()


def test_a_template_that_was_set_up_wrongly_is_no_message_s_fault(provider: Provider) -> None:
    channel = to(provider, template=replace(TEMPLATE, parameters=("short",)))
    with pytest.raises(Unreachable, match="TemplateParamSetNotMatchApprovedTemplate"):
        channel.send(TOLD)
    channel.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("LimitExceeded.PhoneNumberDailyLimit", TemporaryFailure),
        ("LimitExceeded.PhoneNumberThirtySecondLimit", TemporaryFailure),
        ("LimitExceeded.AppDailyLimit", Unreachable),
        ("RequestLimitExceeded.UinLimitExceeded", Unreachable),
        ("InternalError.Timeout", TemporaryFailure),
        ("InternalError.RequestTimeException", Unreachable),
        ("FailedOperation.SomethingNew", TemporaryFailure),
        ("FailedOperation.PhoneNumberInBlacklist", PermanentFailure),
        ("InvalidParameterValue.IncorrectPhoneNumber", PermanentFailure),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Unreachable),
        ("UnauthorizedOperation.ServiceSuspendDueToArrears", Unreachable),
        ("AuthFailure.TokenFailure", Unreachable),
    ],
)
@pytest.mark.parametrize("where", [error, status])
def test_each_code_means_what_the_provider_says_wherever_it_stands(
    channel: TencentSmsChannel, provider: Provider, code: str, kind: type[Exception], where: Any
) -> None:
    provider.told.append(saying(where(code)))
    with pytest.raises(kind, match=f"腾讯云短信：{code} why") as failure:
        channel.send(TOLD)
    assert type(failure.value) is kind


@pytest.mark.parametrize(
    "reply",
    [
        Reply(502, b"<html>Bad gateway"),
        Reply(200, b"welcome"),
        saying({}),
        saying({"Response": []}),
    ],
)
def test_what_is_no_text_message_service_is_unreachable(
    channel: TencentSmsChannel, provider: Provider, reply: Reply
) -> None:
    provider.told.append(reply)
    with pytest.raises(Unreachable):
        channel.send(TOLD)


@pytest.mark.parametrize("nothing", [{}, {"SendStatusSet": []}, {"SendStatusSet": [{}]}, {"Error": "?"}])
def test_an_answer_without_a_code_is_not_taken_for_a_yes(
    channel: TencentSmsChannel, provider: Provider, nothing: dict[str, Any]
) -> None:
    provider.told.append(saying({"Response": nothing}))
    with pytest.raises(TemporaryFailure, match="没有代码"):
        channel.send(TOLD)


def test_a_server_that_hangs_or_breaks_off_is_tried_again(
    channel: TencentSmsChannel, provider: Provider
) -> None:
    provider.told.append(HANG)
    with pytest.raises(Unreachable, match=r"在 0\.5 秒内没有回应"):
        channel.send(TOLD)
    provider.told.append(BREAK_OFF)
    with pytest.raises(TemporaryFailure, match="中断"):
        channel.send(TOLD)
    channel.send(TOLD)


def test_nobody_is_asked_for_somebody_without_a_number(
    channel: TencentSmsChannel, provider: Provider
) -> None:
    with pytest.raises(PermanentFailure, match="手机号码无效"):
        channel.send(replace(TOLD, address="主任"))
    assert provider.asked == []

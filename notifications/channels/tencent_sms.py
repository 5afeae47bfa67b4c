"""How do digests reach telephones through Tencent Cloud (短信 SendSms, 2021-01-11)?

As documented in https://cloud.tencent.com/document/api/382/55981, the codes there and in
https://cloud.tencent.com/document/api/382/59177. The service drops nothing that it is given twice;
`SessionContext` carries the Message-ID, so that its receipts show what was.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from notifications.channels.http import Answer, HttpService, as_json
from notifications.channels.protocol import Unreachable
from notifications.channels.short_message import Answers, Part, Verdict, mobile_number, value_of
from notifications.channels.tc3 import signed_headers
from notifications.message import Message
from records.clock import Clock, SystemClock

PROVIDER = "腾讯云短信"
ACTION, VERSION = "SendSms", "2021-01-11"

NEVER = (
    "FailedOperation.ContainSensitiveWord",
    "FailedOperation.PhoneNumberInBlacklist",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "InvalidParameterValue.ContentLengthLimit",
    "InvalidParameterValue.TemplateParameterLengthLimit",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    "LimitExceeded.AppCountryOrRegionInBlacklist",
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone",
    "UnsupportedOperation.UnsupportedRegion",
)
NOT_AT_ALL = (
    "AuthFailure",
    "UnauthorizedOperation",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.TemplateIncorrectOrUnapproved",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "FailedOperation.TemplateUnapprovedOrNotExist",
    "FailedOperation.MarketingSendTimeConstraint",
    "InvalidParameterValue.SdkAppIdNotExist",
    "InvalidParameterValue.TemplateParameterFormatError",
    "InternalError.RequestTimeException",
    "InternalError.RestApiInterfaceNotExist",
    "InternalError.SigFieldMissing",
    "InternalError.SigVerificationFail",
    "LimitExceeded.AppDailyLimit",
    "LimitExceeded.AppMainlandChinaDailyLimit",
    "LimitExceeded.AppGlobalDailyLimit",
    "LimitExceeded.DailyLimit",
    "RequestLimitExceeded",
    "ActionOffline",
    "InvalidAction",
    "NoSuchProduct",
    "NoSuchVersion",
    "IpInBlacklist",
    "IpNotInWhitelist",
    "MissingParameter",
    "UnsupportedRegion",
    "ServiceUnavailable",
)
LATER = ("LimitExceeded", "InternalError")
"""The first are the limits for one number: 1 in half a minute, so many an hour and a day."""

CODES = Answers(
    PROVIDER,
    {
        **dict.fromkeys(NEVER, Verdict.NEVER),
        **dict.fromkeys(NOT_AT_ALL, Verdict.NOT_AT_ALL),
        **dict.fromkeys(LATER, Verdict.LATER),
    },
)


@dataclass(frozen=True)
class TencentTemplate:
    """An approved template and its signature; `parameters` says in their order what fills {1}, {2} …"""

    app_id: str
    sign_name: str
    id: str
    parameters: tuple[Part, ...]
    longest: int | None = None


@dataclass(frozen=True)
class TencentKey:
    """Who asks."""

    id: str
    secret: str = field(repr=False)


class TencentSmsChannel:
    """Sends text messages from one template."""

    def __init__(
        self,
        name: str,
        key: TencentKey,
        template: TencentTemplate,
        *,
        region: str = "ap-guangzhou",
        base: str,
        timeout: float = 10.0,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self._key, self._template, self._region = key, template, region
        self._clock = clock or SystemClock()
        self._host = urlsplit(base).netloc
        self._service = HttpService(PROVIDER, base, timeout, [key.secret])

    def send(self, message: Message) -> None:
        body = as_json(self._asked(message))
        headers = signed_headers(
            self._key.id,
            self._key.secret,
            service="sms",
            host=self._host,
            action=ACTION,
            version=VERSION,
            region=self._region,
            body=body,
            at=self._clock.now(),
        )
        _settle(self._service.ask("POST", "/", body=body, headers=headers))

    def close(self) -> None:
        self._service.close()

    def _asked(self, message: Message) -> dict[str, object]:
        template = self._template
        return {
            "PhoneNumberSet": [mobile_number(message)],
            "SmsSdkAppId": template.app_id,
            "SignName": template.sign_name,
            "TemplateId": template.id,
            "TemplateParamSet": [value_of(message, part, template.longest) for part in template.parameters],
            "SessionContext": message.message_id,
        }


def _settle(answer: Answer) -> None:
    """Raise what an answer means, unless the message was taken: it says so for the one number asked for."""
    response = (answer.json() or {}).get("Response")
    if not isinstance(response, dict):
        answer.settle()
        raise Unreachable(f"{answer.who} 的答复不是短信服务的，地址可能不对：{answer.quoted(answer.text)}")
    code, said = (answer.quoted(part) for part in _said(response))
    if code != "Ok":
        raise CODES.failure(code or "（没有代码）", said, answer.retry_after)


def _said(response: dict[str, Any]) -> tuple[object, object]:
    """Code and words: of the whole request if it failed, else of the one number that was asked for."""
    said = response.get("Error")
    if said is None:
        states = response.get("SendStatusSet")
        said = states[0] if isinstance(states, list) and states else None
    return (said.get("Code", ""), said.get("Message", "")) if isinstance(said, dict) else ("", "")

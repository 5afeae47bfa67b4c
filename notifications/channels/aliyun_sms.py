"""How do digests reach telephones through Alibaba Cloud (短信服务 SendSms, 2017-05-25)?

The parameters stand in the query, as its metadata have them (https://help.aliyun.com/document_detail/419273.html),
the codes in https://help.aliyun.com/document_detail/101346.html. The service drops nothing that it is
given twice; `OutId` carries the Message-ID, so that its receipts show what was.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from notifications.channels.acs3 import canonical_query, signed_headers
from notifications.channels.http import Answer, HttpService
from notifications.channels.protocol import Unreachable
from notifications.channels.short_message import Answers, Part, Verdict, mobile_number, value_of
from notifications.message import Message
from records.clock import Clock, SystemClock

PROVIDER = "阿里云短信"
ACTION, VERSION = "SendSms", "2017-05-25"

NEVER = (
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.SMS_CONTENT_ILLEGAL",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.PARAM_NOT_SUPPORT_URL",
    "isv.TEMPLATE_PARAMS_ILLEGAL",
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
)
NOT_AT_ALL = (
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.OUT_OF_SERVICE",
    "isv.PRODUCT_UN_SUBSCRIPT",
    "isv.PRODUCT_UNSUBSCRIBE",
    "isv.ACCOUNT_NOT_EXISTS",
    "isv.ACCOUNT_ABNORMAL",
    "isv.DAY_LIMIT_CONTROL",
    "isv.MONTH_LIMIT_CONTROL",
    "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL",
    "isv.SMS_SIGN_ILLEGAL",
    "isv.SIGN_STATE_ILLEGAL",
    "isv.EXTEND_CODE_ERROR",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.INVALID_JSON_PARAM",
    "isv.DENY_IP_RANGE",
    "isp.RAM_PERMISSION_DENY",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidTimeStamp",
    "InvalidVersion",
    "InvalidAction",
    "MissingParameter",
    "Forbidden",
    "NoPermission",
    "Throttling",
    "ServiceUnavailable",
)
LATER = ("isv.BUSINESS_LIMIT_CONTROL", "isv.INVALID_PARAMETERS", "isp.SYSTEM_ERROR", "InternalError")
"""The first is the limit for one number: 1 a minute, 5 an hour, so many a day."""

CODES = Answers(
    PROVIDER,
    {
        **dict.fromkeys(NEVER, Verdict.NEVER),
        **dict.fromkeys(NOT_AT_ALL, Verdict.NOT_AT_ALL),
        **dict.fromkeys(LATER, Verdict.LATER),
    },
)


@dataclass(frozen=True)
class AliyunTemplate:
    """An approved template and its signature; `parameters` says by name what fills each."""

    sign_name: str
    code: str
    parameters: Mapping[str, Part]
    longest: int | None = None


@dataclass(frozen=True)
class AliyunKey:
    """Who asks."""

    id: str
    secret: str = field(repr=False)


class AliyunSmsChannel:
    """Sends text messages from one template."""

    def __init__(
        self,
        name: str,
        key: AliyunKey,
        template: AliyunTemplate,
        *,
        base: str,
        timeout: float = 10.0,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self._key, self._template = key, template
        self._clock = clock or SystemClock()
        self._host = urlsplit(base).netloc
        self._service = HttpService(PROVIDER, base, timeout, [key.secret])

    def send(self, message: Message) -> None:
        query = canonical_query(self._asked(message))
        headers = signed_headers(
            self._key.id,
            self._key.secret,
            host=self._host,
            action=ACTION,
            version=VERSION,
            query=query,
            at=self._clock.now(),
            nonce=secrets.token_hex(16),
        )
        _settle(self._service.ask("POST", f"/?{query}", headers=headers))

    def close(self) -> None:
        self._service.close()

    def _asked(self, message: Message) -> dict[str, str]:
        template = self._template
        values = {
            name: value_of(message, part, template.longest) for name, part in template.parameters.items()
        }
        return {
            "PhoneNumbers": mobile_number(message).removeprefix("+86").removeprefix("+"),
            "SignName": template.sign_name,
            "TemplateCode": template.code,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": message.message_id,
        }


def _settle(answer: Answer) -> None:
    """Raise what an answer means, unless the message was taken; refusals come with any status."""
    document = answer.json()
    if document is None or "Code" not in document:
        answer.settle()
        raise Unreachable(f"{answer.who} 的答复不是短信服务的，地址可能不对：{answer.quoted(answer.text)}")
    if document["Code"] != "OK":
        said = answer.quoted(document.get("Message", ""))
        raise CODES.failure(answer.quoted(document["Code"]), said, answer.retry_after)

"""How does the API refuse (RFC 9457)? In the words of whoever refuses, as a problem of a known type.

`type` is what programs go by, `detail` what people read.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from actions.errors import BadInput, NotAllowed, NotFound
from actions.once import KeyUsedOtherwise
from actions.sight import SeveralPlaces
from states.errors import DubanError
from web.api.words import both, in_language, language_of
from web.security import HEADERS, SIGNED_OUT, Refused

log = logging.getLogger("duban.web")

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:duban:problem:"

KINDS: dict[str, tuple[int, str]] = {
    "bad-host": (400, both("请用规定的地址访问", "Not an address of this service")),
    "no-token": (401, both("访问令牌无效", "No valid access token")),
    "not-allowed": (403, both("无权办理", "Not allowed")),
    "read-only": (403, both("令牌只能查看", "The token may only read")),
    "not-found": (404, both("没有找到", "Not found")),
    "wrong-method": (405, both("不支持这种请求方法", "Method not allowed")),
    "wrong-state": (409, both("现在不能办理", "Cannot be done now")),
    "no-length": (411, both("没有注明长度", "Length required")),
    "stale": (412, both("内容已被他人修改", "Changed since it was read")),
    "too-large": (413, both("内容过长", "Content too large")),
    "invalid": (422, both("填写有误", "Invalid content")),
    "choose-unit": (422, both("请指明单位", "Name a unit")),
    "key-used": (422, both("幂等键已用于另一请求", "The idempotency key belongs to another request")),
    "no-condition": (428, both("请注明依据的版本", "Say what version is edited")),
    "too-many": (429, both("请求过于频繁", "Too many requests")),
    "broken": (500, both("系统出错", "Something broke")),
}
"""Kind of problem → status and title."""


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    place: str = Field(
        description=both("字段所在：body.note、query.limit 等", "Where: body.note, query.limit …")
    )
    detail: str = Field(description=both("原因", "What is wrong with it"))


class UnitChoice(BaseModel):
    """A unit at which the token's person holds a role."""

    code: str = Field(description=both("单位代码", "The unit's code"))
    name: str = Field(description=both("单位名称", "The unit's name"))


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    type: str = Field(description=both("问题类型，供程序判断", "The kind of problem, for programs"))
    title: str = Field(description=both("问题类型的名称", "What the kind is called"))
    status: int = Field(description=both("HTTP 状态码", "The HTTP status"))
    detail: str | None = Field(default=None, description=both("具体原因和办法", "Why, and what to do"))
    errors: list[FieldProblem] | None = Field(
        default=None, description=both("有误的字段", "The fields that are wrong")
    )
    units: list[UnitChoice] | None = Field(
        default=None, description=both("可供选择的单位", "The units to choose from")
    )


@dataclass
class Refusal(Exception):
    """A refusal of the API itself, of a kind of `KINDS`; `faults` are those of a table's rows."""

    kind: str
    detail: str | None = None
    headers: Mapping[str, str] | None = None
    faults: tuple[str, ...] = ()


def problem(
    request: Request,
    kind: str,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """The answer that refuses a request."""
    status, title = KINDS[kind]
    language = language_of(request.headers.get("accept-language", ""))
    body = Problem(
        type=PREFIX + kind,
        title=in_language(title, language),
        status=status,
        detail=in_language(detail, language),
        **more,
    )
    given = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body.model_dump_json(exclude_none=True), status, given, MEDIA_TYPE)


CHALLENGE = {"WWW-Authenticate": 'Bearer realm="duban"'}
"""How a program has to say who it is."""

STATUS: tuple[tuple[type[DubanError], str], ...] = (
    (NotFound, "not-found"),
    (NotAllowed, "not-allowed"),
    (BadInput, "invalid"),
    (KeyUsedOtherwise, "key-used"),
    (DubanError, "wrong-state"),
)
"""Refusal of an action → kind of problem; the first that fits."""


def by_rule(request: Request, error: Exception) -> Response:
    """The rules refuse, and say why."""
    kind = next(kind for refusal, kind in STATUS if isinstance(error, refusal))
    return problem(request, kind, str(error))


def by_api(request: Request, error: Exception) -> Response:
    """The API refuses before any rule is asked."""
    if not isinstance(error, Refusal):
        raise AssertionError(error)
    errors = [FieldProblem(place="body.table", detail=one) for one in error.faults]
    return problem(request, error.kind, error.detail, error.headers, errors=errors or None)


def by_form(request: Request, error: Exception) -> Response:
    """What was sent is not of the form that the route asks for."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [
        FieldProblem(place=_writable(".".join(map(str, one["loc"]))), detail=one["msg"]) for one in found
    ]
    detail = both("提交的内容不符合要求，逐项见 errors。", "The content does not fit; see errors.")
    return problem(request, "invalid", detail, errors=errors)


def _writable(text: str) -> str:
    """A name as it was sent; JSON can name half a sign, which no text has."""
    return text.encode(errors="replace").decode()


def which_place(request: Request, error: Exception) -> Response:
    """Roles are held at several units: one has to be named."""
    places = error.places if isinstance(error, SeveralPlaces) else ()
    units = [UnitChoice(code=one.code, name=one.name) for one in places]
    detail = both(
        "您在几个单位任职，请用 unit 参数指明一个。", "You hold roles at several units: name one by `unit`."
    )
    return problem(request, "choose-unit", detail, units=units)


def by_http(request: Request, error: Exception) -> Response:
    """There is no such address, or not for this method."""
    wrong_method = isinstance(error, HTTPException) and error.status_code == 405
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(request, "wrong-method" if wrong_method else "not-found", None, headers)


def broken(request: Request, error: Exception) -> Response:
    """Something went wrong that nobody foresaw."""
    log.error("%s %r failed", request.method, request.url.path, exc_info=error)
    detail = both("错误已写入运行日志，请告知系统管理员。", "It has been logged; tell the administrator.")
    return problem(request, "broken", detail, HEADERS)


AT_THE_GATE = {400: "bad-host", 411: "no-length", 413: "too-large"}


def turn_away(request: Request, refused: Refused) -> Response:
    """The gate does not let a request in."""
    if refused is SIGNED_OUT:
        why = both(
            "没有有效的访问令牌，内容没有读取。", "There is no valid access token: the content was not read."
        )
        return problem(request, "no-token", why, CHALLENGE)
    return problem(request, AT_THE_GATE.get(refused.status, "not-allowed"), refused.why)


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Any]] = {
    DubanError: by_rule,
    SeveralPlaces: which_place,
    Refusal: by_api,
    RequestValidationError: by_form,
    HTTPException: by_http,
}

"""Which requests are let in, and what may a page do in the browser?

duban answers under its own names alone (else a foreign page could reach it by rebinding a name), and
a deed must come from one of our own pages. Nothing is loaded from elsewhere and nothing runs inline.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.language import marked

log = logging.getLogger("duban.web")

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

API = "/api/"
"""Below it no cookie is read, only a token that no other site can make a browser send: nothing to forge."""

BY_TICKET = "/n/"
"""Below it the address itself is the secret, and no cookie is read: who knows it needs nobody's browser. Its
pages tell no other where one comes from, so that browsers call their origin "null"."""

SECRET_PLACES = (BY_TICKET, "/calendar/")
"""Below these an address opens something by itself, and stands in no log and no index."""

LARGEST_BODY = 100_000
"""Bytes; the longest form is a report of a thousand characters, twelve bytes each at most."""

LARGEST_OF_STRANGERS = 64_000
"""Bytes that are read for whoever is not known; more is read only for a session or token that holds."""

LARGEST_UPLOAD = 100_000_000
"""Nine files of ten megabytes each, and what is said of them; or the units of a nation."""

UPLOADS = (
    re.compile(r"/villages/[0-9]{12}/tasks/[^/]+/report"),
    re.compile(r"/findings/[0-9]+/files"),
    re.compile(r"/inspections/[0-9]+/report"),
    re.compile(r"/administration/(units|people|calendar)"),
)
"""The addresses that take files."""

LARGEST_REPORT = 30_000_000
"""Bytes of what a program hands in: two files of ten megabytes, a third longer in base64; held whole."""

REPORTS = (
    re.compile(r"/api/v1/campaigns/[0-9]+/villages/[0-9]{12}/tasks/[^/]+/report"),
    re.compile(r"/api/v1/findings/[0-9]+/files"),
    re.compile(r"/api/v1/administration/(units|people|calendar)"),
)
"""The addresses at which programs hand in files and tables."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

OF_SECRET_PLACES = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is not let in, in words for whoever sent it without knowing better."""

    status: int
    title: str
    why: str


BAD_HOST = Refused(
    400,
    marked("请用规定的地址访问"),
    marked("督办只回答启动时写明的地址。请使用管理员告知的地址；在本机上请用 http://127.0.0.1 加端口号。"),
)
FOREIGN = Refused(
    403,
    marked("操作未被接受"),
    marked(
        "这项操作不是从督办自己的页面提交的，为安全起见没有执行，数据没有变化。请回到督办的页面重新操作。"
    ),
)
TOO_LARGE = Refused(413, marked("内容过长"), marked("提交的内容超过 100 KB，没有保存。请精简后再提交。"))
TOO_MUCH = Refused(
    413, marked("文件过大"), marked("提交的文件合计超过 100 MB，没有保存。请减少或压缩后分次提交。")
)
TOO_MUCH_AT_ONCE = Refused(
    413, marked("文件过大"), marked("提交的内容超过 30 MB，没有保存。请分几次提交，或在网页上提交。")
)
NO_LENGTH = Refused(
    411, marked("无法接受"), marked("提交的内容没有注明长度，没有保存。请用浏览器的表单提交。")
)

SIGNED_OUT = Refused(
    401,
    marked("登录已失效"),
    marked("长时间没有操作，登录已失效，刚才提交的内容没有保存。请另开一页登录，再回到上一页重新提交。"),
)

Refusal = Callable[[Request, Refused], Response]
Knows = Callable[[Request], bool]
"""Whether a request comes from somebody who has signed in, or shows a token that holds."""


class Guard:
    """Stands before every route; gives every answer its headers."""

    def __init__(
        self, app: ASGIApp, refusal: Refusal, knows: Knows, names: frozenset[str] = LOCAL_NAMES
    ) -> None:
        self.app, self.refusal, self.knows, self.names = app, refusal, knows, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in headers_at(scope["path"]).items():
                    answered.setdefault(name, value)  # a file that is handed out has a stricter policy
            await send(message)

        headers = Headers(scope=scope)
        refused = why_refused(scope["method"], scope["scheme"], headers, self.names, scope["path"])
        if refused is None and is_long(scope["method"], headers):
            known = await run_in_threadpool(self.knows, Request(scope))
            refused = None if known else SIGNED_OUT
        if refused is None:
            await self.app(scope, receive, send_guarded)
            return
        log.warning("refused %s %r: %s", scope["method"], loggable(scope["path"]), refused.title)
        answer = self.refusal(Request(scope), refused)
        answer.headers["Connection"] = "close"  # so that what is still coming is not taken in
        await answer(scope, receive, send_guarded)


def headers_at(path: str) -> dict[str, str]:
    """The headers of whatever is answered at a path."""
    return HEADERS | OF_SECRET_PLACES if path.startswith(SECRET_PLACES) else HEADERS


def loggable(path: str) -> str:
    """A path as logs show it."""
    secret = next((place for place in SECRET_PLACES if path.startswith(place)), None)
    return path if secret is None else f"{secret}…"


def why_refused(
    method: str,
    scheme: str,
    headers: Headers,
    names: frozenset[str] = LOCAL_NAMES,
    path: str = "/",
) -> Refused | None:
    """Why a request is not let in under these host names; None if it is."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or host_name(hosts[0]) not in names:
        return BAD_HOST
    if method in SAFE_METHODS:
        return None
    if not path.startswith(API):
        ours = path.startswith(BY_TICKET) or _is_ours(headers, f"{scheme}://{hosts[0]}")
        return _why_too_long(headers, path) if ours else FOREIGN
    has_body = "content-length" in headers or "transfer-encoding" in headers  # a program may send none at all
    return _why_too_long(headers, path) if has_body else None


def is_long(method: str, headers: Headers) -> bool:
    """Whether a request that was let in brings more than is read for a stranger."""
    return method not in SAFE_METHODS and int(headers.get("content-length", 0)) > LARGEST_OF_STRANGERS


def _why_too_long(headers: Headers, path: str) -> Refused | None:
    """By the length that the server holds it to; what comes in chunks may be of any, whatever it says."""
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 20) or "transfer-encoding" in headers:
        return NO_LENGTH
    if any(place.fullmatch(path) for place in UPLOADS):
        return TOO_MUCH if int(length) > LARGEST_UPLOAD else None
    if any(place.fullmatch(path) for place in REPORTS):
        return TOO_MUCH_AT_ONCE if int(length) > LARGEST_REPORT else None
    return TOO_LARGE if int(length) > LARGEST_BODY else None


def host_name(host: str) -> str | None:
    """The name in a Host header, without port and brackets; None if it is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.netloc == host and "@" not in host else None


def _is_ours(headers: Headers, own: str) -> bool:
    """Whether a deed comes from one of our own pages: as the browser says, and by its Origin.

    A page that tells no other where one comes from has no Origin to show; there the browser's word counts.
    """
    said = headers.get("sec-fetch-site")
    if said not in (None, "same-origin"):
        return False
    if said is not None and headers.get("origin") == "null":
        return True
    origin = headers.get("origin") or _origin_of(headers.get("referer", ""))
    return origin.lower() == own.lower()


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def own_address(address: str) -> str:
    """An address of ours to go back to; the front page in place of anything that leads elsewhere."""
    path = address.partition("?")[0]
    elsewhere = not path.startswith("/") or path.startswith("//") or "\\" in address
    return "/" if elsewhere or not address.isprintable() or len(address) > 1000 else address


def came_from(headers: Headers) -> str:
    """The page of ours that led here; the front page if none did."""
    try:
        parts = urlsplit(headers.get("referer", ""))
    except ValueError:
        return "/"
    if parts.netloc != headers.get("host"):
        return "/"
    return own_address(f"{parts.path}?{parts.query}" if parts.query else parts.path)

"""What does a service answer over HTTP, and what does that mean for a message?

It asks, and sorts what comes back into the three answers of `protocol.py`. What a provider says in a 200
with codes of its own, its adapter reads. No detail shows what was declared a secret; nothing is followed
to another address; an answer is read up to `LARGEST` bytes.
"""

import json
import logging
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urlsplit

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.words import on_one_line

if TYPE_CHECKING:
    import httpx  # when first used: importing it takes a tenth of a second and 20 MB

LARGEST = 64 * 1024

LONGEST_REASON = 200
"""Characters of what a service said that stand in a detail."""

CONCERNS_ALL = frozenset({401, 403, 404, 405, 407, 410, 429})
"""4xx answers that are about the address, the key or the rate, and never about one message."""

FOR_NOW = frozenset({408, 425, 500})
"""The service stumbled over this one: it may go later, and the next one may go now."""


@dataclass(frozen=True)
class Answer:
    """What the service `who` answered. The names of `headers` are in small letters."""

    who: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    def document(self) -> dict[str, Any]:
        """The JSON object of a 2xx answer. Raises one of the channel's failures for anything else."""
        self.settle()
        found = self.json()
        if found is None:
            raise Unreachable(f"{self.who} 的答复不是 JSON，地址可能不对：{self.quoted(self.text)}")
        return found

    def settle(self) -> None:
        """Raises one of the channel's failures unless the status is 2xx."""
        if 200 <= self.status < 300:
            return
        if 300 <= self.status < 400:
            there = urlsplit(self.headers.get("location", "")).netloc.rpartition("@")[2] or self.who
            raise Unreachable(
                f"{self.who} 要求转到 {self.quoted(there)}（{self.status}），未跟随；请核对地址"
            )
        detail = f"{self.who} 答复 {self.status}：{self.quoted(self.text)}"
        if self.status in FOR_NOW:
            raise TemporaryFailure(detail, self.retry_after)
        if 400 <= self.status < 500 and self.status not in CONCERNS_ALL:
            raise PermanentFailure(detail)
        raise Unreachable(detail, self.retry_after)

    def json(self) -> dict[str, Any] | None:
        """The answer as a JSON object, whatever its status; None when it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def retry_after(self) -> timedelta | None:
        """How long the service asks us to wait (RFC 9110, 10.2.3), by its own clock; None: not said."""
        wanted = self.headers.get("retry-after", "").strip()
        if wanted.isdecimal() and len(wanted) < 9:
            return timedelta(seconds=int(wanted))
        try:
            pause = parsedate_to_datetime(wanted) - parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError):
            return None
        return max(pause, timedelta(0))

    def quoted(self, text: object) -> str:
        """What a service said as it may stand in a detail: on one line, short, without secrets."""
        line = on_one_line(str(text))
        for secret in sorted(self.secrets, key=len, reverse=True):
            line = line.replace(secret, "***")
        return line if len(line) <= LONGEST_REASON else line[:LONGEST_REASON] + "……"


class HttpService:
    """A service at the address `base`, asked one question at a time; opened when first asked.

    `title` is its name for the administrator, `timeout` in seconds for each step, and again for reading
    the whole answer. Raises ValueError for a `base` that is no address.
    """

    def __init__(self, title: str, base: str, timeout: float = 10.0, secrets: Iterable[str] = ()) -> None:
        self._base = checked(base)
        self.who = f"{title} {urlsplit(base).netloc}"
        self._timeout = timeout
        self._secrets: set[str] = set()
        for secret in secrets:
            self.keep_secret(secret)
        self._client: httpx.Client | None = None

    def keep_secret(self, secret: str) -> None:
        """From now on this stands in no detail, in any way of writing it."""
        self._secrets |= {secret, quote(secret, safe=""), quote_plus(secret)} - {""}

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", path, query=query)

    def post(self, path: str, document: object, query: Mapping[str, str] | None = None) -> Answer:
        """Send a JSON document."""
        return self.ask("POST", path, query=query, body=as_json(document), headers=JSON)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer, whatever its status. Raises Unreachable or TemporaryFailure when there is none."""
        import httpx

        try:
            with self._opened().stream(
                method, self._base + path, params=query, content=body, headers=headers
            ) as response:
                content = self._read(response)
        except (httpx.TransportError, OSError) as error:
            raise self._failed(error) from error
        return Answer(self.who, response.status_code, response.headers, content, frozenset(self._secrets))

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _opened(self) -> "httpx.Client":
        if self._client is None:
            import httpx

            # It writes each address it asks into its log, and keys are part of them.
            logging.getLogger("httpx").setLevel(logging.WARNING)
            self._client = httpx.Client(
                timeout=self._timeout,
                follow_redirects=False,
                verify=ssl.create_default_context(),  # those that the machine trusts, as for mail
                headers={"User-Agent": "duban", "Accept-Encoding": "identity"},
            )
        return self._client

    def _read(self, response: "httpx.Response") -> bytes:
        until, content = monotonic() + self._timeout, b""
        for part in response.iter_raw():  # raw: nothing is unpacked, so that little stays little
            content += part
            if len(content) > LARGEST:
                raise Unreachable(f"{self.who} 的答复超过 {LARGEST} 字节，地址可能不对")
            if monotonic() > until:
                raise Unreachable(f"{self.who} 在 {self._timeout:g} 秒内没有答复完毕")
        return content

    def _failed(self, error: Exception) -> TemporaryFailure:
        import httpx

        if isinstance(error, httpx.TimeoutException):
            return Unreachable(f"{self.who} 在 {self._timeout:g} 秒内没有回应")
        why = on_one_line(str(error))
        if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.RemoteProtocolError):
            return TemporaryFailure(f"与 {self.who} 的连接中断：{why}")
        return Unreachable(f"连不上 {self.who}：{why}")


JSON = {"Content-Type": "application/json; charset=utf-8"}


def as_json(document: object) -> bytes:
    """A document as it is sent: short, in UTF-8, the same each time."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def checked(base: str) -> str:
    """An address to which paths can be added. Raises ValueError, without showing it."""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("地址的主机或端口写法不对") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("地址须以 https:// 开头并写明主机")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("地址中不能有用户名、? 参数或 #")
    return base.rstrip("/")


def shortened(text: str, most: int) -> str:
    """The text in at most `most` bytes of UTF-8, cut between characters."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most:
        return text
    room = max(most - len(CUT.encode()), 0)
    return encoded[:room].decode("utf-8", "ignore").rstrip() + CUT


CUT = "……"

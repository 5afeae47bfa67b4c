"""A real HTTP server on the loopback that stands for a provider: it keeps what it was asked, and answers.

What a provider would check (path, signature, body) is checked by the function that answers; what is put
into `told` is answered first, whatever was asked.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A question as it came in. The names of `headers` are in small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))


@dataclass(frozen=True)
class Reply:
    """An answer. `hangs`: not before the asker has gone; `breaks_off`: none, the line goes dead;
    `dribbles`: byte by byte, so many seconds apart."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False
    breaks_off: bool = False
    dribbles: float = 0.0


HANG = Reply(hangs=True)
BREAK_OFF = Reply(breaks_off=True)


def saying(document: object, status: int = 200, **headers: str) -> Reply:
    """A JSON document; `retry_after="5"` becomes the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(document).encode(), {"Content-Type": "application/json", **named})


class Provider:
    """`base` is its address. `asked` is what came in, in order. The answers may be changed at any time."""

    def __init__(self, base: str, answer: Callable[[Asked], Reply]) -> None:
        self.base, self.answer = base, answer
        self.asked: list[Asked] = []
        self.told: deque[Reply] = deque()
        self.connections = 0
        self.closing = threading.Event()

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.told.popleft() if self.told else self.answer(asked)


@contextmanager
def open_provider(answer: Callable[[Asked], Reply], port: int = 0) -> Iterator[Provider]:
    """The server, running until the block ends."""
    server = _Server(("127.0.0.1", port), _Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}", answer)
    server.provider = provider
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    provider: Provider


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.provider.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.provider.reply(Asked(self.command, parts.path, query, headers, body)))

    do_GET = do_POST  # noqa: N815

    def _send(self, reply: Reply) -> None:
        if reply.hangs:
            self.server.provider.closing.wait(30)
        if reply.hangs or reply.breaks_off:
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.dribbles:
            self._dribble(reply)
        else:
            self.wfile.write(reply.body)

    def _dribble(self, reply: Reply) -> None:
        for byte in reply.body:
            if self.server.provider.closing.wait(reply.dribbles):
                break
            try:
                self.wfile.write(bytes([byte]))
            except OSError:  # the asker has gone
                break
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: what was asked stands in `asked`."""

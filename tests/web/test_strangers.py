"""Who has not signed in cannot make the server take in more than a little: tried on a real server's wire."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI

from actions.access_token import WRITE, create_token
from actions.sign_in import at_the_door
from states.roles import Role
from tests.town import ZHUZHAI, Town
from tests.web.conftest import TOKEN, Doorman
from web.app import create_app
from web.door import SESSION
from web.security import LARGEST_OF_STRANGERS, LARGEST_UPLOAD
from web.server import Server

HANDS_IN = f"/villages/{ZHUZHAI}/tasks/training/report"
API_HANDS_IN = f"/api/v1/campaigns/1/villages/{ZHUZHAI}/tasks/training/report"

PATIENCE = 10.0
"""Seconds for an answer."""

A_MEGABYTE = 1_000_000


@pytest.fixture
def town(campaign: Town) -> Town:
    return campaign


@pytest.fixture
def port(town: Town) -> Iterator[int]:
    with serving(create_app(town.desk, door=Doorman())) as port:
        yield port


@contextmanager
def serving(app: FastAPI) -> Iterator[int]:
    """A server as `duban serve` runs it, in a thread; its port."""
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    server = Server(config, app.state.live.close)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE)
    listening.close()


def begin(port: int, path: str, *headers: str) -> socket.socket:
    """A request of which only the head has been sent."""
    wire = socket.create_connection(("127.0.0.1", port), PATIENCE)
    origin = f"http://127.0.0.1:{port}"
    head = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Origin: {origin}", *headers]
    wire.sendall("\r\n".join([*head, "", ""]).encode())
    return wire


def answer(wire: socket.socket) -> str:
    """Everything that is answered until the server hangs up."""
    told = b""
    try:
        while piece := wire.recv(65_536):
            told += piece
    except ConnectionResetError:
        pass  # it hung up while something was still coming
    return told.decode()


def taken_in(wire: socket.socket, most: int) -> int:
    """How many bytes of a body the server takes before it hangs up or takes no more."""
    wire.settimeout(1.0)
    sent = 0
    try:
        while sent < most:
            sent += wire.send(b"x" * 65_536)
    except OSError:
        pass
    return sent


@pytest.mark.parametrize("who", ["Accept: text/html", f"Cookie: {SESSION}=expired"])
def test_a_large_upload_of_a_stranger_is_refused_before_any_of_it_has_come(port: int, who: str) -> None:
    with begin(port, HANDS_IN, f"Content-Length: {LARGEST_UPLOAD}", who) as wire:
        told = answer(wire)
    assert told.startswith("HTTP/1.1 401")
    assert "connection: close" in told.lower()
    assert "登录已失效" in told


def test_what_a_stranger_goes_on_sending_is_not_taken_in(port: int) -> None:
    with begin(port, HANDS_IN, f"Content-Length: {LARGEST_UPLOAD}") as wire:
        time.sleep(0.5)
        assert taken_in(wire, LARGEST_UPLOAD) < 10 * A_MEGABYTE  # what lies in the buffers of the machine


def test_a_small_form_of_a_stranger_is_read_and_led_to_the_door(port: int) -> None:
    form = "said=" + "x" * (LARGEST_OF_STRANGERS - 100)
    kind = "Content-Type: application/x-www-form-urlencoded"
    with begin(port, HANDS_IN, f"Content-Length: {len(form)}", kind, "Connection: close") as wire:
        wire.sendall(form.encode())
        told = answer(wire)
    assert told.startswith("HTTP/1.1 401")


def test_whoever_has_signed_in_is_listened_to(port: int) -> None:
    length = LARGEST_OF_STRANGERS + 1
    kind = "Content-Type: application/x-www-form-urlencoded"
    cookie = f"Cookie: {SESSION}={TOKEN}"
    with begin(port, HANDS_IN, f"Content-Length: {length}", kind, cookie, "Connection: close") as wire:
        wire.settimeout(1.0)
        with pytest.raises(TimeoutError):
            wire.recv(1)  # nothing is answered before all has come
        wire.settimeout(PATIENCE)
        wire.sendall(b"x" * length)
        told = answer(wire)
    assert told.startswith("HTTP/1.1 403")  # a form without its key


def test_a_body_in_chunks_is_refused_whatever_length_it_says(port: int) -> None:
    chunked = "Transfer-Encoding: chunked"
    for length in ((), ("Content-Length: 5",)):
        with begin(port, HANDS_IN, *length, chunked, f"Cookie: {SESSION}={TOKEN}") as wire:
            assert answer(wire).startswith("HTTP/1.1 411")


@pytest.mark.parametrize(
    "shown", ["Accept: */*", "Authorization: Bearer duban_none", "Authorization: Basic x"]
)
def test_a_program_without_a_token_that_holds_is_not_listened_to(port: int, shown: str) -> None:
    kind = "Content-Type: application/json"
    with begin(port, API_HANDS_IN, kind, "Content-Length: 20000000", shown) as wire:
        told = answer(wire)
    assert told.startswith("HTTP/1.1 401")
    assert "no-token" in told
    assert 'www-authenticate: bearer realm="duban"' in told.lower()


def test_a_program_with_a_token_is_listened_to(port: int, town: Town) -> None:
    made = create_token(at_the_door(town.desk), town.who(Role.VILLAGE_HEAD, ZHUZHAI), "程序", WRITE, 30)
    body = "x" * (LARGEST_OF_STRANGERS + 1)
    head = ("Content-Type: application/json", f"Content-Length: {len(body)}", "Connection: close")
    with begin(port, API_HANDS_IN, *head, f"Authorization: Bearer {made}") as wire:
        wire.sendall(body.encode())
        assert answer(wire).startswith("HTTP/1.1 422")

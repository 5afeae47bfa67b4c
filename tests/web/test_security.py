"""Who is let in, and what a page may do in the browser."""

import logging

import pytest
from starlette.datastructures import Headers

from actions.inspection import list_inspections, propose
from states.roles import Role
from tests.town import ZHUZHAI, Town
from tests.web.conftest import HOME, KEY, Browser
from web.security import FOREIGN, LARGEST_BODY, LARGEST_UPLOAD, came_from, host_name, own_address, why_refused

DEED = "/inspections/1/dismiss"
FIELDS: dict[str, object] = {"reason": "无", **KEY}


@pytest.fixture
def waiting(campaign: Town) -> Town:
    """The town with one proposal on the desk."""
    propose(campaign.desk, campaign.who(Role.SUPERVISION_OFFICE), ZHUZHAI, "群众反映")
    return campaign


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8030"},
        {"Origin": "http://127.0.0.1:8030.evil.example"},
        {"Referer": "http://evil.example/http://127.0.0.1:8030/"},
        {"Referer": "http://[evil"},
        {"Origin": HOME, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HOME, "Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "Referer": f"{HOME}/"},
    ],
    ids=str,
)
def test_a_deed_from_another_page_is_refused_and_changes_nothing(
    waiting: Town, browser: Browser, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "duban.web"):
        answer = browser.post(DEED, FIELDS, **headers)
    assert answer.status_code == 403
    assert "数据没有变化" in answer.text
    assert list_inspections(waiting.desk)[0].state == "proposed"
    assert f"refused POST '{DEED}'" in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": HOME},
        {"Origin": HOME, "Sec-Fetch-Site": "same-origin"},
        {"Referer": f"{HOME}/inspections"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},  # from a page that tells no other where it is
    ],
    ids=str,
)
def test_a_deed_from_our_own_page_is_done(waiting: Town, browser: Browser, headers: dict[str, str]) -> None:
    assert browser.post(DEED, FIELDS, **headers).status_code == 303
    assert list_inspections(waiting.desk)[0].state == "dismissed"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "192.168.1.9", "", "[", "a:b"],
)
def test_another_host_name_is_not_answered(browser: Browser, host: str) -> None:
    answer = browser.get("/", Host=host)
    assert answer.status_code == 400
    assert "请用规定的地址访问" in answer.text
    assert "社区" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "localhost:8030", "LOCALHOST", "[::1]:8030"])
def test_this_machines_own_names_are_answered(browser: Browser, host: str) -> None:
    assert browser.get("/", Host=host).status_code == 200


def test_names_in_a_host_header() -> None:
    assert host_name("[::1]:8030") == "::1"
    assert host_name("localhost:99999") is None
    assert host_name("localhost/x") is None
    assert host_name("user@localhost") is None


@pytest.mark.parametrize(
    "path", ["/", "/inspections", "/outbox", "/health", "/plan", "/nowhere", f"/villages/{ZHUZHAI}"]
)
def test_every_page_forbids_what_is_inline_foreign_or_framed(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    answer = browser.press(DEED, reason="长" * LARGEST_BODY)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("path", "largest"),
    [
        (f"/villages/{ZHUZHAI}/tasks/training/report", LARGEST_UPLOAD),
        (f"/villages/{ZHUZHAI}/tasks/errand.rectification#12/report", LARGEST_UPLOAD),
        ("/findings/12/files", LARGEST_UPLOAD),
        (f"/villages/{ZHUZHAI}/tasks/training/verify", LARGEST_BODY),
        (f"/villages/{ZHUZHAI}/tasks/x/y/report", LARGEST_BODY),
        ("/findings/12/reply", LARGEST_BODY),
        ("/inspections", LARGEST_BODY),
    ],
)
def test_only_where_files_are_handed_in_a_body_may_be_large(path: str, largest: int) -> None:
    for length, refused in ((largest, None), (largest + 1, 413)):
        headers = Headers({"host": "localhost", "origin": "http://localhost", "content-length": str(length)})
        answer = why_refused("POST", "http", headers, path=path)
        assert (answer and answer.status) == refused


@pytest.mark.parametrize("length", ["", "-1", "x", "9" * 30, "\xb2"])
def test_a_body_of_unknown_length_is_refused(length: str) -> None:
    headers = Headers({"host": "localhost", "origin": "http://localhost", "content-length": length})
    refused = why_refused("POST", "http", headers)
    assert refused is not None
    assert refused.status == 411


def test_two_host_headers_are_one_too_many() -> None:
    raw = [(b"host", b"localhost"), (b"host", b"localhost")]
    assert why_refused("GET", "http", Headers(raw=raw)) is not None


def test_other_ways_of_changing_something_are_held_to_the_same() -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert why_refused(method, "http", Headers({"host": "localhost"})) is FOREIGN


MINE = "/api/v1/absences"


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null"])
def test_a_program_may_come_from_anywhere_since_it_shows_a_token_and_no_cookie(origin: str | None) -> None:
    headers = {"host": "localhost", "content-length": "2", **({"origin": origin} if origin else {})}
    assert why_refused("POST", "http", Headers(headers), path=MINE) is None
    assert why_refused("POST", "http", Headers({"host": "localhost"}), path=MINE) is None  # nothing to read


def test_a_program_is_held_to_names_and_lengths_like_everybody() -> None:
    for length in ("", "x", "9" * 30):
        headers = Headers({"host": "localhost", "content-length": length})
        assert why_refused("POST", "http", headers, path=MINE) is not None
    chunked = Headers({"host": "localhost", "transfer-encoding": "chunked"})
    assert why_refused("POST", "http", chunked, path=MINE) is not None
    large = Headers({"host": "localhost", "content-length": str(LARGEST_BODY + 1)})
    assert why_refused("POST", "http", large, path=MINE) is not None
    assert why_refused("GET", "http", Headers({"host": "evil.example"}), path=MINE) is not None


@pytest.mark.parametrize("path", ["/apis/x", "/API/v1/me", "/x/api/v1/me"])
def test_only_below_the_api_does_the_origin_not_matter(browser: Browser, path: str) -> None:
    assert browser.post(path, FIELDS).status_code == 403


def test_ways_back() -> None:
    assert own_address("/inspections?unit=1#x") == "/inspections?unit=1#x"
    assert own_address("/" + "a" * 2000) == "/"
    assert came_from(Headers({"host": "localhost", "referer": "http://localhost/plan?a=1"})) == "/plan?a=1"
    assert came_from(Headers({"host": "localhost", "referer": "http://evil.example/plan"})) == "/"
    assert came_from(Headers({"host": "localhost", "referer": "http://localhost//evil.example"})) == "/"
    assert came_from(Headers({"host": "localhost", "referer": "http://[x/"})) == "/"

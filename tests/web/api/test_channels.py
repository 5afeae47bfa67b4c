"""Channels, what did not arrive, and how people want to be told, by program."""

from pathlib import Path
from typing import Any

import pytest

from actions.dead_letter import list_dead_letters
from states.roles import Role
from tests.actions.test_dead_letter import given_up
from tests.town import ZHUZHAI, mail
from tests.web.api.conftest import Gate, Program, problem

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
DEAD = "/administration/dead-letters"
CHOSEN = {
    "channels": [{"channel": "sms", "address": "138 0000 0000"}, {"channel": "letters"}],
    "quiet": {"begin": "21:00", "until": "06:30"},
    "digest_at": "08:15",
    "language": "en",
}
AS_KEPT: dict[str, Any] = {
    **CHOSEN,
    "channels": [
        {"channel": "sms", "address": "13800000000"},
        {"channel": "letters", "address": HEAD},
    ],
}
FILE = """
[letters]
type = "file"
folder = "{folder}"
per_minute = 60

[sms]
type = "aliyun-sms"
access_key_id = "LTAI0000000000000000"
access_key_secret = "secret-of-the-office"
sign_name = "工业路街道"
template_code = "SMS_000000000"
parameters = {{ what = "short", where = "path" }}
"""


@pytest.fixture
def administrator(gate: Gate) -> Program:
    return gate.role(Role.ADMINISTRATOR)


@pytest.fixture
def head(gate: Gate) -> Program:
    return gate.role(Role.VILLAGE_HEAD)


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two channels; where the letters go."""
    folder, file = tmp_path / "letters", tmp_path / "channels.toml"
    file.write_text(FILE.format(folder=folder), encoding="utf-8")
    monkeypatch.setenv("DUBAN_CHANNELS", str(file))
    return folder


def test_the_channels_are_listed_in_order_of_preference_without_any_secret(administrator: Program) -> None:
    answer = administrator.get("/administration/channels")
    listed = answer.json()["items"]
    assert [(one["name"], one["type"], one["needs"]) for one in listed] == [
        ("letters", "file", "nothing"),
        ("sms", "aliyun-sms", "phone"),
    ]
    assert (listed[0]["per_minute"], listed[0]["tokens"], listed[0]["waiting"]) == (60, 60, 0)
    assert "secret-of-the-office" not in answer.text
    page = administrator.read("/administration/channels?limit=1")
    assert [one["name"] for one in page["items"]] == ["letters"]
    rest = administrator.read(f"/administration/channels?limit=1&cursor={page['next']}")
    assert ([one["name"] for one in rest["items"]], rest["next"]) == (["sms"], None)


def test_each_is_tried_by_its_name(administrator: Program, installed: Path) -> None:
    assert administrator.post("/administration/channels/letters/test").json() == {"channel": "letters"}
    assert len(list(installed.glob("*.eml"))) == 1
    problem(administrator.post("/administration/channels/pigeon/test"), 404, "not-found")
    problem(administrator.post("/administration/channels/..%2fx/test"), 404, "not-found")


def test_what_was_given_up_is_listed_and_sent_again(gate: Gate, administrator: Program) -> None:
    given_up(gate.town)
    newest, second, *older = administrator.read(DEAD)["items"]
    assert {"form": "issue", "unit_name": "朱寨社区居民委员会"} in [
        said for one in older for said in one["notices"]
    ]
    assert (second["channel"], second["attempts"], second["detail"]) == ("mail", 1, "550 查无此人")
    page = administrator.read(f"{DEAD}?limit=1")
    assert [one["id"] for one in page["items"]] == [newest["id"]]
    assert administrator.read(f"{DEAD}?limit=1&cursor={page['next']}")["items"] == [second]
    assert administrator.post(f"{DEAD}/{second['id']}/retry").json() == {"id": second["id"]}
    problem(administrator.post(f"{DEAD}/{second['id']}/retry"), 409, "wrong-state")
    assert [one["id"] for one in administrator.read(DEAD)["items"]] == [
        newest["id"],
        *(one["id"] for one in older),
    ]
    assert administrator.post(f"{DEAD}/retry").json() == {
        "queued": 1 + len(older),
        "behind": 0,
        "unreachable": 0,
    }
    problem(administrator.post(f"{DEAD}/0/retry"), 422, "invalid")


def test_nobody_else_sends_anything_again(gate: Gate, head: Program) -> None:
    given_up(gate.town)
    before = list_dead_letters(gate.town.desk)
    problem(head.post(f"{DEAD}/1/retry"), 403, "not-allowed")
    problem(head.post(f"{DEAD}/retry"), 403, "not-allowed")
    assert list_dead_letters(gate.town.desk) == before != []


def test_everybody_chooses_how_they_are_told(head: Program) -> None:
    first = head.get("/account/preferences")
    assert first.json() == {"channels": [], "quiet": None, "digest_at": None, "language": "zh"}
    problem(head.ask("PUT", "/account/preferences", CHOSEN), 428, "no-condition")
    done = head.ask("PUT", "/account/preferences", CHOSEN, If_Match=first.headers["etag"])
    assert done.json() == AS_KEPT, done.text
    stale = head.ask("PUT", "/account/preferences", CHOSEN, If_Match=first.headers["etag"])
    problem(stale, 412, "stale")
    assert head.read("/account/preferences") == AS_KEPT


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"channels": [{"channel": "sms"}]}, "渠道 sms 需要手机号码"),
        ({"channels": [{"channel": "pigeon"}]}, "没有名为 pigeon 的通知渠道"),
        ({"channels": [{"channel": "letters"}] * 2}, "渠道 letters 选了两次"),
        ({"quiet": {"begin": "24:00", "until": "06:30"}}, "24:00"),
        ({"digest_at": "8:15"}, "8:15"),
        ({"language": "fr"}, "fr"),
    ],
)
def test_what_cannot_be_is_refused(head: Program, wrong: dict[str, Any], why: str) -> None:
    answer = head.ask("PUT", "/account/preferences", {**CHOSEN, **wrong}, If_Match="*")
    problem(answer, 422, "invalid")
    assert head.read("/account/preferences")["channels"] == []
    if "渠道" in why:
        assert why in answer.text


def test_the_administrator_chooses_for_others(gate: Gate, administrator: Program, head: Program) -> None:
    number = gate.town.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id
    place = f"/administration/people/{number}/preferences"
    assert administrator.ask("PUT", place, CHOSEN, If_Match="*").json() == AS_KEPT
    assert administrator.read(place) == head.read("/account/preferences") == AS_KEPT
    problem(head.ask("PUT", place, CHOSEN, If_Match="*"), 403, "not-allowed")
    problem(head.get(place), 403, "not-allowed")


def test_everybody_sends_themselves_a_message(head: Program, installed: Path) -> None:
    assert head.post("/account/channels/letters/test").json() == {"channel": "letters"}
    [letter] = installed.glob("*.eml")
    assert HEAD in letter.read_text(encoding="utf-8")
    problem(head.post("/account/channels/sms/test"), 409, "wrong-state")

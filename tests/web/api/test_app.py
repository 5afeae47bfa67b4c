"""What all routes of the API have in common: how they are found, described and refused."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from actions.absence import list_absences
from states.roles import Role
from tests.town import Town
from tests.web.api.conftest import Enter, Gate, problem
from tests.web.conftest import Open
from web.api.problem import KINDS, MEDIA_TYPE, PREFIX
from web.api.words import BETWEEN, in_language, language_of
from web.security import HEADERS

CHINESE = re.compile(r"[一-鿿]")


def descriptions(value: Any) -> Iterator[str]:
    """Every description of a schema; those of models are for programmers and in English."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("description", "summary") and isinstance(inner, str):
                yield inner
            else:
                yield from descriptions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from descriptions(inner)


def schema(gate: Gate, language: str) -> dict[str, Any]:
    read: dict[str, Any] = gate.with_token(None).read(f"/openapi.json?language={language}")
    return read


def test_the_schema_is_read_without_a_token_in_chinese_unless_asked_otherwise(gate: Gate) -> None:
    read = gate.with_token(None).read("/openapi.json")
    assert read == schema(gate, "zh")
    assert read["paths"]["/v1/campaigns/{campaign}/board"]["get"]["tags"] == ["看板"]
    assert schema(gate, "en")["paths"]["/v1/campaigns/{campaign}/board"]["get"]["tags"] == ["Board"]


def test_every_route_is_described_in_both_languages(gate: Gate) -> None:
    chinese, english = schema(gate, "zh")["paths"], schema(gate, "en")["paths"]
    assert all(CHINESE.search(said) for said in descriptions(chinese))
    assert not any(CHINESE.search(said) for said in descriptions(english))
    assert BETWEEN not in str(chinese) + str(english)


def test_every_route_names_who_it_is_for_and_how_it_refuses(gate: Gate) -> None:
    for path, routes in schema(gate, "en")["paths"].items():
        for method, route in routes.items():
            assert route["description"].startswith(("For: ", "Everybody")), (method, path)
            assert {"401", "403", "404", "409", "422", "429", "500"} <= set(route["responses"]), path
            assert set(route["responses"]["422"]["content"]) == {MEDIA_TYPE}
            assert route["security"] == [{"token": []}]


def test_every_operation_has_a_name_of_its_own(gate: Gate) -> None:
    names = [route["operationId"] for path in schema(gate, "en")["paths"].values() for route in path.values()]
    assert len(names) == len(set(names)) > 100


def test_languages_that_are_accepted() -> None:
    assert language_of("en-GB,en;q=0.9,zh;q=0.8") == "en"
    assert language_of("fr, zh-CN") == "zh"
    assert language_of("") == "zh"
    assert in_language({"a": [f"督办{BETWEEN}duban"], "b": 1}, "en") == {"a": ["duban"], "b": 1}


def test_what_is_not_there_is_a_problem_below_the_api_and_a_page_elsewhere(
    gate: Gate, june: Town, open_browser: Open
) -> None:
    program = gate.role(Role.LEADING_GROUP)
    said = problem(program.get("/nowhere"), 404, "not-found")
    assert said["title"] == "没有找到"
    assert problem(program.get("/nowhere", Accept_Language="en"), 404, "not-found")["title"] == "Not found"
    problem(program.get("/campaigns/%0A"), 404, "not-found")
    page = open_browser(june.desk).get("/nowhere")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


def test_the_wrong_method_names_the_right_one(gate: Gate) -> None:
    answer = gate.role(Role.LEADING_GROUP).ask("DELETE", "/campaigns/1/board")
    problem(answer, 405, "wrong-method")
    assert answer.headers["allow"] == "GET"


def test_every_kind_of_problem_has_a_title_in_both_languages() -> None:
    for kind, (status, title) in KINDS.items():
        assert 400 <= status <= 500, kind
        assert len(title.split(BETWEEN)) == 2


def test_what_is_too_large_is_refused_before_it_is_read(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    problem(program.post("/absences", {"reason": "长" * 50_000}), 413, "too-large")
    assert list_absences(gate.town.desk) == []


def test_a_field_that_is_wrong_is_named(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    answer = program.post(
        "/campaigns/1/villages/410106004002/readings", {"indicator": "x", "count": -1, "n": 1}
    )
    said = problem(answer, 422, "invalid")
    assert {one["place"] for one in said["errors"]} == {"body.count", "body.n"}
    problem(program.get("/campaigns/one/board"), 422, "invalid")
    problem(program.ask("POST", "/absences", None), 422, "invalid")


def test_another_host_name_is_refused_as_a_problem(gate: Gate) -> None:
    answer = gate.role(Role.LEADING_GROUP).get("/me", Host="evil.example")
    problem(answer, 400, "bad-host")
    assert "evil.example" not in str(answer.headers)


def test_the_guard_stands_before_the_api_too(gate: Gate) -> None:
    headers = gate.role(Role.LEADING_GROUP).get("/me").headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_no_other_origin_is_let_read_what_is_answered(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP)
    answer = program.ask("OPTIONS", "/me", Origin="https://evil.example", Access_Control_Request_Method="GET")
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def test_something_that_breaks_is_a_problem_that_tells_nothing(
    gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    program = gate.role(Role.LEADING_GROUP)
    gate.town.desk.engine.dispose()
    with gate.town.desk.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE campaign RENAME TO lost")
    said = problem(program.get("/campaigns"), 500, "broken")
    assert "campaign" not in str(said)
    assert said["type"] == PREFIX + "broken"
    assert [record.levelname for record in caplog.records].count("ERROR") == 1


def test_the_api_is_there_in_the_demo_as_well(june: Town, enter: Enter) -> None:
    assert enter(june).role(Role.LEADING_GROUP).read("/me")["name"] == "4000 leading_group"

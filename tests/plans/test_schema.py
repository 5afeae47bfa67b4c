"""The published schema and the reader agree on the form of a plan."""

import copy
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import yaml

from plans.schema import json_schema
from plans.source import load
from tests.plans import FOUR_PHASES, PILOT_TEXT, problems_of

VALIDATOR = jsonschema.Draft202012Validator(
    json_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)

Data = dict[str, Any]


@pytest.fixture
def data() -> Data:
    plan: Data = copy.deepcopy(load(PILOT_TEXT).data)
    return plan


def test_the_schema_is_a_schema_of_draft_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("text", [PILOT_TEXT, FOUR_PHASES.read_text("utf-8")], ids=["pilot", "four phases"])
def test_plans_that_are_read_are_valid(text: str) -> None:
    assert list(VALIDATOR.iter_errors(load(text).data)) == []


def lose_the_due_date(data: Data) -> None:
    del data["tasks"][0]["due"]


def misspell_a_key(data: Data) -> None:
    data["tasks"][0]["gaet"] = True


def reach_133_per_cent(data: Data) -> None:
    data["indicators"][0]["target"]["at_least"] = 133


def name_two_units(data: Data) -> None:
    data["acknowledgement"]["holds"] = {"days": 1, "working_days": 1}


def name_no_unit(data: Data) -> None:
    data["acknowledgement"]["holds"] = {}


def invent_a_role(data: Data) -> None:
    data["issue"]["to"] = ["mayor"]


def invent_a_day(data: Data) -> None:
    data["tasks"][0]["due"] = "2012-13-40"


def break_a_title(data: Data) -> None:
    data["title"]["zh"] = "两\n行"


def come_from_the_future(data: Data) -> None:
    data["schema_version"] = 2


@pytest.mark.parametrize(
    "spoil",
    [
        lose_the_due_date,
        misspell_a_key,
        reach_133_per_cent,
        name_two_units,
        name_no_unit,
        invent_a_role,
        invent_a_day,
        break_a_title,
        come_from_the_future,
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(data: Data, spoil: Callable[[Data], None]) -> None:
    spoil(data)
    assert not VALIDATOR.is_valid(data)
    assert problems_of(yaml.safe_dump(data, allow_unicode=True))


def test_every_key_that_is_not_a_plain_part_is_described() -> None:
    bare = [
        f"{name}.{key}"
        for name, definition in json_schema()["$defs"].items()
        for key, node in definition.get("properties", {}).items()
        if "description" not in node and "$ref" not in node
    ]
    assert bare == []

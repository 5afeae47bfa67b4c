"""What the page about the plan's format shows can be read."""

import re
from typing import Any

import pytest
import yaml

from plans.lint import lint
from plans.reader import parse_plan
from plans.source import load
from states.roles import Role
from tests.plans import DOCS, problems_of

PAGE = (DOCS / "plan-format.md").read_text("utf-8")
SMALLEST, *FRAGMENTS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
REFUSALS = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0].splitlines()


def test_the_smallest_plan_is_read_and_has_no_errors() -> None:
    assert [finding for finding in lint(parse_plan(SMALLEST)) if finding.severity == "error"] == []


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_each_further_example_fits_into_the_smallest_plan(fragment: str) -> None:
    whole: dict[str, Any] = {**load(SMALLEST).data, **load(fragment).data}
    plan = parse_plan(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))
    assert [finding for finding in lint(plan) if finding.severity == "error"] == []


def test_all_roles_are_named() -> None:
    assert all(f"`{role}`" in PAGE for role in Role)


def test_the_refusals_are_what_the_reader_says() -> None:
    wrong = SMALLEST.replace("due: 2025-05-30", "due: 2025-13-40").replace("gate: true", "gaet: true")
    said = [str(problem).replace("plan.yaml", "river.yaml") for problem in problems_of(wrong)]
    assert said == REFUSALS

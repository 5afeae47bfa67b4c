"""docs/clauses.md is complete, and nothing on it is made up."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plans.reader import read_plan, shipped_plan
from tests.clauses import ROWS, Row

HOUSE = Path(__file__).parent.parent


def clauses_in(part: Any) -> Iterator[str]:
    """Every clause that the plan names, however deep."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key.endswith("clause"):
                yield str(value)
            else:
                yield from clauses_in(value)
    elif isinstance(part, list):
        for one in part:
            yield from clauses_in(one)


def test_every_clause_that_the_plan_names_has_a_row() -> None:
    plan = read_plan(shipped_plan("2012-pension-pilot")).model_dump(mode="json", by_alias=True)
    answered = {clause for row in ROWS for clause in (row.clause, *row.covers)}
    assert set(clauses_in(plan)) - answered == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.clause}-{row.lives_in[0]}")
def test_each_row_names_modules_and_tests_that_exist(row: Row) -> None:
    assert row.lives_in
    assert [module for module in row.lives_in if not (HOUSE / module).exists()] == []
    for shown in row.shown_by:
        file, _, function = shown.partition("::")
        tree = ast.parse((HOUSE / file).read_text("utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, shown
    assert row.shown_by

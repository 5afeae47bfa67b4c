"""What the tests about plans share: a second plan, and a way to change the text of one."""

from pathlib import Path

from plans.model import Plan
from plans.reader import PlanError, Problem, parse_plan, read_plan, shipped_plan

FOUR_PHASES = Path(__file__).with_name("four-phases.yaml")
"""A plan with four phases of other names, one without a gate, across a New Year."""

PILOT_NAME = "2012-pension-pilot"
PILOT_TEXT = shipped_plan(PILOT_NAME).read_text("utf-8")
PILOT = read_plan(shipped_plan(PILOT_NAME))

DOCS = Path(__file__).parents[2] / "docs"


def pilot_with(*changes: tuple[str, str]) -> Plan:
    """The pilot's plan after changes to its text; each old text must stand in it."""
    return parse_plan(changed(*changes))


def changed(*changes: tuple[str, str]) -> str:
    text = PILOT_TEXT
    for old, new in changes:
        assert old in text, f"not in the plan: {old}"
        text = text.replace(old, new, 1)
    return text


def problems_of(text: str) -> list[Problem]:
    """What the reader says against a text; empty if it reads it."""
    try:
        parse_plan(text, "plan.yaml")
    except PlanError as error:
        return list(error.problems)
    return []


def only_problem(*changes: tuple[str, str]) -> Problem:
    """The one thing that is wrong with the pilot's plan after the changes."""
    problems = problems_of(changed(*changes))
    assert len(problems) == 1, problems
    return problems[0]


def line_of(text: str, piece: str) -> int:
    """The line on which a piece of a text stands first, counted from 1."""
    return text[: text.index(piece)].count("\n") + 1

"""Whatever is written into a plan, the reader reads it or refuses it in words; nothing else happens."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.lint import lint
from plans.model import Plan
from plans.reader import PlanError, parse_plan
from plans.rules import rulebook
from tests.plans import FOUR_PHASES, PILOT_TEXT
from tests.plans.test_rules import ONE_PHASE

TEXTS = [ONE_PHASE, FOUR_PHASES.read_text("utf-8"), PILOT_TEXT]

VALUES = st.sampled_from(
    [
        "",
        "null",
        "[]",
        "{}",
        "-1",
        "0",
        "101",
        "1e9",
        "true",
        "2012-02-30",
        "2199-12-31",
        "1949-10-01",
        "village",
        "office:city",
        "department:police",
        "{days: 400}",
        "{working_days: 400}",
        "[leading_group]",
        '"\\u0000"',
        "*x",
        "&x y",
        "!!map {}",
        "'",
        "三.一",
    ]
)


def checked(text: str) -> Plan | None:
    """Read a text as a person would have it read, then lint it and make its rules."""
    try:
        plan = parse_plan(text)
    except PlanError as refused:
        problems = refused.problems
    else:
        lint(plan, [])
        rulebook(plan)
        return plan
    assert problems
    assert all(problem.line >= 1 and problem.message for problem in problems)
    return None


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert checked(text) is None


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False), VALUES)
def test_any_value_in_any_place_is_read_or_refused(text: str, chance: random.Random, value: str) -> None:
    lines = text.splitlines()
    number = chance.randrange(len(lines))
    before, colon, _ = lines[number].partition(": ")
    lines[number] = f"{before}{colon}{value}" if colon else value
    checked("\n".join(lines) + "\n")


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False), st.text(max_size=5))
def test_any_damage_to_a_plan_is_read_or_refused(text: str, chance: random.Random, noise: str) -> None:
    start = chance.randrange(len(text))
    end = min(len(text), start + chance.randrange(40))
    checked(text[:start] + noise + text[end:])


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False))
def test_lines_that_are_lost_or_doubled_are_read_or_refused(text: str, chance: random.Random) -> None:
    lines = text.splitlines()
    number = chance.randrange(len(lines))
    lines[number : number + 1] = [lines[number]] * chance.choice([0, 2])
    checked("\n".join(lines) + "\n")

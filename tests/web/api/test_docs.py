"""The page about the API says what is so."""

import re
from pathlib import Path

import web
from web.api.call import LONGEST_KEY
from web.api.listing import MOST, USUAL
from web.api.problem import KINDS
from web.api.rate import USUAL as RATE

DOCS = Path(web.__file__).parents[1] / "docs" / "api.md"


def test_every_kind_of_problem_stands_on_the_page_with_its_status() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", DOCS.read_text("utf-8"), re.MULTILINE))
    assert rows == {kind: str(status) for kind, (status, _) in KINDS.items()}


def test_the_limits_on_the_page_are_those_that_hold() -> None:
    text = " ".join(DOCS.read_text("utf-8").split())
    assert f"`limit` is 1 to {MOST}, {USUAL} without one" in text
    assert f"up to {LONGEST_KEY} signs" in text
    assert (RATE.burst, RATE.per_second) == (120, 10)
    assert "ask 120 times at once, and ten times a second" in text

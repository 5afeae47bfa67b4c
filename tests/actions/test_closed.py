"""A campaign that has been closed (收官) is only read: whatever else is tried is refused."""

import ast
from pathlib import Path

import pytest

import actions
from actions.appeal import decide_appeal
from actions.closing import close_campaign
from actions.errors import WrongState
from actions.permission import CONSOLE
from tests.actions.test_permission import DEEDS, staffed
from tests.shelf import Shelf
from tests.town import Town

ADMINISTRATIVE = {
    "campaign.issue",
    "unit.import",
    "person.import",
    "person.hand_over",
    "absence.record",
    "account.invite",
    "calendar.import",
    "channel.test",
    "preference.set",
    "notice.retry",
}
"""What is not done in a campaign, but around it."""

GOES_ON = {"acknowledge"}
"""A notice may be acknowledged also after the close: its reader only says so."""


def closed(town: Town) -> None:
    """Everything that can be dealt with is there, and then the campaign is closed."""
    staffed(town)
    town.at("2012-07-31")
    decide_appeal(town.desk, CONSOLE, 1, upheld=False, answer="不成立")
    close_campaign(town.desk, CONSOLE, "期满收官")


@pytest.mark.parametrize("deed", sorted(DEEDS.keys() - ADMINISTRATIVE))
def test_nothing_more_is_done_in_a_campaign_that_is_closed(shelf: Shelf, tmp_path: Path, deed: str) -> None:
    town = shelf.look_at(closed)
    with pytest.raises(WrongState, match="专项工作 1 已于 2012-07-31 收官，不再办理"):
        DEEDS[deed](town, CONSOLE, tmp_path)


def test_whoever_writes_in_a_campaign_asks_whether_it_is_open() -> None:
    """A transaction of an action takes its occasion by `acting`; `occasion` is for those who read."""
    folder = Path(actions.__path__[0])
    found = {
        name
        for file in sorted(folder.glob("*.py"))
        for name, function in use_cases(ast.parse(file.read_text(encoding="utf-8")))
        if {"in_transaction", "occasion"} <= called(function)
    }
    assert found - GOES_ON == {"begin", "check_shard"}, "the check itself leaves out what is closed"


def use_cases(module: ast.Module) -> list[tuple[str, ast.FunctionDef]]:
    return [(one.name, one) for one in module.body if isinstance(one, ast.FunctionDef)]


def called(function: ast.FunctionDef) -> set[str]:
    """The names that a function calls, in the functions within it too."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {name.id for name in calls if isinstance(name, ast.Name)}

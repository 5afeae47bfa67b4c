"""What an address asks for, and how links change it."""

from datetime import date

import pytest

from actions.errors import BadInput
from states.lights import Light
from tests.town import Town
from web.view import View


def view(**given: object) -> View:
    usual: dict[str, object] = {
        "unit": None, "sort": "worst", "light": None, "phase": None,
        "q": None, "at": None, "paper": "a4", "show": "list",
    }  # fmt: skip
    return View(**{**usual, **given})  # type: ignore[arg-type]


def said(query: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in query.items() if value is not None}


def test_a_link_keeps_what_it_does_not_change_and_leaves_out_what_is_usual() -> None:
    asked = view(unit="410106004000", light="red", at=date(2012, 6, 8))
    assert said(asked.but()) == {"unit": "410106004000", "light": "red", "at": date(2012, 6, 8)}
    assert said(asked.but(light=None, sort="lag")) == {
        "unit": "410106004000", "sort": "lag", "at": date(2012, 6, 8),
    }  # fmt: skip
    assert said(view().but(show="charts")) == {"unit": "all", "show": "charts"}


def test_a_village_is_searched_for_by_its_name_or_the_beginning_of_its_code() -> None:
    for q, found in (("朱寨", True), ("4101", True), ("004002", False), ("通航", False), (None, True)):
        assert view(q=q).has("410106004002", "朱寨社区居民委员会") is found


def test_the_light_that_was_clicked() -> None:
    assert view(light="red").wanted is Light.RED
    assert view().wanted is None
    assert [view().is_narrowed, view(q="朱").is_narrowed, view(sort="code").is_narrowed] == [
        False,
        True,
        False,
    ]


def test_a_phase_that_the_plan_does_not_have_is_refused_with_those_it_has(campaign: Town) -> None:
    book = campaign.board().book
    view(phase="inspection").check(book)
    with pytest.raises(BadInput, match="没有阶段 harvest，可选：preparing、mobilization"):
        view(phase="harvest").check(book)

"""The plan is told whole: as data, in words, with what is odd in it and what would come of it."""

from actions.board import read_book
from plans.lint import lint
from states.roles import Role
from tests.web.api.conftest import Gate


def test_the_plan_comes_with_its_days_its_rules_and_what_the_lint_finds(gate: Gate) -> None:
    read = gate.role(Role.VILLAGE_HEAD).read("/campaigns/1/plan")
    book = read_book(gate.town.desk, 1)
    found = lint(book.plan, calendar=book.calendar)
    assert [(one["code"], one["message"]) for one in read["findings"]] == [(x.code, x.message) for x in found]
    assert found
    days = {one["what"]: one for one in read["days"] if one["day"] == "2012-06-10"}
    assert all(one["off"] for one in days.values())
    assert days
    rules = [sentence for chapter in read["rules"] for sentence in chapter["sentences"]]
    assert any("提请专项督查" in sentence for sentence in rules)
    assert read["document"]["key"] == read["key"]


def test_the_rules_are_told_in_english_to_whoever_asks_for_it(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    english = program.get("/campaigns/1/plan", Accept_Language="en").json()["rules"]
    chinese = program.get("/campaigns/1/plan", Accept_Language="zh").json()["rules"]
    assert [len(one["sentences"]) for one in english] == [len(one["sentences"]) for one in chinese]
    assert all(str(one["title"]).isascii() for one in english)


def test_the_plan_is_played_through(gate: Gate) -> None:
    read = gate.role(Role.LEADING_GROUP_OFFICE).read("/campaigns/1/plan/forecast")
    assert read["villages"] == 10
    assert sum(one["count"] for one in read["sent"]) == sum(one["notices"] for one in read["days"]) > 100

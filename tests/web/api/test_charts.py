"""The charts of the board, as figures."""

from states.roles import Role
from tests.actions import figures
from tests.town import GONGYELU, SUBDISTRICT, VILLAGES, ZHUZHAI
from tests.web.api.conftest import Gate, problem

HERE = "/campaigns/1/charts"


def test_the_curve_leads_from_what_was_reported_to_the_target(gate: Gate) -> None:
    figures.targets(gate.town, coverage=100)
    figures.report(gate.town, ZHUZHAI, 40)
    read = gate.role(Role.LEADING_GROUP_HEAD).read(f"{HERE}?unit={ZHUZHAI}")
    (curve,) = [one for one in read["curves"] if one["figures"]["indicator"] == "coverage"]
    assert (curve["goal"], curve["by"]) == (97, "2012-05-31")
    assert curve["points"] == [{"on": "2012-06-08", "rate": 40}]
    assert curve["days_left"] == -8


def test_the_timeline_has_every_task_of_the_plan_and_the_days_off(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP)
    line, plan = program.read(HERE)["timeline"], program.read("/campaigns/1/plan")
    assert {one["task"] for one in line["tasks"]} == {one["key"] for one in plan["tasks"]}
    assert [one["due"] for one in line["tasks"]] == sorted(one["due"] for one in line["tasks"])
    assert "2012-06-10" in line["days_off"]  # a Sunday
    assert "2012-04-28" not in line["days_off"]  # a Saturday that is worked
    assert {"training": {"red": 3}}.items() <= {one["task"]: one["lights"] for one in line["tasks"]}.items()


def test_the_funnel_narrows_and_the_ranking_names_the_villages(gate: Gate) -> None:
    read = gate.role(Role.LEADING_GROUP).read(HERE)
    counts = [one["villages"] for one in read["funnel"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == read["villages"] == 3
    assert read["funnel"][0]["phase"] == "mobilization"
    assert {one["unit"] for one in read["ranking"]["rows"]} == set(VILLAGES)


def test_the_words_are_in_the_language_that_is_asked_for(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP)
    for language, title in (("zh", "动员部署"), ("en", "Mobilization")):
        funnel = program.get(HERE, Accept_Language=language).json()["funnel"]
        assert title.lower() in funnel[0]["title"].lower()


def test_nothing_is_drawn_of_units_that_are_not_ones_own(gate: Gate) -> None:
    leader = gate.role(Role.LINKED_LEADER)
    assert leader.read(HERE)["villages"] == 1
    for unit in (GONGYELU, SUBDISTRICT):
        problem(leader.get(f"{HERE}?unit={unit}"), 403, "not-allowed")

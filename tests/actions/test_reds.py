"""The villages that are red, asked for as a set, are those that the board shows red."""

from datetime import date
from random import Random

import pytest

from actions import hold, task
from actions.board import read_board
from actions.permission import CONSOLE
from actions.reds import list_reds
from states.errors import DubanError
from states.lights import Light
from tests.actions import figures
from tests.shelf import After, issued
from tests.town import GONGYELU, TONGHANG, VILLAGES, ZHUZHAI, Town


def assert_as_on_the_board(town: Town) -> None:
    shown = {
        village.unit: {key for key, standing in village.tasks.items() if standing.light is Light.RED}
        | ({"behind"} if village.behind else set())
        for village in read_board(town.desk).units
        if village.light is Light.RED
    }
    assert {code: set(why) for code, why in list_reds(town.desk).items()} == shown


@pytest.mark.parametrize("seed", range(3))
def test_whatever_has_happened_they_are_those_of_the_board(after: After, seed: int) -> None:
    town, chance = after(issued), Random(seed)
    for day in ("2012-04-25", "2012-05-02", "2012-05-10", "2012-06-11", "2012-06-20"):
        town.at(day).check()
        for _ in range(12):
            deed = chance.choice((task.submit, task.verify))
            key = chance.choice(("training", "survey", "publicity", "enrolment", "self-inspection"))
            try:
                deed(town.desk, CONSOLE, chance.choice(VILLAGES), key)
            except DubanError:
                continue
        assert_as_on_the_board(town)


def test_a_reopened_gate_of_an_earlier_phase_makes_a_village_red(campaign: Town) -> None:
    campaign.at("2012-04-28").check()
    campaign.complete(GONGYELU, "training", "survey")
    task.reopen(campaign.desk, CONSOLE, GONGYELU, "training", "数字有误")
    assert "behind" in list_reds(campaign.desk)[GONGYELU]
    assert_as_on_the_board(campaign)


def test_nobody_turns_red_while_a_clock_stands_and_whoever_is_far_behind_a_pace_does(campaign: Town) -> None:
    figures.targets(campaign.at("2012-05-02"), coverage=100)
    figures.report(campaign.at("2012-05-20"), ZHUZHAI, 5)
    hold.put(campaign.desk, CONSOLE, date(2012, 6, 20), reason="防汛", unit_code=GONGYELU)
    campaign.at("2012-05-28").check()
    assert "enrolment" in list_reds(campaign.desk)[ZHUZHAI]
    assert_as_on_the_board(campaign)
    assert_as_on_the_board(campaign.at("2012-06-12"))


def test_why_is_told_in_the_order_of_the_plan(campaign: Town) -> None:
    campaign.at("2012-05-10").check()
    campaign.complete(ZHUZHAI, "training", "survey")
    reds = list_reds(campaign.desk)
    assert list(reds) == [GONGYELU, ZHUZHAI, TONGHANG]
    assert reds[GONGYELU] == [
        "training",
        "work-group",
        "responsibility-letter",
        "survey",
        "village-meeting",
        "duty-assignment",
        "behind",
    ]

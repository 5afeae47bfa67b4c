"""A plan is tried out before it is issued: who would be told what, and who would turn red (三, 四.一)."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from actions.errors import BadInput, BadRows
from flows.behaviour import Behaviour
from flows.simulate import HANDFUL, Setting, Simulation, simulate
from plans.model import Plan
from plans.reader import read_plan, shipped_plan
from states.roles import Role

VILLAGES = 24
SHIPPED = read_plan(shipped_plan("2012-pension-pilot"))
SHANGJIE = Path(__file__).parents[2] / "plans" / "demo" / "units-gongyelu.csv"


def short(**assessment: object) -> Plan:
    """The pilot, over by the end of May: enough days for a story, and soon played."""
    earlier = {"begins": date(2012, 5, 10), "closes": date(2012, 5, 15), **assessment}
    return SHIPPED.model_copy(update={"assessment": SHIPPED.assessment.model_copy(update=earlier)})


@pytest.fixture(scope="module")
def mixed() -> Simulation:
    """The whole campaign among villages of every manner."""
    return simulate(Setting(SHIPPED, VILLAGES, "mixed", seed=3))


@pytest.mark.slow
class TestMixed:
    def test_it_runs_from_the_day_of_issue_until_the_campaign_closes(self, mixed: Simulation) -> None:
        assert (mixed.by_day[0].day, mixed.by_day[-1].day) == (date(2012, 4, 23), date(2012, 7, 31))
        assert len(mixed.by_day) == 100

    def test_every_village_is_there_at_the_end(self, mixed: Simulation) -> None:
        assert mixed.villages == VILLAGES == sum(mixed.states.values())
        assert mixed.states["assessment"] > VILLAGES / 2

    def test_what_is_sent_day_by_day_is_what_is_sent_in_all(self, mixed: Simulation) -> None:
        by_day = sum(day.notices for day in mixed.by_day)
        assert by_day == mixed.notices.total() == sum(one.count for one in mixed.told)
        assert mixed.notices["issue"] == VILLAGES + 3 * 4  # three townships with four departments each

    def test_heads_and_assistants_are_reminded_seven_days_before_the_self_inspection(
        self, mixed: Simulation
    ) -> None:
        first_of_june = next(day for day in mixed.by_day if day.day == date(2012, 6, 1))
        reminded = {one.role for one in first_of_june.told if one.form == "reminder"}
        assert reminded == {Role.VILLAGE_HEAD, Role.ASSISTANT}

    def test_a_village_turns_red_once_for_what_is_overdue_or_for_its_phase(self, mixed: Simulation) -> None:
        assert 0 < len(mixed.red) <= VILLAGES
        assert max(Counter(red.unit for red in mixed.red).values()) == 1
        assert all(red.why for red in mixed.red)
        assert {why for red in mixed.red for why in red.why} <= {*SHIPPED_KEYS, "behind"}
        assert sum(day.turned_red for day in mixed.by_day) == len(mixed.red)

    def test_the_busiest_days_come_first(self, mixed: Simulation) -> None:
        counts = [day.notices for day in mixed.busiest]
        assert counts == sorted(counts, reverse=True)
        assert counts[0] == max(day.notices for day in mixed.by_day)

    def test_whoever_gets_more_than_a_handful_is_named_by_role_and_unit(self, mixed: Simulation) -> None:
        assert mixed.burdened
        assert all(one.messages > HANDFUL for one in mixed.burdened)
        assert mixed.burdened_days >= len(mixed.burdened)
        assert mixed.burdened[0].seat.unit.startswith("99")

    def test_the_rungs_are_climbed_in_falling_numbers(self, mixed: Simulation) -> None:
        climbs = mixed.climbs
        assert climbs["head"] >= climbs["linked-leader"] >= climbs["special-inspection"] > 0
        assert 0 < mixed.proposed["special"] <= VILLAGES

    def test_with_every_role_held_there_is_no_gap(self, mixed: Simulation) -> None:
        assert mixed.gaps == []


SHIPPED_KEYS = {task.key for task in SHIPPED.tasks}


@pytest.mark.slow
def test_punctual_villages_are_never_red_for_a_task_and_late_ones_are() -> None:
    cases: list[tuple[Behaviour, bool]] = [("punctual", False), ("late", True)]
    for behaviour, overdue in cases:
        done = simulate(Setting(short(), 12, behaviour))
        assert any(set(red.why) - {"behind"} for red in done.red) is overdue
        assert bool({"head", "linked-leader", "supervision-letter"} & set(done.climbs)) is overdue


@pytest.mark.slow
def test_units_may_come_from_a_file_and_departments_that_it_lacks_are_gaps() -> None:
    days: list[int] = []
    done = simulate(Setting(short(), SHANGJIE), days.append)
    assert done.villages == 3
    assert {gap.role for gap in done.gaps} >= {"department:police"}
    assert len(days) == len(done.by_day)


def test_a_plan_that_does_not_say_when_it_closes_runs_31_days_beyond_the_assessment() -> None:
    days = Setting(short(closes=None), 1).days
    assert (days[0], days[-1]) == (date(2012, 4, 23), date(2012, 6, 10))


@pytest.mark.parametrize("villages", [0, -3, 1_000_001])
def test_a_number_of_villages_that_cannot_be_is_refused(villages: int) -> None:
    with pytest.raises(BadInput, match=f"村（居）数 {villages} 不在 1 到 1000000 之间"):
        simulate(Setting(SHIPPED, villages))


def test_a_units_file_with_a_bad_row_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("code,name,kind,parent_code\n12,某村,village,\n", encoding="utf-8")
    with pytest.raises(BadRows, match="第 2 行"):
        simulate(Setting(SHIPPED, file))


def test_a_units_file_without_villages_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("code,name,kind,parent_code\n990000000000,某省,province,\n", encoding="utf-8")
    with pytest.raises(BadInput, match="没有村或社区"):
        simulate(Setting(SHIPPED, file))

"""A village moves by rule, by the clock and by force (三); what holds it back is said in words."""

from datetime import date

import pytest

from actions.errors import BadInput, NotFound
from actions.history import read_history
from actions.permission import CONSOLE
from actions.task import reopen
from actions.village import force
from actions.village_page import read_village
from plans.reader import read_plan
from states.errors import IllegalMove
from states.lights import Light
from states.roles import Role
from tests.plans import FOUR_PHASES
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town

STATES = "preparing, mobilization, implementation, inspection, assessment, accepted, not_accepted, commended"


def winter(town: Town) -> None:
    """The four-phase plan has been issued on 31 October 2025."""
    town.issue(read_plan(FOUR_PHASES), "2025-10-31")


def held_back(town: Town, unit: str = ZHUZHAI) -> str | None:
    return read_village(town.desk, unit).held_back


def forced(town: Town, state: str, unit: str = ZHUZHAI) -> None:
    force(town.desk, town.who(Role.LEADING_GROUP_HEAD), unit, state, "特殊情况")


def moved(town: Town, unit: str = ZHUZHAI) -> list[tuple[date, str, str, str]]:
    """(day, who, trigger, to) of every move of a village after the issue."""
    return [
        (one.at.date(), one.actor, one.trigger, one.to_state)
        for one in read_history(town.desk, unit_code=unit)
        if one.subject == "village" and one.trigger != "issue"
    ]


# ── By the clock ──────────────────────────────────────────────────────────────────────


def test_the_first_check_begins_every_village_since_the_first_day_has_passed(campaign: Town) -> None:
    assert campaign.check().moves["village.begin"] == len(VILLAGES)
    assert {campaign.phase(unit) for unit in VILLAGES} == {"mobilization"}
    assert moved(campaign) == [(date(2012, 4, 23), "clock", "begin", "mobilization")]


def test_before_the_plans_first_day_nobody_begins(after: After) -> None:
    town = after(winter)
    assert town.at("2025-11-02").check().moves == {}
    assert held_back(town) == "方案的第一天还没有到"
    assert town.at("2025-11-03", 0).check().moves["village.begin"] == len(VILLAGES)


def test_a_day_alone_moves_nobody_out_of_a_phase_with_gates(campaign: Town) -> None:
    campaign.at("2012-05-02").check()
    assert {campaign.phase(unit) for unit in VILLAGES} == {"mobilization"}


def test_a_phase_without_a_gate_is_left_on_the_next_phases_first_day(after: After) -> None:
    town = after(winter)
    town.at("2025-11-17").check()
    town.complete(ZHUZHAI, "pledge", "household-screening", "stove-list")
    assert town.phase(ZHUZHAI) == "watch"
    assert held_back(town) == "下一阶段的第一天还没有到"
    town.at("2026-01-16").check()
    assert town.phase(ZHUZHAI) == "watch"
    town.at("2026-01-17").check()
    assert (town.phase(ZHUZHAI), town.phase(TONGHANG)) == ("rectify", "publicize")
    assert moved(town)[-1] == (date(2026, 1, 17), "clock", "advance", "rectify")


def test_a_village_that_is_late_passes_through_a_gateless_phase_whose_time_is_over(after: After) -> None:
    town = after(winter)
    town.at("2026-01-19").check()
    town.complete(ZHUZHAI, "pledge", "household-screening", "stove-list")
    assert [(trigger, to) for _, _, trigger, to in moved(town)] == [
        ("begin", "publicize"),
        ("advance", "screening"),
        ("advance", "watch"),
        ("advance", "rectify"),
    ]


def test_the_four_phases_end_in_the_assessment_too(after: After) -> None:
    town = after(winter)
    town.at("2026-01-19").check()
    town.complete(ZHUZHAI, "pledge", "household-screening", "stove-list", "alarm-installation")
    assert held_back(town) == "考核验收还没有开始"
    town.at("2026-02-11").check()
    assert town.phase(ZHUZHAI) == "assessment"
    assert held_back(town) is None


# ── What holds a village back ─────────────────────────────────────────────────────────


def test_pending_gates_are_counted_and_named_in_the_plans_order(campaign: Town) -> None:
    campaign.at("2012-04-25").check()
    assert held_back(campaign) == "还有 2 项关口任务未核验：training, survey"
    campaign.complete(ZHUZHAI, "training")
    assert held_back(campaign) == "还有 1 项关口任务未核验：survey"
    campaign.submit(ZHUZHAI, "survey")
    assert held_back(campaign) == "还有 1 项关口任务未核验：survey"


def test_a_reopened_gate_of_an_earlier_phase_is_named_too(campaign: Town) -> None:
    campaign.at("2012-04-25").check()
    campaign.complete(ZHUZHAI, "training", "survey")
    reopen(campaign.desk, CONSOLE, ZHUZHAI, "survey", "漏户")
    assert held_back(campaign) == "还有 2 项关口任务未核验：survey, enrolment"


def test_every_reason_is_given_at_once(campaign: Town) -> None:
    campaign.check()
    forced(campaign, "inspection")
    said = held_back(campaign)
    gates = "还有 4 项关口任务未核验：training, survey, enrolment, self-inspection"
    assert said is not None
    assert set(said.split("；")) == {"考核验收还没有开始", gates}


def test_nothing_holds_back_who_has_nothing_before_it(campaign: Town) -> None:
    forced(campaign, "commended")
    assert held_back(campaign) is None


# ── By force ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [state for state in STATES.split(", ") if state != "preparing"])
def test_the_head_of_the_group_may_put_a_village_into_any_state(campaign: Town, state: str) -> None:
    forced(campaign, state)
    assert campaign.phase(ZHUZHAI) == state
    row = read_history(campaign.desk, unit_code=ZHUZHAI)[-1]
    assert (row.trigger, row.from_state, row.to_state) == ("force", "preparing", state)
    assert (row.actor, row.reason) == ("4000 leading_group_head", "特殊情况")
    assert [campaign.phase(unit) for unit in (GONGYELU, TONGHANG)] == ["preparing", "preparing"]


def test_a_village_stays_where_it_was_put_until_a_fact_changes(campaign: Town) -> None:
    campaign.at("2012-04-25").check()
    forced(campaign, "preparing")
    campaign.at("2012-04-26").check()
    assert campaign.phase(ZHUZHAI) == "preparing"
    campaign.complete(ZHUZHAI, "training", "survey")
    assert campaign.phase(ZHUZHAI) == "implementation"


def test_a_village_that_was_put_forward_past_open_gates_shows_red(campaign: Town) -> None:
    campaign.check()
    forced(campaign, "inspection")
    assert campaign.board().units[1].light is Light.RED


@pytest.mark.parametrize("reason", ["", "  "])
def test_force_needs_a_reason(campaign: Town, reason: str) -> None:
    with pytest.raises(BadInput, match="强制调整须说明理由"):
        force(campaign.desk, CONSOLE, ZHUZHAI, "inspection", reason)


def test_the_reason_has_at_most_2000_characters(campaign: Town) -> None:
    with pytest.raises(BadInput, match="最多 2000 字"):
        force(campaign.desk, CONSOLE, ZHUZHAI, "inspection", "字" * 2001)


def test_an_unknown_state_is_refused_with_those_that_there_are(campaign: Town) -> None:
    with pytest.raises(IllegalMove, match=f"没有状态 finished，可选：{STATES}"):
        forced(campaign, "finished")


def test_the_state_that_it_is_in_is_refused(campaign: Town) -> None:
    with pytest.raises(IllegalMove, match="状态 preparing 不能执行 force_to_preparing"):
        forced(campaign, "preparing")


def test_a_unit_that_is_no_village_of_the_campaign_is_refused(campaign: Town) -> None:
    with pytest.raises(NotFound, match="工业路街道 不在专项工作 1 的范围内"):
        forced(campaign, "inspection", SUBDISTRICT)
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        forced(campaign, "inspection", "999")


# ── A village's page ──────────────────────────────────────────────────────────────────


def test_a_villages_page_shows_what_happened_what_will_fire_and_who_was_told(campaign: Town) -> None:
    campaign.at("2012-06-08").check()
    page = read_village(campaign.desk, ZHUZHAI)
    assert page.standing.unit == ZHUZHAI
    assert page.history[0].at >= page.history[-1].at
    assert {one.unit for one in page.coming} == {ZHUZHAI}
    assert {one.unit for one in page.notices} == {ZHUZHAI}
    assert {one.unit for one in page.history} == {ZHUZHAI}
    assert ("self-inspection", date(2012, 6, 11)) in {(one.task, one.on) for one in page.coming}
    assert page.inspections == []


def test_only_a_village_of_the_campaign_has_a_page(campaign: Town) -> None:
    with pytest.raises(NotFound, match=f"{SUBDISTRICT} 不是本专项工作范围内的村或社区"):
        read_village(campaign.desk, SUBDISTRICT)

"""How far may 朱寨社区 go: by rule, by decision, by force?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.errors import IllegalMove
from states.machine import StateMachine
from states.village import AFTERWARDS, Phases, Situation, force_to, forced, settled, village_machine
from tests.states.asking import Moves, moves_of
from tests.states.other_plans import COURTYARDS, WINTER
from tests.states.pilot import PHASE_KEYS, PHASES

READY = Situation(
    "preparing",
    begun=True,
    gates_pending=False,
    next_phase_begun=True,
    findings_open=False,
    assessment_begun=True,
)
"""Nothing stands against any move."""

EARLY = replace(READY, begun=False, next_phase_begun=False, assessment_begun=False)
"""Every gate is done before its time."""


@pytest.fixture
def pilot() -> StateMachine:
    return village_machine(PHASES)


def moves(machine: StateMachine, facts: Situation) -> Moves:
    """What the machine allows under these facts, force aside."""
    allowed = moves_of(machine, lambda state: replace(facts, state=state))
    return {
        state: {trigger: after for trigger, after in triggers.items() if not trigger.startswith("force_to_")}
        for state, triggers in allowed.items()
        if any(not trigger.startswith("force_to_") for trigger in triggers)
    }


def travelled(machine: StateMachine, situation: Situation) -> list[str]:
    """Where the rules lead a village, until they are all refused."""
    way: list[str] = []
    while (step := settled(machine, situation)) is not None:
        situation = step[1]
        way.append(situation.state)
        assert len(way) < len(machine.states), f"the rules never come to rest: {way}"
    return way


DECISIONS = {
    "assessment": {"accept": "accepted", "reject": "not_accepted"},
    "accepted": {"commend": "commended"},
}


def test_a_pilot_village_with_every_gate_done_knows_these_moves_and_no_others(pilot: StateMachine) -> None:
    assert moves(pilot, READY) == {
        "preparing": {"begin": "mobilization"},
        "mobilization": {"advance": "implementation"},
        "implementation": {"advance": "inspection"},
        "inspection": {"assess": "assessment"},
        **DECISIONS,
        "not_accepted": {"repeat": "inspection"},
    }


def test_with_a_gate_pending_only_decisions_and_the_beginning_are_left(pilot: StateMachine) -> None:
    assert moves(pilot, replace(READY, gates_pending=True)) == {
        "preparing": {"begin": "mobilization"},
        **DECISIONS,
        "not_accepted": {"repeat": "inspection"},
    }


def test_a_village_may_be_ahead_of_the_calendar_until_the_assessment(pilot: StateMachine) -> None:
    begun = replace(EARLY, state="mobilization", begun=True)
    assert travelled(pilot, begun) == ["implementation", "inspection"]


def test_before_22_april_a_village_prepares_however_ready_it_is(pilot: StateMachine) -> None:
    assert travelled(pilot, EARLY) == []


def test_a_village_that_is_ready_when_the_day_comes_goes_all_the_way_to_the_assessment(
    pilot: StateMachine,
) -> None:
    assert travelled(pilot, READY) == [*PHASE_KEYS, "assessment"]


def test_a_village_that_owes_its_survey_stays_in_mobilization_though_july_has_come(
    pilot: StateMachine,
) -> None:
    assert travelled(pilot, replace(READY, gates_pending=True)) == ["mobilization"]


def test_an_open_finding_bars_the_assessment_and_nothing_else(pilot: StateMachine) -> None:
    found = replace(READY, findings_open=True)
    assert travelled(pilot, found) == list(PHASE_KEYS)


def test_a_rule_names_its_trigger_and_what_follows(pilot: StateMachine) -> None:
    situation = replace(READY, state="mobilization")
    assert settled(pilot, situation) == ("advance", replace(situation, state="implementation"))


@pytest.mark.parametrize("state", AFTERWARDS)
def test_no_rule_touches_what_the_head_of_the_group_decides(pilot: StateMachine, state: str) -> None:
    assert settled(pilot, replace(READY, state=state)) is None


# ── refusals ────────────────────────────────────────────────────────────────────────────────


def refusal(machine: StateMachine, situation: Situation, trigger: str) -> IllegalMove:
    with pytest.raises(IllegalMove) as raised:
        machine.after(situation, trigger)
    return raised.value


def test_a_refusal_names_the_state_the_trigger_and_the_pending_gates(pilot: StateMachine) -> None:
    refused = refusal(pilot, replace(READY, state="mobilization", gates_pending=True), "advance")
    assert str(refused) == "村级工作：状态 mobilization 不能执行 advance，条件不满足：gates_pending。"


def test_a_refused_beginning_names_the_day_that_has_not_come(pilot: StateMachine) -> None:
    assert refusal(pilot, EARLY, "begin").missing == ("not_begun",)


def test_a_refused_assessment_names_everything_that_stands_against_it(pilot: StateMachine) -> None:
    situation = replace(EARLY, state="inspection", gates_pending=True, findings_open=True)
    assert refusal(pilot, situation, "assess").missing == (
        "not_assessment_begun",
        "gates_pending",
        "findings_open",
    )


def test_a_village_in_preparation_cannot_be_accepted(pilot: StateMachine) -> None:
    assert refusal(pilot, READY, "accept").missing == ()


# ── other plans ─────────────────────────────────────────────────────────────────────────────


def test_four_phases_of_other_names_are_run_by_the_same_table() -> None:
    machine = village_machine(WINTER.phases)
    assert machine.states == ("preparing", *WINTER.phases.keys, *AFTERWARDS)
    assert travelled(machine, READY) == [*WINTER.phases.keys, "assessment"]


def test_the_winter_watch_is_left_on_17_january_and_not_before_though_nothing_is_owed() -> None:
    machine = village_machine(WINTER.phases)
    watching = replace(READY, state="watch", next_phase_begun=False)
    assert refusal(machine, watching, "advance").missing == ("not_next_phase_begun",)
    assert machine.after(replace(watching, next_phase_begun=True), "advance") == "rectify"


def test_a_gate_re_opened_in_an_earlier_phase_keeps_a_village_in_the_winter_watch() -> None:
    machine = village_machine(WINTER.phases)
    watching = replace(READY, state="watch", gates_pending=True)
    assert refusal(machine, watching, "advance").missing == ("gates_pending",)


def test_a_plan_of_one_phase_knows_no_advance() -> None:
    machine = village_machine(COURTYARDS.phases)
    assert moves(machine, READY) == {
        "preparing": {"begin": "cleaning"},
        "cleaning": {"assess": "assessment"},
        **DECISIONS,
        "not_accepted": {"repeat": "cleaning"},
    }
    assert not machine.allows(replace(READY, state="cleaning"), "advance")


def test_a_machine_is_built_once_for_each_plan(pilot: StateMachine) -> None:
    again = Phases(PHASE_KEYS, frozenset(PHASE_KEYS))
    assert village_machine(again) is pilot
    assert village_machine(WINTER.phases) is not pilot


# ── force ───────────────────────────────────────────────────────────────────────────────────


def test_the_head_of_the_group_may_force_any_state_from_any_other(pilot: StateMachine) -> None:
    for state in pilot.states:
        for other in pilot.states:
            if other != state:
                assert forced(pilot, replace(EARLY, state=state, gates_pending=True), other) == other


def test_forcing_a_village_into_the_state_it_is_in_is_refused(pilot: StateMachine) -> None:
    with pytest.raises(IllegalMove) as raised:
        forced(pilot, replace(READY, state="inspection"), "inspection")
    assert raised.value.trigger == force_to("inspection") == "force_to_inspection"
    assert raised.value.missing == ()


def test_forcing_a_village_into_an_unknown_state_names_the_states_there_are(pilot: StateMachine) -> None:
    with pytest.raises(IllegalMove) as raised:
        forced(pilot, replace(READY, state="mobilization"), "finished")
    assert str(raised.value) == (
        "村级工作：状态 mobilization 不能执行 force，条件不满足：没有状态 finished，可选："
        "preparing, mobilization, implementation, inspection, assessment, accepted, not_accepted, commended。"
    )


# ── laws ────────────────────────────────────────────────────────────────────────────────────

machines = st.sampled_from((PHASES, WINTER.phases, COURTYARDS.phases)).map(village_machine)
facts = st.builds(
    Situation, st.just("preparing"), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)


@given(machines, facts, st.data())
def test_rules_lead_forward_only_and_stop(
    machine: StateMachine, situation: Situation, data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(machine.states))
    way = [start, *travelled(machine, replace(situation, state=start))]
    places = [machine.states.index(state) for state in way]
    assert places == sorted(set(places))
    assert way[-1] in machine.states


@given(machines, facts, st.data())
def test_a_village_with_gates_pending_never_leaves_its_phase(
    machine: StateMachine, situation: Situation, data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(machine.states[1:]))
    assert travelled(machine, replace(situation, state=start, gates_pending=True)) == []

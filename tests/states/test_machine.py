"""Does a machine say what it is declared to say, for every situation and again and again?"""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.errors import DubanError, IllegalMove
from states.escalation import ESCALATION, EscalationSituation
from states.inspection import INSPECTION, InspectionSituation
from states.machine import HasState, Lent, Move, StateMachine
from states.notice import NOTICE, NoticeSituation
from states.task import TASK, TaskSituation
from states.village import Situation, village_machine
from tests.states.asking import triggers_of
from tests.states.other_plans import WINTER
from tests.states.pilot import PHASES

MOVES: list[Move] = [
    {
        "trigger": "issue",
        "source": "draft",
        "dest": "issued",
        "conditions": "signed",
        "unless": ["withdrawn"],
    },
    {"trigger": "issue", "source": "copied", "dest": "issued", "conditions": ["signed", "stamped"]},
    {"trigger": "issue", "source": "copied", "dest": "filed", "conditions": "withdrawn"},
    {"trigger": "file", "source": ["draft", "issued"], "dest": "filed"},
]


@dataclass(frozen=True)
class Letter:
    state: str
    signed: bool = False
    stamped: bool = False
    withdrawn: bool = False


@pytest.fixture
def letters() -> StateMachine:
    """Issued when signed and not withdrawn; a copy also needs a stamp, and is filed when withdrawn."""
    return StateMachine("公文", ("draft", "copied", "issued", "filed"), MOVES)


def refusal(machine: StateMachine, situation: HasState, trigger: str) -> IllegalMove:
    with pytest.raises(IllegalMove) as raised:
        machine.after(situation, trigger)
    return raised.value


def test_a_machine_says_what_follows_and_leaves_the_situation_as_it_was(letters: StateMachine) -> None:
    letter = Letter("draft", signed=True)
    assert letters.after(letter, "issue") == "issued"
    assert letter == Letter("draft", signed=True)


def test_a_machine_is_free_for_the_next_situation(letters: StateMachine) -> None:
    assert letters.after(Letter("draft"), "file") == "filed"
    assert letters.after(Letter("draft", signed=True), "issue") == "issued"
    assert letters.after(Letter("issued"), "file") == "filed"


def test_a_guard_that_must_hold_is_named_with_not_and_one_that_must_not_hold_without(
    letters: StateMachine,
) -> None:
    assert letters.against(Letter("draft"), "issue") == ("not_signed",)
    assert letters.against(Letter("draft", signed=True, withdrawn=True), "issue") == ("withdrawn",)
    assert letters.against(Letter("draft", withdrawn=True), "issue") == ("not_signed", "withdrawn")
    assert letters.against(Letter("draft", signed=True), "issue") == ()


def test_of_two_ways_the_one_that_is_open_is_taken(letters: StateMachine) -> None:
    assert letters.after(Letter("copied", signed=True, stamped=True), "issue") == "issued"
    assert letters.after(Letter("copied", withdrawn=True), "issue") == "filed"


def test_of_two_closed_ways_the_one_that_lacks_less_is_named(letters: StateMachine) -> None:
    assert letters.against(Letter("copied"), "issue") == ("not_withdrawn",)
    assert refusal(letters, Letter("copied"), "issue").missing == ("not_withdrawn",)


def test_a_refusal_says_what_was_asked_and_what_stands_against_it(letters: StateMachine) -> None:
    refused = refusal(letters, Letter("draft", withdrawn=True), "issue")
    assert (refused.machine, refused.state, refused.trigger) == ("公文", "draft", "issue")
    assert str(refused) == "公文：状态 draft 不能执行 issue，条件不满足：not_signed、withdrawn。"
    assert isinstance(refused, DubanError)


@pytest.mark.parametrize(("state", "trigger"), [("filed", "issue"), ("draft", "burn"), ("burnt", "file")])
def test_what_a_state_does_not_know_is_refused_and_stays_refused(
    letters: StateMachine, state: str, trigger: str
) -> None:
    for ask in (letters.after, letters.against, letters.after):
        with pytest.raises(IllegalMove) as raised:
            ask(Letter(state), trigger)
        assert raised.value.missing == ()
        assert str(raised.value) == f"公文：状态 {state} 不能执行 {trigger}，该状态下没有这个操作。"
    assert not letters.allows(Letter(state), trigger)


def test_what_may_be_asked_of_a_state_does_not_depend_on_its_guards(letters: StateMachine) -> None:
    assert letters.triggers_from("draft") == ("issue", "file")
    assert letters.triggers_from("filed") == ()


def test_the_declaration_is_given_back_one_edge_for_each_source(letters: StateMachine) -> None:
    assert letters.edges() == [
        ("draft", "issue", "issued"),
        ("copied", "issue", "issued"),
        ("copied", "issue", "filed"),
        ("draft", "file", "filed"),
        ("issued", "file", "filed"),
    ]
    assert (letters.name, letters.states) == ("公文", ("draft", "copied", "issued", "filed"))
    assert letters.moves == tuple(MOVES)


def test_a_situation_is_lent_with_its_facts_and_a_state_that_may_be_set() -> None:
    lent = Lent(Letter("draft", signed=True))
    lent.state = "issued"
    assert (lent.state, lent.signed) == ("issued", True)


# ── laws, for every machine of the house ────────────────────────────────────────────────────

booleans = st.booleans()
SITUATIONS: list[tuple[StateMachine, st.SearchStrategy[HasState]]] = [
    (TASK, st.builds(TaskSituation, st.just(""))),
    (ESCALATION, st.builds(EscalationSituation, st.just(""))),
    (INSPECTION, st.builds(InspectionSituation, st.just(""), booleans)),
    (NOTICE, st.builds(NoticeSituation, st.just(""), booleans)),
    *(
        (village_machine(phases), st.builds(Situation, st.just(""), *[booleans] * 5))
        for phases in (PHASES, WINTER.phases)
    ),
]


@pytest.mark.parametrize(("machine", "facts"), SITUATIONS)
@given(data=st.data())
def test_a_machine_makes_the_moves_that_it_declares_or_refuses(
    machine: StateMachine, facts: st.SearchStrategy[Situation], data: st.DataObject
) -> None:
    state = data.draw(st.sampled_from(machine.states))
    situation = replace(data.draw(facts), state=state)
    trigger = data.draw(st.sampled_from(triggers_of(machine)))
    if machine.allows(situation, trigger):
        assert (state, trigger, machine.after(situation, trigger)) in machine.edges()
        assert machine.against(situation, trigger) == ()
    else:
        with pytest.raises(IllegalMove) as raised:
            machine.after(situation, trigger)
        assert bool(raised.value.missing) == (trigger in machine.triggers_from(state))


@pytest.mark.parametrize(("machine", "facts"), SITUATIONS)
@given(data=st.data())
def test_a_random_walk_never_leaves_the_declared_states(
    machine: StateMachine, facts: st.SearchStrategy[Situation], data: st.DataObject
) -> None:
    state = machine.states[0]
    for trigger in data.draw(st.lists(st.sampled_from(triggers_of(machine)), max_size=30)):
        situation = replace(data.draw(facts), state=state)
        if machine.allows(situation, trigger):
            state = machine.after(situation, trigger)
        assert state in machine.states


@pytest.mark.parametrize("machine", [machine for machine, _ in SITUATIONS])
def test_every_state_can_be_reached(machine: StateMachine) -> None:
    reached = {machine.states[0]}
    for _ in machine.states:
        reached |= {after for before, _, after in machine.edges() if before in reached}
    assert reached == set(machine.states)

"""Through which states does a village's campaign move, and what must be true for each move (三)?

State is earned, not given: a village leaves a phase when its gate tasks are verified or waived, not
because the date came. The phases are the plan's: the machine is built for a plan from one table in
which "phase" and "next phase" stand for whatever the plan calls them.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from states.errors import IllegalMove
from states.machine import Move, StateMachine

PREPARING = "preparing"
ASSESSMENT = "assessment"
ACCEPTED = "accepted"
NOT_ACCEPTED = "not_accepted"
COMMENDED = "commended"

BEFORE = (PREPARING,)
AFTERWARDS = (ASSESSMENT, ACCEPTED, NOT_ACCEPTED, COMMENDED)

CLOCK_TRIGGERS = ("begin", "advance", "assess")
"""What the rules try, in this order and again until all are refused, whenever a fact has changed."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The state and the yes-or-no facts that the guards read; never counts.

    `gates_pending`: a gate task of this or an earlier phase is neither verified nor waived.
    `next_phase_begun`: the calendar has reached the first day of the phase after this one.
    """

    state: str
    begun: bool
    gates_pending: bool
    next_phase_begun: bool
    findings_open: bool
    assessment_begun: bool


@dataclass(frozen=True, slots=True)
class Phases:
    """The plan's phases in order, and which of them have a gate task of a village's own."""

    keys: tuple[str, ...]
    gated: frozenset[str]


def moves_of(phases: Phases) -> list[Move]:
    """The one declared table, with the plan's phases filled in."""
    first, last = phases.keys[0], phases.keys[-1]
    every = (*BEFORE, *phases.keys, *AFTERWARDS)
    return [
        {"trigger": "begin", "source": PREPARING, "dest": first, "conditions": "begun"},
        *(_advance(phase, following, phases.gated) for phase, following in pairwise(phases.keys)),
        {
            "trigger": "assess",
            "source": last,
            "dest": ASSESSMENT,
            "conditions": "assessment_begun",
            "unless": ["gates_pending", "findings_open"],
        },
        {"trigger": "accept", "source": ASSESSMENT, "dest": ACCEPTED},
        {"trigger": "reject", "source": ASSESSMENT, "dest": NOT_ACCEPTED},
        {"trigger": "repeat", "source": NOT_ACCEPTED, "dest": last},
        {"trigger": "commend", "source": ACCEPTED, "dest": COMMENDED},
        *(
            {"trigger": force_to(dest), "source": [state for state in every if state != dest], "dest": dest}
            for dest in every
        ),
    ]


def force_to(state: str) -> str:
    """The trigger by which the head of the leading group forces a village into `state`."""
    return f"force_to_{state}"


@lru_cache(maxsize=64)
def village_machine(phases: Phases) -> StateMachine:
    """The machine of a plan with these phases; built once for each plan."""
    return StateMachine("村级工作", (*BEFORE, *phases.keys, *AFTERWARDS), moves_of(phases))


def settled(machine: StateMachine, situation: Situation) -> tuple[str, Situation] | None:
    """The first rule-driven move that the situation allows: (trigger, what follows); None at rest.

    The caller reads the facts anew after each move, since they depend on the state.
    """
    for trigger in CLOCK_TRIGGERS:
        if machine.allows(situation, trigger):
            return trigger, replace(situation, state=machine.after(situation, trigger))
    return None


def forced(machine: StateMachine, situation: Situation, state: str) -> str:
    """`state`, if there is such a state and the situation is in another; else raises IllegalMove."""
    if state not in machine.states:
        known = f"没有状态 {state}，可选：{', '.join(machine.states)}"
        raise IllegalMove(machine.name, situation.state, "force", (known,))
    return machine.after(situation, force_to(state))


def _advance(phase: str, following: str, gated: frozenset[str]) -> Move:
    """A phase is left when its gates are done; one without a gate of its own, by the calendar."""
    move: dict[str, object] = {
        "trigger": "advance",
        "source": phase,
        "dest": following,
        "unless": ["gates_pending"],
    }
    if phase not in gated:
        move["conditions"] = "next_phase_begun"
    return move

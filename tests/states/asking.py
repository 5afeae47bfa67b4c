"""Asks a machine everything that can be asked of it."""

from collections.abc import Callable, Iterable

from states.machine import HasState, StateMachine

Moves = dict[str, dict[str, str]]
"""state → trigger → the state after it."""


def triggers_of(machine: StateMachine) -> list[str]:
    return list(dict.fromkeys(trigger for _, trigger, _ in machine.edges()))


def moves_of(machine: StateMachine, situation_in: Callable[[str], HasState]) -> Moves:
    """Every move that the machine allows, from any of its states; states that nothing leaves are left out."""
    return without_ends({state: moves_from(machine, situation_in(state)) for state in machine.states})


def moves_from(machine: StateMachine, situation: HasState) -> dict[str, str]:
    return {
        trigger: machine.after(situation, trigger)
        for trigger in triggers_of(machine)
        if machine.allows(situation, trigger)
    }


def without_ends(moves: Moves) -> Moves:
    return {state: after for state, after in moves.items() if after}


def ends_of(machine: StateMachine, moves: Moves) -> set[str]:
    """The states that nothing leaves."""
    return set(machine.states) - set(moves)


def reached(moves: Moves, first: str, triggers: Iterable[str]) -> str:
    """Where a series of triggers leads; raises KeyError for a move that does not exist."""
    state = first
    for trigger in triggers:
        state = moves[state][trigger]
    return state

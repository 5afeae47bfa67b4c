"""How is a machine declared, asked and drawn?

A machine is data: its states and a list of moves, run by `transitions`. It never holds a model of
its own: it is lent a situation, says which state follows, and is free for the next one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import transitions

from states.errors import IllegalMove

Move = Mapping[str, Any]


class HasState(Protocol):
    """A situation: a state and the yes-or-no facts that the guards read as attributes."""

    @property
    def state(self) -> str: ...


class Lent:
    """A situation lent to the machine: facts are read through, the state may be set."""

    def __init__(self, situation: HasState) -> None:
        self._situation = situation
        self.state = situation.state

    def __getattr__(self, fact: str) -> Any:
        return getattr(self._situation, fact)


class StateMachine:
    """One declared machine. `name` is what users call the thing that it moves."""

    def __init__(self, name: str, states: Sequence[str], moves: Iterable[Move]) -> None:
        self.name = name
        self.states = tuple(states)
        self.moves = tuple(moves)
        self._machine = transitions.Machine(
            model=None,
            states=list(states),
            transitions=[dict(move) for move in self.moves],
            initial=states[0],
            auto_transitions=False,
        )

    def after(self, situation: HasState, trigger: str) -> str:
        """The state after `trigger`; raises IllegalMove, naming what stands against it."""
        against = self.against(situation, trigger)
        if against:
            raise IllegalMove(self.name, situation.state, trigger, against)
        lent = Lent(situation)
        self._machine.events[trigger].trigger(lent)
        return lent.state

    def allows(self, situation: HasState, trigger: str) -> bool:
        """Whether `trigger` would move the situation now."""
        return trigger in self.triggers_from(situation.state) and not self.against(situation, trigger)

    def against(self, situation: HasState, trigger: str) -> tuple[str, ...]:
        """The facts that hold `trigger` back; a fact that must be true is written `not_…`.

        Raises IllegalMove where the state knows no such trigger.
        """
        event = self._machine.events.get(trigger)
        if event is None or situation.state not in event.transitions:
            raise IllegalMove(self.name, situation.state, trigger)
        moves = event.transitions[situation.state]
        return min((_failing(situation, move.conditions) for move in moves), key=len)

    def triggers_from(self, state: str) -> tuple[str, ...]:
        """What may be asked of the machine in `state`, guards aside."""
        return tuple(name for name, event in self._machine.events.items() if state in event.transitions)

    def edges(self) -> list[tuple[str, str, str]]:
        """(source, trigger, destination) of every move, in the order of the declaration."""
        return [
            (source, move["trigger"], move["dest"])
            for move in self.moves
            for source in ([move["source"]] if isinstance(move["source"], str) else move["source"])
        ]


def _failing(situation: HasState, conditions: Iterable[Any]) -> tuple[str, ...]:
    """The names of the conditions that do not hold."""
    return tuple(
        f"not_{condition.func}" if condition.target else str(condition.func)
        for condition in conditions
        if bool(getattr(situation, condition.func)) is not condition.target
    )

"""Through which states does a village's protest against a deduction move (申诉)?"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

RAISED = "raised"
UPHELD = "upheld"
REFUSED = "refused"

MOVES: list[Move] = [
    {"trigger": "uphold", "source": RAISED, "dest": UPHELD},
    {"trigger": "refuse", "source": RAISED, "dest": REFUSED},
]

APPEAL = StateMachine("申诉", (RAISED, UPHELD, REFUSED), MOVES)


@dataclass(frozen=True, slots=True)
class AppealSituation:
    """An appeal's state; its machine has no guards."""

    state: str

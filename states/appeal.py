"""Through which states does a village's protest against a deduction move (申诉)?"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

APPEALED = "appealed"
UPHELD = "upheld"
NOT_UPHELD = "not_upheld"

MOVES: list[Move] = [
    {"trigger": "uphold", "source": APPEALED, "dest": UPHELD},
    {"trigger": "turn_down", "source": APPEALED, "dest": NOT_UPHELD},
]

APPEAL = StateMachine("申诉", (APPEALED, UPHELD, NOT_UPHELD), MOVES)


@dataclass(frozen=True, slots=True)
class AppealSituation:
    """An appeal's state; its machine has no guards."""

    state: str

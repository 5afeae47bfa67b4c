"""Through which states does an escalation move (四.一)?

An escalation is one climb of the ladder: for one task, one cycle, one side. It is resolved by the
deed (submission, verification, waiver, a new date), never by silence, and raised again when a
submission is withdrawn. An acknowledgement holds it; the next rung ends the holding.
"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

RAISED = "raised"
ACKNOWLEDGED = "acknowledged"
RESOLVED = "resolved"

MOVES: list[Move] = [
    {"trigger": "acknowledge", "source": [RAISED, ACKNOWLEDGED], "dest": ACKNOWLEDGED},
    {"trigger": "climb", "source": [RAISED, ACKNOWLEDGED], "dest": RAISED},
    {"trigger": "resolve", "source": [RAISED, ACKNOWLEDGED], "dest": RESOLVED},
    {"trigger": "raise_again", "source": RESOLVED, "dest": RAISED},
]

ESCALATION = StateMachine("督办升级", (RAISED, ACKNOWLEDGED, RESOLVED), MOVES)


@dataclass(frozen=True, slots=True)
class EscalationSituation:
    """An escalation's moves depend on its state alone."""

    state: str

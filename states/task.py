"""Through which states does a task move (三.一–三.三)?

Overdue is never a state: it follows from the date that counts, the calendar and the state. A task is
fulfilled, without anybody verifying it, when the thing itself shows that it is done: a reading that meets
its target, a decision that has been taken.
"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

PLANNED = "planned"
OPEN = "open"
SUBMITTED = "submitted"
RETURNED = "returned"
VERIFIED = "verified"
WAIVED = "waived"

DONE = (VERIFIED, WAIVED)
"""States in which a gate is open and no clock runs."""

OWED = (OPEN, RETURNED)
"""States in which the unit owes the task."""

MOVES: list[Move] = [
    {"trigger": "open", "source": PLANNED, "dest": OPEN},
    {"trigger": "submit", "source": [OPEN, RETURNED], "dest": SUBMITTED},
    {"trigger": "withdraw", "source": SUBMITTED, "dest": OPEN},
    {"trigger": "verify", "source": SUBMITTED, "dest": VERIFIED},
    {"trigger": "return", "source": SUBMITTED, "dest": RETURNED},
    {"trigger": "waive", "source": [PLANNED, OPEN, SUBMITTED, RETURNED], "dest": WAIVED},
    {"trigger": "reopen", "source": VERIFIED, "dest": OPEN},
    {"trigger": "fulfil", "source": [PLANNED, OPEN, SUBMITTED, RETURNED], "dest": VERIFIED},
]

TASK = StateMachine("任务", (PLANNED, OPEN, SUBMITTED, RETURNED, VERIFIED, WAIVED), MOVES)


@dataclass(frozen=True, slots=True)
class TaskSituation:
    """A task's moves depend on its state alone."""

    state: str

"""Through which states does a notice move?

A notice is one message to one person. Sending is tried until it succeeds or the plan's number of
attempts is used up, then only if the administrator has it tried again; whoever it is addressed to may
acknowledge it at any point.
"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

QUEUED = "queued"
SENDING = "sending"
DELIVERED = "delivered"
FAILED = "failed"
DEAD = "dead"
ACKNOWLEDGED = "acknowledged"

MOVES: list[Move] = [
    {"trigger": "lease", "source": QUEUED, "dest": SENDING},
    {"trigger": "arrive", "source": SENDING, "dest": DELIVERED},
    {"trigger": "fail", "source": SENDING, "dest": FAILED},
    {"trigger": "back_off", "source": FAILED, "dest": QUEUED, "unless": "attempts_used_up"},
    {"trigger": "give_up", "source": FAILED, "dest": DEAD, "conditions": "attempts_used_up"},
    {"trigger": "retry", "source": DEAD, "dest": QUEUED},
    {
        "trigger": "acknowledge",
        "source": [QUEUED, SENDING, DELIVERED, FAILED, DEAD],
        "dest": ACKNOWLEDGED,
    },
]

NOTICE = StateMachine("通知", (QUEUED, SENDING, DELIVERED, FAILED, DEAD, ACKNOWLEDGED), MOVES)


@dataclass(frozen=True, slots=True)
class NoticeSituation:
    """`attempts_used_up`: no further attempt will be made to deliver it."""

    state: str
    attempts_used_up: bool = False

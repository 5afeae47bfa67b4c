"""Through which states does a digest move, the one message that carries a person's notices?

It is tried until it arrives, or until the plan's number of attempts is used up; then it waits for
the administrator. A digest of which nothing is left to say is withdrawn.
"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

QUEUED = "queued"
SENDING = "sending"
DELIVERED = "delivered"
DEAD = "dead"
WITHDRAWN = "withdrawn"

OUTSTANDING = (QUEUED, SENDING)

MOVES: list[Move] = [
    {"trigger": "lease", "source": QUEUED, "dest": SENDING},
    {"trigger": "arrive", "source": SENDING, "dest": DELIVERED},
    {"trigger": "back_off", "source": SENDING, "dest": QUEUED, "unless": "attempts_used_up"},
    {"trigger": "give_up", "source": SENDING, "dest": DEAD, "conditions": "attempts_used_up"},
    {"trigger": "withdraw", "source": [QUEUED, SENDING], "dest": WITHDRAWN},
    {"trigger": "retry", "source": DEAD, "dest": QUEUED},
]

DIGEST = StateMachine("消息", (QUEUED, SENDING, DELIVERED, DEAD, WITHDRAWN), MOVES)


@dataclass(frozen=True, slots=True)
class DigestSituation:
    """`attempts_used_up`: no further attempt will be made to deliver it."""

    state: str
    attempts_used_up: bool = False

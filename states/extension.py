"""Through which states does a request for a later date move (延期申请)?

Asked, pre-read by the supervision office, decided by the head of the leading group. A request that
nobody has decided holds nothing; it lapses when its task is done or has got another date meanwhile.
"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

ASKED = "asked"
PRE_READ = "pre_read"
GRANTED = "granted"
REFUSED = "refused"
LAPSED = "lapsed"
TAKEN_BACK = "taken_back"

UNDECIDED = (ASKED, PRE_READ)

MOVES: list[Move] = [
    {"trigger": "pre_read", "source": ASKED, "dest": PRE_READ},
    {"trigger": "grant", "source": PRE_READ, "dest": GRANTED},
    {"trigger": "grant", "source": ASKED, "dest": GRANTED, "conditions": "pre_reading_overdue"},
    {"trigger": "refuse", "source": PRE_READ, "dest": REFUSED},
    {"trigger": "refuse", "source": ASKED, "dest": REFUSED, "conditions": "pre_reading_overdue"},
    {"trigger": "take_back", "source": [ASKED, PRE_READ], "dest": TAKEN_BACK},
    {"trigger": "lapse", "source": [ASKED, PRE_READ], "dest": LAPSED},
]

EXTENSION = StateMachine("延期申请", (ASKED, PRE_READ, GRANTED, REFUSED, TAKEN_BACK, LAPSED), MOVES)


@dataclass(frozen=True, slots=True)
class ExtensionSituation:
    """`pre_reading_overdue`: the supervision office has let its time go by, so the head may decide alone."""

    state: str
    pre_reading_overdue: bool = False

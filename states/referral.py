"""Through which states does a referral against a named role move (四.五)?

Opened, under way from its first step on, decided. Nobody is held to account without a step: at least
the facts have been looked into, or the person has been heard.
"""

from dataclasses import dataclass
from typing import Literal

from states.machine import Move, StateMachine

OPENED = "opened"
UNDER_WAY = "under_way"
UPHELD: Literal["upheld"] = "upheld"
DISMISSED: Literal["dismissed"] = "dismissed"

FRAUD = "fraud"
"""The ground whose establishment is a false report in the village's score."""

Outcome = Literal["upheld", "dismissed"]

DECIDES: dict[str, str] = {UPHELD: "uphold", DISMISSED: "dismiss"}
"""The trigger that leads to an outcome."""

MOVES: list[Move] = [
    {"trigger": "step", "source": [OPENED, UNDER_WAY], "dest": UNDER_WAY},
    {"trigger": "uphold", "source": UNDER_WAY, "dest": UPHELD},
    {"trigger": "dismiss", "source": UNDER_WAY, "dest": DISMISSED},
]

REFERRAL = StateMachine("责任追究", (OPENED, UNDER_WAY, UPHELD, DISMISSED), MOVES)


@dataclass(frozen=True, slots=True)
class ReferralSituation:
    """A referral's state; its machine has no guards."""

    state: str

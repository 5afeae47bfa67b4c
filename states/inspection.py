"""Through which states does an inspection move (三.三.2)?

立项, 通知, 检查, 底稿, 整改, 回复, 复核, 销号, 回头看. At most one special inspection is open for a village
in a campaign: that is kept by the database, and further reasons join the open one.
"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

SPECIAL = "special"

PROPOSED = "proposed"
ORDERED = "ordered"
NOTIFIED = "notified"
ON_SITE = "on_site"
REPORTED = "reported"
RECTIFYING = "rectifying"
RECTIFIED = "rectified"
VERIFIED = "verified"
CLOSED = "closed"
REVISITED = "revisited"
DISMISSED = "dismissed"
CANCELLED = "cancelled"

ENDED = (CLOSED, REVISITED, DISMISSED, CANCELLED)
"""States in which an inspection is no longer open."""

FINDINGS_OPEN = (RECTIFYING, RECTIFIED)
"""States in which something that was found has not yet been seen to be repaired."""

MOVES: list[Move] = [
    {"trigger": "order", "source": PROPOSED, "dest": ORDERED},
    {"trigger": "notify", "source": ORDERED, "dest": NOTIFIED},
    {"trigger": "start", "source": NOTIFIED, "dest": ON_SITE},
    {"trigger": "report", "source": ON_SITE, "dest": REPORTED},
    {"trigger": "close", "source": REPORTED, "dest": CLOSED, "conditions": "clean"},
    {"trigger": "rectify", "source": REPORTED, "dest": RECTIFYING, "unless": "clean"},
    {"trigger": "repaired", "source": RECTIFYING, "dest": RECTIFIED},
    {"trigger": "fail", "source": RECTIFIED, "dest": RECTIFYING},
    {"trigger": "verify", "source": RECTIFIED, "dest": VERIFIED},
    {"trigger": "close", "source": VERIFIED, "dest": CLOSED},
    {"trigger": "revisit", "source": CLOSED, "dest": REVISITED},
    {"trigger": "dismiss", "source": PROPOSED, "dest": DISMISSED},
    {"trigger": "cancel", "source": [PROPOSED, ORDERED, NOTIFIED], "dest": CANCELLED},
]

INSPECTION = StateMachine(
    "督查",
    (
        PROPOSED,
        ORDERED,
        NOTIFIED,
        ON_SITE,
        REPORTED,
        RECTIFYING,
        RECTIFIED,
        VERIFIED,
        CLOSED,
        REVISITED,
        DISMISSED,
        CANCELLED,
    ),
    MOVES,
)


@dataclass(frozen=True, slots=True)
class InspectionSituation:
    """`clean`: the report found nothing that must be repaired."""

    state: str
    clean: bool = True

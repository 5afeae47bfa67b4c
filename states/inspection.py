"""Through which states does an inspection move (三.三.1, 三.三.2)?

立项, 通知, 检查, 底稿, 整改, 回复, 复核, 销号, 回头看. At most one special inspection is open for a village
in a campaign: that is kept by the database, and further reasons join the open one. A self-inspection begins
as reported. What was found is repaired by errands of the village; the inspection follows them.
"""

from dataclasses import dataclass

from states.machine import Move, StateMachine

SELF = "self"
PERIODIC = "periodic"
SPECIAL = "special"

KINDS = (SELF, PERIODIC, SPECIAL)
"""自查 by the village itself, 定期督查 drawn by lot, 专项督查 for a reason."""

SENT = (PERIODIC, SPECIAL)
"""Kinds for which somebody is sent to the village."""

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

REPORTED_OR_LATER = (REPORTED, RECTIFYING, RECTIFIED, VERIFIED, CLOSED, REVISITED)
"""States in which there is a result."""

MOVES: list[Move] = [
    {"trigger": "order", "source": PROPOSED, "dest": ORDERED},
    {"trigger": "notify", "source": ORDERED, "dest": NOTIFIED},
    {"trigger": "start", "source": NOTIFIED, "dest": ON_SITE},
    {"trigger": "report", "source": ON_SITE, "dest": REPORTED},
    {"trigger": "close", "source": REPORTED, "dest": CLOSED, "conditions": "clean"},
    {"trigger": "rectify", "source": REPORTED, "dest": RECTIFYING, "unless": "clean"},
    {"trigger": "repaired", "source": RECTIFYING, "dest": RECTIFIED},
    {"trigger": "fail", "source": RECTIFIED, "dest": RECTIFYING},
    {"trigger": "withdraw", "source": RECTIFIED, "dest": RECTIFYING},
    {"trigger": "verify", "source": RECTIFIED, "dest": VERIFIED},
    {"trigger": "close", "source": VERIFIED, "dest": CLOSED},
    {"trigger": "revisit", "source": CLOSED, "dest": REVISITED},
    {
        "trigger": "reopen",
        "source": [VERIFIED, CLOSED, REVISITED],
        "dest": RECTIFYING,
        "unless": "other_open",
    },
    {"trigger": "dismiss", "source": PROPOSED, "dest": DISMISSED},
    {"trigger": "merge", "source": PROPOSED, "dest": DISMISSED},
    {"trigger": "cancel", "source": [PROPOSED, ORDERED, NOTIFIED], "dest": CANCELLED},
    {"trigger": "supersede", "source": list(REPORTED_OR_LATER), "dest": CANCELLED, "conditions": "own"},
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
    """`clean`: nothing that was found must be repaired. `own`: the village inspected itself.

    `other_open`: another special inspection of the village has been opened since this one ended.
    """

    state: str
    clean: bool = True
    own: bool = False
    other_open: bool = False


@dataclass(frozen=True, slots=True)
class Repairs:
    """How the repairs of all that one inspection found stand.

    `replied`: the village owes none of them any more. `sent_back`: one that it owes was sent back.
    `seen`: each has been verified, or what was found has been struck.
    """

    replied: bool
    sent_back: bool
    seen: bool


def follows(state: str, repairs: Repairs) -> str | None:
    """The trigger by which an inspection follows the repairs; None where it stands as they do."""
    if state == RECTIFYING:
        return "repaired" if repairs.replied else None
    if state == RECTIFIED and not repairs.replied:
        return "fail" if repairs.sent_back else "withdraw"
    if state == RECTIFIED and repairs.seen:
        return "verify"
    if state in (VERIFIED, CLOSED, REVISITED) and not repairs.seen:
        return "reopen"
    return "close" if state == VERIFIED else None

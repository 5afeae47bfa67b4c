"""How do made-up villages behave: punctual, ordinary, late, silent?

A function of the seed alone: asked twice, it answers the same. Used by the demo and the simulation; no
real village is meant by it.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Manner = Literal["punctual", "ordinary", "late", "silent"]
Behaviour = Literal["punctual", "mixed", "late"]

DAYS_FROM_DUE: dict[Manner, tuple[int, int]] = {
    "punctual": (-6, -1),
    "ordinary": (-3, 2),
    "late": (1, 9),
    "silent": (5, 16),
}
"""Between how many days from the due date a village of this manner submits."""

OFTEN: dict[Manner, int] = {"punctual": 11, "ordinary": 6, "late": 2, "silent": 1}
"""How often each manner occurs among twenty villages."""

MIXES: dict[Behaviour, Mapping[Manner, int]] = {
    "punctual": {"punctual": 1},
    "mixed": OFTEN,
    "late": {"punctual": 1, "ordinary": 5, "late": 10, "silent": 4},
}
"""How often each manner occurs where everybody is on time, where some are late, and where most are."""

NEVER_SUBMITS: dict[Manner, float] = {"punctual": 0.0, "ordinary": 0.0, "late": 0.08, "silent": 0.4}
RETURNED_ONCE = 0.06
VERIFIED_AFTER_DAYS = (1, 1, 1, 2, 2, 3, 5)
DAYS_TO_REPAIR: dict[Manner, tuple[int, int]] = {
    "punctual": (1, 2),
    "ordinary": (1, 4),
    "late": (3, 9),
    "silent": (5, 14),
}
"""Between how many days after a return a village of this manner submits again."""


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of one task if nobody intervenes; None: it is never submitted."""

    submits_on: date | None
    verified_after: timedelta
    returned_first: bool
    repaired_after: timedelta


def manner_of(seed: int, unit: str, often: Mapping[Manner, int] = OFTEN) -> Manner:
    """How a village behaves throughout."""
    draw = random.Random(f"{seed}:{unit}")  # noqa: S311 - a demo's dice, not a secret
    return draw.choices(list(often), weights=list(often.values()))[0]


def course_of(
    seed: int,
    unit: str,
    task: str,
    opens: date,
    due: date,
    manner: Manner,
    verified_after: Sequence[int] = VERIFIED_AFTER_DAYS,
) -> Course:
    """What a village of this manner does with one task, and the office with what it submits."""
    draw = random.Random(f"{seed}:{unit}:{task}")  # noqa: S311
    first, last = DAYS_FROM_DUE[manner]
    day = max(opens, due + timedelta(days=draw.randint(first, last)))
    submits = draw.random() >= NEVER_SUBMITS[manner]
    return Course(
        submits_on=day if submits else None,
        verified_after=timedelta(days=draw.choice(verified_after)),
        returned_first=draw.random() < RETURNED_ONCE,
        repaired_after=timedelta(days=draw.randint(*DAYS_TO_REPAIR[manner])),
    )

"""How do made-up villages behave: punctual, ordinary, late, silent?

A function of the seed alone: asked twice, it answers the same. Used by the demo; no real village is
meant by it.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Manner = Literal["punctual", "ordinary", "late", "silent"]

DAYS_FROM_DUE: dict[Manner, tuple[int, int]] = {
    "punctual": (-6, -1),
    "ordinary": (-3, 2),
    "late": (1, 9),
    "silent": (5, 16),
}
"""Between how many days from the due date a village of this manner submits."""

OFTEN: dict[Manner, int] = {"punctual": 11, "ordinary": 6, "late": 2, "silent": 1}
"""How often each manner occurs among twenty villages."""

NEVER_SUBMITS: dict[Manner, float] = {"punctual": 0.0, "ordinary": 0.0, "late": 0.08, "silent": 0.4}
RETURNED_ONCE = 0.06
VERIFIED_AFTER_DAYS = (1, 1, 1, 2, 2, 3, 5)


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of one task if nobody intervenes; None: it is never submitted."""

    submits_on: date | None
    verified_after: timedelta
    returned_first: bool


def manner_of(seed: int, unit: str) -> Manner:
    """How a village behaves throughout."""
    draw = random.Random(f"{seed}:{unit}")  # noqa: S311 - a demo's dice, not a secret
    return draw.choices(list(OFTEN), weights=list(OFTEN.values()))[0]


def course_of(seed: int, unit: str, task: str, opens: date, due: date, manner: Manner) -> Course:
    """What a village of this manner does with one task."""
    draw = random.Random(f"{seed}:{unit}:{task}")  # noqa: S311
    first, last = DAYS_FROM_DUE[manner]
    day = max(opens, due + timedelta(days=draw.randint(first, last)))
    submits = draw.random() >= NEVER_SUBMITS[manner]
    return Course(
        submits_on=day if submits else None,
        verified_after=timedelta(days=draw.choice(VERIFIED_AFTER_DAYS)),
        returned_first=draw.random() < RETURNED_ONCE,
    )

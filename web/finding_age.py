"""How long have findings been open, and which of them come first?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actions.finding import FindingListed

YOUNG, OLD = 7, 30
"""Days: what is no older than the first is new, what is older than the second is long overlooked."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How many open findings there are of an age in days (`last` None: and older), how many are overdue."""

    first: int
    last: int | None
    count: int
    overdue: int


def ages(findings: Iterable[FindingListed], today: date) -> list[Ages]:
    """The open findings by age, the youngest first."""
    waiting = [((today - one.found_on).days, one.overdue(today)) for one in findings if one.open]
    spans: tuple[tuple[int, int | None], ...] = ((0, YOUNG), (YOUNG + 1, OLD), (OLD + 1, None))
    counted = []
    for first, last in spans:
        late = [is_late for age, is_late in waiting if first <= age and (last is None or age <= last)]
        counted.append(Ages(first, last, len(late), sum(late)))
    return counted


def most_urgent_first(findings: Iterable[FindingListed], today: date) -> list[FindingListed]:
    """What is overdue first; then the oldest."""
    return sorted(findings, key=lambda one: (not one.overdue(today), one.found_on, one.id))

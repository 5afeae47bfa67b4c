"""What must be known of a digest to put it into words?"""

from dataclasses import dataclass
from datetime import date, datetime

from records.claimed import Claimed


@dataclass(frozen=True, slots=True)
class OverdueTold:
    """A task that is overdue though no notice of the digest is about it, and in which role it concerns the
    recipient. `rung` is the last one that has been reached, -1 before the first."""

    unit: str
    unit_name: str
    key: str
    about: str | None
    effective_due: date
    rung: int
    role: str


@dataclass(frozen=True, slots=True)
class ClaimedDigest:
    """A digest in a sender's hands. `notices` are what is new, oldest first, at least one.

    `overdue` are the first of `overdue_in_all` further tasks that are overdue, the longest first.
    `held_back` counts the notices that were kept back earlier (quiet hours, daily limit) and come now.
    `failures` are those on `channel` so far, `address` the recipient's there.
    """

    id: int
    attempt: int
    failures: int
    channel: str
    address: str | None
    made_at: datetime
    plan_version_id: int
    person_id: int
    recipient: str
    language: str
    notices: tuple[Claimed, ...]
    overdue: tuple[OverdueTold, ...] = ()
    overdue_in_all: int = 0
    held_back: int = 0

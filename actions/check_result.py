"""What did a deadline check do, in numbers?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

KINDS_ZH = {
    "moves": "状态变化",
    "reminders": "提醒",
    "escalations": "督办升级",
    "proposed_inspections": "拟立专项督查",
    "skipped": "略过",
}
KINDS = tuple(KINDS_ZH)


@dataclass
class CheckResult:
    """What a check did: counts by kind. `reminders` are notices, `escalations` tasks that climbed."""

    at: datetime
    moves: Counter[str] = field(default_factory=Counter)
    reminders: Counter[str] = field(default_factory=Counter)
    escalations: Counter[str] = field(default_factory=Counter)
    proposed_inspections: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    def add(self, other: "CheckResult") -> None:
        """Count in what another slice, or the check of another campaign, did."""
        for kind in KINDS:
            getattr(self, kind).update(getattr(other, kind))
        self.warnings += [warning for warning in other.warnings if warning not in self.warnings]

    def counts(self) -> dict[str, dict[str, int]]:
        """Counts by kind, without what did not happen."""
        return {kind: {name: n for name, n in sorted(getattr(self, kind).items()) if n} for kind in KINDS}

    @classmethod
    def of(cls, at: datetime, counts: Mapping[str, Mapping[str, int]]) -> "CheckResult":
        """What was written down as `counts()`."""
        done = cls(at)
        for kind, named in counts.items():
            getattr(done, kind).update(named)
        return done

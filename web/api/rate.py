"""May a program ask again already, or must it wait?

A token bucket for each access token: a burst may be spent at once, then it fills evenly. Kept in memory,
for the tokens that were used last: one that falls out begins anew with a full bucket.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and so many a second from then on."""

    burst: int
    per_second: float


USUAL = Rate(burst=120, per_second=10)

REMEMBERED = 10_000
"""Of how many tokens a bucket is kept."""


@dataclass
class Buckets:
    """The buckets of all tokens: number → (requests left, as of when)."""

    rate: Rate = USUAL
    remembered: int = REMEMBERED
    kept: OrderedDict[int, tuple[float, datetime]] = field(default_factory=OrderedDict)
    turn: Lock = field(default_factory=Lock)

    def take(self, token: int, now: datetime) -> int:
        """0 if a token may ask now, which is counted; else in how many whole seconds it may."""
        with self.turn:
            left = self._left(token, now)
            may = left >= 1
            self.kept[token] = (left - 1 if may else left, now)
            self.kept.move_to_end(token)
            while len(self.kept) > self.remembered:
                self.kept.popitem(last=False)
        return 0 if may else max(1, math.ceil((1 - left) / self.rate.per_second))

    def _left(self, token: int, now: datetime) -> float:
        left, since = self.kept.get(token, (float(self.rate.burst), now))
        passed = max(0.0, (now - since).total_seconds())  # a clock that was set back gives nothing
        return min(float(self.rate.burst), left + passed * self.rate.per_second)

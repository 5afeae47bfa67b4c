"""Who stands where, who is commended, and how do the villages of a linked leader stand (三.三.3, 四.一)?

Pure. Equal scores share a place. A share of honours is never exceeded: where a tie would exceed it,
all who tie are left out, and so is everyone below them; the head of the leading group may still
decide otherwise, with a reason.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from states.score import WHOLE, to_one_decimal


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit's place, from 1; `unit` is its code."""

    unit: str
    score: Fraction
    place: int


@dataclass(frozen=True, slots=True)
class HonourRule:
    """Which villages may be commended; `share_at_most` is a percentage of all that are ranked."""

    share_at_most: Fraction
    score_at_least: Fraction
    targets_met: bool = True
    findings_closed: bool = True


@dataclass(frozen=True, slots=True)
class HonourFacts:
    """What a village must show beside its score."""

    targets_met: bool
    findings_closed: bool


@dataclass(frozen=True, slots=True)
class GroupHonourRule:
    """The indicators that a group (村民组, 楼院) must have met to be commended."""

    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VillageValues:
    """How one village stands: its score, and how often it was late, written to or inspected specially."""

    unit: str
    score: Fraction
    accepted: bool
    overdue: int = 0
    letters: int = 0
    special_inspections: int = 0


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The villages linked to a leader, together; `average` is None where there are none."""

    leader: str
    villages: tuple[str, ...]
    average: Fraction | None
    accepted: int
    overdue: int
    letters: int
    special_inspections: int


def rank(scores: Mapping[str, Fraction]) -> tuple[Ranked, ...]:
    """Best first, equal scores by code. Who ties shares a place, and the next is left free: 1, 2, 2, 4."""
    best_first = sorted(scores.items(), key=lambda scored: (-scored[1], scored[0]))
    ranked: list[Ranked] = []
    for position, (unit, points) in enumerate(best_first, start=1):
        ties = ranked and ranked[-1].score == points
        ranked.append(Ranked(unit, points, ranked[-1].place if ties else position))
    return tuple(ranked)


def commended(
    ranked: Iterable[Ranked], rule: HonourRule, facts: Mapping[str, HonourFacts]
) -> tuple[str, ...]:
    """The villages to be commended, best first: within the share, rounded down, of all that are ranked.

    A village without facts is not commended.
    """
    ranked = tuple(ranked)
    limit = math.floor(len(ranked) * rule.share_at_most / WHOLE)
    worthy = [one for one in ranked if one.score >= rule.score_at_least and _worthy(one.unit, rule, facts)]
    worthy.sort(key=lambda one: (one.place, one.unit))
    chosen: list[str] = []
    for _, tied in groupby(worthy, key=lambda one: one.place):
        units = [one.unit for one in tied]
        if len(chosen) + len(units) > limit:
            break
        chosen += units
    return tuple(chosen)


def commended_groups(rule: GroupHonourRule, met: Mapping[str, Mapping[str, bool]]) -> tuple[str, ...]:
    """The groups that met every indicator of the rule, by code; what is not known is not met."""
    reached = (group for group, known in met.items() if all(known.get(key, False) for key in rule.indicators))
    return tuple(sorted(reached))


def scorecard(leader: str, villages: Iterable[VillageValues]) -> Scorecard:
    """What the villages linked to a leader come to; the average is rounded like a score."""
    linked = sorted(villages, key=lambda village: village.unit)
    points = sum((village.score for village in linked), Fraction(0))
    return Scorecard(
        leader=leader,
        villages=tuple(village.unit for village in linked),
        average=to_one_decimal(points / len(linked)) if linked else None,
        accepted=sum(village.accepted for village in linked),
        overdue=sum(village.overdue for village in linked),
        letters=sum(village.letters for village in linked),
        special_inspections=sum(village.special_inspections for village in linked),
    )


def _worthy(unit: str, rule: HonourRule, facts: Mapping[str, HonourFacts]) -> bool:
    known = facts.get(unit)
    if known is None:
        return False
    return (known.targets_met or not rule.targets_met) and (known.findings_closed or not rule.findings_closed)

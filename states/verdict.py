"""Has a campaign reached its goals when it is closed (二)?

Every unit must meet every indicator, and no more households may be uncontacted than the goal allows.
What was never measured is not shown, and what is not shown is not reached. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from states.evidence import CONTACT, IndicatorEvidence


@dataclass(frozen=True, slots=True)
class Goal:
    """What the campaign must have reached; without a limit on `uncontacted` nobody asks for contact."""

    key: str
    indicators: tuple[str, ...]
    uncontacted: int | None = None


@dataclass(frozen=True, slots=True)
class GoalVerdict:
    """How many units have shown it; `short` are those that are below, `unmeasured` those that show nothing.

    A unit that lacks a figure stands under `unmeasured` alone.
    """

    key: str
    units: int
    short: tuple[str, ...]
    unmeasured: tuple[str, ...]
    uncontacted: int

    @property
    def reached(self) -> bool:
        return self.units > 0 and not self.short and not self.unmeasured


def judge(goal: Goal, figures: Mapping[str, Iterable[IndicatorEvidence]]) -> GoalVerdict:
    """The verdict on a goal; `figures` are those of every unit of the campaign, by its code."""
    asked = (*goal.indicators, *((CONTACT,) if goal.uncontacted is not None else ()))
    short: list[str] = []
    unmeasured: list[str] = []
    missed = {unit: _uncontacted(mine) for unit, mine in figures.items()}
    allowed = goal.uncontacted is None or sum(missed.values()) <= goal.uncontacted
    for unit in sorted(figures):
        known = {figure.indicator: figure for figure in figures[unit] if figure.count is not None}
        if not known.keys() >= set(asked):
            unmeasured.append(unit)
        elif not all(known[key].met for key in goal.indicators) or (missed[unit] and not allowed):
            short.append(unit)
    return GoalVerdict(goal.key, len(figures), tuple(short), tuple(unmeasured), sum(missed.values()))


def _uncontacted(figures: Iterable[IndicatorEvidence]) -> int:
    """Households of a unit that are known to have been missed."""
    known = (figure for figure in figures if figure.indicator == CONTACT)
    return sum(max(figure.eligible - figure.count, 0) for figure in known if figure.count is not None)

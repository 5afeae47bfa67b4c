"""What in the readings makes people look twice (四.五)?

Pure. Each question is answered for the facts of one unit on one day, by the plan's own thresholds; a
rule that the plan does not give finds nothing. An anomaly proves nothing: it proposes an inspection.

A threshold of 0 points finds any change in its direction, and never a figure that stands still.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from states.calendar import Offset, WorkingCalendar
from states.indicator import exact, rate
from states.pace import Reading

ROUND = 10
"""Figures that are made up tend to end in 0."""


@dataclass(frozen=True, slots=True)
class AnomalyRule:
    """The plan's thresholds; None where it gives none.

    Points are percentage points of the eligible people. A jump needs both `jump_points` and
    `jump_within`.
    """

    jump_points: float | None = None
    jump_within: Offset | None = None
    corrected_down_by: float | None = None
    same_figure_in: int | None = None
    no_activity_for: Offset | None = None


def jumped(
    earlier: Sequence[Reading], latest: Reading, eligible: int, rule: AnomalyRule, calendar: WorkingCalendar
) -> bool:
    """Whether `latest` stands `jump_points` or more above the lowest reading within `jump_within` before it.

    Readings from before that time say nothing: a village that reports once a month has not jumped.
    """
    if rule.jump_within is None:
        return False
    on, count = latest
    since = calendar.before(on, rule.jump_within)
    lowest = min((before for day, before in earlier if since <= day <= on), default=count)
    return _moved_by(count - lowest, eligible, rule.jump_points)


def corrected_down(old: int, new: int, eligible: int, rule: AnomalyRule) -> bool:
    """Whether a correction takes back `corrected_down_by` points or more."""
    return _moved_by(old - new, eligible, rule.corrected_down_by)


def is_round(count: int) -> bool:
    """A positive multiple of ten (整数)."""
    return count > 0 and count % ROUND == 0


def same_figure(units: int, rule: AnomalyRule) -> bool:
    """Whether so many units, reporting the same round count on one day, are too many for chance."""
    return rule.same_figure_in is not None and units >= rule.same_figure_in


def without_activity(
    last_activity_on: date | None, on: date, *, rose: bool, rule: AnomalyRule, calendar: WorkingCalendar
) -> bool:
    """Whether a count rose by the reading of `on` although nothing had been done for `no_activity_for`.

    `last_activity_on` is None when nothing was ever done, which is then suspicious at once: to give a
    unit time, pass the day on which the work began.
    """
    if rule.no_activity_for is None or not rose:
        return False
    return last_activity_on is None or calendar.after(last_activity_on, rule.no_activity_for) <= on


def _moved_by(people: int, eligible: int, points: float | None) -> bool:
    moved = rate(people, eligible)
    return points is not None and moved is not None and moved > 0 and moved >= exact(points)

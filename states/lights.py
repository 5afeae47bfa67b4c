"""How does a task or a village stand against the calendar?

A light is computed when it is read and never stored, so lights that change by the calendar alone
cost nothing. There is no national standard: the plan's own rule (`YellowRule`) decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from states.calendar import Offset, WorkingCalendar
from states.task import PLANNED, SUBMITTED, VERIFIED, WAIVED


class Light(IntEnum):
    """Ordered: the worst light of several is their maximum."""

    NONE = 0
    GREEN = 1
    YELLOW = 2
    RED = 3

    @property
    def code(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class LightRule:
    """Yellow from `yellow_within` before the date that counts."""

    yellow_within: Offset
    calendar: WorkingCalendar

    def yellow_from(self, due: date) -> date:
        return self.calendar.before(due, self.yellow_within)


def task_light(state: str, effective_due: date, late: bool, today: date, rule: LightRule) -> Light:
    """The light of a task. `late`: it was submitted after the date that counts."""
    if state in (PLANNED, WAIVED):
        return Light.NONE
    if state == VERIFIED:
        return Light.GREEN
    if state == SUBMITTED:
        return Light.YELLOW if late else Light.GREEN
    if today > effective_due:
        return Light.RED
    return Light.YELLOW if today >= rule.yellow_from(effective_due) else Light.GREEN


def village_light(tasks: Iterable[Light], *, behind: bool) -> Light:
    """A village shows its worst task, and red when it has not earned the phase it should be in."""
    return Light.RED if behind else max(tasks, default=Light.NONE)

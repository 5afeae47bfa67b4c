"""Where does the calendar say that a campaign should be (三)?

The dated clauses of the plan, as a timeline. What a village has earned is compared with it.
"""

from dataclasses import dataclass
from datetime import date

from states.village import ASSESSMENT, PREPARING, Phases


@dataclass(frozen=True, slots=True)
class Timeline:
    """The phases with their first days, in order, and the day the assessment begins."""

    phases: Phases
    first_days: tuple[date, ...]
    assessment_from: date

    def phase_on(self, day: date) -> str:
        """The phase that the calendar has reached: `preparing` before the first day."""
        if day >= self.assessment_from:
            return ASSESSMENT
        reached = PREPARING
        for key, first in zip(self.phases.keys, self.first_days, strict=True):
            if first <= day:
                reached = key
        return reached

    def position(self, state: str) -> int:
        """How far a village's state is along the timeline; states after the phases are past its end."""
        if state == PREPARING:
            return -1
        if state in self.phases.keys:
            return self.phases.keys.index(state)
        return len(self.phases.keys)

    def begun(self, day: date) -> bool:
        return day >= self.first_days[0]

    def next_phase_begun(self, state: str, day: date) -> bool:
        """Whether the calendar has reached the phase after `state`; False where none follows."""
        following = self.position(state) + 1
        return 0 < following < len(self.first_days) and day >= self.first_days[following]

    def assessment_begun(self, day: date) -> bool:
        return day >= self.assessment_from

    def behind(self, state: str, day: date) -> bool:
        """Whether a village in `state` has not earned the phase that the calendar has reached.

        A village that is still preparing waits for the clock, not the clock for it.
        """
        return state != PREPARING and self.position(state) < self.position(self.phase_on(day))

    def next_move_on(self, state: str, after: date) -> date | None:
        """The next day after `after` on which the calendar alone could move a village out of `state`."""
        days = [self.assessment_from] if state in self.phases.keys else []
        if state == PREPARING:
            days.append(self.first_days[0])
        following = self.position(state) + 1
        if state in self.phases.keys and state not in self.phases.gated and following < len(self.first_days):
            days.append(self.first_days[following])
        return min((day for day in days if day > after), default=None)

"""How far have the villages come along the plan's phases, beside how far the calendar has?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from actions.board import Board
from actions.rollup import Rollup
from states.village import ASSESSMENT

ASSESSMENT_ZH = "考核验收"


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of the plan, or the assessment, with how many villages stand in it; `last_day` None: open."""

    key: str
    title: str
    first_day: date
    last_day: date | None
    villages: int
    now: bool


def stages(board: Board) -> list[Stage]:
    """How far the villages have come, beside how far the calendar has."""
    timeline, plan = board.book.timeline, board.book.plan
    standing = Counter(timeline.position(village.phase) for village in board.units)
    reached = timeline.position(board.calendar_phase)
    found = [
        Stage(phase.key, phase.title.zh, phase.first_day, phase.last_day, standing[number], number == reached)
        for number, phase in enumerate(plan.phases)
    ]
    end = len(plan.phases)
    last = Stage(ASSESSMENT, ASSESSMENT_ZH, timeline.assessment_from, None, standing[end], end == reached)
    return [*found, last]


def stages_below(rollup: Rollup) -> list[Stage]:
    """The same of a roll-up: as many villages at most as have done what lets them past the phase before."""
    timeline, plan, whole = rollup.book.timeline, rollup.book.plan, rollup.whole
    reached = timeline.position(rollup.calendar_phase)
    come = (whole.villages, *whole.passed)
    found = [
        Stage(phase.key, phase.title.zh, phase.first_day, phase.last_day, come[number], number == reached)
        for number, phase in enumerate(plan.phases)
    ]
    end = len(plan.phases)
    return [
        *found,
        Stage(ASSESSMENT, ASSESSMENT_ZH, timeline.assessment_from, None, come[end], end == reached),
    ]

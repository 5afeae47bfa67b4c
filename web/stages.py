"""How far have the villages come along the plan's phases, beside how far the calendar has?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from actions.board import Board
from actions.rollup import Rollup
from plans.model import Phase
from states.village import ASSESSMENT
from web.words import state_of, text_of


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of the plan, or the assessment, with how many villages stand in it; `last_day` None: open."""

    key: str
    title: str
    first_day: date
    last_day: date | None
    villages: int
    now: bool


def _stage(phase: Phase, villages: int, *, now: bool) -> Stage:
    return Stage(phase.key, text_of(phase.title), phase.first_day, phase.last_day, villages, now)


def _end(first_day: date, villages: int, *, now: bool) -> Stage:
    """The assessment, after the last phase."""
    return Stage(ASSESSMENT, state_of(ASSESSMENT), first_day, None, villages, now)


def stages(board: Board) -> list[Stage]:
    """How far the villages have come, beside how far the calendar has."""
    timeline, plan = board.book.timeline, board.book.plan
    standing = Counter(timeline.position(village.phase) for village in board.units)
    reached = timeline.position(board.calendar_phase)
    found = [
        Stage(
            phase.key,
            text_of(phase.title),
            phase.first_day,
            phase.last_day,
            standing[number],
            number == reached,
        )
        for number, phase in enumerate(plan.phases)
    ]
    end = len(plan.phases)
    last = Stage(
        ASSESSMENT, state_of(ASSESSMENT), timeline.assessment_from, None, standing[end], end == reached
    )
    return [*found, last]


def stages_below(rollup: Rollup) -> list[Stage]:
    """The same of a roll-up: as many villages at most as have done what lets them past the phase before."""
    timeline, plan, whole = rollup.book.timeline, rollup.book.plan, rollup.whole
    reached = timeline.position(rollup.calendar_phase)
    come = (whole.villages, *whole.passed)
    found = [
        Stage(
            phase.key, text_of(phase.title), phase.first_day, phase.last_day, come[number], number == reached
        )
        for number, phase in enumerate(plan.phases)
    ]
    end = len(plan.phases)
    return [*found, _end(timeline.assessment_from, come[end], now=end == reached)]

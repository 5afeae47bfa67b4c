"""Which cycles has a task gone through, told from its history alone (三.三.3)?

Each cycle has the date that counted in it and the day on which it was last handed in. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from states.evidence import NoticeEvidence, RoundEvidence, TaskEvidence

REDATES = frozenset({"extend", "resume"})
"""Moves after which another date counts, without anything having been sent back."""

Notices = Mapping[int, tuple[NoticeEvidence, ...]]
"""What was told about a task, by cycle."""


@dataclass(frozen=True, slots=True)
class TaskMove:
    """A row of a task's history: `cycle` and `effective_due` are what was true of it afterwards."""

    history_id: int
    on: date
    trigger: str
    cycle: int
    effective_due: date


@dataclass(frozen=True, slots=True)
class _Round:
    """A cycle as far as it has been read. `cycles` are those whose notices belong to it."""

    cycles: tuple[int, ...]
    due: date
    submitted_on: date | None = None
    held_on: date | None = None
    excused: bool = False
    history_ids: tuple[int, ...] = field(default=())

    def after(self, move: TaskMove) -> "_Round":
        """The same cycle, one move further."""
        changed = replace(self, due=move.effective_due, history_ids=(*self.history_ids, move.history_id))
        if move.trigger == "submit":
            return replace(changed, submitted_on=move.on)
        if move.trigger == "fulfil":
            return replace(changed, submitted_on=self.submitted_on or move.on)
        if move.trigger == "withdraw":
            return replace(changed, submitted_on=None)
        if move.trigger == "hold":
            return replace(changed, held_on=self.held_on or move.on)
        return changed

    def following(self, move: TaskMove) -> "_Round":
        """The cycle that a move begins. One that only goes on under another number keeps what it had."""
        begun = _Round((move.cycle,), move.effective_due, history_ids=(move.history_id,))
        if move.trigger not in REDATES or not (self.submitted_on or move.effective_due == self.due):
            return begun
        return replace(
            begun,
            cycles=(*self.cycles, move.cycle),
            submitted_on=self.submitted_on,
            history_ids=(*self.history_ids, move.history_id),
        )

    def evidence(self, notices: Notices) -> RoundEvidence:
        """While its clock stands, a date that had not passed before does not count either."""
        stands = self.held_on is not None and self.submitted_on is None and self.held_on <= self.due
        return RoundEvidence(
            cycle=self.cycles[-1],
            due=self.due,
            submitted_on=self.submitted_on,
            excused=self.excused or stands,
            history_ids=self.history_ids,
            notices=tuple(notice for cycle in self.cycles for notice in notices.get(cycle, ())),
        )


def task_evidence(key: str, due: date, moves: Iterable[TaskMove], notices: Notices) -> TaskEvidence:
    """A task's cycles; `due` is the decreed date, `moves` its history in order."""
    rounds = [_Round((1,), due)]
    waiver_id: int | None = None
    for move in moves:
        if move.trigger == "waive":
            waiver_id = move.history_id
        if move.cycle == rounds[-1].cycles[-1]:
            rounds[-1] = rounds[-1].after(move)
        else:
            begun = rounds[-1].following(move)
            if move.trigger in REDATES:
                rounds[-1] = replace(rounds[-1], excused=True)
            rounds.append(begun)
    return TaskEvidence(key, tuple(one.evidence(notices) for one in rounds), waiver_id)


def deciding(task: TaskEvidence, judged_on: date) -> RoundEvidence | None:
    """The cycle by which a repair is judged once: the first that was late, else the last that counts.

    So a reply that came too late is not made good by its being sent back with another date.
    """
    counted = task.counted
    late = (one for one in counted if one.late_on(judged_on))
    return next(late, counted[-1] if counted else None)

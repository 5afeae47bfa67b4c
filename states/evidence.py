"""What do the records show of one village's campaign, on the day it is judged (三.三.3)?

Pure values, filled from history, notices and readings alone, so that a score can be drawn up again at
any time. Every fact names the history rows that prove it, and the notices about it; what follows from
the facts is decided in `states/offence.py` and `states/score.py`. Their order never matters.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from states.deadline import NEVER
from states.inspection import CANCELLED, DISMISSED
from states.roles import Role

CONTACT = "contact"
ACCURACY = "accuracy"
"""The indicators that every campaign has: households contacted, entries found correct."""


@dataclass(frozen=True, slots=True)
class NoticeEvidence:
    """A notice about something, on the day it was queued; `rung` is `NEVER` outside the ladder.

    Of a task's notices only those of the unit's own ladder belong here, never the verification's.
    """

    notice_id: int
    on: date
    kind: str
    rung: int
    form: str
    role: Role

    @property
    def warns_village(self) -> bool:
        """It told the head or an assistant, or was a rung, which the village sees climbing."""
        return self.rung > NEVER or self.role in (Role.VILLAGE_HEAD, Role.ASSISTANT)


@dataclass(frozen=True, slots=True)
class IndicatorEvidence:
    """The figure that counts for an indicator, in heads; `count` is None when none was ever reported.

    `required` is the head-count that meets the target, `eligible` that of which it is a part.
    """

    indicator: str
    count: int | None
    required: int
    eligible: int
    reading_id: int | None = None

    @classmethod
    def of_all(
        cls, indicator: str, count: int | None, eligible: int, reading_id: int | None = None
    ) -> "IndicatorEvidence":
        """Where nobody may be missed: households contacted, entries correct."""
        return cls(indicator, count, eligible, eligible, reading_id)

    @property
    def met(self) -> bool:
        return self.count is not None and self.count >= self.required


@dataclass(frozen=True, slots=True)
class RoundEvidence:
    """One cycle of a task: the date that counted in it, and the day of its last submission.

    `submitted_on` is None when nothing was submitted, or what was has been withdrawn. `excused`: an
    extension or a hold gave the task another date before it was done, so that this one no longer counts.
    """

    cycle: int
    due: date
    submitted_on: date | None
    excused: bool = False
    history_ids: tuple[int, ...] = ()
    notices: tuple[NoticeEvidence, ...] = ()

    def done_by(self, judged_on: date) -> date | None:
        return _by(judged_on, self.submitted_on)

    def late_on(self, judged_on: date) -> bool:
        """Submitted after the date that counted, or still owed after it; never on the date itself."""
        return (self.done_by(judged_on) or judged_on) > self.due


@dataclass(frozen=True, slots=True)
class TaskEvidence:
    """A task of the village with its cycles; `waiver_id` is the history row that waived it."""

    key: str
    rounds: tuple[RoundEvidence, ...]
    waiver_id: int | None = None

    @property
    def waived(self) -> bool:
        return self.waiver_id is not None

    @property
    def counted(self) -> tuple[RoundEvidence, ...]:
        """The cycles whose dates count, in order; none of a task that was waived."""
        rounds = () if self.waived else self.rounds
        return tuple(sorted((r for r in rounds if not r.excused), key=lambda r: r.cycle))


@dataclass(frozen=True, slots=True)
class LetterEvidence:
    """A 督办通知单. It goes to several people: `notice_ids` are its copies, and it counts once.

    `notices` are the others about the same cycle of the same task.
    """

    notice_ids: tuple[int, ...]
    on: date
    task: str | None = None
    cycle: int | None = None
    history_ids: tuple[int, ...] = ()
    notices: tuple[NoticeEvidence, ...] = ()

    @property
    def letter_id(self) -> int:
        return min(self.notice_ids)


@dataclass(frozen=True, slots=True)
class FindingEvidence:
    """What an inspection found; `repaired_on` is the day of the reply (整改回复) that was verified.

    `due` is None where the plan sets no date for repairs.
    """

    finding_id: int
    severity: str
    due: date | None = None
    repaired_on: date | None = None
    dispute_upheld: bool = False
    history_ids: tuple[int, ...] = ()
    notices: tuple[NoticeEvidence, ...] = ()

    def done_by(self, judged_on: date) -> date | None:
        return _by(judged_on, self.repaired_on)

    def late_on(self, judged_on: date) -> bool:
        """Repaired after its date, or not yet after it."""
        return self.due is not None and (self.done_by(judged_on) or judged_on) > self.due


@dataclass(frozen=True, slots=True)
class InspectionEvidence:
    """An inspection with its findings; `reported_on` is None until its result is there."""

    inspection_id: int
    kind: str
    state: str
    reported_on: date | None
    findings: tuple[FindingEvidence, ...] = ()
    history_ids: tuple[int, ...] = ()
    notices: tuple[NoticeEvidence, ...] = ()

    def reported_by(self, judged_on: date) -> date | None:
        """The day of its report, if that is known by then; None for one that was dropped."""
        return None if self.state in (DISMISSED, CANCELLED) else _by(judged_on, self.reported_on)

    @property
    def standing_findings(self) -> tuple[FindingEvidence, ...]:
        """Those that no upheld dispute has struck."""
        standing = (finding for finding in self.findings if not finding.dispute_upheld)
        return tuple(sorted(standing, key=lambda finding: finding.finding_id))


@dataclass(frozen=True, slots=True)
class FalseReportEvidence:
    """A false report that a referral (责任追究) has established, on the day it was decided."""

    referral_id: int
    on: date
    history_ids: tuple[int, ...] = ()
    notices: tuple[NoticeEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that counts for the score of one village; later than `judged_on` nothing does.

    Raises ValueError when one thing stands in it twice: it would be counted twice.
    """

    judged_on: date
    indicators: tuple[IndicatorEvidence, ...] = ()
    tasks: tuple[TaskEvidence, ...] = ()
    letters: tuple[LetterEvidence, ...] = ()
    inspections: tuple[InspectionEvidence, ...] = ()
    false_reports: tuple[FalseReportEvidence, ...] = ()

    def __post_init__(self) -> None:
        _once("indicator", (indicator.indicator for indicator in self.indicators))
        _once("task", (task.key for task in self.tasks))
        _once("cycle", ((task.key, r.cycle) for task in self.tasks for r in task.rounds))
        _once("letter", (copy for letter in self.letters for copy in letter.notice_ids))
        _once("inspection", (inspection.inspection_id for inspection in self.inspections))
        _once("finding", (f.finding_id for inspection in self.inspections for f in inspection.findings))
        _once("referral", (report.referral_id for report in self.false_reports))


def _by(judged_on: date, done_on: date | None) -> date | None:
    """The day on which it was done, if that is not later than the day of judging."""
    return done_on if done_on is not None and done_on <= judged_on else None


def _once(what: str, names: Iterable[Hashable]) -> None:
    seen: set[Hashable] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} {name} stands twice in the evidence")
        seen.add(name)

"""What stands against a village on the day it is judged, and was it told before (四.一, 三.三.2, 四.五)?

What each costs is the plan's affair: `states/score.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from states.calendar import ONE_DAY
from states.evidence import Evidence, FindingEvidence, NoticeEvidence, RoundEvidence
from states.inspection import SPECIAL

Per = Literal["overdue_task", "supervision_letter", "special_inspection", "finding", "false_report"]


@dataclass(frozen=True, slots=True)
class Offence:
    """Something that history holds against a village, with what is needed to say it.

    `per` is its sort, `name` tells it from others of its sort (`training:1`: task and cycle; else an
    id). `on` is its day: the first after `due` for what is overdue. `done_on` is None while it lasts.
    `warning` is the last notice that told the village before; None if none did.
    """

    per: Per
    name: str
    on: date
    history_ids: tuple[int, ...]
    warning: NoticeEvidence | None
    task: str | None = None
    cycle: int | None = None
    severity: str | None = None
    due: date | None = None
    done_on: date | None = None


def offences(evidence: Evidence) -> tuple[Offence, ...]:
    """All that stands against the village by the day it is judged, earliest first.

    Whatever concerns a waived task is left out: it should not have been asked. A special inspection
    counts when it found something that stands; a finding when its repair is late, also one that the
    village found itself.
    """
    found = (
        *_overdue_tasks(evidence),
        *_letters(evidence),
        *_special_inspections(evidence),
        *_findings(evidence),
        *_false_reports(evidence),
    )
    known = (offence for offence in found if offence.on <= evidence.judged_on)
    return tuple(sorted(known, key=lambda offence: (offence.on, offence.per, offence.name)))


def _overdue_tasks(evidence: Evidence) -> Iterable[Offence]:
    for task in evidence.tasks:
        for late in task.counted:
            if late.late_on(evidence.judged_on):
                yield _overdue(task.key, late, evidence.judged_on)


def _overdue(task: str, late: RoundEvidence, judged_on: date) -> Offence:
    """A warning may also come after the date, as rung 0 does, while the task is still owed."""
    done_on = late.done_by(judged_on)
    return Offence(
        per="overdue_task",
        name=f"{task}:{late.cycle}",
        on=late.due + ONE_DAY,
        history_ids=tuple(sorted(late.history_ids)),
        warning=_last_warning(late.notices, done_on or judged_on),
        task=task,
        cycle=late.cycle,
        due=late.due,
        done_on=done_on,
    )


def _letters(evidence: Evidence) -> Iterable[Offence]:
    """A letter is no warning of itself, nor is its copy for somebody else."""
    waived = {task.key for task in evidence.tasks if task.waived}
    for letter in evidence.letters:
        if letter.task not in waived:
            before = (notice for notice in letter.notices if notice.notice_id not in letter.notice_ids)
            yield Offence(
                per="supervision_letter",
                name=str(letter.letter_id),
                on=letter.on,
                history_ids=tuple(sorted(letter.history_ids)),
                warning=_last_warning(before, letter.on),
                task=letter.task,
                cycle=letter.cycle,
            )


def _special_inspections(evidence: Evidence) -> Iterable[Offence]:
    for inspection in evidence.inspections:
        reported_on = inspection.reported_by(evidence.judged_on)
        if inspection.kind == SPECIAL and reported_on is not None and inspection.standing_findings:
            yield Offence(
                per="special_inspection",
                name=str(inspection.inspection_id),
                on=reported_on,
                history_ids=tuple(sorted(inspection.history_ids)),
                warning=_last_warning(inspection.notices, reported_on),
            )


def _findings(evidence: Evidence) -> Iterable[Offence]:
    for inspection in evidence.inspections:
        if inspection.reported_by(evidence.judged_on) is None:
            continue
        for finding in inspection.standing_findings:
            if finding.due is not None and finding.late_on(evidence.judged_on):
                yield _not_repaired(finding, finding.due, evidence.judged_on)


def _not_repaired(finding: FindingEvidence, due: date, judged_on: date) -> Offence:
    done_on = finding.done_by(judged_on)
    return Offence(
        per="finding",
        name=str(finding.finding_id),
        on=due + ONE_DAY,
        history_ids=tuple(sorted(finding.history_ids)),
        warning=_last_warning(finding.notices, done_on or judged_on),
        severity=finding.severity,
        due=due,
        done_on=done_on,
    )


def _false_reports(evidence: Evidence) -> Iterable[Offence]:
    for report in evidence.false_reports:
        yield Offence(
            per="false_report",
            name=str(report.referral_id),
            on=report.on,
            history_ids=tuple(sorted(report.history_ids)),
            warning=_last_warning(report.notices, report.on),
        )


def _last_warning(notices: Iterable[NoticeEvidence], until: date) -> NoticeEvidence | None:
    """The last notice to the village up to and including a day."""
    warnings = (notice for notice in notices if notice.warns_village and notice.on <= until)
    return max(warnings, key=lambda notice: (notice.on, notice.notice_id), default=None)

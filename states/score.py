"""How many points does a village earn, item by item, and what is taken off (三.三.3, 四.一)?

Pure: the rule comes from the plan, the evidence from the records; equal evidence gives an equal score,
in whatever order it comes. Nothing is taken off that no notice preceded. Points are exact fractions;
the total alone is rounded, to one decimal, and what is shown is what counts.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from states.evidence import Evidence, IndicatorEvidence, RoundEvidence, TaskEvidence
from states.inspection import SELF
from states.offence import Offence, Per, offences

Measures = Literal["indicator", "tasks", "inspections", "contact", "accuracy"]

WHOLE = Fraction(100)
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Weight:
    """One item of the score, worth `points`."""

    key: str
    points: Fraction
    measures: Measures
    indicator: str | None = None
    tasks: tuple[str, ...] = ()

    @property
    def reads(self) -> str:
        """The indicator whose figure it takes: a named one, or the one called as what it measures."""
        return self.indicator or self.measures


@dataclass(frozen=True, slots=True)
class Deduction:
    """`points` off for each offence of a sort, `at_most` in all."""

    key: str
    per: Per
    points: Fraction
    at_most: Fraction


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """How the plan scores. `targets` are the indicators that must be met, `severities` light to grave."""

    weights: tuple[Weight, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    pass_mark: Fraction | None = None
    targets: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()

    def share_of(self, severity: str) -> Fraction:
        """The share of an item that a finding costs, by its place; raises KeyError for an unknown one."""
        if severity not in self.severities:
            raise KeyError(severity)
        return SHARE_OF_FINDING[min(self.severities.index(severity), len(SHARE_OF_FINDING) - 1)]


SHARE_OF_FINDING = (Fraction(1, 10), Fraction(3, 10), Fraction(6, 10))
"""What a finding of the lightest, the second and every graver severity costs of the item."""


class Outcome(StrEnum):
    """How a task counts in an item."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_DONE = "not_done"
    NOT_YET_DUE = "not_yet_due"
    WAIVED = "waived"


SHARE_OF_TASK = {Outcome.IN_TIME: Fraction(1), Outcome.LATE: Fraction(1, 2), Outcome.NOT_DONE: NOTHING}
"""What a task earns of its part of the item; one whose outcome is not named here does not count."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in an item, with the cycle that decided; its facts are None where none did."""

    task: str
    outcome: Outcome
    history_ids: tuple[int, ...]
    cycle: int | None = None
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in an item, and the share of its points that it costs."""

    inspection_id: int
    finding_id: int
    severity: str
    costs: Fraction
    history_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What an item could bring, what it brought, and from which facts.

    For a figure `figure` is what was reported (None, or one without a count: no reading at all).
    """

    key: str
    points: Fraction
    earned: Fraction
    measures: Measures
    figure: IndicatorEvidence | None = None
    tasks: tuple[TaskLine, ...] = ()
    findings: tuple[FindingLine, ...] = ()


class Standing(StrEnum):
    """Whether a deduction is taken, and if not, why."""

    TAKEN = "taken"
    NO_NOTICE = "no_notice"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Charge:
    """One offence under one deduction. `key` is stable: an appeal names it (`overdue:training:1`).

    `full` is what the plan takes for one, `points` what is taken: less, or nothing, once the
    deduction has reached its limit.
    """

    key: str
    deduction: str
    full: Fraction
    points: Fraction
    standing: Standing
    offence: Offence


@dataclass(frozen=True, slots=True)
class Score:
    """A village's score, within 0 and 100. `pass_mark_reached` and `targets_met` are told apart."""

    items: tuple[Item, ...]
    charges: tuple[Charge, ...]
    total: Fraction
    pass_mark_reached: bool
    targets_met: bool

    @property
    def passed(self) -> bool:
        return self.pass_mark_reached and self.targets_met


def score(rule: ScoreRule, evidence: Evidence, struck: frozenset[str] = frozenset()) -> Score:
    """The score of one village; `struck` are the keys of the charges that an appeal has struck.

    Raises KeyError for a finding whose severity the rule does not know.
    """
    items = tuple(_item(weight, rule, evidence) for weight in rule.weights)
    against = offences(evidence)
    charges = tuple(c for deduction in rule.deductions for c in _charges(deduction, against, struck))
    earned = sum((item.earned for item in items), NOTHING)
    taken = sum((charge.points for charge in charges), NOTHING)
    total = to_one_decimal(min(max(earned - taken, NOTHING), WHOLE))
    met = {figure.indicator for figure in evidence.indicators if figure.met}
    return Score(
        items=items,
        charges=charges,
        total=total,
        pass_mark_reached=rule.pass_mark is None or total >= rule.pass_mark,
        targets_met=met.issuperset(rule.targets),
    )


def to_one_decimal(points: Fraction) -> Fraction:
    """Rounded half up (四舍五入) to a tenth of a point."""
    return Fraction(math.floor(points * 10 + Fraction(1, 2)), 10)


def _item(weight: Weight, rule: ScoreRule, evidence: Evidence) -> Item:
    if weight.measures == "tasks":
        return _tasks_item(weight, evidence)
    if weight.measures == "inspections":
        return _inspections_item(weight, rule, evidence)
    return _figure_item(weight, evidence)


def _figure_item(weight: Weight, evidence: Evidence) -> Item:
    """Full points when the target is met, else in proportion; nothing for what was never reported."""
    figure = next((f for f in evidence.indicators if f.indicator == weight.reads), None)
    earned = NOTHING
    if figure is not None and figure.count is not None:
        earned = weight.points if figure.met else weight.points * figure.count / figure.required
    return Item(weight.key, weight.points, earned, weight.measures, figure=figure)


def _tasks_item(weight: Weight, evidence: Evidence) -> Item:
    """Each task that counts is an equal part of the points; where none counts nothing was asked."""
    by_key = {task.key: task for task in evidence.tasks}
    lines = tuple(_task_line(by_key[key], evidence.judged_on) for key in weight.tasks if key in by_key)
    shares = [SHARE_OF_TASK[line.outcome] for line in lines if line.outcome in SHARE_OF_TASK]
    earned = weight.points * sum(shares, NOTHING) / len(shares) if shares else weight.points
    return Item(weight.key, weight.points, earned, weight.measures, tasks=lines)


def _task_line(task: TaskEvidence, judged_on: date) -> TaskLine:
    """By the first cycle: in time or late. By the last: whether it was done at all.

    So a task that was handed in by its date and sent back stays in time, unless the village let the
    new date pass without handing it in again.
    """
    if task.waiver_id is not None:
        return TaskLine(task.key, Outcome.WAIVED, (task.waiver_id,))
    if not task.counted:
        return TaskLine(task.key, Outcome.NOT_YET_DUE, ())
    first, last = task.counted[0], task.counted[-1]
    if last.done_by(judged_on) is None and last.late_on(judged_on):
        return _line_of(task.key, Outcome.NOT_DONE, last, judged_on)
    if first.late_on(judged_on):
        return _line_of(task.key, Outcome.LATE, first, judged_on)
    if first.done_by(judged_on) is None:
        return _line_of(task.key, Outcome.NOT_YET_DUE, first, judged_on)
    return _line_of(task.key, Outcome.IN_TIME, first, judged_on)


def _line_of(task: str, outcome: Outcome, decided: RoundEvidence, judged_on: date) -> TaskLine:
    history_ids = tuple(sorted(decided.history_ids))
    return TaskLine(task, outcome, history_ids, decided.cycle, decided.due, decided.done_by(judged_on))


def _inspections_item(weight: Weight, rule: ScoreRule, evidence: Evidence) -> Item:
    """Full points when nothing was found. What a village finds itself is not held against it."""
    lines = tuple(
        FindingLine(
            inspection.inspection_id,
            finding.finding_id,
            finding.severity,
            rule.share_of(finding.severity),
            tuple(sorted(finding.history_ids)),
        )
        for inspection in sorted(evidence.inspections, key=lambda inspection: inspection.inspection_id)
        if inspection.kind != SELF and inspection.reported_by(evidence.judged_on) is not None
        for finding in inspection.standing_findings
    )
    left = max(1 - sum((line.costs for line in lines), NOTHING), NOTHING)
    return Item(weight.key, weight.points, weight.points * left, weight.measures, findings=lines)


def _charges(deduction: Deduction, against: Iterable[Offence], struck: frozenset[str]) -> Iterable[Charge]:
    """The earlier offence costs first; the one at which the limit is reached costs what is left."""
    left = deduction.at_most
    for offence in against:
        if offence.per == deduction.per:
            key = f"{deduction.key}:{offence.name}"
            standing = _standing(offence, key in struck)
            points = min(deduction.points, left) if standing is Standing.TAKEN else NOTHING
            left -= points
            yield Charge(key, deduction.key, deduction.points, points, standing, offence)


def _standing(offence: Offence, is_struck: bool) -> Standing:
    if is_struck:
        return Standing.STRUCK
    return Standing.TAKEN if offence.warning else Standing.NO_NOTICE

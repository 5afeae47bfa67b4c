"""What do the records show of each village, for its score (三.三.3)?

Filled from history, notices and figures alone, for many villages at once by a fixed number of queries;
what follows from it is decided in `states`. Read as far as a `Horizon`, so that a score that was drawn
up then can be drawn up again.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from plans.errands import RECTIFICATION
from records.finding import FINDINGS
from records.history import HISTORY
from records.indicator import COUNT, READINGS, TARGETS, WHOLE_UNIT
from records.inspection import INSPECTIONS
from records.notice import NOTICES, VERIFY
from records.referral import REFERRALS
from records.task import TASKS
from states.cycles import TaskMove, deciding, task_evidence
from states.evidence import (
    Evidence,
    FalseReportEvidence,
    FindingEvidence,
    IndicatorEvidence,
    InspectionEvidence,
    LetterEvidence,
    NoticeEvidence,
    TaskEvidence,
)
from states.referral import FRAUD
from states.roles import Role
from states.task import VERIFIED

K = TypeVar("K", bound=Hashable)
Row = sa.Row[Any]

LETTER = "supervision_letter"
"""The form of a 督办通知单."""

FALSE_REPORT = "false-report"
"""The rule of the notice that tells a village of an established false report."""

SUBJECTS = ("task", "escalation", "inspection", "finding", "referral", "reading")
VILLAGE_ROLES = (Role.VILLAGE_HEAD.value, Role.ASSISTANT.value)


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far the records are read: nothing after these rows counts, nor after the day of judging."""

    judged_on: date
    history_id: int
    notice_id: int

    @classmethod
    def now(cls, connection: sa.Connection, today: date) -> "Horizon":
        """Everything that has happened so far."""
        last = [connection.execute(sa.select(sa.func.max(t.c.id))).scalar() for t in (HISTORY, NOTICES)]
        return cls(today, last[0] or 0, last[1] or 0)


@dataclass(frozen=True, slots=True)
class Villages:
    """The villages to be read: `units` selects their ids; days are those of `zone`."""

    campaign_id: int
    units: sa.Select[Any]
    zone: ZoneInfo

    def of(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """The rows of a table that are about them."""
        return (table.c.campaign_id == self.campaign_id) & table.c.unit_id.in_(self.units)

    def day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()


def gather(connection: sa.Connection, villages: Villages, horizon: Horizon) -> dict[int, Evidence]:
    """The evidence of each of the villages that the campaign asks anything of, by the unit's id."""
    history = _history(connection, villages, horizon)
    told = _notices(connection, villages, horizon)
    owed = _owed(connection, villages)
    folded = _folded(villages, owed, history["task"], told)
    tasks = _tasks(owed, folded)
    letters = _letters(villages, _still_asked(owed, folded), history["escalation"], told)
    repairs = _repairs(owed, folded, history["task"], horizon.judged_on)
    findings = _findings(connection, villages, history["finding"], repairs)
    inspections = _inspections(connection, villages, history["inspection"], findings, told)
    reports = _false_reports(connection, villages, history["referral"], told)
    figures = _figures(connection, villages, history["reading"], horizon)
    return {
        unit: Evidence(
            judged_on=horizon.judged_on,
            indicators=tuple(figures[unit]),
            tasks=tuple(tasks[unit]),
            letters=tuple(letters[unit]),
            inspections=tuple(inspections[unit]),
            false_reports=tuple(reports[unit]),
        )
        for unit in connection.execute(villages.units).scalars()
    }


def _history(connection: sa.Connection, villages: Villages, horizon: Horizon) -> dict[str, list[Row]]:
    """What happened to the villages' things, in order, by subject."""
    query = sa.select(HISTORY).where(
        villages.of(HISTORY), HISTORY.c.subject.in_(SUBJECTS), HISTORY.c.id <= horizon.history_id
    )
    return _grouped(connection.execute(query.order_by(HISTORY.c.id)), lambda row: str(row.subject))


def _notices(connection: sa.Connection, villages: Villages, horizon: Horizon) -> list[Row]:
    """What was told about them, in order; never to the office that has to verify."""
    query = sa.select(NOTICES).where(
        villages.of(NOTICES),
        NOTICES.c.id <= horizon.notice_id,
        ~NOTICES.c.rule.startswith(VERIFY, autoescape=True),
    )
    return list(connection.execute(query.order_by(NOTICES.c.id)))


def _owed(connection: sa.Connection, villages: Villages) -> Sequence[Row]:
    """The tasks that the villages themselves owe; those of their errands have a number."""
    columns = (TASKS.c.id, TASKS.c.unit_id, TASKS.c.key, TASKS.c.kind, TASKS.c.number, TASKS.c.due)
    query = sa.select(*columns).where(villages.of(TASKS), TASKS.c.village_campaign_id.is_not(None))
    return connection.execute(query.order_by(TASKS.c.id)).all()


def _folded(
    villages: Villages, owed: Sequence[Row], history: list[Row], told: list[Row]
) -> dict[int, TaskEvidence]:
    """Each task's cycles, by the task's id."""
    moves = _grouped(history, lambda row: int(row.subject_id))
    about = _grouped((row for row in told if row.task_id), lambda row: int(row.task_id))
    found: dict[int, TaskEvidence] = {}
    for task in owed:
        by_cycle = _grouped(about[task.id], lambda row: int(row.cycle))
        found[task.id] = task_evidence(
            task.key,
            task.due,
            (_move(villages, row, task.due) for row in moves[task.id]),
            {cycle: _told(villages, rows) for cycle, rows in by_cycle.items()},
        )
    return found


def _tasks(owed: Sequence[Row], folded: Mapping[int, TaskEvidence]) -> dict[int, list[TaskEvidence]]:
    """The plan's own tasks: what else a village owed is not measured, and a repair counts as a finding."""
    found: dict[int, list[TaskEvidence]] = defaultdict(list)
    for task in owed:
        if task.number == 0:
            found[task.unit_id].append(folded[task.id])
    return found


def _still_asked(owed: Sequence[Row], folded: Mapping[int, TaskEvidence]) -> list[Row]:
    """Without the errands that were waived: those are in no list of tasks that would say so."""
    return [task for task in owed if task.number == 0 or not folded[task.id].waived]


@dataclass(frozen=True, slots=True)
class _Repair:
    """How a finding was repaired; `due` is None where nothing is asked any more."""

    due: date | None
    repaired_on: date | None
    history_ids: tuple[int, ...]
    notices: tuple[NoticeEvidence, ...]


def _repairs(
    owed: Sequence[Row], folded: Mapping[int, TaskEvidence], history: list[Row], judged_on: date
) -> dict[int, _Repair]:
    """The repairs of findings, by the finding's id."""
    states = {row.subject_id: row.to_state for row in history}
    found: dict[int, _Repair] = {}
    for task in owed:
        if task.kind == RECTIFICATION:
            decides, rounds = deciding(folded[task.id], judged_on), folded[task.id].rounds
            found[task.number] = _Repair(
                due=None if decides is None else decides.due,
                repaired_on=rounds[-1].submitted_on if states.get(task.id) == VERIFIED else None,
                history_ids=tuple(number for one in rounds for number in one.history_ids),
                notices=tuple(notice for one in rounds for notice in one.notices),
            )
    return found


def _findings(
    connection: sa.Connection, villages: Villages, history: list[Row], repairs: Mapping[int, _Repair]
) -> dict[int, list[FindingEvidence]]:
    """What each inspection found, by the inspection's id, as history has left it."""
    moves = _grouped(history, lambda row: int(row.subject_id))
    found: dict[int, list[FindingEvidence]] = defaultdict(list)
    columns = (FINDINGS.c.id, FINDINGS.c.inspection_id, FINDINGS.c.severity)
    query = sa.select(*columns).where(villages.of(FINDINGS)).order_by(FINDINGS.c.id)
    for row in connection.execute(query):
        if mine := moves[row.id]:
            repair = repairs[row.id]
            found[row.inspection_id].append(
                FindingEvidence(
                    finding_id=row.id,
                    severity=row.severity,
                    due=repair.due,
                    repaired_on=repair.repaired_on,
                    dispute_upheld=any(move.trigger == "uphold" for move in mine),
                    history_ids=(*(move.id for move in mine), *repair.history_ids),
                    notices=repair.notices,
                )
            )
    return found


def _move(villages: Villages, row: Row, due: date) -> TaskMove:
    return TaskMove(row.id, villages.day(row.at), row.trigger, row.cycle or 1, row.effective_due or due)


def _letters(
    villages: Villages, owed: Sequence[Row], history: list[Row], told: list[Row]
) -> dict[int, list[LetterEvidence]]:
    """Each 督办通知单 about something that a village owed, once for all its copies."""
    by_id = {task.id: task for task in owed}
    climbs = _grouped(history, lambda row: (row.unit_id, row.task_key, row.at))
    about = _grouped((row for row in told if row.task_id in by_id), lambda row: (row.task_id, row.cycle))
    found: dict[int, list[LetterEvidence]] = defaultdict(list)
    for (task_id, cycle), rows in about.items():
        task = by_id[task_id]
        letters = _grouped((row for row in rows if row.form == LETTER), lambda row: (row.rule, row.queued_at))
        for (_, queued_at), copies in letters.items():
            climbed = climbs[task.unit_id, task.key, queued_at]
            found[task.unit_id].append(
                LetterEvidence(
                    notice_ids=tuple(copy.id for copy in copies),
                    on=villages.day(queued_at),
                    task=task.key,
                    cycle=cycle,
                    history_ids=tuple(row.id for row in climbed),
                    notices=_told(villages, rows),
                )
            )
    return found


def _inspections(
    connection: sa.Connection,
    villages: Villages,
    history: list[Row],
    findings: Mapping[int, list[FindingEvidence]],
    told: list[Row],
) -> dict[int, list[InspectionEvidence]]:
    """Inspections as history has left them, with what they found."""
    moves = _grouped(history, lambda row: int(row.subject_id))
    about = _grouped(_to_villages(told, "inspection_id"), lambda row: int(row.inspection_id))
    found: dict[int, list[InspectionEvidence]] = defaultdict(list)
    query = sa.select(INSPECTIONS.c.id, INSPECTIONS.c.unit_id, INSPECTIONS.c.kind)
    for row in connection.execute(query.where(villages.of(INSPECTIONS)).order_by(INSPECTIONS.c.id)):
        if mine := moves[row.id]:
            reported = [villages.day(move.at) for move in mine if move.trigger == "report"]
            found[row.unit_id].append(
                InspectionEvidence(
                    inspection_id=row.id,
                    kind=row.kind,
                    state=mine[-1].to_state,
                    reported_on=reported[0] if reported else None,
                    findings=tuple(findings.get(row.id, ())),
                    history_ids=tuple(move.id for move in mine),
                    notices=_told(villages, about[row.id]),
                )
            )
    return found


def _false_reports(
    connection: sa.Connection, villages: Villages, history: list[Row], told: list[Row]
) -> dict[int, list[FalseReportEvidence]]:
    """Referrals for fraud that have been upheld, with what the village was told of them."""
    upheld = {row.subject_id: row for row in history if row.trigger == "uphold"}
    about = _grouped(told, lambda row: str(row.rule))
    found: dict[int, list[FalseReportEvidence]] = defaultdict(list)
    fraud = sa.select(REFERRALS.c.id, REFERRALS.c.unit_id).where(
        villages.of(REFERRALS), REFERRALS.c.ground == FRAUD
    )
    for row in connection.execute(fraud.order_by(REFERRALS.c.id)):
        if row.id in upheld:
            decided = upheld[row.id]
            notices = _told(villages, about[f"{FALSE_REPORT}.{row.id}"])
            found[row.unit_id].append(
                FalseReportEvidence(row.id, villages.day(decided.at), (decided.id,), notices)
            )
    return found


def _figures(
    connection: sa.Connection, villages: Villages, history: list[Row], horizon: Horizon
) -> dict[int, list[IndicatorEvidence]]:
    """What each village must reach, and its last figure: of a day the last reading counts."""
    known = {row.subject_id for row in history}
    count = READINGS.c.count.label("heads")
    columns = (READINGS.c.id, READINGS.c.unit_id, READINGS.c.indicator, count)
    mine = (villages.of(READINGS), READINGS.c.group_number == WHOLE_UNIT, READINGS.c.on <= horizon.judged_on)
    query = sa.select(*columns).where(*mine).order_by(READINGS.c.on, READINGS.c.id)
    last = {(row.unit_id, row.indicator): row for row in connection.execute(query) if row.id in known}
    found: dict[int, list[IndicatorEvidence]] = defaultdict(list)
    targets = sa.select(TARGETS).where(villages.of(TARGETS), TARGETS.c.group_number == WHOLE_UNIT)
    for row in connection.execute(targets.order_by(TARGETS.c.id)):
        reading = last.get((row.unit_id, row.indicator))
        eligible = row.eligible if row.frozen_eligible is None else row.frozen_eligible
        found[row.unit_id].append(
            IndicatorEvidence(
                indicator=row.indicator,
                count=None if reading is None else reading.heads,
                required=row.required,
                eligible=eligible,
                reading_id=None if reading is None else reading.id,
            )
        )
    return found


def groups_that_met(connection: sa.Connection, campaign_id: int) -> dict[tuple[int, int], dict[str, bool]]:
    """(unit id, number of the group) → whether it has met each of its targets (四.一.五)."""
    mine = sa.and_(TARGETS.c.campaign_id == campaign_id, TARGETS.c.group_number != WHOLE_UNIT)
    found: dict[tuple[int, int], dict[str, bool]] = defaultdict(dict)
    for row in connection.execute(sa.select(TARGETS, COUNT).where(mine).order_by(TARGETS.c.id)):
        met = row.reported is not None and row.reported >= row.required
        found[row.unit_id, row.group_number][row.indicator] = met
    return found


def _to_villages(told: Iterable[Row], subject: str) -> Iterable[Row]:
    """Those notices about a subject that went to a village's own people."""
    return (row for row in told if getattr(row, subject) is not None and row.role in VILLAGE_ROLES)


def _told(villages: Villages, rows: Iterable[Row]) -> tuple[NoticeEvidence, ...]:
    return tuple(
        NoticeEvidence(row.id, villages.day(row.queued_at), row.kind, row.rung, row.form, Role(row.role))
        for row in rows
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], K]) -> dict[K, list[Row]]:
    """Rows by what they share, in their order; nothing for what nobody asked of."""
    found: dict[K, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found

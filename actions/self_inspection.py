"""How does a village inspect itself, and what becomes of it (三.三.1)?

The form of the plan's self-inspection task. Submitted, it is an inspection of the kind `self`, already
reported, so that what was found has one way of being repaired. It is closed when the office has verified
the task and nothing is left to repair, and superseded when the task is taken back, sent back or re-opened.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions import checklist, repair
from actions import deed as deeds
from actions.case import clause_of, move
from actions.checklist import ChecklistAnswer, Found
from actions.deed import perform
from actions.desk import Desk, Occasion, acting, find_unit
from actions.errors import BadInput, NotFound
from actions.permission import Actor, permit
from actions.text import REASON_LENGTH, optional
from actions.village import RULE
from actions.words import TRIGGERS_ZH
from plans.model.inspections import SelfInspectionSpec
from records import inspection as inspections
from records.database import in_transaction
from records.finding import FINDINGS, has_standing
from records.history import By, Event
from records.inspection import INSPECTIONS
from records.task import TASKS
from records.types import Instant
from records.unit import UNITS
from states.inspection import CANCELLED, REPORTED, SELF

ENDS = frozenset({"verify", "waive"})
SUPERSEDES = frozenset({"withdraw", "return", "reopen"})


def submit_self_inspection(
    desk: Desk,
    by: Actor,
    unit_code: str,
    answers: Sequence[ChecklistAnswer],
    findings: Sequence[Found] = (),
    note: str | None = None,
    campaign_id: int | None = None,
) -> date:
    """Submit the self-inspection with its form; the day by which the office must verify it.

    What the village has found itself has the date of its severity, like any finding. Raises BadInput for
    a form that does not fit the plan's.
    """
    said = optional(note, REASON_LENGTH)

    def work(connection: sa.Connection) -> date:
        now = acting(desk, connection, campaign_id)
        _form(now)
        return fill_in(now, by, find_unit(connection, unit_code), answers, findings, said)

    return in_transaction(desk.engine, work)


def fill_in(
    now: Occasion,
    by: Actor,
    unit: sa.Row[Any],
    answers: Sequence[ChecklistAnswer],
    findings: Sequence[Found],
    said: str | None,
) -> date:
    """The same within a transaction that does more."""
    own = _form(now)
    permit(now.connection, by, "task.submit.village", unit.path, on=now.today)
    result = checklist.result_of(now.book.plan, own.checklist, answers, findings)
    mine = sa.and_(
        TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id == unit.id, TASKS.c.key == own.task
    )
    verify_by = perform(now, by.by, mine, own.task, "submit", said, deeds.submit)
    if not verify_by:
        raise NotFound(f"{unit.name} 没有任务 {own.task}（{now.book.tasks[own.task].title.zh}）。")
    follow(now, by.by, own.task, "submit", [unit.id], said)
    row = now.connection.execute(_live(now, [unit.id])).one()
    checklist.keep(now.connection, row.id, result.answers)
    if repair.find(now, by.by, row, result.findings):
        move(now, by.by, [row], "rectify", {})
    return verify_by[0]


def follow(
    now: Occasion, by: By, key: str, trigger: str, units: Sequence[int], said: str | None = None
) -> None:
    """What a deed on the self-inspection task means for the self-inspections of these units."""
    own = now.book.plan.inspections.own
    if own is None or own.task != key:
        return
    if trigger == "submit":
        _file(now, by, key, units, said)
    elif trigger in ENDS:
        clean = now.connection.execute(
            _live(now, units).where(INSPECTIONS.c.state == REPORTED, ~has_standing())
        ).all()
        move(now, RULE, clean, "close", {})
    elif trigger in SUPERSEDES:
        _supersede(now, by, units, f"自查任务{TRIGGERS_ZH[trigger]}")


def _form(now: Occasion) -> SelfInspectionSpec:
    own = now.book.plan.inspections.own
    if own is None:
        raise BadInput("方案没有规定自查（inspections.self），没有自查表可填。")
    return own


def _file(now: Occasion, by: By, key: str, units: Sequence[int], said: str | None) -> None:
    """The submitted tasks of these units become self-inspections, reported today."""
    nothing = sa.literal(None, sa.Integer)
    of_task = (sa.literal(SELF), sa.literal(REPORTED), sa.literal(now.at, Instant), nothing)
    rows = sa.select(
        TASKS.c.campaign_id,
        TASKS.c.unit_id,
        *of_task,
        sa.literal(now.today, sa.Date),
        sa.literal(said, sa.String),
    ).where(TASKS.c.campaign_id == now.campaign_id, TASKS.c.key == key, TASKS.c.unit_id.in_(units))
    mine = sa.and_(
        INSPECTIONS.c.campaign_id == now.campaign_id,
        INSPECTIONS.c.unit_id.in_(units),
        INSPECTIONS.c.kind == SELF,
    )
    event = Event("inspection", "file", REPORTED, by, now.at, said, clause_of(now, SELF))
    inspections.file(now.connection, rows, event, mine)


def _supersede(now: Occasion, by: By, units: Sequence[int], reason: str) -> None:
    """The self-inspections of these units count no more, and nothing that they found has to be repaired."""
    live = now.connection.execute(_live(now, units)).all()
    if not live:
        return
    move(now, by, live, "supersede", {}, reason)
    repair.drop(now, by, FINDINGS.c.inspection_id.in_([row.id for row in live]), reason)


def _live(now: Occasion, units: Sequence[int]) -> sa.Select[Any]:
    """The self-inspections of these units that count."""
    return (
        sa.select(*INSPECTIONS.c, UNITS.c.name.label("unit_name"))
        .join_from(INSPECTIONS, UNITS, UNITS.c.id == INSPECTIONS.c.unit_id)
        .where(
            INSPECTIONS.c.campaign_id == now.campaign_id,
            INSPECTIONS.c.unit_id.in_(units),
            INSPECTIONS.c.kind == SELF,
            INSPECTIONS.c.state != CANCELLED,
        )
        .order_by(INSPECTIONS.c.id)
    )

"""Which inspections are there, why, by whom (三.三.2)?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.database import insert_new, insert_or_update, one_at_a_time, run, table_of
from records.history import HISTORY, Event, Said, remember, remember_each
from records.task import TASKS
from records.types import Instant
from records.unit import UNITS
from states.inspection import ENDED, INSPECTION, KINDS, PROPOSED

OPEN_SPECIAL = text(f"kind = 'special' AND state NOT IN {ENDED}")
REASON_OF_TASK = text("task_id IS NOT NULL")


class Inspection(SQLModel, table=True):
    """An inspection of one village. At most one special inspection is open for each."""

    __tablename__ = "inspection"
    __table_args__ = (
        Index(
            "uq_inspection_open_special",
            "unit_id",  # first: PostgreSQL then finds a village's, also before it knows how many there are
            "campaign_id",
            unique=True,
            sqlite_where=OPEN_SPECIAL,
            postgresql_where=OPEN_SPECIAL,
        ),
        CheckConstraint(f"state IN {INSPECTION.states}", name="ck_inspection_state"),
        CheckConstraint(f"kind IN {KINDS}", name="ck_inspection_kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    kind: str = Field(max_length=16)
    state: str = Field(max_length=16)
    proposed_at: datetime = Field(sa_type=Instant)
    draw_id: int | None = Field(default=None, foreign_key="draw.id", index=True)
    """The draw that it comes from, if it is a periodic one."""
    order_number: int | None = None
    """Inspections that were ordered together share it; None until it is ordered."""
    due: date | None = None
    """By when the order is to be carried out; None until it is ordered."""
    reported_on: date | None = None
    report: str | None = None


class InspectionReason(SQLModel, table=True):
    """Why an inspection was proposed; further reasons join the open one."""

    __tablename__ = "inspection_reason"
    __table_args__ = (
        Index(
            "uq_inspection_reason",
            "task_id",
            "cycle",
            unique=True,
            sqlite_where=REASON_OF_TASK,
            postgresql_where=REASON_OF_TASK,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    inspection_id: int = Field(foreign_key="inspection.id", index=True)
    task_id: int | None = Field(default=None, foreign_key="task.id")
    cycle: int | None = None
    given_at: datetime = Field(sa_type=Instant)
    reason: str = Field(max_length=1000)


class Inspector(SQLModel, table=True):
    """Somebody whom an order names to carry it out."""

    __tablename__ = "inspector"

    inspection_id: int = Field(foreign_key="inspection.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class InspectionAnswer(SQLModel, table=True):
    """What was answered to one question of the checklist: yes, no, or does not apply."""

    __tablename__ = "inspection_answer"
    __table_args__ = (CheckConstraint("answer IN ('yes', 'no', 'na')", name="ck_inspection_answer_answer"),)

    inspection_id: int = Field(foreign_key="inspection.id", primary_key=True)
    item: str = Field(max_length=64, primary_key=True)
    answer: str = Field(max_length=8)
    note: str | None = Field(default=None, max_length=1000)


INSPECTIONS = table_of(Inspection)
ANSWERS = table_of(InspectionAnswer)
REASONS = table_of(InspectionReason)
INSPECTORS = table_of(Inspector)


def propose(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], kind: str, reason: str, event: Event
) -> int:
    """Propose an inspection of each chosen task's village; how many are new (三.三.2).

    Where a special inspection is open already, the reason joins it. A reason given once for a task's
    cycle is not given again, so that what was dismissed comes back only with a new cycle.
    """
    given = sa.exists().where(REASONS.c.task_id == TASKS.c.id, REASONS.c.cycle == TASKS.c.cycle)
    fresh = sa.and_(chosen, TASKS.c.village_campaign_id.is_not(None), ~given)
    villages = (
        sa.select(TASKS.c.campaign_id, TASKS.c.unit_id, *_proposed(kind, event)).where(fresh).distinct()
    )
    _open(connection, villages)
    new = _remember_new(connection, sa.select(TASKS.c.unit_id).where(chosen), event, reason)
    open_one = sa.and_(
        INSPECTIONS.c.campaign_id == TASKS.c.campaign_id,
        INSPECTIONS.c.unit_id == TASKS.c.unit_id,
        INSPECTIONS.c.kind == kind,
        INSPECTIONS.c.state.not_in(ENDED),
    )
    reasons = (
        sa.select(
            INSPECTIONS.c.id,
            TASKS.c.id,
            TASKS.c.cycle,
            sa.literal(event.at, Instant),
            sa.literal(reason),
        )
        .join_from(TASKS, INSPECTIONS, open_one)
        .where(fresh)
    )
    names = ("inspection_id", "task_id", "cycle", "given_at", "reason")
    insert_new(connection, REASONS, names, reasons, ("task_id", "cycle"), where=REASON_OF_TASK)
    return new


def propose_units(
    connection: sa.Connection, campaign_id: int, units: Sequence[int], kind: str, reason: str, event: Event
) -> dict[int, int]:
    """Propose an inspection of villages for a reason of one's own; the id of the open one of each unit."""
    villages = sa.select(sa.literal(campaign_id), UNITS.c.id, *_proposed(kind, event))
    _open(connection, villages.where(UNITS.c.id.in_(units)))
    open_one = sa.and_(
        INSPECTIONS.c.campaign_id == campaign_id,
        INSPECTIONS.c.unit_id.in_(units),
        INSPECTIONS.c.kind == kind,
        INSPECTIONS.c.state.not_in(ENDED),
    )
    known = sa.select(INSPECTIONS.c.id, INSPECTIONS.c.state).where(open_one, _is_remembered())
    joined: dict[str, list[int]] = {}
    for row in connection.execute(known):
        joined.setdefault(row.state, []).append(row.id)
    _remember_new(connection, units, event, reason)
    for state, ids in joined.items():  # the reason joins: who gave it stands in the history
        again = replace(event, trigger="join", to_state=state, reason=reason)
        remember(connection, remembered(INSPECTIONS.c.state).where(INSPECTIONS.c.id.in_(ids)), again)
    given = sa.select(INSPECTIONS.c.id, sa.literal(event.at, Instant), sa.literal(reason)).where(open_one)
    connection.execute(REASONS.insert().from_select(["inspection_id", "given_at", "reason"], given))
    found: Any = connection.execute(sa.select(INSPECTIONS.c.unit_id, INSPECTIONS.c.id).where(open_one))
    return dict(found.tuples().all())


def propose_for_reasons(
    connection: sa.Connection, campaign_id: int, kind: str, reasons: Sequence[Said], event: Event
) -> int:
    """Propose an inspection of each village for reasons of its own; how many inspections are new.

    Where one is open the reasons join it, as do all but the first of one village.
    """
    units = sorted({one.unit_id for one in reasons})
    villages = sa.select(sa.literal(campaign_id), UNITS.c.id, *_proposed(kind, event))
    _open(connection, villages.where(UNITS.c.id.in_(units)))
    open_ones = {row.unit_id: row for row in connection.execute(_open_with_history(campaign_id, units, kind))}
    given = [replace(one, subject_id=open_ones[one.unit_id].id) for one in reasons]
    first = {one.subject_id: one for one in reversed(given) if not open_ones[one.unit_id].known}
    proposal = replace(event, trigger="propose", to_state=PROPOSED)
    remember_each(connection, campaign_id, list(first.values()), proposal)
    joining = [one for one in given if first.get(one.subject_id) is not one]
    for state in {open_ones[one.unit_id].state for one in joining}:
        these = [one for one in joining if open_ones[one.unit_id].state == state]
        remember_each(connection, campaign_id, these, replace(event, trigger="join", to_state=state))
    rows = [{"inspection_id": one.subject_id, "given_at": event.at, "reason": one.reason} for one in given]
    connection.execute(REASONS.insert(), rows)
    return len(first)


def _open_with_history(campaign_id: int, units: Sequence[int], kind: str) -> sa.Select[Any]:
    """The open inspections of these villages, and whether the history knows of them yet."""
    known = sa.exists().where(HISTORY.c.subject == "inspection", HISTORY.c.subject_id == INSPECTIONS.c.id)
    return sa.select(
        INSPECTIONS.c.id, INSPECTIONS.c.unit_id, INSPECTIONS.c.state, known.label("known")
    ).where(
        INSPECTIONS.c.campaign_id == campaign_id,
        INSPECTIONS.c.unit_id.in_(units),
        INSPECTIONS.c.kind == kind,
        INSPECTIONS.c.state.not_in(ENDED),
    )


PROPOSAL = ("campaign_id", "unit_id", "kind", "state", "proposed_at")


def _proposed(kind: str, event: Event) -> tuple[sa.ColumnElement[object], ...]:
    return (sa.literal(kind), sa.literal(PROPOSED), sa.literal(event.at, Instant))


def file(connection: sa.Connection, rows: sa.Select[Any], event: Event, mine: sa.ColumnElement[bool]) -> int:
    """File inspections that nobody proposed: drawn, or made by the village itself; how many.

    `rows` selects the columns `FILED`; `mine` finds the new ones again, for their history.
    """
    filed = run(connection, INSPECTIONS.insert().from_select(FILED, rows))
    new = remembered(sa.literal(None, sa.String)).where(mine, ~_is_remembered())
    remember(connection, new, event)
    return filed


FILED = ("campaign_id", "unit_id", "kind", "state", "proposed_at", "draw_id", "reported_on", "report")


def next_order(connection: sa.Connection, campaign_id: int) -> int:
    """The number of the next order of a campaign, from 1."""
    one_at_a_time(connection, f"order:{campaign_id}")
    last = sa.select(sa.func.max(INSPECTIONS.c.order_number)).where(INSPECTIONS.c.campaign_id == campaign_id)
    return int(connection.execute(last).scalar() or 0) + 1


def _open(connection: sa.Connection, proposals: sa.Select[Any]) -> None:
    """Open an inspection where none is open; where one is, keep it open until the commit."""
    unchanged = {"state": "inspection.state"}  # touching the row locks it: nobody dismisses it meanwhile
    keys = ("campaign_id", "unit_id")
    insert_or_update(connection, INSPECTIONS, PROPOSAL, proposals, keys, unchanged, where=OPEN_SPECIAL)


def _remember_new(
    connection: sa.Connection, units: Sequence[int] | sa.Select[tuple[int]], event: Event, reason: str
) -> int:
    """A row of history for each inspection of these units that has none yet; how many."""
    new = remembered(sa.literal(None, sa.String)).where(
        INSPECTIONS.c.unit_id.in_(units), INSPECTIONS.c.state == PROPOSED, ~_is_remembered()
    )
    return remember(connection, new, replace(event, trigger="propose", to_state=PROPOSED, reason=reason))


def _is_remembered() -> sa.ColumnElement[bool]:
    return sa.exists().where(HISTORY.c.subject == "inspection", HISTORY.c.subject_id == INSPECTIONS.c.id)


def remembered(from_state: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Inspections as history wants them."""
    no_task = sa.literal(None, sa.String)
    return sa.select(INSPECTIONS.c.campaign_id, INSPECTIONS.c.unit_id, INSPECTIONS.c.id, no_task, from_state)

"""Who is to be told what, and has it reached them?

The outbox. A notice is unique for what it says to whom, in the database: a rule that runs twice
queues nothing the second time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.absence import ABSENCES, away_on
from records.database import insert_new, table_of
from records.digest import DIGESTS
from records.inspection import INSPECTIONS
from records.person import APPOINTMENTS, PEOPLE, SEATS
from records.task import TASKS
from records.types import Instant
from states.deadline import NEVER
from states.notice import NOTICE, QUEUED
from states.roles import Role

TASK_KEY = ("task_id", "cycle", "rule", "rung", "role", "person_id")
INSPECTION_KEY = ("inspection_id", "rule", "role", "person_id")
CAMPAIGN_KEY = ("campaign_id", "unit_id", "rule", "role", "person_id")

VERIFY = "verify."
"""What the rules of a verification begin with, so that they never share a name with the task's own."""

INSPECTOR = "inspector"
"""Stands in a notice's role for somebody whom an order names."""

ABOUT_TASK = text("task_id IS NOT NULL")
ABOUT_INSPECTION = text("inspection_id IS NOT NULL")
ABOUT_CAMPAIGN = text("task_id IS NULL AND inspection_id IS NULL")


class Notice(SQLModel, table=True):
    """One message to one person about a task, an inspection or (neither) the campaign's issue.

    `kind` is what it is (reminder, escalation, …), `rule` which rule of the plan sent it, `form` its
    wording, `rung` its place on the ladder (-1 outside it), `due` the date that it is about.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("uq_notice_task", *TASK_KEY, unique=True, sqlite_where=ABOUT_TASK, postgresql_where=ABOUT_TASK),
        Index(
            "uq_notice_inspection",
            *INSPECTION_KEY,
            unique=True,
            sqlite_where=ABOUT_INSPECTION,
            postgresql_where=ABOUT_INSPECTION,
        ),
        Index(
            "uq_notice_campaign",
            *CAMPAIGN_KEY,
            unique=True,
            sqlite_where=ABOUT_CAMPAIGN,
            postgresql_where=ABOUT_CAMPAIGN,
        ),
        CheckConstraint(f"state IN {NOTICE.states}", name="ck_notice_state"),
        CheckConstraint("task_id IS NULL OR inspection_id IS NULL", name="ck_notice_subject"),
        Index(
            "ix_notice_unbundled",
            "next_attempt_at",
            "id",
            sqlite_where=text("state = 'queued' AND digest_id IS NULL"),
            postgresql_where=text("state = 'queued' AND digest_id IS NULL"),
        ),
        Index(
            "ix_notice_digest",
            "digest_id",
            sqlite_where=text("digest_id IS NOT NULL"),
            postgresql_where=text("digest_id IS NOT NULL"),
        ),
        Index(
            "ix_notice_issue",
            "campaign_id",
            sqlite_where=text("kind = 'issue'"),
            postgresql_where=text("kind = 'issue'"),
        ),
        Index("ix_notice_unit", "unit_id", "queued_at"),
        Index("ix_notice_person", "person_id", "queued_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    task_id: int | None = Field(default=None, foreign_key="task.id")
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    cycle: int = 1
    kind: str = Field(max_length=32)
    rule: str = Field(max_length=80)
    rung: int = -1
    role: str = Field(max_length=32)
    person_id: int = Field(foreign_key="person.id")
    instead_of_id: int | None = Field(default=None, foreign_key="person.id")
    """Whom the recipient stands in for, who holds the role but is away."""
    about: str | None = Field(default=None, max_length=1000)
    """What the notice says in words of its own, where its form asks for them."""
    form: str = Field(max_length=32)
    due: date | None = None
    queued_at: datetime = Field(sa_type=Instant)
    state: str = Field(default="queued", max_length=16)
    digest_id: int | None = Field(default=None, foreign_key=f"{DIGESTS.name}.id")
    """The message that carries it; None while it waits to be put into one."""
    next_attempt_at: datetime | None = Field(default=None, sa_type=Instant)
    """Not put into a message before."""
    held_for: str | None = Field(default=None, max_length=16)
    """Why it waits: quiet_hours, daily_limit or digest_time."""
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant)
    promised_on: date | None = None
    """The day by which whoever acknowledged has promised to have dealt with it."""


NOTICES = table_of(Notice)


NO_ID = sa.literal(None, sa.Integer)

RECIPIENT: sa.ColumnElement[int] = sa.func.coalesce(ABSENCES.c.substitute_id, APPOINTMENTS.c.person_id)
"""Whoever stands in for a holder who is away, else the holder."""

OF_ISSUE = text("notice.kind = 'issue'")
"""The condition of the partial index, word for word, so that both databases use it."""

NAMES = (
    "campaign_id",
    "unit_id",
    "task_id",
    "inspection_id",
    "cycle",
    "role",
    "person_id",
    "instead_of_id",
    "about",
    "kind",
    "rule",
    "rung",
    "form",
    "due",
    "queued_at",
    "state",
    "next_attempt_at",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says: its kind and form, the rule that sends it, the date that it is about."""

    kind: str
    form: str
    rule: str
    due: date | None
    rung: int = NEVER
    about: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The instant at which a notice is queued, and which day that is in the campaign's zone."""

    at: datetime
    today: date


def queue_for_tasks(
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    roles: Iterable[Role],
    wording: Wording,
    when: When,
) -> int:
    """Queue a notice for everyone who holds one of the roles for a chosen task's unit; how many are new.

    Whoever holds several of them is told once, in the first.
    """
    queued = 0
    for place, role in enumerate(roles):
        rows = _told(TASKS, (role,), TASKS.c.id, NO_ID, TASKS.c.cycle, wording, when).where(chosen)
        if place:
            rows = rows.where(~_told_already(RECIPIENT, wording))
        queued += insert_new(connection, NOTICES, NAMES, rows, TASK_KEY, ABOUT_TASK)
    return queued


def queue_for_holders(
    connection: sa.Connection, units: sa.FromClause, roles: Iterable[Role], wording: Wording, when: When
) -> int:
    """Queue a notice about the campaign for the holders of the roles for each of `units`; how many are new.

    `units` has the columns campaign_id and unit_id.
    """
    rows = _told(units, roles, NO_ID, NO_ID, sa.literal(1), wording, when)
    return insert_new(connection, NOTICES, NAMES, rows, CAMPAIGN_KEY, ABOUT_CAMPAIGN)


def queue_for_inspections(
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    roles: Iterable[Role],
    wording: Wording,
    when: When,
) -> int:
    """Queue a notice about each chosen inspection for the holders of the roles for its village; how many."""
    rows = _told(INSPECTIONS, roles, NO_ID, INSPECTIONS.c.id, sa.literal(1), wording, when).where(chosen)
    return insert_new(connection, NOTICES, NAMES, rows, INSPECTION_KEY, ABOUT_INSPECTION)


def queue_for_people(
    connection: sa.Connection,
    inspections: Sequence[int],
    people: Iterable[int],
    role: str,
    wording: Wording,
    when: When,
) -> int:
    """Queue a notice about each inspection for people named one by one, or those who stand in; how many."""
    substitute = ABSENCES.c.substitute_id
    person = (
        sa.func.coalesce(substitute, PEOPLE.c.id),
        sa.case((substitute.is_not(None), PEOPLE.c.id)),
    )
    inspection = (INSPECTIONS.c.campaign_id, INSPECTIONS.c.unit_id, NO_ID, INSPECTIONS.c.id)
    rows = (
        sa.select(*inspection, sa.literal(1), sa.literal(role), *person, *_said(wording, when))
        .join_from(INSPECTIONS, PEOPLE, PEOPLE.c.id.in_(list(people)))
        .outerjoin(ABSENCES, (ABSENCES.c.person_id == PEOPLE.c.id) & away_on(when.today))
        .where(INSPECTIONS.c.id.in_(list(inspections)))
    )
    return insert_new(connection, NOTICES, NAMES, rows, INSPECTION_KEY, ABOUT_INSPECTION)


def queue_for_one(
    connection: sa.Connection,
    unit: tuple[int, int],
    person_id: int,
    role: str,
    wording: Wording,
    when: When,
) -> int:
    """Queue a notice for one person about a unit, given as (campaign, unit); how many are new."""
    campaign_id, unit_id = unit
    about = (sa.literal(campaign_id), sa.literal(unit_id), NO_ID, NO_ID, sa.literal(1), sa.literal(role))
    rows = sa.select(*about, PEOPLE.c.id, NO_ID, *_said(wording, when)).where(PEOPLE.c.id == person_id)
    return insert_new(connection, NOTICES, NAMES, rows, CAMPAIGN_KEY, ABOUT_CAMPAIGN)


def _told_already(person: sa.ColumnElement[Any], wording: Wording) -> sa.ColumnElement[bool]:
    """Whether the same has been said to the person about the task in another role."""
    said = NOTICES.alias("said")
    return sa.exists().where(
        said.c.task_id == TASKS.c.id,
        said.c.cycle == TASKS.c.cycle,
        said.c.rule == wording.rule,
        said.c.rung == wording.rung,
        said.c.person_id == person,
    )


def holders(source: Any, roles: Iterable[Role]) -> sa.Join:
    """`source` (with a column unit_id), joined to whoever holds one of the roles for its unit."""
    codes = [role.value for role in roles]
    seat = (SEATS.c.unit_id == source.c.unit_id) & SEATS.c.role.in_(codes)
    held = (APPOINTMENTS.c.unit_id == SEATS.c.at_unit_id) & (APPOINTMENTS.c.role == SEATS.c.role)
    joined: sa.Join = source.join(SEATS, seat).join(APPOINTMENTS, held)
    return joined


def _told(
    source: Any,
    roles: Iterable[Role],
    task_id: sa.ColumnElement[Any],
    inspection_id: sa.ColumnElement[Any],
    cycle: sa.ColumnElement[Any],
    wording: Wording,
    when: When,
) -> sa.Select[Any]:
    """A row of the outbox for each holder, in the order of `NAMES`."""
    holder, substitute = APPOINTMENTS.c.person_id, ABSENCES.c.substitute_id
    instead_of = sa.case((substitute.is_not(None), holder)).label("instead_of_id")
    person = (APPOINTMENTS.c.role, RECIPIENT.label("person_id"), instead_of)
    columns = (source.c.campaign_id, source.c.unit_id, task_id, inspection_id, cycle, *person)
    away = (ABSENCES.c.person_id == holder) & away_on(when.today)
    told = holders(source, roles).outerjoin(ABSENCES, away)
    return sa.select(*columns, *_said(wording, when)).select_from(told)


def _said(wording: Wording, when: When) -> tuple[sa.ColumnElement[Any], ...]:
    return (
        sa.literal(wording.about, sa.String),
        sa.literal(wording.kind),
        sa.literal(wording.rule),
        sa.literal(wording.rung),
        sa.literal(wording.form),
        sa.literal(wording.due, sa.Date),
        sa.literal(when.at, Instant),
        sa.literal(QUEUED),
        sa.literal(when.at, Instant),
    )

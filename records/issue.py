"""How does a plan become a campaign of many units (印发)?

Every village gets its campaign and its tasks, every office and department its own, in one statement
each; the number of statements depends on the plan, not on the villages.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from plans.model import TaskSpec
from plans.rules import Rulebook
from records import rollup
from records.campaign import CAMPAIGNS
from records.check import GAPS
from records.database import copied_from_tables, insert_new, large_cache, run
from records.history import By, Event, remember
from records.moves import NO_TASK
from records.notice import When, Wording, queue_for_holders
from records.person import SEATS
from records.task import TASKS
from records.types import Instant
from records.unit import ANCESTORS, GRASSROOTS, UNITS
from records.village import VILLAGES
from states.deadline import NEVER
from states.roles import Role
from states.task import PLANNED
from states.village import PREPARING


@dataclass(frozen=True, slots=True)
class Issue:
    """What is issued: a version of a plan, for the villages below a unit (all without one)."""

    plan_version_id: int
    rulebook: Rulebook
    root_id: int | None
    root_path: str
    by: By
    at: datetime
    on: date


def villages_below(root_path: str) -> sa.ColumnElement[bool]:
    """The villages and communities at or below a path."""
    return UNITS.c.kind.in_(GRASSROOTS) & UNITS.c.path.startswith(root_path, autoescape=True)


def issue(connection: sa.Connection, what: Issue) -> int:
    """Write the campaign with all its villages, tasks, roll-ups and notices; its id."""
    row = CAMPAIGNS.insert().values(
        plan_version_id=what.plan_version_id, unit_id=what.root_id, issued_at=what.at, issued_on=what.on
    )
    campaign_id = int(connection.execute(row.returning(CAMPAIGNS.c.id)).scalar_one())
    with copied_from_tables(connection), large_cache(connection):
        _write(connection, campaign_id, what)
    return campaign_id


def _write(connection: sa.Connection, campaign_id: int, what: Issue) -> None:
    _add_villages(connection, campaign_id, what)
    _add_tasks_of_villages(connection, campaign_id, what)
    for spec in what.rulebook.plan.tasks:
        if spec.owner_kind != "village":
            _add_tasks(connection, campaign_id, what, spec)
        if spec.owner_kind == "department":
            _record_missing_department(connection, campaign_id, what, spec)
    _count(connection, campaign_id, what)
    _remember_issue(connection, campaign_id, what)
    _tell(connection, campaign_id, what)


def _add_villages(connection: sa.Connection, campaign_id: int, what: Issue) -> None:
    rows = (
        sa.select(
            sa.literal(campaign_id),
            UNITS.c.id,
            sa.literal(PREPARING),
            sa.literal(what.rulebook.timeline.first_days[0], sa.Date),
        )
        .where(villages_below(what.root_path))
        .order_by(UNITS.c.path)
    )
    names = ["campaign_id", "unit_id", "state", "next_on"]
    run(connection, VILLAGES.insert().from_select(names, rows))


def _owners(campaign_id: int, what: Issue, spec: TaskSpec) -> sa.Select[Any]:
    """(unit, village campaign) of every office or department that owes a task of the plan."""
    if spec.owner_kind == "office":
        owes = sa.and_(UNITS.c.kind == spec.owner_detail, _is_above_villages(campaign_id, UNITS.c.id))
    else:
        owes = sa.and_(
            UNITS.c.kind == "department",
            UNITS.c.code.endswith(f"-{spec.owner_detail}", autoescape=True),
            UNITS.c.path.startswith(what.root_path, autoescape=True),
            _is_above_villages(campaign_id, UNITS.c.parent_id),
        )
    none = sa.literal(None, sa.Integer).label("village_campaign_id")
    return sa.select(UNITS.c.id.label("unit_id"), none).where(owes)


def _is_above_villages(campaign_id: int, unit_id: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Whether a village of the campaign is below the unit; found at the first one.

    One question within the other, so that SQLite goes from the unit down and not through all villages.
    """
    takes_part = sa.exists().where(
        VILLAGES.c.unit_id == ANCESTORS.c.unit_id, VILLAGES.c.campaign_id == campaign_id
    )
    return sa.exists().where(ANCESTORS.c.ancestor_id == unit_id, takes_part.correlate(ANCESTORS))


def _owed_by_villages(what: Issue) -> sa.Subquery | None:
    """A row for each task that every village owes; None where the plan has none."""
    specs = [spec for spec in what.rulebook.plan.tasks if spec.owner_kind == "village"]
    return (
        sa.union_all(*(sa.select(*_owed(what, spec)) for spec in specs)).subquery("owed") if specs else None
    )


def _add_tasks_of_villages(connection: sa.Connection, campaign_id: int, what: Issue) -> None:
    """Kind by kind in the order of their keys, so that the index of what is due grows at its end alone."""
    specs = [spec for spec in what.rulebook.plan.tasks if spec.owner_kind == "village"]
    for spec in sorted(specs, key=lambda spec: spec.key):
        columns = (VILLAGES.c.campaign_id, VILLAGES.c.unit_id, VILLAGES.c.id)
        rows = sa.select(*columns, *_owed(what, spec)).where(VILLAGES.c.campaign_id == campaign_id)
        names = list(TASK_COLUMNS)
        run(connection, TASKS.insert().from_select(names, rows.order_by(VILLAGES.c.unit_id)))


def _add_tasks(connection: sa.Connection, campaign_id: int, what: Issue, spec: TaskSpec) -> None:
    owners = _owners(campaign_id, what, spec).subquery("owners")
    rows = sa.select(sa.literal(campaign_id), *owners.c, *_owed(what, spec)).order_by(owners.c.unit_id)
    run(connection, TASKS.insert().from_select(TASK_COLUMNS, rows))


TASK_COLUMNS = (
    "campaign_id",
    "unit_id",
    "village_campaign_id",
    "key",
    "kind",
    "phase_number",
    "gate",
    "state",
    "opens_on",
    "due",
    "effective_due",
    "cycle",
    "rung",
    "next_rung_on",
    "next_on",
)


def _owed(what: Issue, spec: TaskSpec) -> tuple[sa.ColumnElement[Any], ...]:
    """What a task of the plan says to whoever owes it: the columns from `key` on."""
    book = what.rulebook
    first_rung = book.task_rules(spec.key).owing.first_rung_on(spec.due, book.calendar)
    values: tuple[sa.ColumnElement[Any], ...] = (
        sa.literal(spec.key),
        sa.literal(spec.key),
        sa.literal(book.phase_number(spec.key)),
        sa.literal(spec.gate and spec.owner_kind == "village"),
        sa.literal(PLANNED),
        sa.literal(spec.opens, sa.Date),
        sa.literal(spec.due, sa.Date),
        sa.literal(spec.due, sa.Date),
        sa.literal(1),
        sa.literal(NEVER),
        sa.literal(first_rung, sa.Date),
        sa.literal(spec.opens, sa.Date),
    )
    return tuple(values[place].label(name) for place, name in enumerate(TASK_COLUMNS[3:]))


def _count(connection: sa.Connection, campaign_id: int, what: Issue) -> None:
    """The roll-ups: what all villages owe follows from how many there are, the rest is counted."""
    if (owed := _owed_by_villages(what)) is not None:
        rollup.add_owed_by_all(connection, campaign_id, owed)
    of_others = TASKS.c.village_campaign_id.is_(None)
    rollup.add_new(connection, (TASKS.c.campaign_id == campaign_id) & of_others)


def _record_missing_department(
    connection: sa.Connection, campaign_id: int, what: Issue, spec: TaskSpec
) -> None:
    """A gap for each office with villages in the campaign that has no such department (四.四)."""
    department = UNITS.alias("department")
    has_one = sa.exists().where(
        department.c.parent_id == UNITS.c.id,
        department.c.kind == "department",
        department.c.code.endswith(f"-{spec.owner_detail}", autoescape=True),
    )
    office = (UNITS.c.kind == "township") & _is_above_villages(campaign_id, UNITS.c.id)
    rows = sa.select(
        sa.literal(campaign_id),
        UNITS.c.id,
        sa.literal(spec.key),
        sa.literal(1),
        sa.literal(NEVER),
        sa.literal(spec.owner),
        sa.literal(what.at, Instant),
    ).where(office, ~has_one)
    keys = ("campaign_id", "unit_id", "key", "cycle", "rung", "role")
    insert_new(connection, GAPS, (*keys, "recorded_at"), rows, keys)


def _remember_issue(connection: sa.Connection, campaign_id: int, what: Issue) -> None:
    clause = what.rulebook.plan.issue.clause
    event = Event("campaign", "issue", "running", what.by, what.at, what.rulebook.plan.title.zh, clause)
    nothing = sa.literal(None, sa.String)
    campaign = sa.select(CAMPAIGNS.c.id, CAMPAIGNS.c.unit_id, CAMPAIGNS.c.id, NO_TASK, nothing)
    remember(connection, campaign.where(CAMPAIGNS.c.id == campaign_id), event)
    village = Event("village", "issue", PREPARING, what.by, what.at, None, clause)
    villages = sa.select(VILLAGES.c.campaign_id, VILLAGES.c.unit_id, VILLAGES.c.id, NO_TASK, nothing)
    remember(connection, villages.where(VILLAGES.c.campaign_id == campaign_id), village)


def _tell(connection: sa.Connection, campaign_id: int, what: Issue) -> None:
    """The notice of issue, to be acknowledged (签收) by everyone to whom the plan is issued."""
    spec = what.rulebook.plan.issue
    due = what.rulebook.calendar.after(what.on, spec.acknowledge_within.offset)
    wording = Wording("issue", "issue", "issue", due)
    owing = sa.select(TASKS.c.campaign_id, TASKS.c.unit_id).where(TASKS.c.campaign_id == campaign_id)
    departments = owing.join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id).where(
        UNITS.c.kind == "department"
    )
    for role in spec.to:
        units = departments.distinct() if role is Role.DEPARTMENT else _seated(campaign_id, role)
        queue_for_holders(connection, units.subquery("units"), (role,), wording, When(what.at, what.on))


def _seated(campaign_id: int, role: Role) -> sa.Select[tuple[int, int]]:
    """Each unit, once, at which a role is held for a village of the campaign."""
    return (
        sa.select(VILLAGES.c.campaign_id, SEATS.c.at_unit_id.label("unit_id"))
        .join_from(VILLAGES, SEATS, SEATS.c.unit_id == VILLAGES.c.unit_id)
        .where(VILLAGES.c.campaign_id == campaign_id, SEATS.c.role == role.value)
        .distinct()
    )

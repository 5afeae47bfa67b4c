"""What must be known of a notice to put it into words?

Everything that stands around a batch of claimed notices, in one statement for any size of the batch.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from records.campaign import CAMPAIGNS
from records.history import HISTORY
from records.inspection import INSPECTIONS, INSPECTORS, REASONS
from records.notice import NOTICES, VERIFY
from records.person import APPOINTMENTS, PEOPLE, SEATS
from records.task import TASKS
from records.unit import UNITS
from states.inspection import ENDED, SPECIAL
from states.notice import SENDING
from states.roles import Role


@dataclass(frozen=True, slots=True)
class TaskTold:
    """The task that a notice is about, as it stands now. `reason` is why it was last sent back."""

    key: str
    state: str
    cycle: int
    due: date
    effective_due: date
    submitted_on: date | None
    verify_by: date | None
    about: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class InspectionTold:
    """The inspection that a notice is about, as it stands now."""

    id: int
    state: str
    due: date | None
    reasons: tuple[str, ...]
    inspectors: tuple[str, ...]
    kind: str = SPECIAL


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who holds a role for the notice's unit, and may be asked."""

    role: str
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Promise:
    """Somebody who acknowledged an earlier notice about the same has promised to deal with it by a day."""

    on: date
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in a sender's hands, with all that is needed to put it into words.

    `office` is the unit above the one that the notice is about; `told` the rungs of the same ladder
    whose notices went before it. `contacts` leaves out the recipient, `instead_of` is whom the recipient
    stands in for. `promises` are those given before the notice was queued, by their days.
    """

    id: int
    plan_version_id: int
    kind: str
    form: str
    rule: str
    rung: int
    role: str
    cycle: int
    due: date | None
    queued_at: datetime
    person_id: int
    recipient: str
    email: str | None
    language: str
    unit: str
    unit_name: str
    unit_kind: str
    office: str | None
    told: tuple[int, ...]
    contacts: tuple[Contact, ...]
    task: TaskTold | None
    inspection: InspectionTold | None
    about: str | None = None
    instead_of: str | None = None
    promises: tuple[Promise, ...] = ()

    def broken(self, today: date) -> Promise | None:
        """The promise whose day has passed last, though the notice still had to be sent."""
        return next((promise for promise in reversed(self.promises) if promise.on < today), None)


def read_claimed(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[Claimed]:
    """Everything about the chosen notices that are being sent, oldest first; those acknowledged meanwhile are
    left out."""
    return read_told(connection, chosen & (NOTICES.c.state == SENDING))


def read_told(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[Claimed]:
    """Everything about the chosen notices, in whatever state they are, oldest first."""
    rows = connection.execute(_everything().where(chosen).order_by(NOTICES.c.id))
    return [_claimed(row) for row in rows]


def _everything() -> sa.Select[Any]:
    """One row for each notice, with what stands around it."""
    office, absent = UNITS.alias("office"), PEOPLE.alias("absent")
    return (
        sa.select(
            *(NOTICES.c[name] for name in OF_NOTICE),
            CAMPAIGNS.c.plan_version_id,
            *(PEOPLE.c[name] for name in ("email", "language")),
            PEOPLE.c.name.label("recipient"),
            UNITS.c.code.label("unit"),
            UNITS.c.name.label("unit_name"),
            UNITS.c.kind.label("unit_kind"),
            office.c.name.label("office"),
            absent.c.name.label("instead_of"),
            *(TASKS.c[name].label(f"task_{name}") for name in OF_TASK),
            *(INSPECTIONS.c[name].label(f"inspection_{name}") for name in OF_INSPECTION),
            _sent_back_because().label("task_reason"),
            _rungs_before().label("told"),
            _promised().label("promises"),
            _asked().label("contacts"),
            _reasons().label("inspection_reasons"),
            _inspectors().label("inspection_inspectors"),
        )
        .join_from(NOTICES, CAMPAIGNS, CAMPAIGNS.c.id == NOTICES.c.campaign_id)
        .join(PEOPLE, PEOPLE.c.id == NOTICES.c.person_id)
        .join(UNITS, UNITS.c.id == NOTICES.c.unit_id)
        .outerjoin(office, office.c.id == UNITS.c.parent_id)
        .outerjoin(absent, absent.c.id == NOTICES.c.instead_of_id)
        .outerjoin(TASKS, TASKS.c.id == NOTICES.c.task_id)
        .outerjoin(INSPECTIONS, _inspection_meant())
    )


OF_NOTICE = (
    "id",
    "kind",
    "form",
    "rule",
    "rung",
    "role",
    "cycle",
    "due",
    "queued_at",
    "person_id",
    "about",
)
OF_TASK = ("key", "state", "cycle", "due", "effective_due", "submitted_on", "verify_by", "about")
OF_INSPECTION = ("id", "kind", "state", "due")

FIELD, ENTRY = "\x1f", "\x1e"
"""Separate what several rows say inside one value: no text that people type contains them."""

MAY_BE_ASKED = (Role.LEADING_GROUP_OFFICE, Role.LEADING_GROUP_HEAD, Role.SUPERVISION_OFFICE)


def _inspection_meant() -> sa.ColumnElement[bool]:
    """The notice's own inspection, or the open one that the rung of a task has proposed."""
    proposed = sa.and_(
        NOTICES.c.form == "inspection_proposed",
        INSPECTIONS.c.campaign_id == NOTICES.c.campaign_id,
        INSPECTIONS.c.unit_id == NOTICES.c.unit_id,
        INSPECTIONS.c.kind == SPECIAL,
        INSPECTIONS.c.state.not_in(ENDED),
    )
    return (INSPECTIONS.c.id == NOTICES.c.inspection_id) | proposed


def _sent_back_because() -> sa.ScalarSelect[str | None]:
    return (
        sa.select(HISTORY.c.reason)
        .where(
            HISTORY.c.subject == "task",
            HISTORY.c.subject_id == NOTICES.c.task_id,
            HISTORY.c.trigger.in_(("return", "reopen")),
            HISTORY.c.at <= NOTICES.c.queued_at,
        )
        .order_by(HISTORY.c.id.desc())
        .limit(1)
        .correlate(NOTICES)
        .scalar_subquery()
    )


def _rungs_before() -> sa.ScalarSelect[str]:
    earlier = NOTICES.alias("earlier")
    return (
        sa.select(sa.func.aggregate_strings(sa.cast(earlier.c.rung, sa.String), ENTRY))
        .where(
            earlier.c.task_id == NOTICES.c.task_id,
            earlier.c.cycle == NOTICES.c.cycle,
            earlier.c.kind == NOTICES.c.kind,
            earlier.c.rung.between(0, NOTICES.c.rung - 1),
            earlier.c.rule.startswith(VERIFY) == NOTICES.c.rule.startswith(VERIFY),
        )
        .correlate(NOTICES)
        .scalar_subquery()
    )


def _promised() -> sa.ScalarSelect[str]:
    """What was promised about the same task, cycle and side in acknowledging an earlier notice."""
    earlier, promiser = NOTICES.alias("kept"), PEOPLE.alias("promiser")
    day = sa.cast(earlier.c.promised_on, sa.String)
    entry = day + FIELD + promiser.c.name + FIELD + earlier.c.role
    return (
        sa.select(sa.func.aggregate_strings(entry, ENTRY))
        .join_from(earlier, promiser, promiser.c.id == earlier.c.person_id)
        .where(
            earlier.c.task_id == NOTICES.c.task_id,
            earlier.c.cycle == NOTICES.c.cycle,
            earlier.c.promised_on.is_not(None),
            earlier.c.acknowledged_at < NOTICES.c.queued_at,
            earlier.c.rule.startswith(VERIFY) == NOTICES.c.rule.startswith(VERIFY),
            NOTICES.c.kind == "escalation",
        )
        .correlate(NOTICES)
        .scalar_subquery()
    )


def _asked() -> sa.ScalarSelect[str]:
    """Who holds a role of `MAY_BE_ASKED` for the unit, except the recipient."""
    held = (APPOINTMENTS.c.unit_id == SEATS.c.at_unit_id) & (APPOINTMENTS.c.role == SEATS.c.role)
    asked = PEOPLE.alias("asked")
    entry = APPOINTMENTS.c.role + FIELD + asked.c.name + FIELD + sa.func.coalesce(asked.c.phone, "")
    return (
        sa.select(sa.func.aggregate_strings(entry, ENTRY))
        .join_from(SEATS, APPOINTMENTS, held)
        .join(asked, asked.c.id == APPOINTMENTS.c.person_id)
        .where(
            SEATS.c.unit_id == NOTICES.c.unit_id,
            SEATS.c.role.in_([role.value for role in MAY_BE_ASKED]),
            asked.c.id != NOTICES.c.person_id,
        )
        .correlate(NOTICES)
        .scalar_subquery()
    )


def _reasons() -> sa.ScalarSelect[str]:
    return (
        sa.select(sa.func.aggregate_strings(_numbered(REASONS.c.id, REASONS.c.reason), ENTRY))
        .where(REASONS.c.inspection_id == INSPECTIONS.c.id)
        .correlate(INSPECTIONS)
        .scalar_subquery()
    )


def _inspectors() -> sa.ScalarSelect[str]:
    sent = PEOPLE.alias("sent")
    return (
        sa.select(sa.func.aggregate_strings(_numbered(sent.c.id, sent.c.name), ENTRY))
        .join_from(INSPECTORS, sent, sent.c.id == INSPECTORS.c.person_id)
        .where(INSPECTORS.c.inspection_id == INSPECTIONS.c.id)
        .correlate(INSPECTIONS)
        .scalar_subquery()
    )


def _numbered(number: sa.ColumnElement[int], words: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.cast(number, sa.String) + FIELD + words


def _claimed(row: sa.Row[Any]) -> Claimed:
    asked = sorted(entry.split(FIELD) for entry in _entries(row.contacts))
    plain = {name: getattr(row, name) for name in OF_ROW}
    return Claimed(
        **plain,
        told=tuple(sorted({int(rung) for rung in _entries(row.told)})),
        promises=tuple(sorted((_promise(entry) for entry in _entries(row.promises)), key=_by_day)),
        contacts=tuple(Contact(role, name, phone or None) for role, name, phone in asked),
        task=_task(row),
        inspection=_inspection(row),
    )


def _promise(entry: str) -> Promise:
    day, name, role = entry.split(FIELD)
    return Promise(date.fromisoformat(day), name, role)


def _by_day(promise: Promise) -> tuple[date, str]:
    return promise.on, promise.name


OF_ROW = (
    *OF_NOTICE,
    "plan_version_id",
    "recipient",
    "email",
    "language",
    "unit",
    "unit_name",
    "unit_kind",
    "office",
    "instead_of",
)


def _task(row: sa.Row[Any]) -> TaskTold | None:
    if row.task_key is None:
        return None
    return TaskTold(**{name: getattr(row, f"task_{name}") for name in (*OF_TASK, "reason")})


def _inspection(row: sa.Row[Any]) -> InspectionTold | None:
    if row.inspection_id is None:
        return None
    return InspectionTold(
        **{name: getattr(row, f"inspection_{name}") for name in OF_INSPECTION},
        reasons=_in_order(row.inspection_reasons),
        inspectors=_in_order(row.inspection_inspectors),
    )


def _in_order(joined: str | None) -> tuple[str, ...]:
    """What `_numbered` has put together, by number."""
    pairs = [entry.split(FIELD, 1) for entry in _entries(joined)]
    return tuple(words for _, words in sorted(pairs, key=lambda pair: int(pair[0])))


def _entries(joined: str | None) -> list[str]:
    return joined.split(ENTRY) if joined else []

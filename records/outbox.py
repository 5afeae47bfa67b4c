"""Which notices are due to leave, who has taken them to send, and what became of each?

A sender claims a batch under a lease: a sender that dies loses it, and the next one takes the notices
back. What is recorded counts only for the attempt it belongs to, and never for a notice that has been
acknowledged meanwhile. To each person the notices go in the order in which they were queued: a later
one waits while an earlier one is in somebody's hands or waits for its next attempt.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from records.campaign import CAMPAIGNS
from records.history import HISTORY
from records.inspection import INSPECTIONS, INSPECTORS, REASONS
from records.notice import DELIVERIES, NOTICES
from records.person import APPOINTMENTS, PEOPLE, SEATS
from records.task import TASKS
from records.types import Instant
from records.unit import UNITS
from states.inspection import ENDED, SPECIAL
from states.notice import NOTICE, QUEUED, SENDING, NoticeSituation
from states.roles import Role

Result = Literal["delivered", "failed", "dead", "put_back"]

LOST = "-"
"""Stands for the channel of an attempt whose sender died before it could say anything."""

LOST_DETAIL = "发送中断：发送进程在租约期内没有回报结果"

DETAIL_LENGTH = 500

VERIFICATION = "verify."
"""What the rules of a verification begin with, so that they never share a name with the task's own."""

OUTSTANDING = sa.text("notice.state IN ('queued', 'sending')")
"""The condition of the outbox's partial index, word for word, so that both databases use it."""

CLAIMING = zlib.crc32(b"claim-notices")


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
    reason: str | None


@dataclass(frozen=True, slots=True)
class InspectionTold:
    """The inspection that a notice is about, as it stands now."""

    id: int
    state: str
    due: date | None
    reasons: tuple[str, ...]
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who holds a role for the notice's unit, and may be asked."""

    role: str
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in a sender's hands, with all that is needed to put it into words.

    `office` is the unit above the one that the notice is about; `told` the rungs of the same ladder
    whose notices went before it. `contacts` leaves out the recipient.
    """

    id: int
    attempt: int
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `retry_at` only when failed or put back.

    Put back means that no attempt was made after all: it neither counts nor leaves a delivery.
    """

    notice_id: int
    attempt: int
    at: datetime
    channel: str
    result: Result
    detail: str = ""
    retry_at: datetime | None = None


def anything_due(connection: sa.Connection, at: datetime) -> bool:
    """Whether a notice is due to be sent, or to be taken back from a sender that has died."""
    return bool(connection.execute(sa.select(sa.exists().where(_due(at)))).scalar())


def take_back(connection: sa.Connection, at: datetime, *, attempts: int) -> int:
    """Queue again what a sender held longer than its lease; how many have used up their `attempts`.

    The lost attempt counts, so that a notice which kills its sender does not kill every sender.
    """
    over = (
        sa.select(NOTICES.c.id, NOTICES.c.attempts)
        .where(_due(at), NOTICES.c.state == SENDING)
        .order_by(NOTICES.c.id)
        .with_for_update(skip_locked=True)
    )
    lost = [
        Outcome(
            notice_id=row.id,
            attempt=row.attempts,
            at=at,
            channel=LOST,
            result="dead" if row.attempts >= attempts else "failed",
            detail=LOST_DETAIL,
            retry_at=None if row.attempts >= attempts else at,
        )
        for row in connection.execute(over)
    ]
    record(connection, lost)
    return sum(outcome.result == "dead" for outcome in lost)


def claim(connection: sa.Connection, at: datetime, *, limit: int, lease: timedelta) -> dict[int, int]:
    """Take the oldest notices that are due until `at + lease`; the number of the attempt, by notice."""
    _one_claims_at_a_time(connection)
    waiting = (
        sa.select(NOTICES.c.person_id, sa.func.min(NOTICES.c.id).label("first"))
        .where(OUTSTANDING, NOTICES.c.next_attempt_at > at)
        .group_by(NOTICES.c.person_id)
        .subquery("waiting")
    )
    oldest = (
        sa.select(NOTICES.c.id)
        .outerjoin_from(NOTICES, waiting, waiting.c.person_id == NOTICES.c.person_id)
        .where(_due(at), NOTICES.c.state == QUEUED)
        .where(waiting.c.first.is_(None) | (NOTICES.c.id < waiting.c.first))
        .order_by(NOTICES.c.id)
        .limit(limit)
        .with_for_update(of=NOTICES, skip_locked=True)
    )
    ids = list(connection.execute(oldest).scalars())
    if not ids:
        return {}
    taken = (
        NOTICES.update()
        .where(NOTICES.c.id.in_(ids))
        .values(
            state=NOTICE.after(NoticeSituation(QUEUED), "lease"),
            attempts=NOTICES.c.attempts + 1,
            next_attempt_at=at + lease,
        )
        .returning(NOTICES.c.id, NOTICES.c.attempts)
    )
    return dict(sorted(connection.execute(taken).tuples()))


def read_claimed(connection: sa.Connection, claims: Mapping[int, int]) -> list[Claimed]:
    """Everything about the claimed notices, oldest first; those acknowledged meanwhile are left out."""
    mine = sa.and_(NOTICES.c.id.in_(list(claims)), NOTICES.c.state == SENDING)
    rows = connection.execute(_everything().where(mine).order_by(NOTICES.c.id))
    return [_claimed(row, claims[row.id]) for row in rows]


def record(connection: sa.Connection, outcomes: Sequence[Outcome]) -> None:
    """Record what became of attempts: a delivery each, and the notice's next state.

    A notice that is no longer in the hands of that attempt (acknowledged, or the lease was lost)
    keeps its state; its delivery is recorded all the same, since the message may have arrived.
    """
    if not outcomes:
        return
    made = [outcome for outcome in outcomes if outcome.result != "put_back"]
    if made:
        connection.execute(DELIVERIES.insert(), [_delivery(outcome) for outcome in made])
    moved = (
        NOTICES.update()
        .where(NOTICES.c.id == sa.bindparam("of_notice"), NOTICES.c.state == SENDING)
        .where(NOTICES.c.attempts == sa.bindparam("of_attempt"))
        .values(
            state=sa.bindparam("to_state"),
            attempts=sa.bindparam("counted"),
            next_attempt_at=sa.bindparam("retry_at", type_=Instant),
        )
    )
    connection.execute(moved, [_move(outcome) for outcome in outcomes])


def _due(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(OUTSTANDING, NOTICES.c.next_attempt_at <= at)


def _one_claims_at_a_time(connection: sa.Connection) -> None:
    """Until the commit, so that two senders never split one person's notices between them.

    On SQLite the writer's transaction alone does it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))


def _delivery(outcome: Outcome) -> dict[str, Any]:
    return {
        "notice_id": outcome.notice_id,
        "at": outcome.at,
        "channel": outcome.channel,
        "outcome": outcome.result,
        "detail": outcome.detail[:DETAIL_LENGTH],
    }


def _move(outcome: Outcome) -> dict[str, Any]:
    return {
        "of_notice": outcome.notice_id,
        "of_attempt": outcome.attempt,
        "to_state": _state_after(outcome.result),
        "counted": outcome.attempt - (outcome.result == "put_back"),
        "retry_at": outcome.retry_at,
    }


def _state_after(result: Result) -> str:
    """The state of a notice after an attempt, as its machine answers."""
    if result == "delivered":
        return NOTICE.after(NoticeSituation(SENDING), "arrive")
    given_up = result == "dead"
    failed = NOTICE.after(NoticeSituation(SENDING), "fail")
    return NOTICE.after(NoticeSituation(failed, given_up), "give_up" if given_up else "back_off")


def _everything() -> sa.Select[Any]:
    """One row for each notice, with what stands around it."""
    office = UNITS.alias("office")
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
            *(TASKS.c[name].label(f"task_{name}") for name in OF_TASK),
            *(INSPECTIONS.c[name].label(f"inspection_{name}") for name in OF_INSPECTION),
            _sent_back_because().label("task_reason"),
            _rungs_before().label("told"),
            _asked().label("contacts"),
            _reasons().label("inspection_reasons"),
            _inspectors().label("inspection_inspectors"),
        )
        .join_from(NOTICES, CAMPAIGNS, CAMPAIGNS.c.id == NOTICES.c.campaign_id)
        .join(PEOPLE, PEOPLE.c.id == NOTICES.c.person_id)
        .join(UNITS, UNITS.c.id == NOTICES.c.unit_id)
        .outerjoin(office, office.c.id == UNITS.c.parent_id)
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
)
OF_TASK = ("key", "state", "cycle", "due", "effective_due", "submitted_on", "verify_by")
OF_INSPECTION = ("id", "state", "due")

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
            earlier.c.rule.startswith(VERIFICATION) == NOTICES.c.rule.startswith(VERIFICATION),
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


def _claimed(row: sa.Row[Any], attempt: int) -> Claimed:
    asked = sorted(entry.split(FIELD) for entry in _entries(row.contacts))
    plain = {name: getattr(row, name) for name in OF_ROW}
    return Claimed(
        **plain,
        attempt=attempt,
        told=tuple(sorted({int(rung) for rung in _entries(row.told)})),
        contacts=tuple(Contact(role, name, phone or None) for role, name, phone in asked),
        task=_task(row),
        inspection=_inspection(row),
    )


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

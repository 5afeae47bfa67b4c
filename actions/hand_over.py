"""How does an office pass to a successor, with everything that is open (四.一)?

The appointment moves; what has happened keeps the names that it had.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions.absence import occasions, today_of
from actions.deed import owners
from actions.desk import Desk, Occasion, find_unit
from actions.errors import BadInput, WrongState
from actions.permission import Actor, permit
from actions.person import check_contact, find_person
from actions.taking_part import note, words
from actions.text import REASON_LENGTH
from actions.words import STATES_ZH, day_zh
from notifications.facts import verifiers_of
from records import hand_over as hand_overs
from records.database import in_transaction, one_at_a_time, reading
from records.hand_over import HAND_OVERS
from records.history import By
from records.inspection import INSPECTIONS
from records.notice import NOTICES, When, Wording, queue_for_one
from records.person import APPOINTMENTS, PEOPLE, SEATS, seat
from records.task import TASKS
from records.unit import UNITS
from states.inspection import ENDED
from states.notice import QUEUED
from states.roles import TITLES_ZH, Role
from states.task import DONE, PLANNED, SUBMITTED

CONCERNED_BY_INSPECTIONS = (Role.VILLAGE_HEAD, Role.ASSISTANT, Role.SUPERVISION_OFFICE)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A successor who is not known yet. With a known e-mail address it is the same person."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Something that the successor finds open. `kind`: owed, to_verify, inspection or notice."""

    kind: str
    unit: str
    unit_name: str
    what: str
    due: date | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a hand-over did: notices not yet sent that go to the successor, absences that lost their
    substitute, and everything that is open."""

    id: int
    successor: str
    successor_id: int
    notices: int
    substitutions_ended: int
    open: tuple[OpenMatter, ...]


@dataclass(frozen=True, slots=True)
class HandOverListed:
    """A hand-over as lists show it."""

    id: int
    unit: str
    unit_name: str
    role: str
    holder: str
    successor: str
    reason: str
    done_by: str
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """A role at a unit, with who leaves it and who takes it on."""

    unit: sa.Row[Any]
    role: Role
    old: tuple[str, int]
    new: tuple[str, int]

    @property
    def units(self) -> sa.Select[tuple[int]]:
        """The units for which the role is held here."""
        return sa.select(SEATS.c.unit_id).where(
            SEATS.c.role == self.role.value, SEATS.c.at_unit_id == self.unit.id
        )


def hand_over(
    desk: Desk, by: Actor, person: str, to: str | NewPerson, role: Role, unit_code: str, reason: str
) -> HandedOver:
    """Pass a person's role at a unit to a successor, who is told of everything that is open.

    Raises NotAllowed, NotFound, WrongState when the person does not hold the role there, BadInput for a
    successor who cannot be, or without a reason.
    """
    why = words(reason, "移交的原因", REASON_LENGTH)

    def work(connection: sa.Connection) -> HandedOver:
        one_at_a_time(connection, "absence")
        unit = find_unit(connection, unit_code)
        today = today_of(desk, connection)
        permit(connection, by, "person.hand_over", unit.path, on=today)
        old = find_person(connection, person)
        _check_holds(connection, old, role, unit)
        office = Office(unit, role, old, _successor(connection, to))
        if office.new[1] == old[1]:
            raise BadInput(f"{old[0]} 不能把职务移交给自己。请另指继任者。")
        _appoint(connection, office)
        moved = hand_overs.pass_on_notices(connection, office.units, role, old[1], office.new[1], today)
        ended = hand_overs.end_standing_in(connection, old[1], today, by.name, desk.clock.now())
        matters = [one for now in occasions(desk, connection) for one in _tell(now, office, by.by, why)]
        values = {"unit_id": unit.id, "role": role.value, "from_id": old[1], "to_id": office.new[1]}
        row = HAND_OVERS.insert().values(**values, reason=why, done_by=by.name, done_at=desk.clock.now())
        number = int(connection.execute(row.returning(HAND_OVERS.c.id)).scalar_one())
        return HandedOver(number, *office.new, moved, ended, tuple(matters))

    return in_transaction(desk.engine, work)


def list_hand_overs(desk: Desk) -> list[HandOverListed]:
    """Every hand-over, the last one first."""
    old, new = PEOPLE.alias("old"), PEOPLE.alias("new")
    query = (
        sa.select(
            HAND_OVERS,
            UNITS.c.code,
            UNITS.c.name.label("unit_name"),
            old.c.name.label("holder"),
            new.c.name.label("successor"),
        )
        .join_from(HAND_OVERS, UNITS, UNITS.c.id == HAND_OVERS.c.unit_id)
        .join(old, old.c.id == HAND_OVERS.c.from_id)
        .join(new, new.c.id == HAND_OVERS.c.to_id)
        .order_by(HAND_OVERS.c.id.desc())
    )
    with reading(desk.engine) as connection:
        return [
            HandOverListed(
                id=row.id,
                unit=row.code,
                unit_name=row.unit_name,
                role=row.role,
                holder=row.holder,
                successor=row.successor,
                reason=row.reason,
                done_by=row.done_by,
                done_at=row.done_at,
            )
            for row in connection.execute(query)
        ]


def _check_holds(connection: sa.Connection, old: tuple[str, int], role: Role, unit: sa.Row[Any]) -> None:
    held = sa.select(APPOINTMENTS.c.role, UNITS.c.name, UNITS.c.id).join_from(
        APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id
    )
    rows = connection.execute(held.where(APPOINTMENTS.c.person_id == old[1])).all()
    if any(row.role == role and row.id == unit.id for row in rows):
        return
    known = "、".join(f"{row.name}{TITLES_ZH[Role(row.role)]}" for row in rows) or "无"
    raise WrongState(f"{old[0]} 现不担任{unit.name}的{TITLES_ZH[role]}，无从移交。现任职务：{known}。")


def _successor(connection: sa.Connection, to: str | NewPerson) -> tuple[str, int]:
    """Whoever takes the office on; somebody new is added."""
    if isinstance(to, str):
        return find_person(connection, to)
    name, email = to.name.strip(), (to.email or "").strip().lower() or None
    check_contact(name, email, to.phone)
    if email is not None:
        known = connection.execute(
            sa.select(PEOPLE.c.name, PEOPLE.c.id).where(PEOPLE.c.email == email)
        ).one_or_none()
        if known is not None and known.name != name:
            raise BadInput(f"邮箱 {email} 已属于 {known.name}；同一邮箱即同一人，请核对姓名。")
        if known is not None:
            return known.name, known.id
    row = PEOPLE.insert().values(name=name, email=email, phone=to.phone, language="zh")
    return name, int(connection.execute(row.returning(PEOPLE.c.id)).scalar_one())


def _appoint(connection: sa.Connection, office: Office) -> None:
    at = (APPOINTMENTS.c.unit_id == office.unit.id) & (APPOINTMENTS.c.role == office.role.value)
    new = office.new[1]
    connection.execute(APPOINTMENTS.delete().where(at, APPOINTMENTS.c.person_id == office.old[1]))
    holds = sa.select(APPOINTMENTS.c.person_id).where(at, APPOINTMENTS.c.person_id == new)
    if connection.execute(holds).scalar() is None:
        values = {"person_id": new, "unit_id": office.unit.id, "role": office.role.value}
        connection.execute(APPOINTMENTS.insert().values(**values))
    seat(connection)


def _tell(now: Occasion, office: Office, by: By, why: str) -> list[OpenMatter]:
    """Everything that is open in a campaign in which the office has a part; the successor is told of it."""
    takes_part = sa.select(TASKS.c.id).where(
        TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id.in_(office.units)
    )
    if now.connection.execute(takes_part.limit(1)).scalar() is None:
        return []
    said = f"{TITLES_ZH[office.role]}：{office.old[0]} 移交 {office.new[0]}，{why}"
    note(now, by, ("campaign", now.campaign_id), office.unit.id, "hand_over", "running", said, None)
    matters = [*_tasks(now, office), *_inspections(now, office), *_notices(now, office)]
    shown = "；".join(f"{one.unit_name}{one.what}" for one in matters[:SHOWN])
    more = f"，另有 {len(matters) - SHOWN} 项" if len(matters) > SHOWN else ""
    what = f"未办结 {len(matters)} 项：{shown}{more}。" if matters else "没有未办结事项。"
    about = (
        f"{office.new[0]} 自{day_zh(now.today)}起接任{office.unit.name}{TITLES_ZH[office.role]}"
        f"（原任 {office.old[0]}）。{what}"
    )
    rule = f"hand_over.{office.unit.id}.{office.role}.{now.at:%Y%m%d%H%M%S}"
    dues = [one.due for one in matters if one.due is not None]
    wording = Wording("word", "word", rule, min(dues, default=None), about=about[:1000])
    unit = (now.campaign_id, office.unit.id)
    queue_for_one(now.connection, unit, office.new[1], office.role.value, wording, When(now.at, now.today))
    return matters


def _tasks(now: Occasion, office: Office) -> Iterator[OpenMatter]:
    columns = (TASKS.c.key, TASKS.c.state, TASKS.c.effective_due, TASKS.c.verify_by, TASKS.c.about)
    query = (
        sa.select(*columns, UNITS.c.code, UNITS.c.name)
        .join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(
            TASKS.c.campaign_id == now.campaign_id,
            TASKS.c.unit_id.in_(office.units),
            TASKS.c.state.not_in((PLANNED, *DONE)),
        )
        .order_by(TASKS.c.effective_due, UNITS.c.path)
    )
    for row in now.connection.execute(query):
        spec = now.book.spec(row.key)
        title = f"“{spec.title.zh}{'：' + row.about if row.about else ''}”"
        if row.state == SUBMITTED and office.role in verifiers_of(now.book, spec):
            yield OpenMatter("to_verify", row.code, row.name, f"{title}待核验", row.verify_by)
        elif office.role in owners(now, spec):
            owed = "待核验" if row.state == SUBMITTED else f"{day_zh(row.effective_due)}到期"
            yield OpenMatter("owed", row.code, row.name, f"{title}{owed}", row.effective_due)


def _inspections(now: Occasion, office: Office) -> Iterator[OpenMatter]:
    if office.role not in CONCERNED_BY_INSPECTIONS:
        return
    query = (
        sa.select(INSPECTIONS, UNITS.c.code, UNITS.c.name)
        .join_from(INSPECTIONS, UNITS, UNITS.c.id == INSPECTIONS.c.unit_id)
        .where(
            INSPECTIONS.c.campaign_id == now.campaign_id,
            INSPECTIONS.c.unit_id.in_(office.units),
            INSPECTIONS.c.state.not_in(ENDED),
        )
        .order_by(INSPECTIONS.c.id)
    )
    for row in now.connection.execute(query):
        what = f"督查 {row.id}（{STATES_ZH[row.state]}）"
        yield OpenMatter("inspection", row.code, row.name, what, row.due)


def _notices(now: Occasion, office: Office) -> Iterator[OpenMatter]:
    """What was sent to the old holder in this office and never acknowledged."""
    query = (
        sa.select(NOTICES, UNITS.c.code, UNITS.c.name)
        .join_from(NOTICES, UNITS, UNITS.c.id == NOTICES.c.unit_id)
        .where(
            NOTICES.c.campaign_id == now.campaign_id,
            NOTICES.c.unit_id.in_(office.units),
            NOTICES.c.role == office.role.value,
            NOTICES.c.person_id == office.old[1],
            NOTICES.c.acknowledged_at.is_(None),
            NOTICES.c.state != QUEUED,
        )
        .order_by(NOTICES.c.id)
    )
    for row in now.connection.execute(query):
        yield OpenMatter("notice", row.code, row.name, f"通知 {row.id} 未签收", row.due)

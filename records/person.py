"""Who holds which role, and where (四.一)?

An appointment says that a person holds a role at a unit. A seat says at which unit a role is held
for a unit: the nearest one upward that has a holder. Seats follow from appointments and are kept,
so that telling a set of villages is one join.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import ROWS_AT_ONCE, load, one_at_a_time, run, table_of
from records.unit import ANCESTORS, INCOMING, KINDS, NEW, UNITS
from states.roles import Role


class Person(SQLModel, table=True):
    """Somebody who is told things and does things."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("language IN ('zh', 'en')", name="ck_person_language"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    email: str | None = Field(default=None, unique=True, max_length=254)
    phone: str | None = Field(default=None, max_length=32)
    language: str = Field(default="zh", max_length=2)


class Appointment(SQLModel, table=True):
    """A person holds a role at a unit (任职); the role reaches everything below the unit."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint(f"role IN {tuple(role.value for role in Role)}", name="ck_appointment_role"),
        Index("ix_appointment_seat", "unit_id", "role"),
    )

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    role: str = Field(primary_key=True, max_length=32)


class Seat(SQLModel, table=True):
    """For `unit_id`, `role` is held at `at_unit_id`; no row: nobody holds it (a gap)."""

    __tablename__ = "seat"

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    role: str = Field(primary_key=True, max_length=32)
    at_unit_id: int = Field(foreign_key="unit.id", index=True)


PEOPLE = table_of(Person)
APPOINTMENTS = table_of(Appointment)
SEATS = table_of(Seat)


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """Somebody is to hold a role at a unit. With the same e-mail address it is the same person."""

    unit_id: int
    role: Role
    name: str
    email: str | None
    phone: str | None
    language: str


Identity = tuple[str, int | None]
"""What makes somebody the same person: the address alone, or the name at a unit."""

Held = tuple[int, int, str]
"""An appointment: person, unit, role."""


def names_by_email(connection: sa.Connection, emails: Iterable[str]) -> dict[str, str]:
    """Whose each of these e-mail addresses is, where it is somebody's."""
    known = sa.select(PEOPLE.c.email, PEOPLE.c.name).where(PEOPLE.c.email.in_(set(emails)))
    return {row.email: row.name for row in connection.execute(known)}


def appoint(connection: sa.Connection, rows: Iterable[NewAppointment]) -> int:
    """Add people and appointments that are not there yet, and seat everybody anew; how many are new."""
    waiting = iter(rows)
    added = 0
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        added += appoint_some(connection, some)
    seat(connection)
    return added


def appoint_some(connection: sa.Connection, rows: Sequence[NewAppointment]) -> int:
    """The same for one batch, without seating anybody: `seat` must follow."""
    by_identity = [(_identity(row.email, row.name, row.unit_id), row) for row in rows]
    at_these = APPOINTMENTS.c.unit_id.in_({row.unit_id for row in rows})
    held = set(connection.execute(sa.select(APPOINTMENTS).where(at_these)).tuples())
    ids = _by_email(connection, rows) | _by_name(connection, held)
    new: dict[Identity, NewAppointment] = {}
    for who, row in by_identity:
        if who not in ids:
            new.setdefault(who, row)
    ids |= _add_people(connection, new)
    wanted = dict.fromkeys((ids[who], row.unit_id, row.role.value) for who, row in by_identity)
    added = [one for one in wanted if one not in held]
    load(connection, APPOINTMENTS, added)
    return len(added)


def _add_people(connection: sa.Connection, new: Mapping[Identity, NewAppointment]) -> dict[Identity, int]:
    """People who are not known yet, by the first row that names each; their ids."""
    if not new:
        return {}
    people = [
        {"name": row.name, "email": row.email, "phone": row.phone, "language": row.language}
        for row in new.values()
    ]
    adding = PEOPLE.insert().returning(PEOPLE.c.id, sort_by_parameter_order=True)
    return dict(zip(new, connection.execute(adding, people).scalars(), strict=True))


def keep_seats(connection: sa.Connection) -> None:
    """Let nobody else seat anybody before the commit: seats follow from appointments and units alike."""
    one_at_a_time(connection, "seat")


def seat(connection: sa.Connection) -> None:
    """Find for every unit at which unit each role is held: the nearest one upward with a holder."""
    keep_seats(connection)
    held = sa.select(APPOINTMENTS.c.unit_id, APPOINTMENTS.c.role).distinct().subquery("held")
    own = sa.select(
        held.c.unit_id.label("unit_id"),
        held.c.role.label("role"),
        held.c.unit_id.label("at_unit_id"),
        sa.literal(0).label("distance"),
    )
    above = sa.select(ANCESTORS.c.unit_id, held.c.role, held.c.unit_id, ANCESTORS.c.distance).join_from(
        ANCESTORS, held, held.c.unit_id == ANCESTORS.c.ancestor_id
    )
    reach = sa.union_all(own, above).subquery("reach")
    nearest = sa.func.row_number().over(
        partition_by=(reach.c.unit_id, reach.c.role), order_by=reach.c.distance
    )
    ranked = sa.select(reach.c.unit_id, reach.c.role, reach.c.at_unit_id, nearest.label("rank")).subquery()
    rows = sa.select(ranked.c.unit_id, ranked.c.role, ranked.c.at_unit_id).where(ranked.c.rank == 1)
    run(connection, SEATS.delete())
    run(connection, SEATS.insert().from_select(["unit_id", "role", "at_unit_id"], rows))
    bits = sa.case({role.value: role.bit for role in Role}, value=SEATS.c.role)
    mask = sa.select(sa.func.coalesce(sa.func.sum(bits), 0)).where(SEATS.c.unit_id == UNITS.c.id)
    held_now = mask.scalar_subquery()
    run(connection, UNITS.update().values(roles_held=held_now).where(UNITS.c.roles_held != held_now))


def seat_new(connection: sa.Connection) -> None:
    """Seat the units that have just come in: nobody is in office there yet, so each as its parent is.

    It takes time by the units that are new, not by those that are there.
    """
    names = ["unit_id", "role", "at_unit_id"]
    inherited = sa.select(UNITS.c.id, SEATS.c.role, SEATS.c.at_unit_id).join_from(INCOMING, UNITS, NEW)
    rows = inherited.join(SEATS, SEATS.c.unit_id == UNITS.c.parent_id)
    for kind in KINDS:  # a parent is seated before its children
        run(connection, SEATS.insert().from_select(names, rows.where(INCOMING.c.kind == kind)))


def _identity(email: str | None, name: str, unit_id: int) -> Identity:
    return (email, None) if email is not None else (name, unit_id)


def _by_email(connection: sa.Connection, rows: Sequence[NewAppointment]) -> dict[Identity, int]:
    """Who is there already with the address of one of these."""
    emails = PEOPLE.c.email.in_({row.email for row in rows if row.email is not None})
    there = sa.select(PEOPLE.c.email, PEOPLE.c.id).where(emails)
    return {(row.email, None): row.id for row in connection.execute(there)}


def _by_name(connection: sa.Connection, held: Iterable[Held]) -> dict[Identity, int]:
    """Who holds one of these appointments and has no address, by the name and each of the units.

    People are asked for by id alone: beside a second condition, or a join, either database may choose to go
    through all of them for each batch, having seen an empty table first.
    """
    without_address: dict[int, str] = {}
    waiting = iter({person for person, _, _ in held})
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        query = sa.select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.email).where(PEOPLE.c.id.in_(some))
        without_address |= {row.id: row.name for row in connection.execute(query) if row.email is None}
    return {(without_address[person], unit): person for person, unit, _ in held if person in without_address}

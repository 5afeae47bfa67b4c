"""Who holds which role, and where (四.一)?

An appointment says that a person holds a role at a unit. A seat says at which unit a role is held
for a unit: the nearest one upward that has a holder. Seats follow from appointments and are kept,
so that telling a set of villages is one join.
"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

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

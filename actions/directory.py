"""Which units and people are there, found by name or number, a page at a time, with their accounts?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk
from actions.permission import WHOLE
from records.account import ACCOUNTS, INVITATIONS
from records.database import reading
from records.person import APPOINTMENTS, PEOPLE
from records.unit import UNITS
from states.roles import Role

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class UnitFound:
    """A unit with the one above it; `path` is where the next page begins."""

    code: str
    name: str
    kind: str
    parent: str | None
    path: str


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A person with roles as (role, unit code, unit name), and the account.

    `account` None: none yet; `invited_until`: a link is out that has not been used.
    """

    id: int
    name: str
    email: str | None
    phone: str | None
    roles: tuple[tuple[Role, str, str], ...]
    account: str | None
    administrator: bool
    totp: bool
    subject: str | None
    locked_until: datetime | None
    invited_until: datetime | None


def count_all(desk: Desk) -> tuple[int, int, int]:
    """How many units, people and accounts there are."""
    with reading(desk.engine) as connection:
        units, people, accounts = (
            int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
            for table in (UNITS, PEOPLE, ACCOUNTS)
        )
    return units, people, accounts


def find_units_by(
    desk: Desk, paths: Sequence[str], words: str = "", after: str = "", most: int = ON_A_PAGE
) -> list[UnitFound]:
    """The units at or below these paths whose name holds the words, or whose code begins so.

    In the order of the hierarchy, after the path `after`; one more than `most` if there are more.
    """
    parent = UNITS.alias("parent")
    query = (
        sa.select(UNITS.c.code, UNITS.c.name, UNITS.c.kind, parent.c.name.label("parent"), UNITS.c.path)
        .outerjoin_from(UNITS, parent, parent.c.id == UNITS.c.parent_id)
        .where(_below(paths), UNITS.c.path > after)
        .order_by(UNITS.c.path)
        .limit(most + 1)
    )
    if words:
        named = UNITS.c.name.contains(words, autoescape=True)
        query = query.where(named | UNITS.c.code.startswith(words, autoescape=True))
    with reading(desk.engine) as connection:
        return [UnitFound(*row) for row in connection.execute(query)]


def find_people_by(
    desk: Desk, paths: Sequence[str], words: str = "", after: int = 0, most: int = ON_A_PAGE
) -> list[PersonFound]:
    """The people in office at or below these paths (for whoever sees all: everybody), by name or number.

    In the order of their numbers, after the number `after`; one more than `most` if there are more.
    """
    query = sa.select(PEOPLE).where(PEOPLE.c.id > after).order_by(PEOPLE.c.id).limit(most + 1)
    if WHOLE not in paths:
        held = sa.select(APPOINTMENTS.c.person_id).join_from(
            APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id
        )
        query = query.where(PEOPLE.c.id.in_(held.where(_below(paths))))
    if words:
        query = query.where(_is_called(words))
    with reading(desk.engine) as connection:
        rows = connection.execute(query).all()
        ids = [row.id for row in rows]
        roles, accounts, links = _roles(connection, ids), _accounts(connection, ids), _links(connection, ids)
    return [_person(row, roles.get(row.id, ()), accounts.get(row.id), links.get(row.id)) for row in rows]


def _below(paths: Sequence[str]) -> sa.ColumnElement[bool]:
    if WHOLE in paths:
        return sa.true()
    return sa.or_(sa.false(), *(UNITS.c.path.startswith(path, autoescape=True) for path in paths))


def _is_called(words: str) -> sa.ColumnElement[bool]:
    called = PEOPLE.c.name.contains(words, autoescape=True) | PEOPLE.c.email.icontains(words, autoescape=True)
    is_number = words.isascii() and words.isdigit() and len(words) < 10
    return called | (PEOPLE.c.id == int(words)) if is_number else called


def _roles(connection: sa.Connection, ids: list[int]) -> dict[int, tuple[tuple[Role, str, str], ...]]:
    query = (
        sa.select(APPOINTMENTS.c.person_id, APPOINTMENTS.c.role, UNITS.c.code, UNITS.c.name)
        .join_from(APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id)
        .where(APPOINTMENTS.c.person_id.in_(ids))
        .order_by(UNITS.c.path, APPOINTMENTS.c.role)
    )
    found: dict[int, tuple[tuple[Role, str, str], ...]] = {}
    for row in connection.execute(query):
        held = (Role(row.role), row.code, row.name)
        found[row.person_id] = (*found.get(row.person_id, ()), held)
    return found


def _accounts(connection: sa.Connection, ids: list[int]) -> dict[int, sa.Row[Any]]:
    rows = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.person_id.in_(ids)))
    return {row.person_id: row for row in rows}


def _links(connection: sa.Connection, ids: list[int]) -> dict[int, datetime]:
    out = sa.select(INVITATIONS.c.person_id, INVITATIONS.c.expires_at).where(INVITATIONS.c.person_id.in_(ids))
    return {row.person_id: row.expires_at for row in connection.execute(out)}


def _person(
    row: sa.Row[Any],
    roles: tuple[tuple[Role, str, str], ...],
    account: sa.Row[Any] | None,
    invited_until: datetime | None,
) -> PersonFound:
    return PersonFound(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        roles=roles,
        account=account.name if account else None,
        administrator=bool(account and account.administrator),
        totp=bool(account and account.totp),
        subject=account.subject if account else None,
        locked_until=account.locked_until if account else None,
        invited_until=invited_until,
    )

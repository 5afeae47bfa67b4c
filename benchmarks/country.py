"""A made-up country of N villages below townships, counties, cities and provinces, with everybody in office.

As deep and as wide as the national list of statistical codes: 15 villages a township, 14 townships a county.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from actions.campaign import start
from actions.desk import Desk
from actions.permission import CONSOLE
from plans.model import Plan
from plans.reader import read_plan, shipped_plan
from records import person, unit
from records.clock import FixedClock
from records.database import in_transaction, open_engine
from records.migrate import prepare
from records.person import NewAppointment
from records.unit import UNITS, NewUnit
from states.roles import Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
ISSUED = datetime(2012, 4, 23, 8, tzinfo=SHANGHAI)
NATION = 620_573
"""Villages and communities of the national list."""

VILLAGES_A_TOWNSHIP, TOWNSHIPS_A_COUNTY, COUNTIES_A_CITY, CITIES_A_PROVINCE = 15, 14, 8, 11
FIRST_PROVINCE = 11
TOWNSHIP_ROLES = (
    Role.LINKED_LEADER,
    Role.LEADING_GROUP_OFFICE,
    Role.LEADING_GROUP,
    Role.LEADING_GROUP_HEAD,
    Role.SUPERVISION_OFFICE,
)


def found(address: Path | str, villages: int) -> Desk:
    """A database (a file, or an address of one that is empty) with that many villages and nothing issued."""
    engine = open_engine(str(address))
    prepare(engine, ISSUED)
    desk = Desk(engine, FixedClock(ISSUED))
    in_transaction(engine, lambda connection: unit.add(connection, list(units(villages))))
    in_transaction(engine, _appoint)
    return desk


def issued(desk: Desk, plan: Plan | None = None) -> int:
    """A plan (the 2012 one, if none is given) issued to all of them."""
    return start(desk, CONSOLE, plan or read_plan(shipped_plan("2012-pension-pilot")))


def units(villages: int) -> Iterator[NewUnit]:
    """That many villages with all that is above them, the upper ones first."""
    townships = -(-villages // VILLAGES_A_TOWNSHIP)
    counties = -(-townships // TOWNSHIPS_A_COUNTY)
    cities = -(-counties // COUNTIES_A_CITY)
    for number in range(-(-cities // CITIES_A_PROVINCE)):
        yield _unit("province", _province(number), None)
    for number in range(cities):
        yield _unit("city", _city(number), _province(number // CITIES_A_PROVINCE))
    for number in range(counties):
        yield _unit("county", _county(number), _city(number // COUNTIES_A_CITY))
    for number in range(townships):
        yield _unit("township", _township(number), _county(number // TOWNSHIPS_A_COUNTY))
    for number in range(villages):
        township = _township(number // VILLAGES_A_TOWNSHIP)
        yield _unit("village", f"{township}{number % VILLAGES_A_TOWNSHIP + 1:03d}", township)


def _unit(kind: str, code: str, parent: str | None) -> NewUnit:
    whole = code.ljust(12, "0")
    return NewUnit(whole, f"{whole} {kind}", kind, None if parent is None else parent.ljust(12, "0"))


def _province(number: int) -> str:
    return f"{FIRST_PROVINCE + number:02d}"


def _city(number: int) -> str:
    return f"{_province(number // CITIES_A_PROVINCE)}{number % CITIES_A_PROVINCE + 1:02d}"


def _county(number: int) -> str:
    return f"{_city(number // COUNTIES_A_CITY)}{number % COUNTIES_A_CITY + 1:02d}"


def _township(number: int) -> str:
    return f"{_county(number // TOWNSHIPS_A_COUNTY)}{number % TOWNSHIPS_A_COUNTY + 1:03d}"


def _appoint(connection: sa.Connection) -> None:
    found = connection.execute(sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.kind).order_by(UNITS.c.id)).all()
    posts = {"village": (Role.VILLAGE_HEAD,), "township": TOWNSHIP_ROLES}
    person.appoint(
        connection,
        [
            NewAppointment(row.id, role, f"{row.code} {role}", f"{role}.{row.code}@duban.example", None, "zh")
            for row in found
            for role in posts.get(row.kind, ())
        ],
    )

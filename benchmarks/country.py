"""A made-up country of N villages under townships of thirty, with everybody in office."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from actions.campaign import start
from actions.desk import Desk
from actions.permission import CONSOLE
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
VILLAGES_A_TOWNSHIP = 30
PROVINCE = "410000000000"
TOWNSHIP_ROLES = (
    Role.LINKED_LEADER,
    Role.LEADING_GROUP_OFFICE,
    Role.LEADING_GROUP,
    Role.LEADING_GROUP_HEAD,
    Role.SUPERVISION_OFFICE,
)


def found(file: Path, villages: int) -> Desk:
    """A database with that many villages and nothing issued."""
    engine = open_engine(str(file))
    prepare(engine, ISSUED)
    desk = Desk(engine, FixedClock(ISSUED))
    townships = [f"41{number:07d}000" for number in range(1, villages // VILLAGES_A_TOWNSHIP + 2)]
    rows = [NewUnit(PROVINCE, "省", "province", None)]
    rows += [NewUnit(code, f"{code}镇", "township", PROVINCE) for code in townships]
    for number in range(villages):
        township = townships[number // VILLAGES_A_TOWNSHIP]
        code = f"{township[:9]}{number % VILLAGES_A_TOWNSHIP + 1:03d}"
        rows.append(NewUnit(code, f"{code}村", "village", township))
    in_transaction(engine, lambda connection: unit.add(connection, rows))
    in_transaction(engine, _appoint)
    return desk


def issued(desk: Desk) -> int:
    """The 2012 plan, issued to all of them."""
    return start(desk, CONSOLE, read_plan(shipped_plan("2012-pension-pilot")))


def _appoint(connection: sa.Connection) -> None:
    units = connection.execute(sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.kind)).all()
    posts = {"village": (Role.VILLAGE_HEAD,), "township": TOWNSHIP_ROLES}
    person.appoint(
        connection,
        [
            NewAppointment(row.id, role, f"{row.code} {role}", f"{role}.{row.code}@duban.example", None, "zh")
            for row in units
            for role in posts.get(row.kind, ())
        ],
    )

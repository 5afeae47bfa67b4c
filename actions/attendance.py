"""Who was at a meeting, or at what a task of the plan asks people to attend, and who was not (三.一)?

The seed asks for it of the training and of the mobilization meeting: heads and assistants, village by
village.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, occasion
from actions.errors import BadInput, BadRows, NotFound
from actions.permission import Actor, deed_of, permit
from actions.table import read_table
from actions.taking_part import host_of, line, villages
from plans.model import TaskSpec
from records import task as tasks
from records.attendance import ATTENDANCE
from records.database import in_transaction, reading
from records.history import Event, remember
from records.moves import tasks_remembered
from records.person import APPOINTMENTS, PEOPLE
from records.task import TASKS
from records.unit import UNITS
from states.roles import TITLES_ZH, Role

COLUMNS = ("unit_code", "role", "name", "present")
PRESENT = {"1": True, "是": True, "到": True, "yes": True, "0": False, "否": False, "缺": False, "no": False}

AT_MEETINGS = (Role.VILLAGE_HEAD, Role.ASSISTANT)
"""Whose attendance an office's meeting records, village by village."""


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody of a village was there, or was not."""

    unit: str
    role: Role
    name: str
    present: bool = True


@dataclass(frozen=True, slots=True)
class Attendance:
    """Of one village and role, who was there and who was not; nobody present: the village was missing."""

    unit: str
    unit_name: str
    role: Role
    present: tuple[str, ...]
    absent: tuple[str, ...]


def read_attendance(file: Path) -> list[Attended]:
    """The rows of an attendance list (unit_code,role,name,present). Raises BadRows naming every bad row."""
    rows: list[Attended] = []
    problems: list[str] = []
    for number, row in read_table(file, COLUMNS):
        if row["role"] not in set(Role):
            problems.append(f"第 {number} 行：没有角色 {row['role'] or '（空）'}")
        elif row["present"].lower() not in PRESENT:
            problems.append(f"第 {number} 行：到会应写 1 或 0（是、否），而不是 {row['present'] or '（空）'}")
        else:
            was_there = PRESENT[row["present"].lower()]
            rows.append(Attended(row["unit_code"], Role(row["role"]), row["name"], was_there))
    if problems:
        raise BadRows(str(file), problems)
    return rows


def record_attendance(
    desk: Desk,
    by: Actor,
    unit_code: str,
    key: str,
    rows: Sequence[Attended],
    campaign_id: int | None = None,
) -> list[Attendance]:
    """Record who was at what a task of the plan asks to attend; who was there, village by village.

    By whoever submits the task. What was recorded of the same village before is replaced. Raises
    NotAllowed, NotFound, BadInput for a task that asks for nobody's attendance, or rows that cannot be.
    """

    def work(connection: sa.Connection) -> list[Attendance]:
        now = acting(desk, connection, campaign_id)
        unit, _ = host_of(now, unit_code)
        spec = _spec(now, key)
        permit(connection, by, deed_of(spec, "submit"), unit.path, on=now.today)
        task_id = _task_of(now, unit, spec)
        tasks.lock(connection, TASKS.c.id == task_id)
        units = check_rows(now, unit, rows, spec.attendance)
        mine = ATTENDANCE.c.task_id == task_id
        replaced = mine & ATTENDANCE.c.unit_id.in_(set(units.values()))
        connection.execute(ATTENDANCE.delete().where(replaced))
        insert(now, rows, units, {"task_id": task_id, "meeting_id": None})
        absent = sum(not row.present for row in rows)
        said = f"到会 {len(rows) - absent} 人，缺席 {absent} 人"
        chosen = sa.select(*tasks_remembered()).where(TASKS.c.id == task_id)
        state = connection.execute(sa.select(TASKS.c.state).where(TASKS.c.id == task_id)).scalar_one()
        remember(connection, chosen, Event("task", "attendance", state, by.by, now.at, said, spec.clause))
        return attendance_of(now, unit.path, spec.attendance, mine)

    return in_transaction(desk.engine, work)


def read_task_attendance(
    desk: Desk, unit_code: str, key: str, campaign_id: int | None = None
) -> list[Attendance]:
    """Who was there, village by village, of a task that asks for it."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        unit, _ = host_of(now, unit_code)
        spec = _spec(now, key)
        return attendance_of(
            now, unit.path, spec.attendance, ATTENDANCE.c.task_id == _task_of(now, unit, spec)
        )


def expected_at(
    now: Occasion, path: str, roles: Sequence[Role] = AT_MEETINGS
) -> list[tuple[str, str, Role, str, int]]:
    """(unit code, unit name, role, name, person id) of whoever ought to be there."""
    below = villages(now, path).subquery("below")
    query = (
        sa.select(below.c.code, below.c.name, APPOINTMENTS.c.role, PEOPLE.c.name.label("person"), PEOPLE.c.id)
        .join_from(below, APPOINTMENTS, APPOINTMENTS.c.unit_id == below.c.id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(APPOINTMENTS.c.role.in_([role.value for role in roles]))
        .order_by(below.c.path, APPOINTMENTS.c.role.desc(), PEOPLE.c.id)
    )
    return [(row.code, row.name, Role(row.role), row.person, row.id) for row in now.connection.execute(query)]


def attendance_of(
    now: Occasion, path: str, roles: Sequence[Role], chosen: sa.ColumnElement[bool]
) -> list[Attendance]:
    """Who was there of every village at or below a path; whoever holds the role and is not named, was not."""
    there: dict[tuple[str, str], list[str]] = defaultdict(list)
    missing: dict[tuple[str, str], list[str]] = defaultdict(list)
    query = sa.select(ATTENDANCE, UNITS.c.code).join_from(
        ATTENDANCE, UNITS, UNITS.c.id == ATTENDANCE.c.unit_id
    )
    below = UNITS.c.path.startswith(path, autoescape=True)
    for row in now.connection.execute(query.where(chosen, below).order_by(ATTENDANCE.c.id)):
        (there if row.present else missing)[row.code, row.role].append(row.name)
    for code, _, role, name, _ in expected_at(now, path, roles):
        if name not in there[code, role] and name not in missing[code, role]:
            missing[code, role].append(name)
    return [
        Attendance(row.code, row.name, role, tuple(there[row.code, role]), tuple(missing[row.code, role]))
        for row in now.connection.execute(villages(now, path))
        for role in roles
    ]


def check_rows(
    now: Occasion, unit: sa.Row[Any], rows: Sequence[Attended], roles: Sequence[Role]
) -> dict[str, int]:
    """The ids of the villages that the rows name. Raises BadInput for a row that cannot be."""
    if not rows:
        raise BadInput("签到名单是空的。请至少列出一人。")
    known = {row.code: row.id for row in now.connection.execute(villages(now, unit.path))}
    for row in rows:
        line(row.name, "到会人员姓名")
        if row.unit not in known:
            raise BadInput(f"{row.unit} 不是{unit.name}在本专项工作中的村或社区，不能列入签到名单。")
        if row.role not in roles:
            asked = "、".join(TITLES_ZH[role] for role in roles)
            raise BadInput(f"{row.name} 的角色 {row.role} 不在须签到之列。应为：{asked}。")
    named = [(row.unit, row.role, row.name) for row in rows]
    if len(set(named)) < len(named):
        twice = next(one for one in named if named.count(one) > 1)
        raise BadInput(f"签到名单中 {twice[2]}（{twice[0]}）写了不止一次，请只留一行。")
    return {row.unit: known[row.unit] for row in rows}


def insert(
    now: Occasion, rows: Sequence[Attended], units: Mapping[str, int], subject: Mapping[str, int | None]
) -> None:
    """Keep attendance rows of a meeting or of a task."""
    now.connection.execute(
        ATTENDANCE.insert(),
        [
            {
                **subject,
                "unit_id": units[row.unit],
                "role": row.role.value,
                "name": line(row.name, "到会人员姓名"),
                "present": row.present,
            }
            for row in rows
        ],
    )


def _spec(now: Occasion, key: str) -> TaskSpec:
    spec = now.book.tasks.get(key)
    if spec is None or not spec.attendance:
        asking = "、".join(one.key for one in now.book.plan.tasks if one.attendance) or "无"
        raise BadInput(f"任务 {key} 不要求逐人签到。要求签到的任务：{asking}。")
    return spec


def _task_of(now: Occasion, unit: sa.Row[Any], spec: TaskSpec) -> int:
    mine = sa.select(TASKS.c.id).where(
        TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id == unit.id, TASKS.c.key == spec.key
    )
    number = now.connection.execute(mine).scalar()
    if number is None:
        raise NotFound(f"{unit.name} 没有任务 {spec.key}（{spec.title.zh}）。")
    return int(number)

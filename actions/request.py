"""What do villages ask of the departments for their residents, and is it done in time (四.四)?

A request is an errand of the department, verified by the village's office. It never holds an identity
number: initials, or a reference that the village can resolve.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, occasion
from actions.errand import Given, give
from actions.errors import BadInput, NotFound
from actions.permission import Actor, permit
from actions.taking_part import line, new_row, note, path_within, village_of
from actions.text import REASON_LENGTH, optional
from plans.errands import REQUEST, numbered
from plans.model.departments import DepartmentSpec, RequestSpec
from records.check import GAPS
from records.database import in_transaction, insert_new, reading
from records.history import HISTORY
from records.request import REQUESTS
from records.task import TASKS
from records.types import Instant
from records.unit import ANCESTORS, UNITS
from states.deadline import NEVER
from states.task import DONE, OWED

WHOM_LENGTH = 60
ID_NUMBER = re.compile(r"(?<!\d)(\d{15}|\d{17}[\dXx])(?!\d)")
BETWEEN = re.compile(r"(?<=\d)[\s\-.·_/]+(?=[\dXx])")


@dataclass(frozen=True, slots=True)
class RequestListed:
    """A request as lists show it. `age` is the days since it was asked, until it was done."""

    id: int
    unit: str
    unit_name: str
    department: str
    department_name: str
    kind: str
    title: str
    whom: str
    note: str | None
    asked_by: str
    asked_on: date
    task: str
    state: str
    due: date
    overdue: bool
    age: int


@dataclass(frozen=True, slots=True)
class Missing:
    """No department that could do it stands above the village."""

    said: str


def ask_request(
    desk: Desk,
    by: Actor,
    unit_code: str,
    kind: str,
    whom: str,
    note_text: str | None = None,
    campaign_id: int | None = None,
) -> int:
    """Ask a department for something that a resident of a village needs; the request's number.

    The department owes it within the plan's days. Raises NotAllowed, BadInput for an identity number or an
    unknown kind, NotFound where the village's offices have no such department, which is noted as a gap.
    """
    person = line(whom, "为谁申请（姓名首字母或编号）", WHOM_LENGTH)
    said = optional(note_text, REASON_LENGTH)
    for text in (person, said or ""):
        refuse_id_number(text)

    def work(connection: sa.Connection) -> int | Missing:
        now = acting(desk, connection, campaign_id)
        village = village_of(now, unit_code)
        permit(connection, by, "request.ask", village.path, on=now.today)
        department, spec = _asked(now, kind)
        unit = _department(now, village.id, department.code)
        if unit is None:
            return _missing(now, village, department, spec)
        values = {"unit_id": village.id, "department_id": unit.id, "kind": kind, "whom": person, "note": said}
        asked = {"asked_by": by.name, "asked_at": now.at, "asked_on": now.today}
        number = new_row(now, REQUESTS, {**values, **asked})
        about = f"{village.name}为 {person} 申请{spec.title.zh}"
        note(now, by.by, ("request", number), village.id, "request", "requested", about, spec.clause)
        due = now.book.calendar.after(now.today, spec.done_within.offset)
        give(now, by.by, REQUEST, [Given(unit.id, number, about)], due)
        return number

    answer = in_transaction(desk.engine, work)
    if isinstance(answer, Missing):  # the gap is kept, though the request is refused
        raise NotFound(answer.said)
    return answer


def list_requests(
    desk: Desk,
    campaign_id: int | None = None,
    unit_code: str | None = None,
    *,
    open_only: bool = False,
) -> list[RequestListed]:
    """The requests of every village, or to every department, at or below a unit: the undone ones first,
    and of them the oldest."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        requests = requests_within(now, path_within(now, unit_code))
        return [one for one in requests if not open_only or one.state not in DONE]


def requests_within(now: Occasion, path: str) -> list[RequestListed]:
    """The requests from or to the units at or below a path, by state and age."""
    department, done = UNITS.alias("department"), HISTORY.alias("done")
    mine = sa.and_(
        TASKS.c.campaign_id == REQUESTS.c.campaign_id,
        TASKS.c.kind == REQUEST,
        TASKS.c.number == REQUESTS.c.id,
    )
    done_at = (
        sa.select(sa.func.max(done.c.at))
        .where(done.c.subject == "task", done.c.subject_id == TASKS.c.id, done.c.to_state.in_(DONE))
        .scalar_subquery()
    )
    query = (
        sa.select(
            REQUESTS,
            UNITS.c.code,
            UNITS.c.name,
            department.c.code.label("to_code"),
            department.c.name.label("to_name"),
            TASKS.c.key,
            TASKS.c.state,
            TASKS.c.effective_due,
            sa.type_coerce(done_at, Instant).label("done_at"),
        )
        .join_from(REQUESTS, UNITS, UNITS.c.id == REQUESTS.c.unit_id)
        .join(department, department.c.id == REQUESTS.c.department_id)
        .join(TASKS, mine)
        .where(
            REQUESTS.c.campaign_id == now.campaign_id,
            UNITS.c.path.startswith(path, autoescape=True)
            | department.c.path.startswith(path, autoescape=True),
        )
        .order_by(TASKS.c.state.in_(DONE), REQUESTS.c.asked_on, REQUESTS.c.id)
    )
    return [_listed(now, row) for row in now.connection.execute(query)]


def kinds_of(now: Occasion) -> list[tuple[str, str]]:
    """(key, title) of everything that may be asked of a department under the plan."""
    return [(spec.key, spec.title.zh) for one in now.book.plan.departments for spec in one.requests]


def refuse_id_number(text: str) -> None:
    """Raises BadInput for a text in which an identity number stands, however it is written."""
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if ID_NUMBER.search(plain):
        raise BadInput("申请中不能写公民身份号码。请改用姓名首字母，或花名册中的编号。")


def _listed(now: Occasion, row: sa.Row[Any]) -> RequestListed:
    until = row.done_at.astimezone(now.book.zone).date() if row.state in DONE else now.today
    titles = dict(kinds_of(now))
    return RequestListed(
        id=row.id,
        unit=row.code,
        unit_name=row.name,
        department=row.to_code,
        department_name=row.to_name,
        kind=row.kind,
        title=titles.get(row.kind, row.kind),
        whom=row.whom,
        note=row.note,
        asked_by=row.asked_by,
        asked_on=row.asked_on,
        task=row.key,
        state=row.state,
        due=row.effective_due,
        overdue=row.state in OWED and row.effective_due < now.today,
        age=(until - row.asked_on).days,
    )


def _asked(now: Occasion, kind: str) -> tuple[DepartmentSpec, RequestSpec]:
    for department in now.book.plan.departments:
        for spec in department.requests:
            if spec.key == kind:
                return department, spec
    known = "、".join(f"{key}（{title}）" for key, title in kinds_of(now)) or "无"
    raise BadInput(f"方案没有可向部门申请的事项 {kind}，可选：{known}。")


def _department(now: Occasion, village_id: int, code: str) -> sa.Row[Any] | None:
    """The nearest department of that code at a unit above the village."""
    query = (
        sa.select(UNITS.c.id, UNITS.c.name)
        .join_from(UNITS, ANCESTORS, ANCESTORS.c.ancestor_id == UNITS.c.parent_id)
        .where(
            ANCESTORS.c.unit_id == village_id,
            UNITS.c.kind == "department",
            UNITS.c.code.endswith(f"-{code}", autoescape=True),
        )
        .order_by(ANCESTORS.c.distance)
        .limit(1)
    )
    return now.connection.execute(query).one_or_none()


def _missing(now: Occasion, village: sa.Row[Any], department: DepartmentSpec, spec: RequestSpec) -> Missing:
    """The village's offices have no such department: a gap, and what is said of it."""
    _note_gap(now, village.id, department.code)
    return Missing(
        f"{village.name}的上级没有设{department.title.zh}，“{spec.title.zh}”无人受理，已记为空缺。"
        "请先导入该部门，或由领导小组办公室协调。"
    )


def _note_gap(now: Occasion, village_id: int, code: str) -> None:
    """A gap at the village's office, shown with the others."""
    keys = ("campaign_id", "unit_id", "key", "cycle", "rung", "role")
    row = sa.select(
        sa.literal(now.campaign_id),
        UNITS.c.parent_id,
        sa.literal(REQUEST),
        sa.literal(1),
        sa.literal(NEVER),
        sa.literal(f"department:{code}"),
        sa.literal(now.at, Instant),
    ).where(UNITS.c.id == village_id)
    insert_new(now.connection, GAPS, (*keys, "recorded_at"), row, keys)


def errand_of(number: int) -> str:
    """The key of the department's task."""
    return numbered(REQUEST, number)

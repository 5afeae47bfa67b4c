"""Who forms the work group of a village (四.一)?

Its head (组长) is whoever holds the role that the plan names, and answers first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, occasion
from actions.errors import BadInput, WrongState
from actions.permission import Actor, permit
from actions.taking_part import (
    line,
    lock_village,
    note,
    path_within,
    ruled,
    submit_with,
    village_of,
    villages,
)
from plans.model.organization import WorkGroupSpec
from records.database import in_transaction, reading
from records.person import APPOINTMENTS, PEOPLE, SEATS
from records.unit import UNITS
from records.work_group import MEMBERS
from states.roles import TITLES_ZH

WHAT = "工作小组"
HEAD_ZH = "组长"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a work group, with their part in it."""

    name: str
    duty: str


@dataclass(frozen=True, slots=True)
class WorkGroupListed:
    """The work group of a village, its head first; empty where there is none yet."""

    unit: str
    unit_name: str
    members: tuple[Member, ...]
    at_least: int

    @property
    def complete(self) -> bool:
        return len(self.members) >= self.at_least


@dataclass(frozen=True, slots=True)
class WorkGroupSet:
    """A work group that has been set. `verify_by`: of the task, where it was submitted with it."""

    members: tuple[Member, ...]
    verify_by: date | None


def set_work_group(
    desk: Desk,
    by: Actor,
    unit_code: str,
    members: Sequence[Member],
    *,
    submit: bool = False,
    campaign_id: int | None = None,
) -> WorkGroupSet:
    """Set the whole work group of a village; the head need not be named. With `submit` the plan's task too.

    Raises NotAllowed, NotFound, WrongState where nobody holds the head's role, BadInput for too few members.
    """

    def work(connection: sa.Connection) -> WorkGroupSet:
        now = acting(desk, connection, campaign_id)
        unit = village_of(now, unit_code)
        permit(connection, by, "work_group.set", unit.path, on=now.today)
        spec = ruled(now.book.plan.work_group, WHAT)
        lock_village(now, unit)
        whole = _whole(_head(now, spec, unit), members, spec)
        mine = (MEMBERS.c.campaign_id == now.campaign_id) & (MEMBERS.c.unit_id == unit.id)
        connection.execute(MEMBERS.delete().where(mine))
        common = {"campaign_id": now.campaign_id, "unit_id": unit.id}
        connection.execute(
            MEMBERS.insert(),
            [
                {**common, "name": one.name, "duty": one.duty, "head": place == 0}
                for place, one in enumerate(whole)
            ],
        )
        names = "、".join(f"{one.name}（{one.duty}）" for one in whole)
        subject = ("group", unit.village_campaign_id)
        note(now, by.by, subject, unit.id, "set_work_group", "set", names, spec.clause)
        verify_by = submit_with(now, by, unit, spec.task, f"工作小组：{names}") if submit else None
        return WorkGroupSet(whole, verify_by)

    return in_transaction(desk.engine, work)


def list_work_groups(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[WorkGroupListed]:
    """The work group of every village (at or below a unit), also where there is none yet."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return work_groups(now, path_within(now, unit_code))


def work_groups(now: Occasion, path: str) -> list[WorkGroupListed]:
    """The work groups of the villages at or below a path."""
    spec = now.book.plan.work_group
    at_least = spec.members_at_least if spec else 0
    members: dict[int, list[Member]] = {}
    mine = sa.select(MEMBERS).join_from(MEMBERS, UNITS, UNITS.c.id == MEMBERS.c.unit_id)
    within = UNITS.c.path.startswith(path, autoescape=True)
    for row in now.connection.execute(
        mine.where(MEMBERS.c.campaign_id == now.campaign_id, within).order_by(MEMBERS.c.id)
    ):
        members.setdefault(row.unit_id, []).append(Member(row.name, row.duty))
    return [
        WorkGroupListed(row.code, row.name, tuple(members.get(row.id, ())), at_least)
        for row in now.connection.execute(villages(now, path))
    ]


def _head(now: Occasion, spec: WorkGroupSpec, unit: sa.Row[Any]) -> str:
    """The name of whoever holds the head's role for the village."""
    held = (APPOINTMENTS.c.unit_id == SEATS.c.at_unit_id) & (APPOINTMENTS.c.role == SEATS.c.role)
    query = (
        sa.select(PEOPLE.c.name)
        .join_from(SEATS, APPOINTMENTS, held)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(SEATS.c.unit_id == unit.id, SEATS.c.role == spec.head.value)
        .order_by(PEOPLE.c.id)
        .limit(1)
    )
    name: str | None = now.connection.execute(query).scalar()
    if name is None:
        raise WrongState(
            f"{unit.name}还没有人担任{TITLES_ZH[spec.head]}，工作小组没有组长。"
            "请先导入人员（duban people import）。"
        )
    return name


def _whole(head: str, members: Sequence[Member], spec: WorkGroupSpec) -> tuple[Member, ...]:
    """The head, then the others in the order given; nobody twice, and enough of them."""
    given = [Member(line(one.name, "成员姓名"), line(one.duty, "成员分工", 200)) for one in members]
    names = [one.name for one in given]
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise BadInput(f"成员 {twice[0]} 写了不止一次。每人只写一次，同名的请加以区分。")
    duty = next((one.duty for one in given if one.name == head), HEAD_ZH)
    whole = (Member(head, duty), *(one for one in given if one.name != head))
    if len(whole) < spec.members_at_least:
        raise BadInput(
            f"工作小组至少 {spec.members_at_least} 人（含组长 {head}），现在只有 {len(whole)} 人。"
            "请补足成员。"
        )
    return whole

"""Who covers each group and building of a village (包干责任, 四.一.二)? None is to be without a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, occasion
from actions.errors import BadInput, BadRows
from actions.permission import Actor, permit
from actions.table import read_table
from actions.taking_part import line, listed, lock_village, note, path_within, ruled, village_of
from plans.model.organization import DutySpec
from records.database import in_transaction, reading, run
from records.group import GROUPS
from records.letter import LETTERS
from records.unit import UNITS

COLUMNS = ("number", "name", "holder", "assistant")
OPTIONAL = ("holder", "assistant")
LARGEST_NUMBER = 9_999

KINDS_ZH = {"group": "村民组", "building": "楼院"}


@dataclass(frozen=True, slots=True)
class Group:
    """A group or building with its number; `holder` covers it, `assistant` handles and reports."""

    number: int
    name: str
    holder: str | None = None
    assistant: str | None = None


@dataclass(frozen=True, slots=True)
class GroupListed:
    """A group of a village as lists show it."""

    unit: str
    unit_name: str
    number: int
    name: str
    kind: str
    holder: str | None
    assistant: str | None


def read_groups(file: Path) -> list[Group]:
    """The groups of a CSV file (number,name,holder,assistant). Raises BadRows naming every bad row."""
    rows: list[Group] = []
    problems: list[str] = []
    for number, row in read_table(file, COLUMNS, OPTIONAL):
        if row["number"].isascii() and row["number"].isdigit() and len(row["number"]) < 10:
            holder, assistant = row.get("holder"), row.get("assistant")
            rows.append(Group(int(row["number"]), row["name"], holder or None, assistant or None))
        else:
            problems.append(f"第 {number} 行：组号 {row['number'] or '（空）'} 应为正整数")
    if problems:
        raise BadRows(str(file), problems)
    return rows


def set_groups(
    desk: Desk, by: Actor, unit_code: str, rows: Sequence[Group], campaign_id: int | None = None
) -> int:
    """Set all groups (buildings) of a village with who covers them; how many have nobody.

    Raises NotAllowed, NotFound, BadInput for rows that cannot be; groups that are no longer listed go,
    unless they have signed a letter.
    """

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        unit = village_of(now, unit_code)
        permit(connection, by, "group.set", unit.path, on=now.today)
        lock_village(now, unit)
        duty = duty_of(now, unit.kind)
        groups = [_checked(row, duty.covers) for row in rows]
        numbers = [one.number for one in groups]
        if not groups or len(set(numbers)) < len(numbers):
            raise BadInput(f"请列出{unit.name}的全部{KINDS_ZH[duty.covers]}，组号不能重复。")
        _remove_others(now, unit, numbers)
        _write(now, unit, duty.covers, groups)
        alone = sum(one.holder is None for one in groups)
        what = f"{len(groups)} 个{KINDS_ZH[duty.covers]}，{alone} 个无人包干"
        subject = ("group", unit.village_campaign_id)
        note(now, by.by, subject, unit.id, "set_groups", "set", what, duty.clause)
        return alone

    return in_transaction(desk.engine, work)


def list_groups(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[GroupListed]:
    """The groups of every village (at or below a unit)."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return groups_within(now, path_within(now, unit_code))


def uncovered_groups(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[GroupListed]:
    """The groups that nobody covers."""
    return [one for one in list_groups(desk, campaign_id, unit_code) if one.holder is None]


def groups_within(now: Occasion, path: str) -> list[GroupListed]:
    """The groups of the villages at or below a path."""
    query = (
        sa.select(GROUPS, UNITS.c.code, UNITS.c.name.label("unit_name"))
        .join_from(GROUPS, UNITS, UNITS.c.id == GROUPS.c.unit_id)
        .where(GROUPS.c.campaign_id == now.campaign_id, UNITS.c.path.startswith(path, autoescape=True))
        .order_by(UNITS.c.path, GROUPS.c.number)
    )
    return [
        GroupListed(row.code, row.unit_name, row.number, row.name, row.kind, row.holder, row.assistant)
        for row in now.connection.execute(query)
    ]


def duty_of(now: Occasion, kind: str) -> DutySpec:
    """What the plan says of who covers what in a village or a community; raises BadInput if nothing."""
    duties = ruled(now.book.plan.duties, "包干责任")
    return ruled(next((one for one in duties.assigned if one.unit_kind == kind), None), "这类单位包干责任")


def _checked(row: Group, kind: str) -> Group:
    if not 1 <= row.number <= LARGEST_NUMBER:
        raise BadInput(f"组号 {row.number} 应在 1 至 {LARGEST_NUMBER} 之间。")
    name = line(row.name or f"第 {row.number} {KINDS_ZH[kind]}", "名称")
    holder = line(row.holder, "包干人") if row.holder else None
    return Group(row.number, name, holder, line(row.assistant, "协办员") if row.assistant else None)


def _remove_others(now: Occasion, unit: sa.Row[Any], numbers: Sequence[int]) -> None:
    others = sa.and_(
        GROUPS.c.campaign_id == now.campaign_id,
        GROUPS.c.unit_id == unit.id,
        GROUPS.c.number.not_in(numbers),
    )
    signed = sa.select(GROUPS.c.name).join_from(LETTERS, GROUPS, GROUPS.c.id == LETTERS.c.group_id)
    names = now.connection.execute(signed.where(others)).scalars().all()
    if names:
        raise BadInput(f"{listed(names)}已签责任书，不能从{unit.name}的名单中去掉。请保留在名单里。")
    run(now.connection, GROUPS.delete().where(others))


def _write(now: Occasion, unit: sa.Row[Any], kind: str, groups: Sequence[Group]) -> None:
    mine = (GROUPS.c.campaign_id == now.campaign_id) & (GROUPS.c.unit_id == unit.id)
    known = set(now.connection.execute(sa.select(GROUPS.c.number).where(mine)).scalars())
    common = {"campaign_id": now.campaign_id, "unit_id": unit.id, "kind": kind}
    values = [
        {"name": one.name, "holder": one.holder, "assistant": one.assistant, "b_number": one.number}
        for one in groups
    ]
    changed = [row for row in values if row["b_number"] in known]
    if changed:
        update = GROUPS.update().where(mine, GROUPS.c.number == sa.bindparam("b_number"))
        now.connection.execute(update.values(kind=kind), changed)
    new = [one for one in groups if one.number not in known]
    if new:
        now.connection.execute(
            GROUPS.insert(),
            [
                {
                    **common,
                    "number": one.number,
                    "name": one.name,
                    "holder": one.holder,
                    "assistant": one.assistant,
                }
                for one in new
            ],
        )

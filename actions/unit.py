"""Which units does the hierarchy have?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from actions.desk import Desk
from actions.errors import BadInput, BadRows
from actions.permission import EVERYWHERE, Actor, permit
from actions.person import Imported
from actions.table import Line, read_table
from records import person as people
from records import unit as units
from records.database import in_transaction, reading
from records.unit import KINDS, UNITS, NewUnit

COLUMNS = ("code", "name", "kind", "parent_code")
CODE = re.compile(r"[0-9]{12}")
DEPARTMENT_CODE = re.compile(r"[0-9]{12}-[a-z][a-z-]*[a-z]")
LONGEST_CODE = 64

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that is in the database or, so far, in the file."""

    name: str
    kind: str
    parent_code: str | None


def import_units(
    desk: Desk, by: Actor, file: Path, *, skip_bad: bool = False, progress: Progress = lambda _: None
) -> Imported:
    """Import units; parents may stand anywhere in the file, or be in the database already.

    `progress` is told how many more have been added. Raises BadRows naming every bad row, and imports
    nothing, unless `skip_bad` (then what hangs below a bad row is left out too).
    """
    lines = read_table(file, COLUMNS)

    def work(connection: sa.Connection) -> Imported:
        permit(connection, by, "unit.import", EVERYWHERE)
        stored = _stored(connection)
        rows, problems = _sorted_out(lines, stored)
        if problems and not skip_bad:
            raise BadRows(str(file), [text for _, text in sorted(problems)])
        new = [row for row in rows if row.code not in stored]
        units.add(connection, new, progress)
        units.rename(
            connection,
            {row.code: row.name for row in rows if row.code in stored and stored[row.code].name != row.name},
        )
        people.seat(connection)
        return Imported(len(new), len(rows) - len(new), tuple(text for _, text in sorted(problems)))

    return in_transaction(desk.engine, work)


def list_units(desk: Desk) -> list[tuple[str, str, str]]:
    """(code, name, kind) of every unit, each below the one above it."""
    query = sa.select(UNITS.c.code, UNITS.c.name, UNITS.c.kind).order_by(UNITS.c.path)
    with reading(desk.engine) as connection:
        return [(row.code, row.name, row.kind) for row in connection.execute(query)]


def _stored(connection: sa.Connection) -> dict[str, Known]:
    parent = UNITS.alias("parent")
    query = sa.select(UNITS.c.code, UNITS.c.name, UNITS.c.kind, parent.c.code.label("parent_code"))
    joined = query.outerjoin_from(UNITS, parent, parent.c.id == UNITS.c.parent_id)
    return {row.code: Known(row.name, row.kind, row.parent_code) for row in connection.execute(joined)}


def _sorted_out(
    lines: list[Line], stored: Mapping[str, Known]
) -> tuple[list[NewUnit], list[tuple[int, str]]]:
    """The good rows with parents before children, and what is wrong with the others, by line."""
    problems: list[tuple[int, str]] = []
    rows: dict[str, tuple[int, NewUnit]] = {}
    for number, line in lines:
        try:
            row = _checked(line, stored)
            if row.code in rows:
                raise BadInput(f"代码 {row.code} 与第 {rows[row.code][0]} 行重复")
        except BadInput as problem:
            problems.append((number, f"第 {number} 行：{problem}"))
        else:
            rows[row.code] = (number, row)
    ordered = _parents_first(rows, stored, problems)
    return ordered, problems


def _parents_first(
    rows: dict[str, tuple[int, NewUnit]], stored: Mapping[str, Known], problems: list[tuple[int, str]]
) -> list[NewUnit]:
    """Rows whose parents are known, level by level; the rest hangs in the air or in a circle."""
    kinds = {code: known.kind for code, known in stored.items()}
    ordered: list[NewUnit] = []
    waiting = list(rows.values())
    while waiting:
        ready = [(n, row) for n, row in waiting if row.parent_code is None or row.parent_code in kinds]
        if not ready:
            problems += [(n, f"第 {n} 行：{_orphan(row, rows)}") for n, row in waiting]
            break
        placed = {row.code for _, row in ready}
        waiting = [(n, row) for n, row in waiting if row.code not in placed]
        for number, row in ready:
            parent_kind = kinds.get(row.parent_code or "")
            if parent_kind is not None and not _may_stand_below(row.kind, parent_kind):
                problems.append((number, f"第 {number} 行：{row.code}（{row.kind}）不能隶属于 {parent_kind}"))
            else:
                kinds[row.code] = row.kind
                ordered.append(row)
    return ordered


def _orphan(row: NewUnit, rows: Mapping[str, object]) -> str:
    if row.parent_code in rows:
        return f"{row.code} 的上级 {row.parent_code} 有误，或上下级互为循环"
    return f"{row.code} 的上级 {row.parent_code} 不存在，请补上该行或改正 parent_code"


def _may_stand_below(kind: str, parent_kind: str) -> bool:
    """Narrower below wider; a department below anything but a village or another department."""
    return KINDS.index(parent_kind) < KINDS.index("village") and KINDS.index(kind) > KINDS.index(parent_kind)


def _checked(line: Mapping[str, str], stored: Mapping[str, Known]) -> NewUnit:
    row = NewUnit(line["code"], line["name"], line["kind"], line["parent_code"] or None)
    if row.kind not in KINDS:
        raise BadInput(f"没有单位类型 {row.kind or '（空）'}，可选：{'、'.join(KINDS)}")
    _check_code(row)
    if not row.name or len(row.name) > 200 or not row.name.isprintable():
        raise BadInput(f"{row.code} 的名称为空、过长或含有不可见字符")
    known = stored.get(row.code)
    if known is not None and (known.kind, known.parent_code) != (row.kind, row.parent_code):
        raise BadInput(
            f"{row.code} 已存在（{known.kind}，上级 {known.parent_code or '无'}），"
            f"不能改为 {row.kind}、上级 {row.parent_code or '无'}"
        )
    return row


def _check_code(row: NewUnit) -> None:
    if row.kind != "department":
        if not CODE.fullmatch(row.code):
            raise BadInput(f"代码 {row.code or '（空）'} 应为 12 位数字（统计用区划代码）")
        if row.parent_code == row.code:
            raise BadInput(f"{row.code} 的上级不能是它自己")
        return
    if not DEPARTMENT_CODE.fullmatch(row.code) or len(row.code) > LONGEST_CODE:
        raise BadInput(
            f"部门代码 {row.code or '（空）'} 应为上级 12 位代码加后缀，如 410106004000-police，"
            f"最多 {LONGEST_CODE} 个字符"
        )
    if row.parent_code != row.code[:12]:
        raise BadInput(f"部门 {row.code} 的上级应为 {row.code[:12]}，而不是 {row.parent_code or '（空）'}")

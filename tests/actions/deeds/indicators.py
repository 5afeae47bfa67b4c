"""Targets and readings (二, 三.三.1)."""

from datetime import date
from pathlib import Path

from actions import reading, target
from actions.permission import Actor
from tests.actions.deeds import Deed
from tests.town import ZHUZHAI, Town


def import_one(town: Town, by: Actor, folder: Path) -> object:
    file = folder / "targets.csv"
    file.write_text(f"unit_code,indicator,eligible,target\n{ZHUZHAI},coverage,100,\n", encoding="utf-8")
    return target.import_targets(town.desk, by, file)


DEEDS: dict[str, Deed] = {
    "target.set": import_one,
    "reading.report": lambda town, by, _: reading.report(
        town.desk, by, ZHUZHAI, "coverage", 10, date(2012, 4, 23)
    ),
    "reading.correct": lambda town, by, _: reading.correct(town.desk, by, 1, 9, "重复统计"),
}

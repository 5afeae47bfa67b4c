"""Targets and readings, as tests tell of them: `targets(town, coverage=100)`, `report(town, ZHUZHAI, 97)`."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from actions.indicator import Standing, read_progress
from actions.permission import CONSOLE
from actions.reading import report as report_reading
from actions.target import TargetListed, TargetsImported, import_targets, list_targets
from states.roles import Role
from tests.town import VILLAGES, ZHUZHAI, Town

HEADER = "unit_code,indicator,eligible,target"


def import_rows(town: Town, *rows: str, header: str = HEADER) -> TargetsImported:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "targets.csv"
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
        return import_targets(town.desk, CONSOLE, file)


def targets(town: Town, units: Sequence[str] = VILLAGES, **eligible: int) -> None:
    """Give villages numbers of eligible people; the plan's own rates count."""
    import_rows(town, *(f"{unit},{key},{people}," for unit in units for key, people in eligible.items()))


def target(town: Town, unit: str, **eligible: int) -> None:
    targets(town, (unit,), **eligible)


def report(town: Town, unit: str, count: int, indicator: str = "coverage", on: str | None = None) -> int:
    """The village's head reports."""
    day = date.fromisoformat(on) if on else None
    head = town.who(Role.VILLAGE_HEAD, unit)
    return report_reading(town.desk, head, unit, indicator, count, day)


def stored(town: Town, unit: str = ZHUZHAI, indicator: str = "coverage") -> TargetListed:
    return next(one for one in list_targets(town.desk, None, unit) if one.indicator == indicator)


def standing(town: Town, unit: str = ZHUZHAI, indicator: str = "coverage") -> Standing:
    progress = read_progress(town.desk, None, unit)
    return next(one for one in progress.villages if one.indicator.key == indicator)

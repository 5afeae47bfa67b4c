"""The files that are measured: a country as several days find it, made once and copied for each round."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from actions.check import check_deadlines
from actions.desk import Desk
from benchmarks.calm_plan import MOVE, OPENING, OVERDUE, QUIET, REMINDER, calm_plan, morning
from benchmarks.country import found, issued
from benchmarks.timing import timed
from records.clock import FixedClock
from records.database import open_engine

BEFORE_OVERDUE = date(2012, 6, 8)
DAYS = (MOVE, QUIET, OPENING, REMINDER, BEFORE_OVERDUE, OVERDUE)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Nation:
    """A folder with a file for each measured day, as that day's check finds it."""

    folder: Path
    villages: int
    founded_s: float
    started_s: float

    def on(self, day: date) -> Path:
        """The file of a day; not to be written to."""
        return self.folder / f"{day}.sqlite"

    def copy(self, day: date) -> Path:
        """A copy of it that may be."""
        to = self.folder / "copy.sqlite"
        for rest in self.folder.glob("copy.sqlite*"):
            rest.unlink()
        shutil.copyfile(self.on(day), to)
        with to.open("rb+") as copied:
            os.fsync(copied.fileno())  # or the first to commit waits until the copy is on the disk
        return to


def make(folder: Path, villages: int, say: Say = lambda _: None) -> Nation:
    """Found a country, issue the plan to it and let the days pass, keeping each that is measured."""
    file = folder / "nation.sqlite"
    say(f"{villages} villages")
    founded, founded_s = timed(lambda: found(file, villages))
    _, started_s = timed(lambda: issued(founded, calm_plan()))
    founded.engine.dispose()
    for day in DAYS:
        shutil.copyfile(file, folder / f"{day}.sqlite")
        check(file, day)
        say(f"{villages} villages, {day}")
    file.unlink()
    return Nation(folder, villages, founded_s, started_s)


def check(address: Path | str, day: date) -> float:
    """Check a country on a day; the seconds that it took."""
    desk = open_desk(address, day)
    _, took = timed(lambda: check_deadlines(desk))
    desk.engine.dispose()
    return took


def open_desk(address: Path | str, day: date) -> Desk:
    """A desk at eight in the morning of a day."""
    return Desk(open_engine(str(address)), FixedClock(morning(day)))

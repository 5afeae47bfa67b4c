"""What does the country look like on the eve of 11 June 2012?

Every check from the issue to the last one before the self-inspection was due has run, so that on the
11th the self-inspection alone speaks of the villages: nobody has done anything.
"""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from actions.check import check_deadlines
from benchmarks.country import SHANGHAI, found, issued

FIRST_DAY = date(2012, 4, 23)
LAST_DAY = date(2012, 6, 8)
CHECK_AT = datetime(2012, 6, 11, 8, tzinfo=SHANGHAI)


def build(file: Path, villages: int) -> Path:
    """A database file with that many villages, as 11 June finds it."""
    desk = found(file, villages)
    issued(desk)
    for number in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=number)
        check_deadlines(desk.at(datetime(day.year, day.month, day.day, 8, tzinfo=SHANGHAI)))
    desk.engine.dispose()
    return file


def copied(file: Path, to: Path) -> Path:
    """A copy of a database file, with what still stands in its write-ahead log."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    return to

"""Measure, and write docs/performance.md: `make bench`, or `python -m benchmarks 1000 10000`."""

import os
import platform
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from actions.check import check_deadlines
from actions.desk import Desk
from actions.permission import CONSOLE
from actions.task import submit
from benchmarks.country import SHANGHAI, found, issued

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
SIZES = (1_000, 10_000)
FIRST_VILLAGES = 20


def main(sizes: tuple[int, ...]) -> str:
    """Measure each size; the page."""
    measured: dict[str, dict[int, float]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for what, seconds in measure(found(Path(folder) / "country.sqlite", size)).items():
                measured.setdefault(what, {})[size] = seconds
    return page(measured, sizes)


def measure(desk: Desk) -> dict[str, float]:
    """Seconds of each thing that is measured, inside the process."""
    times = {"issue (10 tasks a village)": timed(lambda: issued(desk))}
    # June with its checks, so that on the 11th only the self-inspection speaks of the villages.
    for day in (4, 5, 6, 7, 8):
        check_deadlines(desk.at(morning(date(2012, 6, day))))
    times["check of 11 June when nobody has done anything (ten notices a village)"] = timed(
        lambda: check_deadlines(desk.at(morning(date(2012, 6, 11))))
    )
    quiet = desk.at(morning(date(2012, 6, 11)))
    times["check with nothing left to say"] = statistics.median(
        timed(lambda: check_deadlines(quiet)) for _ in range(7)
    )
    afternoon = desk.at(datetime(2012, 6, 11, 15, tzinfo=SHANGHAI))
    villages = [f"410000001{number:03d}" for number in range(1, FIRST_VILLAGES + 1)]
    times["one village submits a task (median)"] = statistics.median(
        timed(lambda code=code: submit(afternoon, CONSOLE, code, "self-inspection")) for code in villages
    )
    return times


def page(measured: dict[str, dict[int, float]], sizes: tuple[int, ...]) -> str:
    growth = f"growth for {sizes[-1] // sizes[0]} × the villages" if len(sizes) > 1 else "growth"
    lines = [
        "# Performance",
        "",
        "<!-- Written by `make bench`. -->",
        "",
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; inside the process, {datetime.now(SHANGHAI):%Y-%m-%d}.",
        "",
        f"| what | {' | '.join(f'{size:,} villages'.replace(',', ' ') for size in sizes)} | {growth} |",
        "|" + " --- |" * (len(sizes) + 2),
    ]
    for what, seconds in measured.items():
        cells = " | ".join(f"{seconds[size] * 1000:,.1f} ms".replace(",", " ") for size in sizes)
        lines.append(f"| {what} | {cells} | {seconds[sizes[-1]] / seconds[sizes[0]]:.1f} × |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines += ["", f"Peak memory of the run: {peak:.0f} MB.", ""]
    return "\n".join(lines)


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=SHANGHAI)


if __name__ == "__main__":
    PAGE.write_text(main(tuple(int(size) for size in sys.argv[1:]) or SIZES), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))

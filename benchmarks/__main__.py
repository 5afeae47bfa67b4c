"""Measure, and write docs/performance.md.

make bench                          # everything, with the nation: most of an hour on two processors
python -m benchmarks --only sizes   # one part; what was measured before in the same folder is kept
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import country, report
from benchmarks.calm_plan import MOVE, OVERDUE, QUIET, REMINDER
from benchmarks.hand_written import run
from benchmarks.nation import Nation, make
from benchmarks.peers.run import PEERS, measure
from benchmarks.server import NationOnServer, served
from benchmarks.timing import in_a_process, percentile
from benchmarks.workers import sweep_with

SIZES = (1_000, 10_000, 100_000, country.NATION)
DISTRICT = 64
ROUNDS, ROUNDS_OF_WORKERS, STARTS = 3, 2, 5
LOOKING_SECONDS = 20
OPEN_BOARDS = 200
NOTICES = 10_000
CONNECTIONS = (1, 4)
SUBMISSIONS = {"idle": 300, "during": 5_000}
SWEEPS = {
    "a phase move of all, with history": MOVE,
    "one reminder for each village": REMINDER,
    "the first rung for each village: two notices, a climb, history": OVERDUE,
}
PEERS_PYTHON = Path(".venv-peers/bin/python")

Json = dict[str, Any]


class Bench:
    """One run: what is measured is written down part by part, so that a part may be measured again."""

    def __init__(self, folder: Path, sizes: Sequence[int], rounds: int) -> None:
        self.folder, self.sizes, self.rounds = folder, sizes, rounds

    @property
    def parts(self) -> dict[str, Callable[[], Any]]:
        return {
            "machine": report.machine,
            "sizes": self.measure_sizes,
            "waits": self.measure_waits,
            "serve": self.measure_serve,
            "pages": self.measure_pages,
            "mail": self.measure_mail,
            "peers": self.measure_peers,
            "server": self.measure_server,
        }

    def measure(self, names: Sequence[str]) -> Json:
        """Measure these parts; all that is known by now."""
        for name in names:
            say(name)
            self.keep(name, self.parts[name]())
        known = {name: self.folder / f"{name}.json" for name in (*self.parts, "workers")}
        texts = {name: file.read_text(encoding="utf-8") for name, file in known.items() if file.exists()}
        return {name: json.loads(text) for name, text in texts.items()}

    def keep(self, name: str, what: Any) -> None:
        text = json.dumps(what, ensure_ascii=False, indent=1)
        (self.folder / f"{name}.json").write_text(text, encoding="utf-8")

    def nation(self, villages: int) -> Nation:
        """The files of a size; made once in a folder."""
        folder = self.folder / str(villages)
        known = folder / "made.json"
        if not known.exists():
            folder.mkdir(exist_ok=True)
            made = make(folder, villages, say)
            known.write_text(json.dumps([made.founded_s, made.started_s]), encoding="utf-8")
        return Nation(folder, villages, *json.loads(known.read_text(encoding="utf-8")))

    def measure_sizes(self) -> list[Json]:
        measured: list[Json] = []
        for villages in self.sizes:
            measured.append(self._size(self.nation(villages)))
            self.keep("sizes", measured)
        return measured

    def _size(self, nation: Nation) -> Json:
        return {
            "villages": nation.villages,
            "founded_s": nation.founded_s,
            "started_s": nation.started_s,
            "quiet_s": in_a_process("quiet", nation.copy(QUIET), QUIET),
            "sweeps": {title: self._sweep(nation, day) for title, day in SWEEPS.items()},
        }

    def _sweep(self, nation: Nation, day: date) -> Json:
        """Ours and the one by hand in turn."""
        ours, by_hand = [], []
        for _ in range(self.rounds):
            ours.append(in_a_process("sweep", nation.copy(day), day))
            by_hand.append(run(nation.copy(day), day))
            took = f"{ours[-1]['seconds']:.2f} s, by hand {by_hand[-1]:.2f} s"
            say(f"{nation.villages} villages, {day}: {took}")
        return {
            "ours_s": [one["seconds"] for one in ours],
            "peak_mb": [one["peak_mb"] for one in ours],
            "by_hand_s": by_hand,
        }

    def measure_waits(self) -> Json:
        nation = self.nation(self.sizes[-1])
        return waits_at(lambda: str(nation.copy(OVERDUE)))

    def measure_serve(self) -> Json:
        file = self.nation(DISTRICT).copy(OVERDUE)
        starts = [in_a_process("serve", file) for _ in range(STARTS)]
        return {name: [one[name] for one in starts] for name in starts[0]}

    def measure_pages(self) -> Json:
        """The board of a district while fifty look a second, left open by many, and the board of all."""
        district = self.nation(DISTRICT).copy(OVERDUE)
        small = self.sizes[-1] < DISTRICT  # a trial run, which is to show only that all goes well
        return {
            "district": in_a_process("pages", district, 1 if small else LOOKING_SECONDS),
            "live": in_a_process("live", district, 5 if small else OPEN_BOARDS),
            "villages": self.sizes[-1],
            "nation": in_a_process("pages", self.nation(self.sizes[-1]).copy(OVERDUE), 0, "nation"),
        }

    def measure_mail(self) -> Json:
        """Through the whole path with some connections, and the bare loop, in turn."""
        notices = min(NOTICES, 20 * self.sizes[-1])
        ways = {"bare": (1, "bare"), **{f"{number}": (number,) for number in CONNECTIONS}}
        found: dict[str, list[Json]] = {name: [] for name in ways}
        for _ in range(self.rounds):
            for name, given in ways.items():
                found[name].append(in_a_process("mail", notices, *given))
                say(f"mail, {name}: {notices / found[name][-1]['seconds']:.0f} a second")
        return {"notices": notices, "runs": found}

    def measure_peers(self) -> list[Json]:
        """Without an environment of their own, only the peer that duban's has all for."""
        installed = PEERS_PYTHON.exists()
        python = PEERS_PYTHON.absolute() if installed else Path(sys.executable)
        names = PEERS if installed else {"row_by_row": PEERS["row_by_row"]}
        few = {name: min(count, self.sizes[-1] // 2) for name, count in names.items()}
        return [asdict(result) for result in measure(self.nation(self.sizes[-1]).on(OVERDUE), python, few)]

    def measure_server(self) -> Json:
        """PostgreSQL; the workers too, since the country is there."""
        with served(self.sizes[-1], say) as nation:
            measured = {
                "villages": nation.villages,
                "founded_s": nation.founded_s,
                "started_s": nation.started_s,
                "checks_s": nation.checks_s,
                "waits": waits_at(nation.copy),
            }
            self.keep("server", measured)
            self.keep("workers", self._workers(nation))
        return measured

    def _workers(self, nation: NationOnServer) -> Json:
        one: list[float] = []
        two: list[float] = []
        for _ in range(min(self.rounds, ROUNDS_OF_WORKERS)):
            for workers, taken in ((1, one), (2, two)):
                taken.append(sweep_with(nation, workers, self.folder / "cluster"))
                say(f"{workers} workers: {taken[-1]:.1f} s")
        return {"villages": nation.villages, "one_s": one, "two_s": two}


def waits_at(copy: Callable[[], str]) -> Json:
    """How long a submission takes, idle and during a sweep."""
    found = {}
    for mode, submissions in SUBMISSIONS.items():
        waits = in_a_process("submit", copy(), submissions, *(["sweep"] if mode == "during" else []))
        p50, p99 = percentile(waits, 50), percentile(waits, 99)
        found[mode] = {"p50_s": p50, "p99_s": p99, "most_s": max(waits), "submissions": len(waits)}
        say(f"submissions, {mode}: {found[mode]}")
    return found


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where files and figures are kept; else they are deleted")
    parser.add_argument("--docs", type=Path, default=report.DOCS, help="where the page is written")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many villages, ascending")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--only", nargs="+", help="parts to measure: machine sizes waits serve pages peers server"
    )
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder, given.sizes, given.rounds)
        print(report.write(bench.measure(given.only or list(bench.parts)), given.docs).read_text("utf-8"))


if __name__ == "__main__":
    main()

"""The scripts run, and what duban is compared with does the same work. No test asks how long they take."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.calm_plan import MOVE, OVERDUE, REMINDER
from benchmarks.hand_written import run
from benchmarks.nation import Nation, check, make
from benchmarks.timing import ROOT
from records.database import open_engine
from tests.same import differences

SMALL = ["--sizes", "30", "60", "--rounds", "1"]
SECTIONS = (
    "A sweep of 60 villages",
    "How the cost grows",
    "Against the usual ways",
    "One village head",
    "serve",
    "The board",
    "notices by mail",
)


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    return make(tmp_path_factory.mktemp("nation"), 40)


def bench(folder: Path, *parts: str) -> str:
    """The page that the benchmarks write when they measure these parts of a small country."""
    command = [sys.executable, "-m", "benchmarks", *SMALL, "--folder", str(folder), "--docs", str(folder)]
    done = subprocess.run([*command, "--only", *parts], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "performance.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_benchmarks_run_and_write_their_page(tmp_path: Path) -> None:
    page = bench(tmp_path, "machine", "sizes", "waits", "serve", "pages", "mail", "peers")
    assert all(section in page for section in SECTIONS)
    assert "<svg" in (tmp_path / "growth.svg").read_text(encoding="utf-8")


@pytest.mark.system
@pytest.mark.timeout(1200)
def test_those_of_postgresql_and_the_cluster_run_too(tmp_path: Path) -> None:
    page = bench(tmp_path, "machine", "sizes", "waits", "serve", "server")
    assert "PostgreSQL, during the same sweep" in page
    assert "Two workers against one" in page


@pytest.mark.parametrize("day", [MOVE, REMINDER, OVERDUE])
def test_the_sql_by_hand_leaves_the_rows_of_a_check(nation: Nation, tmp_path: Path, day: date) -> None:
    ours, by_hand = tmp_path / "ours.sqlite", tmp_path / "by_hand.sqlite"
    for file in (ours, by_hand):
        file.write_bytes(nation.on(day).read_bytes())
    check(ours, day)
    run(by_hand, day)
    one, other = open_engine(str(ours)), open_engine(str(by_hand))
    found = differences(one, other)
    assert set(found) == {"check_run"}, "a check is remembered; nothing else differs"
    one.dispose()
    other.dispose()

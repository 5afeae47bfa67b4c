"""How does duban's check compare with the usual ways? Measure the peers, each on a copy of one file.

make peers-env
python -m benchmarks.peers.run --python .venv-peers/bin/python            # build a country, and measure
python -m benchmarks.peers.run --python .venv-peers/bin/python --verify   # … and compare what they leave
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers.eve import build, copied
from benchmarks.peers.sameness import differences
from benchmarks.peers.telling import PeerResult, told

ROOT = Path(__file__).parents[2]

PEERS: Mapping[str, int] = {"row_by_row": 2_000, "spiff": 1_000, "dbos_workflows": 200, "prefect_runs": 5}
"""The peers' scripts, and how many villages are enough to measure each."""

DUBAN = "set_wise"
IN_THE_COUNTRY = 3_000
GIVE_UP_AFTER_S = 3_600


def measure(file: Path, python: Path, villages: Mapping[str, int]) -> list[PeerResult]:
    """What each peer takes that is named in `villages`, with the number of villages that it sweeps.

    `file` is a database as `eve.build` leaves it, and stays as it is; `python` is the interpreter of an
    environment that has the peers' libraries. A few villages more than asked for must be due. With
    `set_wise` duban itself is measured in the same way.
    """
    return [result for _, result, _ in _measured(file, python, villages)]


def verify(file: Path, python: Path, villages: Mapping[str, int]) -> dict[str, list[str]]:
    """By peer, what it leaves otherwise than duban; nothing if it does the same work."""
    found = {}
    for name, result, left in _measured(file, python, villages):
        with tempfile.TemporaryDirectory() as folder:
            moved = result.move_ms_per_village is not None
            found[name] = differences(file, left, Path(folder), moved=moved)
    return found


def _measured(
    file: Path, python: Path, villages: Mapping[str, int]
) -> Iterator[tuple[str, PeerResult, Path]]:
    """Each peer with its result and the file that it has left, which is gone at the next one's turn."""
    for name, count in villages.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = copied(file, Path(folder) / f"{name}.sqlite")
            yield name, _run(name, python, copy, count), copy


def _run(name: str, python: Path, file: Path, villages: int) -> PeerResult:
    """Let one script sweep the file; raises RuntimeError with what it said when it fails."""
    command = [str(python), "-m", f"benchmarks.peers.{name}", str(file), "--villages", str(villages)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=GIVE_UP_AFTER_S
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr[-4000:]}")
    return told(done.stdout.strip().splitlines()[-1])


@contextmanager
def _country(file: Path | None, villages: int) -> Iterator[Path]:
    """The given file, or a country made for the occasion."""
    if file is not None:
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        yield build(Path(folder) / "eve.sqlite", villages)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("peers", nargs="*", help="which; if none are named, all (and duban, for the times)")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="of the peers' environment")
    parser.add_argument("--file", type=Path, help="a database as `eve` leaves it")
    parser.add_argument(
        "--country", type=int, default=IN_THE_COUNTRY, help="villages, where no file is given"
    )
    parser.add_argument("--villages", type=int, help="how many each peer sweeps")
    parser.add_argument(
        "--verify", action="store_true", help="compare the rows that they leave, not the time"
    )
    given = parser.parse_args()
    names = given.peers or ([*PEERS] if given.verify else [DUBAN, *PEERS])
    villages = {name: given.villages or PEERS.get(name, 1) for name in names}
    with _country(given.file, given.country) as file:
        return (_say_same if given.verify else _say_times)(file, given.python, villages)


def _say_times(file: Path, python: Path, villages: Mapping[str, int]) -> int:
    for result in measure(file, python, villages):
        moving = result.move_ms_per_village
        print(
            f"{result.peer:36} {result.version:36} {result.villages:7} villages  "
            f"sweep {result.sweep_ms_per_village:10.4f} ms  "
            f"move {'      –' if moving is None else f'{moving:7.4f} ms'}"
        )
    return 0


def _say_same(file: Path, python: Path, villages: Mapping[str, int]) -> int:
    found = verify(file, python, villages)
    for name, unlike in found.items():
        print(f"{name:16} {'leaves the same rows' if not unlike else '; '.join(unlike)}")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())

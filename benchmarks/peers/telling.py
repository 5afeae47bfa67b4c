"""How does a peer's script say how long it took?"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PeerResult:
    """What one peer took for each village: the sweep of 11 June, and a move of the village's own.

    `villages` are those that were measured. None: the peer was not asked to move any.
    """

    peer: str
    version: str
    villages: int
    sweep_ms_per_village: float
    move_ms_per_village: float | None


@dataclass(frozen=True, slots=True)
class Order:
    """What a script is asked for; it handles a few villages besides, before the clock runs."""

    file: Path
    villages: int


def order(question: str) -> Order:
    """The script's arguments."""
    parser = argparse.ArgumentParser(description=question)
    parser.add_argument("file", type=Path, help="a database file that `eve` has built; it is changed")
    parser.add_argument("--villages", type=int, required=True, help="how many are measured")
    given = parser.parse_args()
    return Order(given.file, given.villages)


def version_of(*distributions: str) -> str:
    """`transitions 0.9.3, sqlmodel 0.0.50`."""
    return ", ".join(f"{name} {version(name)}" for name in distributions)


def timed(work: Callable[[Sequence[int]], object], ids: Sequence[int], warm_up: int) -> tuple[int, float]:
    """How many were measured, and the milliseconds that each took; the first few are not measured."""
    work(ids[:warm_up])
    begun = time.perf_counter()
    work(ids[warm_up:])
    seconds = time.perf_counter() - begun
    measured = len(ids) - warm_up
    if measured < 1:
        raise SystemExit(f"Only {len(ids)} villages are due, and the first {warm_up} are not measured.")
    return measured, seconds * 1000 / measured


def tell(result: PeerResult) -> None:
    """One line of JSON."""
    print(json.dumps(asdict(result)), flush=True)


def told(line: str) -> PeerResult:
    """The result that a line of JSON tells."""
    return PeerResult(**json.loads(line))

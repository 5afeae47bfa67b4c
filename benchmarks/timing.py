"""How is something measured: seconds, their median and spread, the peak of a process's memory?"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Spread:
    """Several measurements of one thing, in its unit."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        return min(self.values)

    @property
    def most(self) -> float:
        return max(self.values)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What `work` answers, and the seconds that it took."""
    begun = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begun


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Of rounds that were run in turn: ours to theirs, round by round."""
    return Spread(tuple(one / other for one, other in zip(ours, theirs, strict=True)))


def percentile(values: Sequence[float], per_cent: float) -> float:
    """The value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * per_cent / 100))]


def peak_mb() -> float:
    """The most memory that this process has had, in MB.

    The kernel's word for it: what `getrusage` tells begins with the peak of the parent.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def in_a_process(module: str, *arguments: object) -> Any:
    """What a module of the benchmarks prints as JSON, run in a process of its own; raises if it fails."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *(str(one) for one in arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])

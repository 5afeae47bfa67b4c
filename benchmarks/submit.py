"""How long does one village head wait who submits a task, while nothing else goes on, and during a sweep?

python -m benchmarks.submit ADDRESS SUBMISSIONS [sweep]

With `sweep` another process checks the country meanwhile, and submissions go on until it has ended.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa

from actions.desk import Desk
from actions.permission import CONSOLE
from actions.task import submit
from benchmarks.calm_plan import OVERDUE, SELF_INSPECTION
from benchmarks.nation import open_desk
from benchmarks.timing import ROOT, timed
from records.task import TASKS
from records.unit import UNITS

WARM_UP = 20
A_BREATH_SECONDS = 0.01


def villages(desk: Desk) -> Iterator[str]:
    """Villages from all over the country that owe the self-inspection, in an order that jumps."""
    with desk.engine.connect() as connection:
        open_ones = (TASKS.c.kind == SELF_INSPECTION) & (TASKS.c.state == "open")
        query = (
            sa.select(UNITS.c.code).join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id).where(open_ones)
        )
        codes = list(connection.execute(query.order_by(TASKS.c.id)).scalars())
    step = 7919  # a prime, so that every village comes once
    yield from (codes[number * step % len(codes)] for number in range(len(codes)))


def wait_of(desk: Desk, code: str) -> float:
    """The seconds that one submission takes."""
    return timed(lambda: submit(desk, CONSOLE, code, SELF_INSPECTION))[1]


def warmed_up(address: str) -> tuple[Desk, Iterator[str]]:
    """A desk at which some villages have submitted, and those that have not."""
    desk = open_desk(address, OVERDUE)
    codes = villages(desk)
    for code in islice(codes, WARM_UP):
        wait_of(desk, code)
    return desk, codes


def idle(address: str, submissions: int) -> list[float]:
    desk, codes = warmed_up(address)
    return [wait_of(desk, code) for code in islice(codes, submissions)]


def during_a_sweep(address: str, submissions: int) -> list[float]:
    """At most so many, while a check of all others goes on."""
    desk, codes = warmed_up(address)
    sweep = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sweep", address, str(OVERDUE)], cwd=ROOT, stdout=subprocess.PIPE
    )
    waits: list[float] = []
    time.sleep(2)  # until the sweep has imported what it needs
    for code in islice(codes, submissions):
        waits.append(wait_of(desk, code))
        time.sleep(A_BREATH_SECONDS)
        if sweep.poll() is not None:
            break
    sweep.communicate()
    if sweep.returncode:
        raise RuntimeError("the sweep failed")
    return waits


if __name__ == "__main__":
    address, count = sys.argv[1], int(sys.argv[2])
    measured = during_a_sweep if sys.argv[3:] == ["sweep"] else idle
    print(json.dumps(measured(address, count)))

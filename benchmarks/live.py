"""What do many open boards cost, and how soon does each show what has just happened?

python -m benchmarks.live FILE BOARDS

Each board is loaded, listens, and is loaded again when it is told to, as the page's script does it.
"""

import asyncio
import json
import random
import sys
import time

import httpx

from actions.comment import comment
from actions.open import open_desk
from actions.permission import CONSOLE
from actions.unit import list_units
from benchmarks.served import Served, served
from web.door import SESSION

BOARD, LIVE = "/?unit=all", "/live"
QUIET_S = 3.0
"""After the jobs that catch up at the start, until nothing is told any more."""

ROUNDS = 5
GIVE_UP_AFTER_S = 60.0


class Boards:
    """So many open boards; `seen` has the second at which each showed a change."""

    def __init__(self, client: httpx.AsyncClient, number: int) -> None:
        self.client, self.number = client, number
        self.seen: list[float] = []
        self.listening = 0
        self.told_at = time.perf_counter()

    async def open_all(self) -> list[asyncio.Task[None]]:
        """Open every board, and wait until it listens and nothing more is told."""
        boards = [asyncio.create_task(self._board()) for _ in range(self.number)]
        while self.listening < self.number or time.perf_counter() - self.told_at < QUIET_S:
            await asyncio.sleep(0.1)
        return boards

    async def all_have_seen(self) -> float:
        """The seconds until the last board shows what has happened now."""
        begun = time.perf_counter()
        self.seen.clear()
        while len(self.seen) < self.number:
            if time.perf_counter() - begun > GIVE_UP_AFTER_S:
                raise RuntimeError(f"only {len(self.seen)} of {self.number} boards were told")
            await asyncio.sleep(0.01)
        return max(self.seen) - begun

    async def _board(self) -> None:
        await self._look()
        async with self.client.stream("GET", LIVE) as events:
            events.raise_for_status()
            first = True
            async for line in events.aiter_lines():
                if not line.startswith("data: "):
                    continue
                self.told_at = time.perf_counter()
                self.listening += first
                if not first:
                    await asyncio.sleep(random.random() * json.loads(line[6:])["spread"] / 1000)
                    await self._look()
                    self.seen.append(time.perf_counter())
                first = False

    async def _look(self) -> None:
        (await self.client.get(BOARD)).raise_for_status()


async def measure(one: Served, file: str, number: int) -> dict[str, float]:
    """Memory without boards and with so many, and how long a change takes to the last of them."""
    limits = httpx.Limits(max_connections=None)
    cookies = {SESSION: one.session}
    async with httpx.AsyncClient(base_url=one.url, cookies=cookies, limits=limits, timeout=None) as client:
        await client.get(BOARD)
        before = one.resident_mb()
        boards = Boards(client, number)
        tasks = await boards.open_all()
        took = [await _change(boards, file) for _ in range(ROUNDS)]
        after = one.resident_mb()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return {"boards": number, "before_mb": before, "more_mb": after - before, "shown_s": max(took)}


async def _change(boards: Boards, file: str) -> float:
    """Something happens in the campaign; the seconds until the last board shows it."""
    await asyncio.to_thread(_say_something, file)
    took = await boards.all_have_seen()
    await asyncio.sleep(1.0)
    return took


def _say_something(file: str) -> None:
    desk = open_desk(f"sqlite:///{file}")
    village = next(code for code, _, kind in list_units(desk) if kind == "village")
    comment(desk, CONSOLE, village, "请按期办结。")
    desk.engine.dispose()


def main(file: str, number: int) -> dict[str, float]:
    with served(file) as one:
        return asyncio.run(measure(one, file, number))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))

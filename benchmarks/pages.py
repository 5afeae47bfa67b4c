"""How fast is the board while many look at it, how heavy is a first look, and how does it do with a nation?

python -m benchmarks.pages FILE SECONDS [nation]

Requests come at a fixed rate whether or not the earlier ones have been answered, as people do.
"""

import asyncio
import gzip
import json
import re
import sys
import time

import httpx

from benchmarks.served import Served, served
from benchmarks.timing import percentile
from web.door import SESSION

A_SECOND = 50
BOARD = "/?unit=all"
LOOKS_AT_A_NATION = 30
QUIET_S, FAST_S, AT_MOST_S = 3.0, 0.05, 20.0
LOADED = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


async def at_a_rate(one: Served, seconds: float) -> list[float]:
    """The seconds that each answer took, at 50 requests a second for so long."""
    limits = httpx.Limits(max_connections=A_SECOND)
    async with httpx.AsyncClient(
        base_url=one.url, cookies={SESSION: one.session}, limits=limits, timeout=30
    ) as client:
        begun = time.perf_counter()
        waiting = []
        for number in range(int(seconds * A_SECOND)):
            await asyncio.sleep(max(0.0, begun + number / A_SECOND - time.perf_counter()))
            waiting.append(asyncio.create_task(_look(client, begun + number / A_SECOND)))
        return await asyncio.gather(*waiting)


async def _look(client: httpx.AsyncClient, due: float) -> float:
    """How long after it was due a look was answered."""
    (await client.get(BOARD)).raise_for_status()
    return time.perf_counter() - due


def settle(one: Served) -> None:
    """Wait for the jobs that catch up after a start: until the board has come quickly for three seconds."""
    started = since = time.perf_counter()
    while time.perf_counter() - since < QUIET_S and time.perf_counter() - started < AT_MOST_S:
        begun = time.perf_counter()
        one.get(BOARD)
        if time.perf_counter() - begun > FAST_S:
            since = time.perf_counter()
        time.sleep(0.1)


def drawn_anew(one: Served) -> list[float]:
    """The seconds of looks at the board of all, each of which has to be drawn: no two ask for the same."""
    looks = []
    for number in range(LOOKS_AT_A_NATION):
        begun = time.perf_counter()
        one.get(f"/?q={number}")
        looks.append(time.perf_counter() - begun)
    return looks


def weight(one: Served) -> tuple[int, int]:
    """(bytes over the wire, requests) of a first look at the board with an empty cache."""
    headers = {"Accept-Encoding": "gzip"}
    with httpx.Client(base_url=one.url, cookies={SESSION: one.session}, headers=headers) as client:
        with client.stream("GET", BOARD) as page:
            raw = b"".join(page.iter_raw())
            body = gzip.decompress(raw) if page.headers.get("content-encoding") == "gzip" else raw
        total, files = len(raw), set(LOADED.findall(body))
        for file in files:
            with client.stream("GET", file.decode().replace("&amp;", "&")) as answer:
                total += len(b"".join(answer.iter_raw()))
    return total, 1 + len(files)


def main(file: str, seconds: float, *, nation: bool) -> dict[str, float]:
    with served(file) as one:
        if nation:
            one.get("/")
            looks = drawn_anew(one)
            return {"median_s": percentile(looks, 50), "most_s": max(looks)}
        settle(one)
        took = asyncio.run(at_a_rate(one, seconds))
        heavy, requests = weight(one)
    p50, p99 = percentile(took, 50), percentile(took, 99)
    return {
        "p50_s": p50,
        "p99_s": p99,
        "most_s": max(took),
        "looks": len(took),
        "bytes": heavy,
        "requests": requests,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], float(sys.argv[2]), nation=sys.argv[3:] == ["nation"])))

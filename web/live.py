"""How does an open page learn that something in its campaign has changed?

The browser listens (server-sent events) and looks again when it is told to. While anybody listens, one
task for the whole process looks at the database twice a second; when nobody does, nothing runs.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from actions.change import last_change
from actions.desk import Desk
from web.face import PageHere, SceneHere, mark_text
from web.sight import Somewhere

PLACE = "/live"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """All in seconds. `looks_every`: how often the database is looked at while anybody listens.

    `beats_every`: after so long something is said although nothing has changed, so that nobody on the way
    hangs up. `holds_for`: after so long the browser has to come again, through the door, since its session
    may have ended.
    """

    looks_every: float = 0.5
    beats_every: float = 20.0
    holds_for: float = 600.0


USUAL = Rhythm()

A_LISTENER_TAKES = 15
"""Milliseconds by which each listener spreads the looks that follow a change: they shall not come at once."""

SPREAD_AT_MOST = 3_000

router = APIRouter()


@dataclass
class Watched:
    """A campaign that somebody listens to; `changed` is set, and replaced, when its mark has moved."""

    mark: str
    listeners: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    @property
    def news(self) -> str:
        """What is said to every listener: the mark, and over how long to spread (milliseconds)."""
        spread = min(self.listeners * A_LISTENER_TAKES, SPREAD_AT_MOST)
        return f"data: {json.dumps({'mark': self.mark, 'spread': spread})}\n\n"


class Live:
    """Tells all who listen. `turn`, if there is one, is taken for each look at the database."""

    def __init__(
        self, desk: Desk, turn: AbstractAsyncContextManager[Any] | None = None, rhythm: Rhythm = USUAL
    ) -> None:
        self.desk, self.turn, self.rhythm = desk, turn or nullcontext(), rhythm
        self.watched: dict[int, Watched] = {}
        self.looking: asyncio.Task[None] | None = None
        self.closed = False

    def close(self) -> None:
        """Nobody is listened to any more: the server stops, and what is open must end."""
        self.closed = True
        for watched in self.watched.values():
            watched.wake()

    async def listen(self, campaign_id: int) -> AsyncGenerator[str, None]:
        """The events of one listener: the mark at once, and each time that it has moved."""
        watched = await self._watch(campaign_id)
        watched.listeners += 1
        try:
            async for news in self._told(watched):
                yield news
        finally:
            watched.listeners -= 1
            if not watched.listeners:
                self.watched.pop(campaign_id, None)

    async def _told(self, watched: Watched) -> AsyncGenerator[str, None]:
        clock = asyncio.get_running_loop()
        until, told = clock.time() + self.rhythm.holds_for, ""
        while True:
            changed = watched.changed
            yield watched.news if watched.mark != told else ":\n\n"
            told = watched.mark
            if self.closed or clock.time() > until or self.looking is None or self.looking.done():
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), self.rhythm.beats_every)

    async def _watch(self, campaign_id: int) -> Watched:
        mark = await self._mark(campaign_id)
        watched = self.watched.setdefault(campaign_id, Watched(mark))
        if not self.closed and (self.looking is None or self.looking.done()):
            self.looking = asyncio.create_task(self._look())
        return watched

    async def _look(self) -> None:
        """Until nobody listens. If it fails, all listeners are let go; they come again."""
        try:
            while self.watched and not self.closed:
                await asyncio.sleep(self.rhythm.looks_every)
                for campaign_id, watched in list(self.watched.items()):
                    mark = await self._mark(campaign_id)
                    if mark != watched.mark:
                        watched.mark = mark
                        watched.wake()
        finally:
            for watched in self.watched.values():
                watched.wake()

    async def _mark(self, campaign_id: int) -> str:
        async with self.turn:
            return await run_in_threadpool(mark_of, self.desk, campaign_id)


def mark_of(desk: Desk, campaign_id: int) -> str:
    """The mark of a campaign as the browser keeps it: the same for as long as nothing happens."""
    return mark_text(last_change(desk, campaign_id))


@router.get(PLACE, dependencies=[Depends(Somewhere("board"))])
async def listen(request: Request, scene: SceneHere) -> StreamingResponse:
    """The events of a campaign, for as long as the browser listens."""
    live: Live = request.app.state.live
    return StreamingResponse(
        live.listen(scene.campaign.id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def watching(page: PageHere, scene: SceneHere) -> None:
    """The dependency of a page that looks again by itself when anything has changed since it was read."""
    if "at" not in page.request.query_params:  # a past day does not change
        page.request.state.change = last_change(page.face.desk, scene.campaign.id)

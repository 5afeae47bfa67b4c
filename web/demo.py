"""How is the demo's clock moved: a day on, to the next date, back to the beginning?"""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.check_result import CheckResult
from web.face import DemoControls, Page, PageHere
from web.said import Said, stepped
from web.security import own_address

router = APIRouter(prefix="/demo")


def controls(page: PageHere) -> DemoControls:
    """The demo; where there is none there are no such pages."""
    if page.face.demo is None:
        raise HTTPException(404)
    return page.face.demo


Controls = Annotated[DemoControls, Depends(controls)]
Back = Annotated[str, Form()]


@router.post("/step")
def step(page: PageHere, demo: Controls, back: Back = "/") -> Response:
    return _moved(page, demo, demo.step(), back)


@router.post("/jump")
def jump(page: PageHere, demo: Controls, back: Back = "/") -> Response:
    return _moved(page, demo, demo.jump(), back)


@router.post("/reset")
def reset(page: PageHere, demo: Controls, back: Back = "/") -> Response:
    demo.reset()
    return page.done(own_address(back), Said("reset", ()))


def _moved(page: Page, demo: DemoControls, result: CheckResult, back: str) -> Response:
    kinds: tuple[Counter[str], ...] = (
        result.moves,
        result.reminders,
        result.escalations,
        result.proposed_inspections,
    )
    said = stepped(demo.now().date().toordinal(), *(kind.total() for kind in kinds))
    return page.done(own_address(back), said)


class OneAtATime:
    """In the demo each request waits for its turn: a step moves the one clock that all pages read.

    It gives its turn away when it begins to answer: what is open for long (web/live.py) holds nobody up.
    """

    def __init__(self, app: ASGIApp, turn: asyncio.Lock) -> None:
        self.app, self.turn = app, turn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        async with AsyncExitStack() as mine:
            await mine.enter_async_context(self.turn)

            async def send_and_go(message: Message) -> None:
                await mine.aclose()
                await send(message)

            await self.app(scope, receive, send_and_go)

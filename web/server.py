"""How does the server stop while pages are open that listen?"""

import socket
from collections.abc import Callable

import uvicorn


class Server(uvicorn.Server):
    """Lets the listeners go before it waits for what is under way: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, let_go: Callable[[], None]) -> None:
        super().__init__(config)
        self.let_go = let_go

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.let_go()
        await super().shutdown(sockets)

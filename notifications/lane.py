"""How is one channel worked: what waits for it, what is on its way over which connection?"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from notifications.channels.protocol import Channel, Unreachable
from notifications.message import Message
from notifications.way import Way
from records.claimed_digest import ClaimedDigest


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that a channel has answered. `error` is what it raised; None: it has gone."""

    claimed: ClaimedDigest
    error: Exception | None


@dataclass
class Lane:
    """A channel with `places` connections. `until` is when the lease of what is claimed ends."""

    way: Way
    places: int
    until: datetime
    claimed: deque[ClaimedDigest] = field(default_factory=deque)
    written: deque[tuple[ClaimedDigest, Message]] = field(default_factory=deque)
    running: dict[Future[None], tuple[Channel, ClaimedDigest]] = field(default_factory=dict)
    down: bool = False
    """The channel has failed: nothing more goes over it in this run."""
    trial: bool = False
    """The channel has failed before; what is claimed tries it."""
    empty: bool = False
    """When last asked, nothing was due."""
    _idle: list[Channel] = field(default_factory=list)
    _unopened: list[Sent] = field(default_factory=list)
    """What could not be begun, since the channel could not be opened."""

    @property
    def busy(self) -> bool:
        return bool(self.claimed or self.written or self.running or self._unopened)

    @property
    def wants(self) -> bool:
        """Whether it could take more."""
        return self.places > 0 and not (self.down or self.empty or self.claimed or self.written)

    @property
    def may_write(self) -> bool:
        """Whether a message should be put into words now, so that no connection waits for it."""
        return bool(self.claimed) and len(self.written) <= self.places

    def start(self, pool: Executor) -> None:
        """Begin what is written, as far as there are connections."""
        while self.written and len(self.running) < self.places:
            claimed, message = self.written.popleft()
            try:
                channel = self._idle.pop() if self._idle else self.way.open()
            except Exception as error:
                self._unopened.append(Sent(claimed, Unreachable(f"渠道 {self.way.name} 打不开：{error!r}")))
                return
            self.running[pool.submit(channel.send, message)] = (channel, claimed)

    def finished(self) -> Iterator[Sent]:
        """What has been answered since; its connections are free again."""
        yield from self._unopened
        self._unopened.clear()
        for future in [future for future in self.running if future.done()]:
            channel, claimed = self.running.pop(future)
            self._idle.append(channel)
            error = future.exception()
            if error is not None and not isinstance(error, Exception):
                raise error
            yield Sent(claimed, error)

    def take_out(self) -> list[ClaimedDigest]:
        """What has not been begun, which is no longer its business."""
        waiting = [*(claimed for claimed, _ in self.written), *self.claimed]
        self.written.clear()
        self.claimed.clear()
        return waiting

    def close(self) -> None:
        """Let go of the connections."""
        for channel in self._idle:
            with suppress(Exception):
                channel.close()
        self._idle.clear()

"""Which parts of pages need not be made anew?

The board of a district takes longer to draw than to look up; while nothing has happened it is the same for
everybody who sees the same in the same language. Kept by what it shows and for whom, with the mark of when
it was drawn.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock

from web.language import speaking

MOST_BYTES = 16_000_000
"""In all; the least recently used goes first."""


@dataclass
class Drawing:
    """One part. `drawn`: its text in UTF-8 and the mark under which it was drawn."""

    one_at_a_time: Lock = field(default_factory=Lock)
    drawn: tuple[Hashable, bytes] | None = None

    @property
    def size(self) -> int:
        return len(self.drawn[1]) if self.drawn else 0


@dataclass
class Kept:
    """Parts of pages by what they show. Whoever comes while one is being drawn waits for it."""

    most_bytes: int = MOST_BYTES
    drawings: "OrderedDict[Hashable, Drawing]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, what: Hashable, mark: Hashable, draw: Callable[[], str]) -> str:
        """The part as it was drawn under this mark, else as `draw` makes it now."""
        drawing = self._drawing(what)
        with drawing.one_at_a_time:
            if drawing.drawn is None or drawing.drawn[0] != mark:
                drawing.drawn = (mark, draw().encode())
                self._make_room()
            return drawing.drawn[1].decode()

    def _drawing(self, what: Hashable) -> Drawing:
        with self.lock:
            spoken = (speaking().code, what)
            drawing = self.drawings.setdefault(spoken, Drawing())
            self.drawings.move_to_end(spoken)
            return drawing

    def _make_room(self) -> None:
        with self.lock:
            total = sum(drawing.size for drawing in self.drawings.values())
            while total > self.most_bytes and len(self.drawings) > 1:
                total -= self.drawings.popitem(last=False)[1].size

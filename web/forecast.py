"""What would this plan send, and who would turn red, in a handful of made-up villages?

Played through on demand, one at a time, in a database of its own; the answer follows from the plan and is
kept, so that asking again costs nothing.
"""

from threading import Lock

from actions.errors import WrongState
from flows.simulate import Setting, Simulation, simulate
from plans.rules import Rulebook

VILLAGES = 10
"""A handful shows the shape of it, and is played in seconds."""

KEPT = 8

playing = Lock()
_known: dict[Rulebook, Simulation] = {}


def known(book: Rulebook) -> Simulation | None:
    """The answer, if somebody has asked before."""
    return _known.get(book)


def play(book: Rulebook) -> Simulation:
    """Play the plan through. Raises WrongState while somebody else's is being played."""
    if book in _known:
        return _known[book]
    if not playing.acquire(blocking=False):
        raise WrongState("另一次推演正在进行，请过一分钟再试。")
    try:
        while len(_known) >= KEPT:
            _known.pop(next(iter(_known)))
        _known[book] = simulate(Setting(book.plan, VILLAGES))
        return _known[book]
    finally:
        playing.release()

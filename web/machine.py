"""How is a village's way drawn: its states as boxes, its moves as arrows, as SVG has them?

Drawn from the machine that runs. The way that leads to the commendation is one line; what leaves it and
comes back lies below.
"""

from collections.abc import Callable
from dataclasses import dataclass

from states.diagram import FACTS_ZH
from states.machine import Move, StateMachine
from states.village import ACCEPTED, ASSESSMENT, NOT_ACCEPTED, force_to
from web.language import gettext, say
from web.words import CHINESE_CHARACTER, trigger_of

BOX, GAP, HIGH = 104, 76, 40
"""Boxes and the gaps between them are at least so wide, and wider where words need it."""

TITLE, NAME = 14, 12
"""Heights of the letters in a box and on an arrow, as duban.css has them."""

LETTER = 0.58
"""How wide a Latin letter is, about, by its height."""

TOP, BELOW = 28, 122
EDGE = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A state. `here`: the village stands in it."""

    state: str
    title: str
    x: int
    y: int
    here: bool
    width: int
    height: int = HIGH

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A move: its line, and where its name stands."""

    line: str
    title: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Step:
    """A move in words: what must be true of it, and what must not."""

    trigger: str
    sources: tuple[str, ...]
    dest: str
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    steps: tuple[Step, ...]
    width: int
    height: int


def drawing_of(machine: StateMachine, title: Callable[[str], str], here: str | None = None) -> Drawing:
    """The machine of a plan, with what its states are called; `here` is marked."""
    line = [state for state in machine.states if state != NOT_ACCEPTED]
    drawn = [move for move in machine.moves if not _is_forced(move, machine)]
    wide = max(BOX, *(_width(title(state), TITLE) + 2 * EDGE for state in machine.states))
    gap = max(GAP, *(_width(trigger_of(move["trigger"]), NAME) + EDGE // 2 for move in drawn))
    boxes = {
        state: Box(state, title(state), EDGE + number * (wide + gap), TOP, state == here, wide)
        for number, state in enumerate(line)
    }
    beside = (boxes[ASSESSMENT].x + boxes[ACCEPTED].x) // 2
    boxes[NOT_ACCEPTED] = Box(NOT_ACCEPTED, title(NOT_ACCEPTED), beside, BELOW, here == NOT_ACCEPTED, wide)
    edges = dict.fromkeys(edge for move in drawn for edge in _edges(move))
    return Drawing(
        boxes=tuple(boxes[state] for state in machine.states),
        arrows=tuple(_arrow(boxes[source], boxes[dest], trigger) for source, trigger, dest in edges),
        steps=tuple(_step(move, title) for move in drawn),
        width=max(box.x for box in boxes.values()) + wide + EDGE,
        height=BELOW + HIGH + EDGE,
    )


def _width(text: str, size: int) -> int:
    """How wide a text is, about: a Chinese character as wide as it is high, a letter narrower."""
    return sum(size if CHINESE_CHARACTER.match(one) else round(size * LETTER) for one in text)


def _is_forced(move: Move, machine: StateMachine) -> bool:
    """The head's moves by force lead from anywhere to anywhere: they are told of, not drawn."""
    return move["trigger"] in {force_to(state) for state in machine.states}


def _edges(move: Move) -> list[tuple[str, str, str]]:
    return [(source, move["trigger"], move["dest"]) for source in _listed(move["source"])]


def _listed(one_or_more: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)


def _arrow(source: Box, dest: Box, trigger: str) -> Arrow:
    title = trigger_of(trigger)
    half = _width(title, NAME) // 2
    if source.y == dest.y:
        begin, end, y = source.x + source.width, dest.x, source.y + HIGH // 2
        return Arrow(f"M{begin} {y}H{end - 2}", title, (begin + end) // 2, y - 6)
    if source.y < dest.y:  # down to the side way
        x, y = source.middle[0], dest.middle[1]
        return Arrow(
            f"M{x} {source.y + HIGH}V{y}H{dest.x - 2}", title, x + _width(title, NAME) // 2 + 10, y - 36
        )
    x, y = dest.middle[0], source.y + HIGH - 8  # and back
    return Arrow(f"M{source.x} {y}H{x}V{dest.y + HIGH + 2}", title, x + half + 6, y - 6)


def _fact(fact: str) -> str:
    return gettext(FACTS_ZH.get(fact, fact))


def _step(move: Move, title: Callable[[str], str]) -> Step:
    guards = [_fact(fact) for fact in _listed(move.get("conditions", ()))]
    guards += [say("没有：%(fact)s", fact=_fact(fact)) for fact in _listed(move.get("unless", ()))]
    return Step(
        trigger=trigger_of(move["trigger"]),
        sources=tuple(title(source) for source in _listed(move["source"])),
        dest=title(move["dest"]),
        guards=tuple(guards),
    )

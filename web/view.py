"""Which part of the board (or of the progress) does an address ask for, and in which order?

Counts that were clicked (`light`, `phase`), what is searched for (`q`), the order (`sort`), a past day
(`at`), the list or the charts (`show`), the paper to print on. A link keeps what it does not change.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query

from actions.errors import BadInput
from actions.place import Where
from actions.sight import Sight
from plans.rules import Rulebook
from states.lights import Light
from states.village import ASSESSMENT, PREPARING
from web.face import Page
from web.sight import EVERYWHERE, AskedFor

Sort = Literal["worst", "code", "lag"]

SORTS_ZH: dict[Sort, str] = {"worst": "先看最差", "lag": "按落后程度", "code": "按代码"}

LightCode = Literal["red", "yellow", "green", "none"]

Paper = Literal["a4", "a3"]

Show = Literal["list", "charts"]

Search = Annotated[str, Query(max_length=50)]

USUAL = {"sort": ("worst",), "paper": ("a4",), "show": ("list",)}
"""What an address need not say."""

PhaseKey = Annotated[str, Query(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]


@dataclass(frozen=True, slots=True)
class View:
    """What an address asks for. `unit` is None for the whole campaign: all that whoever asks sees."""

    unit: str | None
    sort: Sort
    light: LightCode | None
    phase: str | None
    q: str | None
    at: date | None
    paper: Paper
    show: Show

    @property
    def wanted(self) -> Light | None:
        """The light that is asked for."""
        return Light[self.light.upper()] if self.light else None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.light or self.phase or self.q)

    def but(self, **changes: object) -> dict[str, object]:
        """The query of an address that differs in these things; what is usual is left out."""
        query: dict[str, object] = {
            "unit": self.unit or EVERYWHERE,
            "sort": self.sort,
            "light": self.light,
            "phase": self.phase,
            "q": self.q,
            "at": self.at,
            "paper": self.paper,
            "show": self.show,
        }
        query.update(changes)
        return {name: None if value in USUAL.get(name, ()) else value for name, value in query.items()}

    def has(self, code: str, name: str) -> bool:
        """Whether a unit is one of those searched for, by its name or the beginning of its code."""
        return self.q is None or self.q in name or code.startswith(self.q)

    def check(self, book: Rulebook) -> None:
        """Raises BadInput for a phase that the plan does not have."""
        known = (PREPARING, *(phase.key for phase in book.plan.phases), ASSESSMENT)
        if self.phase is not None and self.phase not in known:
            raise BadInput(f"方案没有阶段 {self.phase}，可选：{'、'.join(known)}。")


def view_of(
    unit: AskedFor = None,
    sort: Sort = "worst",
    light: LightCode | None = None,
    phase: PhaseKey | None = None,
    q: Search | None = None,
    at: date | None = None,
    paper: Paper = "a4",
    show: Show = "list",
) -> View:
    return View(unit, sort, light, phase, (q or "").strip() or None, at, paper, show)


ViewHere = Annotated[View, Depends(view_of)]


def seen(page: Page, sight: Sight, asked: View) -> View:
    """The view at the unit that is seen. The demo opens at a unit of its own."""
    if sight.everything and asked.unit is None and page.face.demo is not None:
        return replace(asked, unit=page.face.demo.opened_at)
    return replace(asked, unit=sight.unit)


def within_sight(page: Page, view: str, where: Where) -> Where:
    """The place with nothing above or beside it that whoever asks does not see."""
    return where.seen(Sight(page.powers.paths(view), None).covers)

"""How does a program read a long list to its end, while others write to it?

Page by page, each beginning after the last row of the one before, by what that row is ordered by: what is
added or goes away in between makes no row appear twice.
"""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import Field

from actions.desk import LARGEST_NUMBER
from actions.errors import BadInput
from web.api.parts import Told
from web.api.words import both

T = TypeVar("T")

Place = tuple[int | str, ...]
"""By what a row stands where it stands: of all rows different, of the same types in every row."""

USUAL, MOST = 50, 200
LONGEST_CURSOR = 1000


class Listed(Told, Generic[T]):
    """One page of a list."""

    items: list[T] = Field(description=both("本页各项", "The rows of this page"))
    next: str | None = Field(
        description=both(
            "下一页的 cursor；null 表示已到末尾", "The cursor of the next page; null at the end of the list"
        )
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows, and where the next page begins."""

    items: list[Any]
    next: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """Which page is asked for; `after` None: the first."""

    after: Place | None
    limit: int

    def number(self) -> int | None:
        """The number at which the page before ended; raises BadInput for another list's cursor."""
        if self.after is None:
            return None
        match self.after:
            case (int(number),) if 0 <= number <= LARGEST_NUMBER:
                return number
        raise BadInput(BAD_CURSOR)

    def code(self) -> str:
        """The code or path at which the page before ended, "" for the first; raises the same."""
        if self.after is None:
            return ""
        match self.after:
            case (str(text),) if text.isascii() and text.isprintable():
                return text
        raise BadInput(BAD_CURSOR)

    def of(self, rows: Iterable[T], place: Callable[[T], Place]) -> Rows:
        """The page of a list that is held whole, in the order of its places."""
        placed = sorted(((place(row), row) for row in rows), key=lambda one: one[0])
        if self.after is not None:
            if placed and not _is_alike(self.after, placed[0][0]):
                raise BadInput(BAD_CURSOR)
            placed = [one for one in placed if one[0] > self.after]
        return self.cut([row for _, row in placed[: self.limit + 1]], place)

    def newest(
        self,
        read: Callable[[int | None, int], list[T]],
        wanted: Callable[[T], bool],
        id_of: Callable[[T], int],
    ) -> Rows:
        """The page of a list that is read piece by piece, newest first: before a number, so many rows."""
        found: list[T] = []
        before, size = self.number(), self.limit + 1
        while len(found) < size:
            rows = read(before, size)
            found += [row for row in rows if wanted(row)]
            if len(rows) < size:
                break
            before = id_of(rows[-1])
        return self.cut(found[:size], lambda row: (id_of(row),))

    def cut(self, rows: list[T], place: Callable[[T], Place]) -> Rows:
        """The page of rows of which one more was read than it holds."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        return Rows(list(shown), written(place(shown[-1])) if more else None)


BAD_CURSOR = "cursor 不是本列表给出的。请从头读起，并原样使用上一页的 next。"


def written(place: Place) -> str:
    """A place as a cursor."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read(cursor: str) -> Place:
    """The place of a cursor. Raises BadInput for one that we never gave."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise BadInput(BAD_CURSOR) from None
    if not isinstance(place, list) or not all(type(part) in (int, str) for part in place):
        raise BadInput(BAD_CURSOR)
    return tuple(place)


def _is_alike(one: Place, other: Place) -> bool:
    return [type(part) for part in one] == [type(part) for part in other]


def window(
    cursor: Annotated[
        str | None,
        Query(
            max_length=LONGEST_CURSOR,
            description=both(
                "上一页的 next；第一页不写", "The `next` of the page before; none for the first"
            ),
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description=both("每页项数", "Rows on a page"))] = USUAL,
) -> Window:
    return Window(read(cursor) if cursor else None, limit)


WindowHere = Annotated[Window, Depends(window)]

"""How does a command show what an action answers: a table for people, JSON for programs?"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

T = TypeVar("T")

LIGHT_SIGNS = {"none": "·", "green": "[green]✓[/]", "yellow": "[yellow]！[/]", "red": "[bold red]✗[/]"}
"""A second sign besides the colour."""


class Advance(Protocol):
    def __call__(self, steps: float) -> None: ...


def print_json(value: Any) -> None:
    """Print as JSON: dates ISO, instants with their offset."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print a table; `empty` where there are no rows. Text from outside is never taken for markup."""
    console = Console()
    listed = [[cell if isinstance(cell, Marked) else escape(_cell(cell)) for cell in row] for row in rows]
    if not listed:
        console.print(empty)
        return
    # In a pipe nothing is folded: a program reads it line by line.
    piped = not console.is_terminal
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=piped)
    for cells in listed:
        table.add_row(*cells)
    widest = max(sum(cell_len(cell) + 2 for cell in cells) for cells in [list(columns), *listed])
    Console(width=widest * len(columns) if piped else None).print(table)


def print_listed(
    listed: Sequence[T],
    as_json: bool,
    columns: Sequence[str],
    row: Callable[[T], Sequence[object]],
    *,
    empty: str,
) -> None:
    """Print what an action lists: as JSON with the names that it gives, or as a table of `row`s."""
    if as_json:
        print_json(listed)
    else:
        print_table(columns, map(row, listed), empty=empty)


def say(text: str) -> None:
    """Print a sentence as it is."""
    Console(soft_wrap=True, highlight=False).print(escape(text))


class Marked(str):
    """Text with markup of our own."""

    __slots__ = ()


def light_sign(code: str) -> Marked:
    return Marked(LIGHT_SIGNS[code])


def local(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The instant in the campaign's zone, as JSON shows it."""
    return None if instant is None else instant.astimezone(zone)


@contextmanager
def progress(title: str, total: int) -> Iterator[Advance]:
    """A progress bar on a terminal; nothing in a pipe."""
    console = Console(stderr=True)
    if not console.is_terminal or total == 0:
        yield lambda steps: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda steps: bar.advance(task, steps)


def counts_in_words(counts: Mapping[str, Mapping[str, int]]) -> str:
    """`{reminders: {reminder: 3}}` in one line."""
    parts = [
        f"{kind}: " + ", ".join(f"{name} {number}" for name, number in named.items())
        for kind, named in counts.items()
        if named
    ]
    return "；".join(parts) or "没有到期事项"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"cannot be shown as JSON: {type(value).__name__}")

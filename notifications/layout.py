"""What stands in a message: one notice whole, or lines, a table, a bulletin; and what else is overdue?

Everything is in the recipient's language, ready to be set as text, page, card or short message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from notifications.bundle import parts_of, side_of
from notifications.facts import Facts, title_of
from notifications.sandbox import Own, phrase
from notifications.typed import typed
from notifications.words import Tongue
from plans.rules import Rulebook
from records.claimed import Claimed
from records.claimed_digest import ClaimedDigest, OverdueTold
from states.deadline import Side

MOST = 20
"""Lines, rows and letters that a message names of each; the page behind its link has them all."""

LETTERS_NAMED = 10

OVERDUE_NAMED = 10
"""Tasks that are named though nothing new is to be said of them."""

UNITS_NAMED = 10
"""Units that a bulletin names for a task."""


@dataclass(frozen=True)
class Told:
    """A notice with its facts, in one line, and what the plan says of it in words of its own."""

    claimed: Claimed
    facts: Facts
    line: str
    own: Own


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a letter; `label` says what it is about, and may be empty."""

    label: str
    text: str


@dataclass(frozen=True)
class Late:
    """A task of a unit that is late, and what comes next (`step`, perhaps empty)."""

    unit: str
    task: str
    deadline: str
    days_over: int
    step: str


@dataclass(frozen=True)
class Matter:
    """A task, and the units that are late with it, the longest first: the first of `count`."""

    task: str
    units: tuple[Late, ...]
    count: int
    days_over: int


@dataclass(frozen=True)
class Layout:
    """A message. `where` is the unit that all of it is about; empty for several.

    A message of one notice has a `letter` and nothing in `lines`, `table`, `matters` and `letters`, of
    each of which the first stand here; `…_left` are not named. `late` is what has been overdue longest.
    """

    language: str
    digest_id: int
    title: str
    recipient: str
    roles: str
    where: str
    count: int
    units: int
    letter: tuple[Paragraph, ...]
    lines: tuple[str, ...]
    lines_left: int
    table: tuple[Late, ...]
    table_left: int
    matters: tuple[Matter, ...]
    letters: tuple[str, ...]
    letters_left: int
    late: Late | None
    overdue: tuple[Late, ...]
    overdue_in_all: int
    held_back: int
    contact: str
    basis: tuple[str, str]
    office: str
    today: str

    def cut(self, most: int) -> "Layout":
        """The same, naming at most so many of everything."""
        return replace(
            self,
            lines=self.lines[:most],
            lines_left=self.lines_left + max(0, len(self.lines) - most),
            table=self.table[:most],
            table_left=self.table_left + max(0, len(self.table) - most),
            matters=tuple(replace(one, units=one.units[:most]) for one in self.matters),
            letters=self.letters[:most],
            letters_left=self.letters_left + max(0, len(self.letters) - most),
            overdue=self.overdue[:most],
        )


def lay_out(
    digest: ClaimedDigest,
    told: Sequence[Told],
    book: Rulebook,
    tongue: Tongue,
    today: date,
    *,
    letter: tuple[Paragraph, ...] = (),
) -> Layout:
    """The message of a digest; with a `letter`, that is what it says."""
    by_id = {one.claimed.id: one for one in told}
    named = {part: [by_id[one.id] for one in held] for part, held in parts_of(by_claim(told)).items()}
    lines, bulletin = named["lines"], named["bulletin"]
    table = [_late(one, tongue, today) for one in named["table"]]
    letters = [one for one in bulletin if one.claimed.form == "supervision_letter"]
    first, units = told[0].facts, {one.claimed.unit for one in told}
    late = sorted([*table, *(_late(one, tongue, today) for one in bulletin)], key=_longest_first)
    return Layout(
        language=tongue.language,
        digest_id=digest.id,
        title="",
        recipient=typed(digest.recipient),
        roles=tongue.roles(dict.fromkeys(one.claimed.role for one in told)),
        where=first.unit if len(units) == 1 else "",
        count=len(told),
        units=len(units),
        letter=letter,
        lines=() if letter else tuple(whole_line(one, tongue.language) for one in lines[:MOST]),
        lines_left=max(0, len(lines) - MOST),
        table=tuple(sorted(table, key=_longest_first)[:MOST]),
        table_left=max(0, len(table) - MOST),
        matters=_matters([_late(one, tongue, today) for one in bulletin]),
        letters=tuple(_letter_line(one, tongue, today) for one in letters[:LETTERS_NAMED]),
        letters_left=max(0, len(letters) - LETTERS_NAMED),
        late=late[0] if late else None,
        overdue=tuple(_overdue(one, book, tongue, today) for one in digest.overdue[:OVERDUE_NAMED]),
        overdue_in_all=digest.overdue_in_all,
        held_back=digest.held_back,
        contact=first.contact,
        basis=(
            first.document,
            tongue.listed(dict.fromkeys(clause for one in told for clause in one.facts.clauses)),
        ),
        office=first.office,
        today=first.today,
    )


def by_claim(told: Sequence[Told]) -> list[Claimed]:
    return [one.claimed for one in told]


def whole_line(one: Told, language: str) -> str:
    """The notice in a line, with for whom it is dealt with, and what has become of it."""
    since = one.facts.task.since if one.facts.task else ""
    line, gap, stop = (one.line, "", "。") if language == "zh" else (one.line, " ", ". ")
    if one.facts.instead_of:
        line = f"{line}{gap}{phrase(language, 'standing_in', one.facts.instead_of)}"
    return f"{line}{stop}{phrase(language, 'since', since)}" if since else line


def _late(one: Told, tongue: Tongue, today: date) -> Late:
    claimed, facts = one.claimed, one.facts
    due = claimed.task.effective_due if claimed.task and side_of(claimed) is Side.OWING else claimed.due
    if claimed.kind == "warning":
        step = phrase(tongue.language, "comes", facts.deadline)
    else:
        step = phrase(tongue.language, "step", facts.next) if facts.next else ""
    broken = phrase(tongue.language, "broken", facts.promise)
    return Late(
        unit=facts.unit,
        task=facts.task.title if facts.task else "",
        deadline="" if due is None else tongue.day(due, today.year),
        days_over=0 if due is None else (today - due).days,
        step=" ".join(filter(None, (step, broken))),
    )


def _letter_line(one: Told, tongue: Tongue, today: date) -> str:
    """A supervision letter as a bulletin names it, which has said already how late its task is."""
    late = _late(one, tongue, today)
    letter = phrase(tongue.language, "letter", one.claimed.id, late.unit, late.task)
    return " ".join(filter(None, (letter, phrase(tongue.language, "broken", one.facts.promise))))


def _longest_first(late: Late) -> tuple[int, str, str]:
    return -late.days_over, late.task, late.unit


def _matters(late: Sequence[Late]) -> tuple[Matter, ...]:
    """What is late by task, that which is late longest first."""
    by_task: dict[str, list[Late]] = {}
    for one in sorted(late, key=_longest_first):
        by_task.setdefault(one.task, []).append(one)
    return tuple(
        Matter(task, tuple(units[:UNITS_NAMED]), len(units), units[0].days_over)
        for task, units in by_task.items()
    )


def _overdue(one: OverdueTold, book: Rulebook, tongue: Tongue, today: date) -> Late:
    """A task that is overdue though nothing new is to be said of it."""
    return Late(
        unit=typed(one.unit_name),
        task=title_of(book.spec(one.key), one.about, tongue),
        deadline=tongue.day(one.effective_due, today.year),
        days_over=(today - one.effective_due).days,
        step="",
    )

"""What will fire next, in the order in which people read it: by day, then by what is sent?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from actions.coming import Coming


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice of one day, with everyone who gets it. `rung` is None outside the ladder."""

    on: date
    task: str
    form: str
    rung: int | None
    recipients: tuple[tuple[str, str], ...]
    """(role, name)"""


def tellings(coming: Iterable[Coming]) -> list[Telling]:
    """Notices of the same day, task and wording together."""
    alike = sorted(coming, key=_sorting)
    return [
        Telling(on, task, form, None if rung < 0 else rung, tuple((one.role, one.recipient) for one in group))
        for (on, task, rung, form), group in groupby(alike, key=_sorting)
    ]


def _sorting(one: Coming) -> tuple[date, str, int, str]:
    return one.on, one.task, -1 if one.rung is None else one.rung, one.form

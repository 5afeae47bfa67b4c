"""What is a rule of the lint, what does it look at, and what does it find?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from plans.model import Plan
from states.calendar import WorkingCalendar
from states.roles import Role

Severity = Literal["error", "warning"]
"""An error is what cannot work; a warning, what the office should know before it issues the plan."""


class Holding(NamedTuple):
    """Somebody holds a role at a unit."""

    unit_code: str
    role: Role


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. `clause` is one text, several clauses joined by “、”."""

    code: str
    severity: Severity
    clause: str
    message: str


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at. `people` is None when nobody said who holds which role."""

    plan: Plan
    calendar: WorkingCalendar
    people: frozenset[Holding] | None = None


class Point(NamedTuple):
    """One thing that a rule has to say, and the clauses that it is about."""

    clauses: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the lint; `zh` and `en` say in one line what it looks for."""

    code: str
    severity: Severity
    zh: str
    en: str
    points: Callable[[Case], Iterable[Point]]

    def findings(self, case: Case) -> list[Finding]:
        return [
            Finding(self.code, self.severity, joined(clauses), message)
            for clauses, message in self.points(case)
        ]


def rule(
    code: str, severity: Severity, zh: str, en: str
) -> Callable[[Callable[[Case], Iterable[Point]]], Rule]:
    """Make a rule of the function that finds its points."""
    return lambda points: Rule(code, severity, zh, en, points)


def joined(texts: Iterable[str]) -> str:
    """Texts in one, each once, in their order."""
    return "、".join(dict.fromkeys(texts))


WEEKDAYS_ZH = "一二三四五六日"


def day_words(day: date) -> str:
    """A day as the messages say it: `2012-06-10（星期日）`."""
    return f"{day}（星期{WEEKDAYS_ZH[day.weekday()]}）"

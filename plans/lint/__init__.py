"""What should the office know about a plan before it issues it?

A plan that was read can run; the lint says what is odd in it, rule by rule. Its rules stand in
modules by topic, each with a code: 1xx the document against itself, 2xx days, 3xx gates, 4xx
figures, 5xx notices, 6xx people.
"""

from collections.abc import Iterable

from plans.lint import contradictions, days, figures, gates, notices, people, silence
from plans.lint.registry import Case, Finding, Holding, Rule, Severity
from plans.model import Plan
from states.calendar import CALENDARS, WorkingCalendar
from states.roles import Role

TOPICS = (contradictions, silence, days, gates, figures, notices, people)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (member for topic in TOPICS for member in vars(topic).values() if isinstance(member, Rule)),
        key=lambda rule: rule.code,
    )
)


def lint(
    plan: Plan,
    people: Iterable[tuple[str, Role]] | None = None,
    calendar: WorkingCalendar | None = None,
) -> list[Finding]:
    """What the rules find in a plan, in the order of their codes, by its calendar or one with more years.

    `people` are (unit code, role) of those there are; None: nobody said who holds what, and the rules
    about people are silent.
    """
    held = None if people is None else frozenset(Holding(unit, Role(role)) for unit, role in people)
    case = Case(plan, calendar or CALENDARS[plan.calendar], held)
    return [finding for rule in RULES for finding in rule.findings(case)]


__all__ = ["RULES", "Finding", "Holding", "Rule", "Severity", "lint"]

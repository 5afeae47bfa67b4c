"""What the tests of the lint share."""

from plans.lint import Finding, lint
from plans.model import Plan
from tests.plans import pilot_with


def found(code: str, plan: Plan) -> list[Finding]:
    """What one rule finds in a plan."""
    return [finding for finding in lint(plan) if finding.code == code]


def only(code: str, *changes: tuple[str, str]) -> Finding:
    """The one thing that a rule finds in the pilot's plan after changes to its text."""
    findings = found(code, pilot_with(*changes))
    assert len(findings) == 1, findings
    return findings[0]

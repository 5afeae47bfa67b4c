"""The lint as a whole: its rules, their codes, its page."""

from plans.lint import RULES, lint
from plans.lint.page import markdown
from plans.model import Plan
from tests.plans import DOCS, PILOT


def test_the_shipped_plan_has_warnings_but_no_errors() -> None:
    assert {finding.severity for finding in lint(PILOT)} == {"warning"}


def test_a_plan_with_four_phases_across_the_new_year_has_no_errors(four_phases: Plan) -> None:
    assert not [finding for finding in lint(four_phases) if finding.severity == "error"]


def test_every_finding_names_a_clause_and_says_something() -> None:
    assert all(finding.clause and finding.message for finding in lint(PILOT))


def test_findings_stand_in_the_order_of_their_codes() -> None:
    codes = [finding.code for finding in lint(PILOT)]
    assert codes == sorted(codes)


def test_no_two_rules_share_a_code() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_the_page_about_the_lint_is_the_one_that_the_rules_make() -> None:
    assert (DOCS / "lint.md").read_text("utf-8") == markdown()


def test_every_rule_stands_on_the_page() -> None:
    page = markdown()
    assert all(f"| {rule.code} | {rule.severity} |" in page for rule in RULES)

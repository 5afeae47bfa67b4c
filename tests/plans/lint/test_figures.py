"""Figures that do not hang together are reported."""

from tests.plans import PILOT, pilot_with
from tests.plans.lint import found, only


def test_the_pilots_figures_hang_together() -> None:
    assert not found("L401", PILOT)
    assert not found("L402", PILOT)


def test_an_indicator_that_no_task_depends_on_is_reported() -> None:
    dependent = "    gate: true\n    indicators: [coverage, renewal]\n"
    finding = only("L401", (dependent, "    gate: true\n    indicators: [coverage]\n"))
    assert (finding.clause, finding.severity) == ("二", "warning")
    assert "续保率" in finding.message


def test_weights_that_add_up_to_95_are_an_error() -> None:
    finding = only("L402", ("      weight: 30\n", "      weight: 25\n"))
    assert (finding.clause, finding.severity) == ("三.三.3", "error")
    assert "合计 95 分" in finding.message


def test_weights_with_fractions_may_add_up() -> None:
    halves = (("      weight: 30\n", "      weight: 30.1\n"), ("      weight: 20\n", "      weight: 19.9\n"))
    assert not found("L402", pilot_with(*halves))

"""May one thing be held against a village twice?"""

from dataclasses import replace
from typing import Any

import pytest

from states.evidence import Evidence, FalseReportEvidence
from states.inspection import ENDED
from tests.states.assessed import FAULTLESS, FIGURES, IN_TIME, finding, inspection, june, letter

REPORT = FalseReportEvidence(1, june(20))
NINTH = finding(9, "minor", repaired_on=None)


@pytest.mark.parametrize(
    ("what", "twice"),
    [
        ("indicator coverage", {"indicators": (FIGURES[0], replace(FIGURES[0], count=1))}),
        ("task training", {"tasks": (IN_TIME[0], replace(IN_TIME[0], waiver_id=1))}),
        ("cycle", {"tasks": (replace(IN_TIME[0], rounds=IN_TIME[0].rounds * 2),)}),
        ("letter 202", {"letters": (letter(201, june(14)), letter(202, june(15)))}),
        ("inspection 31", {"inspections": (inspection(), inspection(kind="periodic"))}),
        ("finding 9", {"inspections": (inspection(NINTH, NINTH),)}),
        ("referral 1", {"false_reports": (REPORT, replace(REPORT, on=june(21)))}),
    ],
)
def test_one_thing_cannot_stand_twice_in_the_evidence(what: str, twice: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{what}.* stands twice"):
        replace(FAULTLESS, **twice)


def test_an_inspection_that_goes_on_or_was_dropped_has_no_report() -> None:
    assert replace(inspection(), reported_on=None).reported_by(june(30)) is None
    dropped = {state for state in ENDED if inspection(state=state).reported_by(june(30)) is None}
    assert dropped == {"dismissed", "cancelled"}


def test_cycles_are_read_in_their_order() -> None:
    first, second = IN_TIME[0].rounds[0], replace(IN_TIME[0].rounds[0], cycle=2)
    assert replace(IN_TIME[0], rounds=(second, first)).counted == (first, second)


def test_a_village_without_any_fact_is_evidence_too() -> None:
    assert Evidence(june(30)).tasks == ()

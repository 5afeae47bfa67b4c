"""Which way does a special inspection take from the desk to its end (三.三.2)?"""

import pytest

from states.errors import IllegalMove
from states.inspection import ENDED, FINDINGS_OPEN, INSPECTION, InspectionSituation
from tests.states.asking import moves_of, reached

CLEAN = moves_of(INSPECTION, InspectionSituation)
WITH_FINDINGS = moves_of(INSPECTION, lambda state: InspectionSituation(state, clean=False))
TO_THE_REPORT = ["order", "notify", "start", "report"]


def test_a_clean_inspection_knows_these_moves_and_no_others() -> None:
    assert CLEAN == {
        "proposed": {"order": "ordered", "dismiss": "dismissed", "cancel": "cancelled"},
        "ordered": {"notify": "notified", "cancel": "cancelled"},
        "notified": {"start": "on_site", "cancel": "cancelled"},
        "on_site": {"report": "reported"},
        "reported": {"close": "closed"},
        "rectifying": {"repaired": "rectified"},
        "rectified": {"fail": "rectifying", "verify": "verified"},
        "verified": {"close": "closed"},
        "closed": {"revisit": "revisited"},
    }


def test_findings_change_only_what_follows_the_report() -> None:
    assert {**CLEAN, "reported": {"rectify": "rectifying"}} == WITH_FINDINGS


def test_a_clean_report_closes_the_inspection() -> None:
    assert reached(CLEAN, "proposed", [*TO_THE_REPORT, "close"]) == "closed"


def test_findings_are_repaired_checked_repaired_again_and_looked_at_once_more() -> None:
    repair = ["rectify", "repaired", "fail", "repaired", "verify", "close", "revisit"]
    assert reached(WITH_FINDINGS, "proposed", [*TO_THE_REPORT, *repair]) == "revisited"


def test_an_inspection_with_findings_is_not_closed_on_its_report() -> None:
    with pytest.raises(IllegalMove) as refusal:
        INSPECTION.after(InspectionSituation("reported", clean=False), "close")
    assert refusal.value.missing == ("not_clean",)


def test_a_clean_inspection_has_nothing_to_rectify() -> None:
    with pytest.raises(IllegalMove) as refusal:
        INSPECTION.after(InspectionSituation("reported"), "rectify")
    assert refusal.value.missing == ("clean",)


def test_once_on_site_an_inspection_is_no_longer_cancelled_and_once_ordered_not_dismissed() -> None:
    assert "cancel" not in INSPECTION.triggers_from("on_site")
    assert "dismiss" not in INSPECTION.triggers_from("ordered")


def test_what_has_ended_leads_nowhere_but_to_a_second_look() -> None:
    assert ENDED == ("closed", "revisited", "dismissed", "cancelled")
    assert {state: CLEAN.get(state, {}) for state in ENDED} == {
        "closed": {"revisit": "revisited"},
        "revisited": {},
        "dismissed": {},
        "cancelled": {},
    }


def test_findings_are_open_until_their_repair_has_been_seen() -> None:
    assert FINDINGS_OPEN == ("rectifying", "rectified")
    assert not set(FINDINGS_OPEN) & set(ENDED)


def test_an_inspection_begins_on_the_desk() -> None:
    assert INSPECTION.states[0] == "proposed"

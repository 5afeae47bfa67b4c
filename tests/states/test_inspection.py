"""Which way does an inspection take from the desk to its end, and how does it follow repairs (三.三)?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.errors import IllegalMove
from states.inspection import (
    ENDED,
    INSPECTION,
    REPORTED_OR_LATER,
    InspectionSituation,
    Repairs,
    follows,
)
from tests.states.asking import moves_of, reached

CLEAN = moves_of(INSPECTION, InspectionSituation)
OWN = moves_of(INSPECTION, lambda state: InspectionSituation(state, own=True))
WITH_FINDINGS = moves_of(INSPECTION, lambda state: InspectionSituation(state, clean=False))
TO_THE_REPORT = ["order", "notify", "start", "report"]


def test_a_clean_inspection_knows_these_moves_and_no_others() -> None:
    assert CLEAN == {
        "proposed": {
            "order": "ordered",
            "dismiss": "dismissed",
            "merge": "dismissed",
            "cancel": "cancelled",
        },
        "ordered": {"notify": "notified", "cancel": "cancelled"},
        "notified": {"start": "on_site", "cancel": "cancelled"},
        "on_site": {"report": "reported"},
        "reported": {"close": "closed"},
        "rectifying": {"repaired": "rectified"},
        "rectified": {"fail": "rectifying", "withdraw": "rectifying", "verify": "verified"},
        "verified": {"close": "closed", "reopen": "rectifying"},
        "closed": {"revisit": "revisited", "reopen": "rectifying"},
        "revisited": {"reopen": "rectifying"},
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
        "closed": {"revisit": "revisited", "reopen": "rectifying"},
        "revisited": {"reopen": "rectifying"},
        "dismissed": {},
        "cancelled": {},
    }


def test_an_inspection_begins_on_the_desk() -> None:
    assert INSPECTION.states[0] == "proposed"


def test_only_what_the_village_reported_of_itself_is_superseded() -> None:
    superseded = {state for state, moves in OWN.items() if "supersede" in moves}
    assert superseded == set(REPORTED_OR_LATER)
    assert not any("supersede" in moves for moves in CLEAN.values())


def test_a_special_inspection_is_not_reopened_beside_another_that_is_open() -> None:
    with pytest.raises(IllegalMove) as refusal:
        INSPECTION.after(InspectionSituation("closed", clean=False, other_open=True), "reopen")
    assert refusal.value.missing == ("other_open",)


OWED = Repairs(replied=False, sent_back=False, seen=False)
SENT_BACK = Repairs(replied=False, sent_back=True, seen=False)
REPLIED = Repairs(replied=True, sent_back=False, seen=False)
SEEN = Repairs(replied=True, sent_back=False, seen=True)


@pytest.mark.parametrize(
    ("state", "repairs", "trigger"),
    [
        ("rectifying", OWED, None),
        ("rectifying", REPLIED, "repaired"),
        ("rectified", REPLIED, None),
        ("rectified", SENT_BACK, "fail"),
        ("rectified", OWED, "withdraw"),
        ("rectified", SEEN, "verify"),
        ("verified", SEEN, "close"),
        ("closed", SEEN, None),
        ("closed", OWED, "reopen"),
        ("revisited", OWED, "reopen"),
        ("reported", OWED, None),
        ("cancelled", OWED, None),
    ],
)
def test_an_inspection_follows_the_repairs_of_what_it_found(
    state: str, repairs: Repairs, trigger: str | None
) -> None:
    assert follows(state, repairs) == trigger


@given(st.sampled_from(INSPECTION.states), st.sampled_from((OWED, SENT_BACK, REPLIED, SEEN)))
def test_it_follows_only_where_the_machine_lets_it_and_comes_to_rest(state: str, repairs: Repairs) -> None:
    steps = []
    while (trigger := follows(state, repairs)) is not None:
        state = INSPECTION.after(InspectionSituation(state, clean=False), trigger)
        steps.append(trigger)
    assert len(steps) < 5

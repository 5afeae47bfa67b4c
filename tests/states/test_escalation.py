"""How does a climb of the ladder begin, pause and end (四.一)?"""

from states.escalation import ESCALATION, EscalationSituation
from tests.states.asking import moves_of, reached

MOVES = moves_of(ESCALATION, EscalationSituation)


def test_an_escalation_knows_these_moves_and_no_others() -> None:
    assert MOVES == {
        "raised": {"acknowledge": "acknowledged", "climb": "raised", "resolve": "resolved"},
        "acknowledged": {"acknowledge": "acknowledged", "climb": "raised", "resolve": "resolved"},
        "resolved": {"raise_again": "raised"},
    }


def test_acknowledged_and_forgotten_the_next_rung_ends_the_holding() -> None:
    assert reached(MOVES, "raised", ["acknowledge", "acknowledge", "climb"]) == "raised"


def test_a_submission_resolves_it_and_a_withdrawal_raises_it_again() -> None:
    assert reached(MOVES, "raised", ["acknowledge", "resolve", "raise_again", "climb"]) == "raised"


def test_what_is_resolved_neither_climbs_nor_is_acknowledged() -> None:
    assert ESCALATION.triggers_from("resolved") == ("raise_again",)


def test_an_escalation_begins_raised() -> None:
    assert ESCALATION.states == ("raised", "acknowledged", "resolved")

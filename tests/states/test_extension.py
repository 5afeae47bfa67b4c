"""Through which states does a request for a later date move (延期申请)?"""

import pytest

from states.errors import IllegalMove
from states.extension import EXTENSION, ExtensionSituation


def test_a_request_is_pre_read_and_then_decided() -> None:
    assert EXTENSION.after(ExtensionSituation("asked"), "pre_read") == "pre_read"
    assert EXTENSION.after(ExtensionSituation("pre_read"), "grant") == "granted"
    assert EXTENSION.after(ExtensionSituation("pre_read"), "refuse") == "refused"


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_the_head_decides_alone_only_when_the_pre_reading_is_overdue(decision: str) -> None:
    with pytest.raises(IllegalMove) as refusal:
        EXTENSION.after(ExtensionSituation("asked"), decision)
    assert refusal.value.missing == ("not_pre_reading_overdue",)
    assert EXTENSION.allows(ExtensionSituation("asked", pre_reading_overdue=True), decision)


@pytest.mark.parametrize("state", ["asked", "pre_read"])
def test_an_undecided_request_may_be_taken_back_or_lapse(state: str) -> None:
    assert EXTENSION.after(ExtensionSituation(state), "take_back") == "taken_back"
    assert EXTENSION.after(ExtensionSituation(state), "lapse") == "lapsed"


@pytest.mark.parametrize("state", ["granted", "refused", "lapsed", "taken_back"])
def test_what_is_decided_stays_decided(state: str) -> None:
    assert EXTENSION.triggers_from(state) == ()

"""How does one message reach one person, or not?"""

import pytest

from states.errors import IllegalMove
from states.notice import NOTICE, NoticeSituation
from tests.states.asking import ends_of, moves_of, reached

ATTEMPTS_LEFT = moves_of(NOTICE, NoticeSituation)
USED_UP = moves_of(NOTICE, lambda state: NoticeSituation(state, attempts_used_up=True))


def test_a_notice_with_attempts_left_knows_these_moves_and_no_others() -> None:
    assert ATTEMPTS_LEFT == {
        "queued": {"lease": "sending", "acknowledge": "acknowledged"},
        "sending": {"arrive": "delivered", "fail": "failed", "acknowledge": "acknowledged"},
        "delivered": {"acknowledge": "acknowledged"},
        "failed": {"back_off": "queued", "acknowledge": "acknowledged"},
        "dead": {"retry": "queued", "acknowledge": "acknowledged"},
    }
    assert ends_of(NOTICE, ATTEMPTS_LEFT) == {"acknowledged"}


def test_when_its_attempts_are_used_up_only_a_failed_notice_fares_otherwise() -> None:
    failed = {"give_up": "dead", "acknowledge": "acknowledged"}
    assert {**ATTEMPTS_LEFT, "failed": failed} == USED_UP


def test_a_notice_that_failed_once_is_tried_again_and_arrives() -> None:
    assert reached(ATTEMPTS_LEFT, "queued", ["lease", "fail", "back_off", "lease", "arrive"]) == "delivered"


def test_a_notice_is_not_given_up_while_attempts_are_left() -> None:
    with pytest.raises(IllegalMove) as refusal:
        NOTICE.after(NoticeSituation("failed"), "give_up")
    assert refusal.value.missing == ("not_attempts_used_up",)


def test_the_head_may_acknowledge_on_the_board_what_never_arrived() -> None:
    assert reached(USED_UP, "failed", ["give_up", "acknowledge"]) == "acknowledged"


def test_what_was_given_up_is_queued_again_when_the_administrator_asks_for_it() -> None:
    way = ["lease", "fail", "give_up", "retry", "lease", "arrive"]
    assert reached({**ATTEMPTS_LEFT, "failed": USED_UP["failed"]}, "queued", way) == "delivered"


def test_a_notice_is_acknowledged_once() -> None:
    assert NOTICE.triggers_from("acknowledged") == ()


def test_a_notice_begins_in_the_queue() -> None:
    assert NOTICE.states[0] == "queued"

"""What may be done with a task, from the day it is planned until it is verified or waived?"""

import pytest

from states.errors import IllegalMove
from states.task import DONE, OWED, TASK, TaskSituation
from tests.states.asking import ends_of, moves_of, reached

MOVES = moves_of(TASK, TaskSituation)


def test_a_task_knows_these_deeds_and_no_others() -> None:
    assert MOVES == {
        "planned": {"open": "open", "waive": "waived", "fulfil": "verified"},
        "open": {"submit": "submitted", "waive": "waived", "fulfil": "verified"},
        "submitted": {
            "withdraw": "open",
            "verify": "verified",
            "return": "returned",
            "waive": "waived",
            "fulfil": "verified",
        },
        "returned": {"submit": "submitted", "waive": "waived", "fulfil": "verified"},
        "verified": {"reopen": "open"},
    }
    assert ends_of(TASK, MOVES) == {"waived"}


def test_a_self_inspection_may_be_withdrawn_returned_and_re_opened_before_it_counts() -> None:
    deeds = [
        "open",
        "submit",
        "withdraw",
        "submit",
        "return",
        "submit",
        "verify",
        "reopen",
        "submit",
        "verify",
    ]
    assert reached(MOVES, "planned", deeds) == "verified"


def test_what_is_verified_is_not_submitted_again() -> None:
    with pytest.raises(IllegalMove) as refusal:
        TASK.after(TaskSituation("verified"), "submit")
    assert str(refusal.value) == "任务：状态 verified 不能执行 submit，该状态下没有这个操作。"


def test_a_waiver_does_not_undo_a_verification() -> None:
    assert not TASK.allows(TaskSituation("verified"), "waive")


def test_a_task_begins_planned_and_overdue_is_no_state() -> None:
    assert TASK.states == ("planned", "open", "submitted", "returned", "verified", "waived")


def test_what_is_owed_is_not_done() -> None:
    assert OWED == ("open", "returned")
    assert DONE == ("verified", "waived")

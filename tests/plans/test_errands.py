"""Errands (交办事项): what may be owed besides the plan's own tasks."""

import re
from typing import get_args

import pytest

from plans.errands import PREFIX, errands_of, is_errand, kind_of, numbered
from plans.model.parts import Key
from plans.rules import rulebook, verifier_of
from states.deadline import Watch
from tests.plans import PILOT

BOOK = rulebook(PILOT)
KEY = re.compile(next(part.pattern for part in get_args(Key) if getattr(part, "pattern", None)))


def test_no_errand_can_be_taken_for_a_task_of_a_plan() -> None:
    assert all(key.startswith(PREFIX) and not KEY.fullmatch(key) for key in errands_of(PILOT))
    assert not any(is_errand(task.key) for task in PILOT.tasks)


def test_the_number_of_an_errand_does_not_change_its_kind() -> None:
    assert kind_of(numbered("errand.rectification", 12)) == "errand.rectification"
    assert kind_of("self-inspection") == "self-inspection"
    assert BOOK.spec("errand.rectification#12") is BOOK.errands["errand.rectification"]
    with pytest.raises(KeyError):
        BOOK.spec("errand.nothing#1")


@pytest.mark.parametrize("key", sorted(errands_of(PILOT)))
def test_every_errand_has_a_ladder_and_a_clause_of_the_plan(key: str) -> None:
    errand, rules = BOOK.errands[key], BOOK.task_rules(key)
    assert rules.owing.ladder
    assert errand.clause
    assert errand.title.zh
    assert errand.title.en


@pytest.mark.parametrize("key", sorted(errands_of(PILOT)))
def test_what_nobody_verifies_has_no_clock_of_a_verification(key: str) -> None:
    assert (BOOK.task_rules(key).verification == Watch()) is (BOOK.errands[key].verifier == "nobody")


def test_the_head_of_the_group_verifies_what_the_office_owes_and_the_office_all_others() -> None:
    assert {task.owner_kind: verifier_of(task) for task in PILOT.tasks} == {
        "village": "office",
        "office": "group_head",
        "department": "office",
    }


def test_only_the_linked_leaders_rung_is_announced_beforehand() -> None:
    ladder = BOOK.task_rules("self-inspection").owing.ladder
    assert [rung.key for rung in ladder if rung.warned is not None] == ["linked-leader"]

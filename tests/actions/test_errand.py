"""Errands (交办事项) have dates, a ladder, holds and a history like any task."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from actions.board import list_tasks
from actions.desk import Occasion, occasion
from actions.errand import Given, drop, fulfil, give
from actions.errors import NotAllowed, WrongState
from actions.history import read_history
from actions.hold import put
from actions.permission import CONSOLE
from actions.task import return_task, submit, verify
from plans.errands import CARRY_OUT_INSPECTION, FOLLOW_UP_VILLAGE, RECTIFICATION, REPAIR
from records.database import in_transaction
from records.history import By
from records.unit import UNITS
from states.roles import Role
from tests.shelf import After
from tests.town import SUBDISTRICT, ZHUZHAI, Town

BY = By("console")
DUE = date(2012, 6, 8)
REFERENCE = f"{RECTIFICATION}#7"


def on_1_june(town: Town) -> None:
    """A finding is to be repaired by Friday, 8 June."""
    town.issue()
    town.at("2012-06-01").check()
    given(town, RECTIFICATION, 7)


@pytest.fixture
def june(after: After) -> Town:
    return after(on_1_june)


def within(town: Town, work: Callable[[Occasion, int], None], unit: str = ZHUZHAI) -> None:
    """Do something as another use case would, in its transaction."""

    def transaction(connection: sa.Connection) -> None:
        unit_id = connection.execute(sa.select(UNITS.c.id).where(UNITS.c.code == unit)).scalar_one()
        work(occasion(town.desk, connection, None), unit_id)

    in_transaction(town.desk.engine, transaction)


def given(town: Town, kind: str, number: int, *, gate: bool = False) -> None:
    about = "台账缺3户凭证"
    within(town, lambda now, unit: give(now, BY, kind, [Given(unit, number, about)], DUE, gate=gate))


def state(town: Town, reference: str = REFERENCE) -> str:
    return next(task.state for _, _, task in list_tasks(town.desk) if task.key == reference)


def test_its_owners_are_told_at_once_and_reminded_and_climb_the_ladder(june: Town) -> None:
    june.checked_daily("2012-06-02", "2012-06-12")
    assert [row[1:] for row in june.told(ZHUZHAI, REFERENCE)] == [
        ("errand", None, "village_head"),
        ("errand", None, "assistant"),
        ("reminder", None, "village_head"),
        ("reminder", None, "assistant"),
        ("reminder", None, "village_head"),
        ("reminder", None, "assistant"),
        ("escalation", 0, "village_head"),
        ("warning", None, "linked_leader"),
        ("escalation", 1, "linked_leader"),
    ]


def test_it_stands_on_the_villages_board_with_what_it_is_about(june: Town) -> None:
    standing = june.task(ZHUZHAI, REFERENCE)
    assert (standing.due, standing.about, standing.state) == (DUE, "台账缺3户凭证", "open")


def test_it_is_submitted_returned_and_verified_by_the_supervision_office(june: Town) -> None:
    village, office = june.who(Role.VILLAGE_HEAD, ZHUZHAI), june.who(Role.SUPERVISION_OFFICE)
    submit(june.desk, village, ZHUZHAI, REFERENCE)
    with pytest.raises(NotAllowed, match=r"rectification.verify.*督查室"):
        verify(june.desk, june.who(Role.LEADING_GROUP_OFFICE), ZHUZHAI, REFERENCE)
    return_task(june.desk, office, ZHUZHAI, REFERENCE, "仍缺一户")
    submit(june.desk, village, ZHUZHAI, REFERENCE)
    verify(june.desk, office, ZHUZHAI, REFERENCE)
    assert state(june) == "verified"


def test_what_shows_by_itself_that_it_is_done_is_not_submitted_by_hand(june: Town) -> None:
    given(june, CARRY_OUT_INSPECTION, 3)
    with pytest.raises(WrongState, match="“实施督查”在相应事项办理后自动办结"):
        submit(june.desk, CONSOLE, ZHUZHAI, f"{CARRY_OUT_INSPECTION}#3")
    within(june, lambda now, _: fulfil(now, BY, CARRY_OUT_INSPECTION, [3], "已到现场"))
    assert state(june, f"{CARRY_OUT_INSPECTION}#3") == "verified"


def test_an_errand_of_an_office_is_none_of_the_villages_own(june: Town) -> None:
    given(june, CARRY_OUT_INSPECTION, 3)
    village = next(v for v in june.board().units if v.unit == ZHUZHAI)
    assert f"{CARRY_OUT_INSPECTION}#3" not in village.tasks


def test_dropped_it_is_silent(june: Town) -> None:
    within(june, lambda now, _: drop(now, BY, RECTIFICATION, [7], "异议成立"))
    before = len(june.told(ZHUZHAI, REFERENCE))
    june.checked_daily("2012-06-02", "2012-06-20")
    assert len(june.told(ZHUZHAI, REFERENCE)) == before
    assert state(june) == "waived"


def test_given_during_a_hold_it_stands_with_the_others(june: Town) -> None:
    put(june.desk, CONSOLE, date(2012, 6, 15), "防汛", unit_code=SUBDISTRICT)
    given(june, FOLLOW_UP_VILLAGE, 1)
    june.checked_daily("2012-06-02", "2012-06-15")
    assert [row[1] for row in june.told(ZHUZHAI, f"{FOLLOW_UP_VILLAGE}#1")] == ["errand", "errand"]
    june.checked_daily("2012-06-18", "2012-06-18")
    assert june.task(ZHUZHAI, f"{FOLLOW_UP_VILLAGE}#1").effective_due > date(2012, 6, 15)


def test_a_gate_bars_the_way_out_of_the_last_phase(june: Town) -> None:
    given(june, REPAIR, 1, gate=True)
    within(june, lambda now, _: drop(now, BY, RECTIFICATION, [7], "异议成立"))
    june.at("2012-06-02")
    june.complete(ZHUZHAI, "training", "survey", "enrolment", "self-inspection")
    june.at("2012-07-01").check()
    assert june.phase(ZHUZHAI) == "inspection"
    within(june, lambda now, _: drop(now, BY, REPAIR, [1], "已补正"))
    assert june.phase(ZHUZHAI) == "assessment"


def test_its_beginning_and_end_stand_in_the_history(june: Town) -> None:
    submit(june.desk, CONSOLE, ZHUZHAI, REFERENCE)
    rows = [one for one in read_history(june.desk, unit_code=ZHUZHAI) if one.task == REFERENCE]
    assert [(one.trigger, one.from_state, one.to_state) for one in rows] == [
        ("give", None, "open"),
        ("submit", "open", "submitted"),
    ]
    assert (rows[0].reason, rows[0].clause) == ("台账缺3户凭证", "三.三.2")

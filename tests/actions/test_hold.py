"""The office stops the clock (暂停): for a task, a unit with all below it, or the campaign."""

from datetime import date

import pytest

from actions.check import check_deadlines
from actions.coming import read_coming
from actions.errors import BadInput, NotFound, WrongState
from actions.history import read_history
from actions.hold import lift, list_holds, put
from actions.permission import Actor
from actions.task import return_task, submit
from states.calendar import CHINA, Offset
from states.roles import Role
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town

SELF = "self-inspection"


def on_7_june(town: Town) -> None:
    """Nobody has done anything; it is Thursday, 7 June, after the morning's check."""
    town.issue()
    town.checked_daily("2012-06-01", "2012-06-07")


@pytest.fixture
def june(after: After) -> Town:
    return after(on_7_june)


def office(town: Town) -> Actor:
    return town.who(Role.LEADING_GROUP_OFFICE)


def stop(town: Town, until: str, unit: str | None = ZHUZHAI, key: str | None = SELF) -> int:
    return put(town.desk, office(town), date.fromisoformat(until), "防汛", unit_code=unit, key=key)


def told(town: Town, unit: str = ZHUZHAI, since: str = "2012-06-08") -> list[str]:
    return sorted({f"{day} {kind}" for day, kind, _, _ in town.told(unit, SELF, since=since)})


def test_while_the_clock_stands_nothing_is_said_and_then_the_dates_are_shifted(june: Town) -> None:
    stop(june, "2012-06-15")
    june.checked_daily("2012-06-08", "2012-06-15")
    assert told(june) == []
    june.checked_daily("2012-06-16", "2012-06-21")
    # 7, 8 and 11 to 15 June are seven working days, counted from Sunday the 10th.
    standing = june.task(ZHUZHAI, SELF)
    assert (standing.due, standing.effective_due, standing.cycle) == (date(2012, 6, 10), date(2012, 6, 19), 2)
    assert told(june) == [
        "2012-06-18 reminder",
        "2012-06-20 escalation",
        "2012-06-20 warning",
        "2012-06-21 escalation",
    ]


def test_others_are_not_held_up(june: Town) -> None:
    stop(june, "2012-06-15")
    june.checked_daily("2012-06-08", "2012-06-12")
    assert told(june, TONGHANG) == [
        "2012-06-08 reminder",
        "2012-06-11 escalation",
        "2012-06-11 warning",
        "2012-06-12 escalation",
    ]


def test_a_hold_over_a_unit_covers_everything_below_it(june: Town) -> None:
    stop(june, "2012-06-15", SUBDISTRICT, None)
    before = len(june.notices(GONGYELU))
    june.checked_daily("2012-06-08", "2012-06-15")
    assert len(june.notices(GONGYELU)) == before
    assert {one.unit for one in list_holds(june.desk)} == {SUBDISTRICT}


def test_a_hold_over_the_campaign_covers_all(june: Town) -> None:
    stop(june, "2012-06-15", None, None)
    assert june.checked_daily("2012-06-08", "2012-06-15").counts()["escalations"] == {}
    assert told(june) == []


def test_what_had_climbed_goes_on_climbing_from_where_it_was(june: Town) -> None:
    june.checked_daily("2012-06-08", "2012-06-12")
    stop(june.at("2012-06-12", 10), "2012-06-19")
    june.checked_daily("2012-06-13", "2012-06-28")
    climbs = [t for t in june.told(ZHUZHAI, SELF, since="2012-06-12") if t[1] == "escalation"]
    # The next rung was due on the 14th; 12 to 19 June are six working days, 22 to 24 June a holiday.
    assert climbs == [
        ("2012-06-12", "escalation", 1, "linked_leader"),
        ("2012-06-25", "escalation", 2, "leading_group"),
        ("2012-06-27", "escalation", 3, "supervision_office"),
    ]
    assert june.task(ZHUZHAI, SELF).effective_due == date(2012, 6, 10)


def test_lifted_early_the_clock_runs_again_from_that_day(june: Town) -> None:
    number = stop(june, "2012-06-29")
    june.checked_daily("2012-06-08", "2012-06-11")
    lift(june.at("2012-06-12").desk, office(june), number, "汛情解除")
    # 7, 8 and 11 June were stood through.
    assert june.task(ZHUZHAI, SELF).effective_due == date(2012, 6, 13)
    assert june.task(ZHUZHAI, SELF).cycle == 2
    june.checked_daily("2012-06-12", "2012-06-14")
    assert told(june) == ["2012-06-12 reminder", "2012-06-14 escalation", "2012-06-14 warning"]


def test_a_task_under_two_holds_stands_until_the_last_one_ends(june: Town) -> None:
    first = stop(june, "2012-06-13")
    stop(june, "2012-06-15", SUBDISTRICT, None)
    lift(june.at("2012-06-08").desk, office(june), first, "汛情解除")
    june.checked_daily("2012-06-09", "2012-06-15")
    assert told(june) == []
    june.checked_daily("2012-06-16", "2012-06-18")
    assert june.task(ZHUZHAI, SELF).effective_due == date(2012, 6, 19)


def test_a_village_may_report_meanwhile_and_the_offices_clock_stands_too(june: Town) -> None:
    stop(june, "2012-06-15")
    submit(june.at("2012-06-08").desk, june.who(Role.VILLAGE_HEAD, ZHUZHAI), ZHUZHAI, SELF)
    june.checked_daily("2012-06-09", "2012-06-15")
    assert told(june) == []
    june.checked_daily("2012-06-18", "2012-06-18")
    # Three working days from the 8th, which are 11, 12, 13; the 8th and 11 to 15 June were stood through.
    assert june.task(ZHUZHAI, SELF).verify_by == date(2012, 6, 21)


def test_what_is_returned_meanwhile_gets_its_short_date_after_the_hold(june: Town) -> None:
    submit(june.desk, june.who(Role.VILLAGE_HEAD, ZHUZHAI), ZHUZHAI, SELF)
    stop(june, "2012-06-15")
    return_task(june.at("2012-06-11").desk, office(june), ZHUZHAI, SELF, "缺少台账")
    june.checked_daily("2012-06-12", "2012-06-15")
    assert told(june, since="2012-06-12") == []
    june.checked_daily("2012-06-18", "2012-06-18")
    standing = june.task(ZHUZHAI, SELF)
    # Back on the 11th with three working days, the 14th; 11 to 15 June were stood through.
    assert (standing.state, standing.effective_due, standing.cycle) == ("returned", date(2012, 6, 21), 3)


def test_a_planned_task_opens_after_the_hold_with_a_later_date(after: After) -> None:
    town = after(on_7_june)
    later = next(t for t in town.board().units if t.unit == ZHUZHAI)
    assert later.tasks[SELF].state == "open"


def test_the_board_shows_no_red_that_the_hold_has_made(june: Town) -> None:
    stop(june, "2012-06-15", SUBDISTRICT, None)
    june.checked_daily("2012-06-08", "2012-06-14")
    assert june.task(ZHUZHAI, SELF).light.code != "red"


def test_what_comes_next_knows_of_the_hold(june: Town) -> None:
    stop(june, "2012-06-15")
    coming = [one for one in read_coming(june.desk, 20, unit_code=ZHUZHAI) if one.task == SELF]
    assert min(one.on for one in coming) == date(2012, 6, 18)


def test_a_second_check_on_the_day_after_the_hold_does_nothing(june: Town) -> None:
    stop(june, "2012-06-15", None, None)
    june.at("2012-06-18").check()
    assert not any(check_deadlines(june.desk).counts().values())


def test_hold_and_end_stand_in_the_history(june: Town) -> None:
    number = stop(june, "2012-06-15")
    lift(june.at("2012-06-08").desk, office(june), number, "汛情解除")
    mine = [one for one in read_history(june.desk, unit_code=ZHUZHAI) if one.subject in ("hold", "task")]
    assert [(one.subject, one.trigger, one.reason) for one in mine[-4:]] == [
        ("hold", "hold", "防汛（至6月15日（星期五））"),
        ("task", "hold", "防汛"),
        ("hold", "lift", "汛情解除"),
        ("task", "resume", "汛情解除"),
    ]


# ── Refusals ──────────────────────────────────────────────────────────────────────────


def test_a_hold_needs_a_reason_and_a_day_that_has_not_passed(june: Town) -> None:
    with pytest.raises(BadInput, match="暂停须说明理由"):
        put(june.desk, office(june), date(2012, 6, 15), " ", unit_code=ZHUZHAI)
    with pytest.raises(BadInput, match=r"最后一天 2012-06-06 已经过去。请用今天（2012-06-07）"):
        stop(june, "2012-06-06")
    with pytest.raises(BadInput, match="太久"):
        stop(june, "2199-12-31")
    assert list_holds(june.desk) == []


def test_a_task_that_is_done_or_not_there_cannot_be_held(june: Town) -> None:
    june.complete(ZHUZHAI, SELF)
    with pytest.raises(WrongState, match="已经办结"):
        stop(june, "2012-06-15")
    with pytest.raises(NotFound, match="没有任务 nothing"):
        stop(june, "2012-06-15", ZHUZHAI, "nothing")
    with pytest.raises(BadInput, match="还须写明单位"):
        stop(june, "2012-06-15", None, SELF)


def test_a_hold_ends_once(june: Town) -> None:
    number = stop(june, "2012-06-15")
    lift(june.desk, office(june), number, "汛情解除")
    with pytest.raises(WrongState, match=f"暂停 {number} 已经结束"):
        lift(june.desk, office(june), number, "汛情解除")
    with pytest.raises(NotFound, match="没有编号为 99 的暂停"):
        lift(june.desk, office(june), 99, "汛情解除")


def test_a_hold_over_a_task_that_stands_already_keeps_the_days_that_it_has_stood(campaign: Town) -> None:
    campaign.at("2012-06-01").check()
    stop(campaign.at("2012-06-04"), "2012-06-15", key=None)
    stop(campaign.at("2012-06-07"), "2012-06-20", key=None)
    campaign.at("2012-06-21").check()
    through_13_working_days = CHINA.after(date(2012, 6, 10), Offset(13, "working_days"))
    assert campaign.task(ZHUZHAI, "self-inspection").effective_due == through_13_working_days

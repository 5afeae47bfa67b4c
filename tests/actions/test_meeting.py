"""Regular meetings, with minutes in time, problems raised and follow-ups that climb a ladder (四.一.三)."""

from datetime import date

import pytest

from actions.attendance import Attended
from actions.board import list_tasks
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.meeting import (
    MeetingListed,
    follow_up,
    hold_meeting,
    list_meetings,
    read_meeting_attendance,
    write_minutes,
)
from actions.meeting_due import meetings_due
from actions.task import submit, verify
from states.roles import Role
from tests.actions.test_permission import POLICE, staffed
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town

MAY_2, MAY_3, MAY_4 = date(2012, 5, 2), date(2012, 5, 3), date(2012, 5, 4)


def meets(town: Town, unit: str = SUBDISTRICT, rows: tuple[Attended, ...] = ()) -> int:
    role = Role.LEADING_GROUP_OFFICE if unit == SUBDISTRICT else Role.VILLAGE_HEAD
    return hold_meeting(town.desk, town.who(role, unit), unit, town.today, "工作例会", rows)


def state_of(town: Town, key: str) -> tuple[str, date]:
    [task] = [one for _, _, one in list_tasks(town.desk) if one.key == key]
    return task.state, task.effective_due


def only(town: Town) -> MeetingListed:
    [meeting] = list_meetings(town.desk)
    return meeting


def test_a_meeting_owes_its_minutes_within_two_working_days(campaign: Town) -> None:
    number = meets(campaign.at(MAY_2))
    assert state_of(campaign, f"errand.minutes-office#{number}") == ("open", MAY_4)
    assert only(campaign).minutes_due == MAY_4
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    write_minutes(campaign.desk, office, number, "通报进度，议定三件事。", ("名册不全", "广播未到位"))
    assert state_of(campaign, f"errand.minutes-office#{number}")[0] == "verified"
    assert only(campaign).problems == ("名册不全", "广播未到位")
    assert only(campaign).minutes_due is None
    with pytest.raises(WrongState, match="纪要已经形成"):
        write_minutes(campaign.desk, office, number, "再写一次")


def test_minutes_that_are_not_written_climb_the_ladder(campaign: Town) -> None:
    number = meets(campaign.at(MAY_2), ZHUZHAI)
    campaign.checked_daily("2012-05-02", "2012-05-07")
    rungs = [one.form for one in campaign.notices(ZHUZHAI, f"errand.minutes-village#{number}")]
    assert "overdue" in rungs


def test_a_village_still_stands_on_the_board_with_its_errands(campaign: Town) -> None:
    number = meets(campaign.at(MAY_2), ZHUZHAI)
    assert campaign.task(ZHUZHAI, f"errand.minutes-village#{number}").due == MAY_4


def test_a_follow_up_is_owed_told_submitted_and_verified(campaign: Town) -> None:
    number = meets(campaign.at(MAY_2))
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    key = follow_up(campaign.desk, office, number, ZHUZHAI, "补齐花名册", MAY_4)
    assert key == "errand.follow-up-village#1"
    assert {one.role for one in campaign.notices(ZHUZHAI, key)} == {"village_head", "assistant"}
    [one] = only(campaign).follow_ups
    assert (one.about, one.state, one.due, one.overdue) == ("补齐花名册", "open", MAY_4, False)
    submit(campaign.desk, campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), ZHUZHAI, key)
    verify(campaign.desk, office, ZHUZHAI, key)
    assert only(campaign).follow_ups[0].state == "verified"


def test_one_that_nobody_sees_to_is_overdue_and_reaches_the_linked_leader(campaign: Town) -> None:
    number = meets(campaign.at(MAY_2))
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    key = follow_up(campaign.desk, office, number, ZHUZHAI, "补齐花名册", MAY_4)
    campaign.checked_daily("2012-05-02", "2012-05-08")
    assert only(campaign).follow_ups[0].overdue
    assert ("2012-05-08", "escalation", 1, "linked_leader") in campaign.told(ZHUZHAI, key)


def test_the_office_and_its_departments_may_be_charged_too(after: After) -> None:
    town = after(staffed).at(MAY_2)
    number = meets(town)
    office = town.who(Role.LEADING_GROUP_OFFICE)
    assert follow_up(town.desk, office, number, SUBDISTRICT, "下村指导", MAY_4).startswith(
        "errand.follow-up-office#"
    )
    assert follow_up(town.desk, office, number, POLICE, "加派窗口", MAY_4).startswith(
        "errand.follow-up-department#"
    )


def test_a_meeting_charges_nobody_beside_or_above_it(campaign: Town) -> None:
    number = meets(campaign.at(MAY_2), ZHUZHAI)
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    for unit in (GONGYELU, SUBDISTRICT):
        with pytest.raises(BadInput, match="会议不能交办给它"):
            follow_up(campaign.desk, head, number, unit, "帮忙", MAY_4)
    with pytest.raises(BadInput, match="已经过去"):
        follow_up(campaign.desk, head, number, ZHUZHAI, "补课", date(2012, 5, 1))
    assert only(campaign).follow_ups == ()


def test_attendance_is_taken_village_by_village(campaign: Town) -> None:
    rows = (
        Attended(ZHUZHAI, Role.VILLAGE_HEAD, "4002 village_head"),
        Attended(GONGYELU, Role.VILLAGE_HEAD, "4001 village_head", False),
    )
    number = meets(campaign, rows=rows)
    assert (only(campaign).present, only(campaign).absent) == (1, 1)
    heads = [one for one in read_meeting_attendance(campaign.desk, number) if one.role == "village_head"]
    assert [bool(one.present) for one in heads] == [False, True, False]


def test_who_is_to_meet_again_follows_from_the_last_meeting(campaign: Town) -> None:
    assert {one.next_on for one in meetings_due(campaign.desk)} == {date(2012, 5, 7)}
    meets(campaign.at(MAY_2), ZHUZHAI)
    due = {one.unit: one for one in meetings_due(campaign.at("2012-05-08").desk)}
    assert (due[ZHUZHAI].last, due[ZHUZHAI].next_on, due[ZHUZHAI].overdue) == (
        MAY_2,
        date(2012, 5, 16),
        False,
    )
    assert due[SUBDISTRICT].overdue
    assert len(meetings_due(campaign.desk, unit_code=ZHUZHAI)) == 1


def test_what_cannot_be_is_refused(campaign: Town) -> None:
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    with pytest.raises(BadInput, match="会议日期 5月3日（星期四）还没有到"):
        hold_meeting(campaign.desk, office, SUBDISTRICT, MAY_3, "例会")
    with pytest.raises(BadInput, match="请写明会议名称"):
        hold_meeting(campaign.desk, office, SUBDISTRICT, campaign.today, " ")
    with pytest.raises(NotFound, match="没有代码为 410106009000 的单位"):
        hold_meeting(campaign.desk, office, "410106009000", campaign.today, "例会")
    assert list_meetings(campaign.desk) == []


def test_only_whoever_may_hold_it_writes_its_minutes(campaign: Town) -> None:
    number = meets(campaign)
    with pytest.raises(NotAllowed, match=r"meeting\.hold\.office"):
        write_minutes(campaign.desk, campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), number, "纪要")
    with pytest.raises(NotFound, match="没有编号为 77 的会议"):
        write_minutes(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE), 77, "纪要")

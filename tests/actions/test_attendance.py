"""Heads and assistants attend the training and the mobilization meeting; who was absent is shown (三.一)."""

from pathlib import Path

import pytest

from actions.attendance import Attended, read_attendance, read_task_attendance, record_attendance
from actions.errors import BadInput, BadRows, NotAllowed, NotFound
from actions.history import read_history
from actions.organization import submission_warnings
from actions.permission import CONSOLE
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town

HEAD, ASSISTANT = Role.VILLAGE_HEAD, Role.ASSISTANT


def test_a_village_records_who_went_to_the_training(campaign: Town) -> None:
    rows = [Attended(ZHUZHAI, HEAD, "4002 village_head"), Attended(ZHUZHAI, ASSISTANT, "李明", False)]
    head, assistant = record_attendance(campaign.desk, campaign.who(HEAD, ZHUZHAI), ZHUZHAI, "training", rows)
    assert (head.present, head.absent) == (("4002 village_head",), ())
    assert (assistant.present, assistant.absent) == ((), ("李明", "4002 assistant"))
    assert submission_warnings(campaign.desk, ZHUZHAI, "training") == [
        "没有到会记录的：朱寨社区居民委员会协办员。"
    ]
    [noted] = [one for one in read_history(campaign.desk) if one.trigger == "attendance"]
    assert (noted.task, noted.reason) == ("training", "到会 1 人，缺席 1 人")


def test_the_office_records_the_meeting_village_by_village(campaign: Town) -> None:
    rows = [Attended(unit, HEAD, f"{unit[-4:]} village_head") for unit in (GONGYELU, ZHUZHAI)]
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    record_attendance(campaign.desk, office, SUBDISTRICT, "mobilization-meeting", rows)
    missing = [
        (one.unit, one.role)
        for one in read_task_attendance(campaign.desk, SUBDISTRICT, "mobilization-meeting")
        if not one.present
    ]
    assert missing == [
        (GONGYELU, ASSISTANT),
        (ZHUZHAI, ASSISTANT),
        (TONGHANG, HEAD),
        (TONGHANG, ASSISTANT),
    ]


def test_what_is_recorded_again_of_a_village_replaces_what_was(campaign: Town) -> None:
    head = campaign.who(HEAD, ZHUZHAI)
    for present in (False, True):
        rows = [Attended(ZHUZHAI, HEAD, "4002 village_head", present)]
        record_attendance(campaign.desk, head, ZHUZHAI, "training", rows)
    first = read_task_attendance(campaign.desk, ZHUZHAI, "training")[0]
    assert (first.present, first.absent) == (("4002 village_head",), ())


@pytest.mark.parametrize(
    ("key", "rows", "said"),
    [
        ("survey", [Attended(ZHUZHAI, HEAD, "甲")], "要求签到的任务：training、mobilization-meeting"),
        ("training", [], "签到名单是空的"),
        ("training", [Attended(GONGYELU, HEAD, "甲")], "不能列入签到名单"),
        ("training", [Attended(ZHUZHAI, Role.LINKED_LEADER, "甲")], "不在须签到之列"),
        ("training", [Attended(ZHUZHAI, HEAD, "甲"), Attended(ZHUZHAI, HEAD, "甲", False)], "不止一次"),
        ("training", [Attended(ZHUZHAI, HEAD, " ")], "请写明到会人员姓名"),
    ],
)
def test_what_cannot_be_is_refused(campaign: Town, key: str, rows: list[Attended], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        record_attendance(campaign.desk, campaign.who(HEAD, ZHUZHAI), ZHUZHAI, key, rows)


def test_only_whoever_submits_the_task_records_it(campaign: Town) -> None:
    rows = [Attended(ZHUZHAI, HEAD, "甲")]
    with pytest.raises(NotAllowed):
        record_attendance(campaign.desk, campaign.who(HEAD, GONGYELU), ZHUZHAI, "training", rows)
    with pytest.raises(NotFound, match="没有任务 mobilization-meeting"):
        record_attendance(campaign.desk, CONSOLE, ZHUZHAI, "mobilization-meeting", rows)


def test_it_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "attendance.csv"
    file.write_text(f"unit_code,role,name,present\n{ZHUZHAI},assistant,李明,否\n", encoding="utf-8")
    assert read_attendance(file) == [Attended(ZHUZHAI, ASSISTANT, "李明", False)]
    file.write_text(
        f"unit_code,role,name,present\n{ZHUZHAI},boss,李明,1\n{ZHUZHAI},assistant,李明,也许\n", "utf-8"
    )
    with pytest.raises(BadRows) as refusal:
        read_attendance(file)
    assert len(refusal.value.problems) == 2

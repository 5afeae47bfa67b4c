"""No group and no building without a name (四.一.二)."""

from pathlib import Path

import pytest

from actions.errors import BadInput, BadRows, NotAllowed
from actions.group import Group, list_groups, read_groups, set_groups, uncovered_groups
from actions.letter import sign_letter
from actions.organization import submission_warnings
from states.roles import Role
from tests.town import GONGYELU, ZHUZHAI, Town

BUILDINGS = (Group(1, "一号院", "李明", "王芳"), Group(2, "二号院", None), Group(3, ""))


def sets(town: Town, rows: tuple[Group, ...] = BUILDINGS) -> int:
    return set_groups(town.desk, town.who(Role.ASSISTANT, ZHUZHAI), ZHUZHAI, rows)


def test_a_communitys_are_buildings_and_those_that_nobody_covers_are_shown(campaign: Town) -> None:
    assert sets(campaign) == 2
    assert [(one.kind, one.name, one.holder) for one in list_groups(campaign.desk)] == [
        ("building", "一号院", "李明"),
        ("building", "二号院", None),
        ("building", "第 3 楼院", None),
    ]
    assert [one.number for one in uncovered_groups(campaign.desk)] == [2, 3]
    assert uncovered_groups(campaign.desk, unit_code=GONGYELU) == []


def test_the_duty_task_is_not_complete_while_one_is_uncovered(campaign: Town) -> None:
    assert submission_warnings(campaign.desk, ZHUZHAI, "duty-assignment") == [
        "还没有登记村民组（楼院）和包干人，包干责任不算落实。"
    ]
    sets(campaign)
    assert submission_warnings(campaign.desk, ZHUZHAI, "duty-assignment") == [
        "二号院、第 3 楼院还没有人包干，包干责任不算落实（共 3 个楼院）。"
    ]
    sets(campaign, (Group(1, "一号院", "李明"), Group(2, "二号院", "王芳")))
    assert submission_warnings(campaign.desk, ZHUZHAI, "duty-assignment") == []


def test_what_is_set_again_replaces_the_whole(campaign: Town) -> None:
    sets(campaign)
    assert sets(campaign, (Group(2, "新二号院", "赵敏"), Group(4, "四号院", "钱进"))) == 0
    assert [(one.number, one.name, one.holder) for one in list_groups(campaign.desk)] == [
        (2, "新二号院", "赵敏"),
        (4, "四号院", "钱进"),
    ]


def test_a_group_that_has_signed_its_letter_stays(campaign: Town) -> None:
    sets(campaign)
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    campaign.at("2012-04-26")
    sign_letter(campaign.desk, head, ZHUZHAI, "1", 3, campaign.today, ("主任", "王芳"))
    with pytest.raises(BadInput, match="一号院已签责任书，不能从朱寨社区居民委员会的名单中去掉"):
        sets(campaign, BUILDINGS[1:])
    assert len(list_groups(campaign.desk)) == 3


@pytest.mark.parametrize(
    "rows", [(), (Group(1, "甲"), Group(1, "乙")), (Group(0, "甲"),), (Group(10_000, "甲"),)]
)
def test_rows_that_cannot_be_are_refused(campaign: Town, rows: tuple[Group, ...]) -> None:
    with pytest.raises(BadInput):
        sets(campaign, rows)
    assert list_groups(campaign.desk) == []


def test_another_villages_assistant_may_not_set_them(campaign: Town) -> None:
    with pytest.raises(NotAllowed):
        set_groups(campaign.desk, campaign.who(Role.ASSISTANT, GONGYELU), ZHUZHAI, BUILDINGS)


def test_they_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "groups.csv"
    file.write_text("number,name,holder,assistant\n1,一号院,李明,\n2,二号院,,王芳\n", encoding="utf-8")
    assert read_groups(file) == [Group(1, "一号院", "李明"), Group(2, "二号院", None, "王芳")]
    file.write_text("number,name\n一,一号院\n-2,二号院\n", encoding="utf-8")
    with pytest.raises(BadRows) as refusal:
        read_groups(file)
    assert len(refusal.value.problems) == 2

"""Each village forms a work group; its head answers first (四.一)."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.errors import BadInput, NotFound, WrongState
from actions.history import read_history
from actions.work_group import Member, list_work_groups, set_work_group
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town, found_town

TWO = (Member("李明", "登记造册"), Member("王芳", "宣传发动"))


def test_the_head_is_whoever_leads_the_village(campaign: Town) -> None:
    done = set_work_group(campaign.desk, campaign.who(Role.ASSISTANT, ZHUZHAI), ZHUZHAI, TWO)
    assert [(one.name, one.duty) for one in done.members] == [
        ("4002 village_head", "组长"),
        ("李明", "登记造册"),
        ("王芳", "宣传发动"),
    ]
    assert done.verify_by is None
    listed = {one.unit: one.complete for one in list_work_groups(campaign.desk)}
    assert listed[ZHUZHAI]
    assert sum(listed.values()) == 1


def test_the_list_submits_the_plans_task_where_that_is_asked(campaign: Town) -> None:
    campaign.check()
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    done = set_work_group(campaign.desk, head, ZHUZHAI, TWO, submit=True)
    assert done.verify_by == date(2012, 4, 26)
    assert campaign.task(ZHUZHAI, "work-group").state == "submitted"
    [last] = [one for one in read_history(campaign.desk, unit_code=ZHUZHAI) if one.trigger == "submit"]
    assert last.reason == "工作小组：4002 village_head（组长）、李明（登记造册）、王芳（宣传发动）"


def test_a_submission_that_fails_leaves_no_list_behind(campaign: Town) -> None:
    campaign.check()
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    set_work_group(campaign.desk, head, ZHUZHAI, TWO, submit=True)
    with pytest.raises(WrongState):
        set_work_group(campaign.desk, head, ZHUZHAI, (*TWO, Member("赵敏", "入户")), submit=True)
    [group] = [one for one in list_work_groups(campaign.desk) if one.unit == ZHUZHAI]
    assert len(group.members) == 3


def test_too_few_members_or_one_twice_are_refused(campaign: Town) -> None:
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    with pytest.raises(BadInput, match=r"至少 3 人（含组长 4002 village_head），现在只有 2 人"):
        set_work_group(campaign.desk, head, ZHUZHAI, TWO[:1])
    with pytest.raises(BadInput, match="李明 写了不止一次"):
        set_work_group(campaign.desk, head, ZHUZHAI, (*TWO, TWO[0]))
    with pytest.raises(BadInput, match="请写明成员分工"):
        set_work_group(campaign.desk, head, ZHUZHAI, (*TWO, Member("赵敏", " ")))


def test_only_a_village_of_the_campaign_has_one(campaign: Town) -> None:
    with pytest.raises(NotFound, match="不是本专项工作范围内的村或社区"):
        set_work_group(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE), SUBDISTRICT, TWO)


def test_without_a_head_there_is_no_work_group(engine: sa.Engine, tmp_path: Path) -> None:
    town = found_town(engine, tmp_path, frozenset({Role.VILLAGE_HEAD}))
    town.issue()
    with pytest.raises(WrongState, match=r"还没有人担任村（居）负责人，工作小组没有组长"):
        set_work_group(town.desk, town.who(Role.ASSISTANT, ZHUZHAI), ZHUZHAI, TWO)

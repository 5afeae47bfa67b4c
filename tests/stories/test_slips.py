"""Slips of the pen, people with two roles, two provinces: what nearly went wrong."""

from datetime import datetime
from pathlib import Path

import pytest

from actions import inspection, task
from actions.campaign import start as issue
from actions.check import check_deadlines
from actions.errors import BadInput, NotAllowed
from actions.history import read_history
from actions.permission import CONSOLE
from actions.person import find_actor, import_people
from actions.unit import import_units
from plans.reader import read_plan, shipped_plan
from records.lease import Busy, alone
from states.roles import Role
from tests.plans import FOUR_PHASES
from tests.town import SHANGHAI, SUBDISTRICT, ZHUZHAI, Town


@pytest.mark.parametrize("text", ["甲\x1e乙", "甲\x00乙", "\x1b[31m红", "坏\udcff字"])
def test_control_characters_are_refused_wherever_people_write(campaign: Town, text: str) -> None:
    office = campaign.who(Role.SUPERVISION_OFFICE)
    with pytest.raises(BadInput, match="控制字符"):
        inspection.propose(campaign.desk, office, ZHUZHAI, text)
    with pytest.raises(BadInput, match="控制字符"):
        task.waive(campaign.desk, CONSOLE, ZHUZHAI, "training", text)


@pytest.mark.parametrize("year", [1, 1948, 2200, 9999])
def test_an_instant_far_out_of_time_is_refused_before_anything_is_written(campaign: Town, year: int) -> None:
    before = len(read_history(campaign.desk))
    with pytest.raises(BadInput, match="年之间"):
        check_deadlines(campaign.desk.at(datetime(year, 12, 30, 12, tzinfo=SHANGHAI)))
    assert len(read_history(campaign.desk)) == before


def test_a_task_may_be_submitted_on_its_opening_day_before_that_days_check(campaign: Town) -> None:
    campaign.at("2012-06-01", 7).submit(ZHUZHAI, "self-inspection")
    moves = [h.trigger for h in read_history(campaign.desk, unit_code=ZHUZHAI) if h.task == "self-inspection"]
    assert moves == ["open", "submit"]


def test_an_office_of_one_province_does_not_issue_for_another(town: Town, tmp_path: Path) -> None:
    units, people = tmp_path / "province.csv", tmp_path / "office.csv"
    units.write_text("code,name,kind,parent_code\n420000000000,湖北省,province,\n", encoding="utf-8")
    import_units(town.desk, CONSOLE, units)
    people.write_text(
        "unit_code,role,name,email\n420000000000,leading_group_office,外省办公室,far@duban.example\n"
        "420000000000,administrator,外省管理员,admin@duban.example\n",
        encoding="utf-8",
    )
    import_people(town.desk, CONSOLE, people)
    with pytest.raises(NotAllowed):
        issue(
            town.desk,
            find_actor(town.desk, "far@duban.example"),
            read_plan(shipped_plan("2012-pension-pilot")),
        )
    with pytest.raises(NotAllowed):
        import_people(town.desk, find_actor(town.desk, "admin@duban.example"), people)


def test_a_reason_that_joins_an_open_inspection_stands_in_the_history_with_its_author(campaign: Town) -> None:
    office = campaign.who(Role.SUPERVISION_OFFICE)
    first = inspection.propose(campaign.desk, CONSOLE, ZHUZHAI, "群众来信")
    assert inspection.propose(campaign.desk, office, ZHUZHAI, "数据异常") == first
    rows = [h for h in read_history(campaign.desk, unit_code=ZHUZHAI) if h.subject == "inspection"]
    assert [(h.trigger, h.actor, h.from_state, h.to_state, h.reason) for h in rows] == [
        ("propose", "console", None, "proposed", "群众来信"),
        ("join", office.name, "proposed", "proposed", "数据异常"),
    ]


def test_whoever_is_head_and_assistant_at_once_is_reminded_once(campaign: Town, tmp_path: Path) -> None:
    people = tmp_path / "both.csv"
    head = f"village_head.{ZHUZHAI}@duban.example"
    people.write_text(
        f"unit_code,role,name,email\n{ZHUZHAI},assistant,{ZHUZHAI[-4:]} village_head,{head}\n",
        encoding="utf-8",
    )
    import_people(campaign.desk, CONSOLE, people)
    campaign.checked_daily("2012-06-01", "2012-06-01")
    told = [(n.role, n.person_id) for n in campaign.notices(ZHUZHAI, "self-inspection")]
    assert len({person for _, person in told}) == len(told) == 2


def test_history_can_be_read_whatever_the_clock_says(campaign: Town) -> None:
    assert read_history(campaign.at("2011-01-01").desk)


def test_one_campaign_that_is_being_checked_does_not_keep_the_others_unchecked(campaign: Town) -> None:
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    at = campaign.at("2025-11-20", 9)

    second = issue(at.desk, office, read_plan(FOUR_PHASES), SUBDISTRICT)
    with alone(at.desk.engine, "check-deadlines/1"), pytest.raises(Busy):
        check_deadlines(at.desk)
    assert any(h.trigger == "begin" for h in read_history(at.desk, second))

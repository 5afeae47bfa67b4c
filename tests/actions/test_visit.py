"""The leading group and the linked leaders go into the villages (三.二.2)."""

from datetime import date

import pytest

from actions.errors import BadInput, NotAllowed
from actions.visit import list_visits, plan_visit, record_visit, visit_coverage
from states.roles import Role
from tests.town import GONGYELU, ZHUZHAI, Town

MAY_8, MAY_9 = date(2012, 5, 8), date(2012, 5, 9)


@pytest.fixture
def may(campaign: Town) -> Town:
    return campaign.at(MAY_8)


def test_a_visit_that_was_planned_is_made(may: Town) -> None:
    leader = may.who(Role.LINKED_LEADER, ZHUZHAI)
    number = plan_visit(may.desk, leader, ZHUZHAI, MAY_9)
    assert record_visit(may.at(MAY_9).desk, leader, ZHUZHAI, MAY_9, "花名册已补齐") == number
    [visit] = list_visits(may.desk)
    assert (visit.planned_on, visit.visited_on, visit.seen) == (MAY_9, MAY_9, "花名册已补齐")


def test_one_that_another_had_planned_stays_planned_and_becomes_overdue(may: Town) -> None:
    plan_visit(may.desk, may.who(Role.LINKED_LEADER, ZHUZHAI), ZHUZHAI, MAY_9)
    may.at("2012-05-10")
    record_visit(may.desk, may.who(Role.LEADING_GROUP), ZHUZHAI, MAY_9, "宣传到位")
    assert [(one.visitor, one.overdue) for one in list_visits(may.desk)] == [
        ("4002 linked_leader", True),
        ("4000 leading_group", False),
    ]


def test_coverage_counts_the_visits_of_the_plans_phase(campaign: Town) -> None:
    leader = campaign.who(Role.LEADING_GROUP_HEAD)
    record_visit(campaign.at("2012-04-26").desk, leader, ZHUZHAI, date(2012, 4, 26), "动员")
    assert [one.lacking for one in visit_coverage(campaign.desk)] == [1, 1, 1]
    record_visit(campaign.at(MAY_8).desk, leader, ZHUZHAI, MAY_8, "指导")
    plan_visit(campaign.desk, leader, GONGYELU, MAY_9)
    covered = {one.unit: (one.visits, one.planned, one.lacking) for one in visit_coverage(campaign.desk)}
    assert covered[ZHUZHAI] == (1, 0, 0)
    assert covered[GONGYELU] == (0, 1, 1)
    assert visit_coverage(campaign.desk)[-1].unit == ZHUZHAI


def test_a_leader_visits_the_villages_linked_to_them(may: Town) -> None:
    with pytest.raises(NotAllowed, match="任职范围不包括该单位"):
        record_visit(may.desk, may.who(Role.LINKED_LEADER, GONGYELU), ZHUZHAI, MAY_8, "看看")


def test_what_cannot_be_is_refused(may: Town) -> None:
    leader = may.who(Role.LEADING_GROUP)
    with pytest.raises(BadInput, match="走访日期"):
        plan_visit(may.desk, leader, ZHUZHAI, date(2012, 5, 7))
    with pytest.raises(BadInput, match="还没有到"):
        record_visit(may.desk, leader, ZHUZHAI, MAY_9, "看看")
    with pytest.raises(BadInput, match="请写明走访所见"):
        record_visit(may.desk, leader, ZHUZHAI, MAY_8, " ")
    assert list_visits(may.desk) == []

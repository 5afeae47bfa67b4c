"""Figures by group and building: beside the village's own, never in its place (四.一.五)."""

from datetime import date

import pytest

from actions.errors import BadInput, NotAllowed, NotFound
from actions.group import Group, set_groups
from actions.group_figure import report_group, set_group_target
from actions.permission import CONSOLE
from actions.ranking import groups
from actions.reading import list_readings
from states.roles import Role
from tests.actions.figures import report, stored, target
from tests.shelf import After
from tests.town import ZHUZHAI, Town

BUILDINGS = (Group(1, "一号院", "李明"), Group(2, "二号院", "王芳"))


def with_buildings(town: Town) -> None:
    """7 May: 朱寨社区 has 100 people to enrol, 60 and 40 of them in its two buildings, and 20 to renew."""
    town.issue()
    town.at("2012-05-02").check()
    target(town, ZHUZHAI, coverage=100, renewal=20)
    set_groups(town.desk, CONSOLE, ZHUZHAI, BUILDINGS)
    for number, people in ((1, 60), (2, 40)):
        set_group_target(town.desk, CONSOLE, ZHUZHAI, number, "coverage", people)
        set_group_target(town.desk, CONSOLE, ZHUZHAI, number, "renewal", 10)
    town.at("2012-05-07")


@pytest.fixture
def may(after: After) -> Town:
    return after(with_buildings)


def of_group(town: Town, number: int, count: int, indicator: str = "coverage", on: date | None = None) -> int:
    """The village's head reports for a building."""
    head = town.who(Role.VILLAGE_HEAD, ZHUZHAI)
    return report_group(town.desk, head, ZHUZHAI, number, indicator, count, on)


def test_a_group_must_reach_what_the_plan_asks_of_its_own_people(may: Town) -> None:
    assert set_group_target(may.desk, CONSOLE, ZHUZHAI, 1, "coverage", 50) == 49  # 97 % of 50 is 48.5


def test_the_sum_of_the_groups_stands_beside_the_figure_of_the_village(may: Town) -> None:
    report(may, ZHUZHAI, 80)
    of_group(may, 1, 50)
    of_group(may, 2, 20)
    assert (stored(may).count, stored(may).in_groups) == (80, 70)
    assert [one.count for one in list_readings(may.desk)] == [80]
    assert stored(may, ZHUZHAI, "renewal").in_groups is None


def test_no_task_of_the_village_follows_the_figures_of_its_groups(may: Town) -> None:
    for number, people in ((1, 60), (2, 40)):
        of_group(may, number, people)
        of_group(may, number, 10, "renewal")
    assert may.task(ZHUZHAI, "enrolment").state == "open"
    assert stored(may).count is None


def test_a_group_that_has_met_every_target_is_to_be_commended(may: Town) -> None:
    of_group(may, 1, 59)
    of_group(may, 1, 10, "renewal")
    of_group(may, 2, 40)
    of_group(may, 2, 9, "renewal")
    assert [(one.name, one.may_be_commended) for one in groups(may.desk)] == [
        ("一号院", True),
        ("二号院", False),
    ]


def test_a_group_that_is_not_registered_is_refused(may: Town) -> None:
    with pytest.raises(NotFound, match="没有第 3 组（楼院）。现有的用 duban group list"):
        of_group(may, 3, 1)
    with pytest.raises(NotFound, match="没有第 0 组"):
        set_group_target(may.desk, CONSOLE, ZHUZHAI, 0, "coverage", 10)


def test_a_group_without_a_number_of_eligible_people_cannot_report(may: Town) -> None:
    target(may, ZHUZHAI, contact=40)
    with pytest.raises(NotFound, match=r"一号院的入户覆盖率.*还没有应办户数.*set-group"):
        of_group(may, 1, 1, "contact")


def test_a_group_has_no_more_eligible_people_than_its_village_nor_fewer_than_reported(may: Town) -> None:
    of_group(may, 1, 50)
    for eligible in (101, 49):
        with pytest.raises(BadInput, match="应不少于已上报的 50 人，不多于朱寨社区居民委员会的应办 100 人"):
            set_group_target(may.desk, CONSOLE, ZHUZHAI, 1, "coverage", eligible)
    with pytest.raises(BadInput, match="应为 0 至"):
        set_group_target(may.desk, CONSOLE, ZHUZHAI, 1, "coverage", -1)


def test_once_frozen_the_number_of_a_group_stays(may: Town) -> None:
    may.at("2012-06-04").check()
    assert set_group_target(may.desk, CONSOLE, ZHUZHAI, 1, "coverage", 60) == 59
    with pytest.raises(BadInput, match="一号院参保率的应办人数已于6月4日（星期一）冻结为 60，不再变动"):
        set_group_target(may.desk, CONSOLE, ZHUZHAI, 1, "coverage", 61)


def test_a_group_reports_by_the_rules_of_every_figure(may: Town) -> None:
    with pytest.raises(BadInput, match="已办人数 61 超过应办人数 60"):
        of_group(may, 1, 61)
    of_group(may, 1, 30)
    with pytest.raises(BadInput, match="29 不能低于它"):
        of_group(may, 1, 29)
    with pytest.raises(BadInput, match="还没有到"):
        of_group(may, 1, 31, on=date(2012, 5, 8))
    with pytest.raises(BadInput, match="早于本专项工作的第一天"):
        of_group(may, 1, 31, on=date(2011, 5, 8))


def test_a_figure_of_an_earlier_day_leaves_the_later_one_standing(may: Town) -> None:
    of_group(may, 1, 30)
    of_group(may, 1, 20, on=date(2012, 5, 4))
    assert stored(may).in_groups == 30


def test_another_village_may_not_report_for_it(may: Town) -> None:
    with pytest.raises(NotAllowed, match=r"reading\.report"):
        report_group(may.desk, may.who(Role.LINKED_LEADER, ZHUZHAI), ZHUZHAI, 1, "coverage", 1)

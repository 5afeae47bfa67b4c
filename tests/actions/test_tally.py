"""What was queued for whom, counted; who owes what, and how it ended."""

from collections import Counter

from actions import tally
from actions.notice import list_notices
from actions.tally import Vacancy
from records.database import writing
from records.person import APPOINTMENTS, seat
from states.roles import Role
from tests.shelf import After
from tests.town import SUBDISTRICT, VILLAGES, ZHUZHAI, Town


def test_each_task_of_the_plan_is_owed_by_its_units(campaign: Town) -> None:
    owners = tally.owners(campaign.desk)
    assert sorted(owners["training"]) == sorted(VILLAGES)
    assert owners["mobilization-meeting"] == [SUBDISTRICT]
    assert not any(key.startswith("errand.") for key in owners)


def test_what_was_queued_since_a_notice_is_counted_by_kind_and_role(campaign: Town) -> None:
    desk = campaign.desk
    before = tally.last_notice(desk)
    campaign.at("2012-06-01").check()
    told = tally.told_since(desk, before)
    queued = [notice for notice in list_notices(desk) if notice.id > before]
    assert queued
    assert sum(one.count for one in told) == len(queued)
    for one in told:
        same = [
            n for n in queued if (n.kind, n.form, n.rung, n.role) == (one.kind, one.form, one.rung, one.role)
        ]
        assert len(same) == one.count
    assert tally.told_since(desk, tally.last_notice(desk)) == []


def test_before_anybody_was_told_the_newest_notice_is_none(town: Town) -> None:
    assert tally.last_notice(town.desk) == 0


def test_whoever_was_told_more_than_so_often_is_counted_and_the_worst_are_named(campaign: Town) -> None:
    campaign.checked_daily("2012-04-24", "2012-05-31")
    told = Counter(notice.person_id for notice in list_notices(campaign.desk))
    most = max(told.values())
    people, worst = tally.burdened_since(campaign.desk, 0, 0, 2)
    assert people == len(told)
    assert worst == sorted(told.items(), key=lambda one: (-one[1], one[0]))[:2]
    assert tally.burdened_since(campaign.desk, 0, most, 2) == (0, [])


def test_somebody_is_named_by_the_post_that_stands_highest(campaign: Town) -> None:
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id
    office = campaign.who(Role.LEADING_GROUP_OFFICE).person_id
    assert head is not None
    assert office is not None
    seats = tally.seats(campaign.desk, {head, office})
    assert seats[head].role == Role.VILLAGE_HEAD
    assert seats[head].unit == ZHUZHAI
    assert seats[office].unit == SUBDISTRICT
    assert tally.seats(campaign.desk, set()) == {}


def test_each_rung_counts_the_tasks_that_climbed_it(campaign: Town) -> None:
    campaign.checked_daily("2012-04-23", "2012-04-30")
    climbs = tally.climbs(campaign.desk)
    results = campaign.checked_daily("2012-05-02", "2012-05-02").escalations
    again = tally.climbs(campaign.desk)
    assert sum(again.values()) - sum(climbs.values()) == sum(results.values()) > 0


def test_where_the_villages_stand_and_what_was_proposed_is_counted(campaign: Town) -> None:
    campaign.checked_daily("2012-04-23", "2012-06-20")
    assert sum(tally.ends(campaign.desk).values()) == len(VILLAGES)
    assert tally.proposals(campaign.desk)["special"] == len(VILLAGES)


def test_a_role_that_nobody_holds_is_a_vacancy_for_each_unit(after: After) -> None:
    town = after(without_linked_leaders)
    town.checked_daily("2012-04-23", "2012-05-04")
    found = [vacancy for vacancy in tally.vacancies(town.desk) if vacancy.role == Role.LINKED_LEADER]
    assert Vacancy("training", Role.LINKED_LEADER, len(VILLAGES)) in found


def without_linked_leaders(town: Town) -> None:
    """Nobody is linked to any village, and the pilot has been issued."""
    with writing(town.desk.engine) as connection:
        connection.execute(APPOINTMENTS.delete().where(APPOINTMENTS.c.role == Role.LINKED_LEADER))
        seat(connection)
    town.issue()

"""A leader's villages, those of whoever the leader stands in for among them."""

from datetime import date

from actions.absence import record_absence
from actions.leader import leaders_below, read_leader
from actions.permission import CONSOLE, WHOLE
from actions.sight import powers_of
from states.roles import Role
from tests.actions.people import import_rows
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town, mail

LEADER = mail(Role.LINKED_LEADER, ZHUZHAI)


def villages(town: Town, unit: str = ZHUZHAI) -> set[str]:
    read = read_leader(town.desk, powers_of(town.desk, town.who(Role.LINKED_LEADER, unit)))
    return {one.village.unit for one in read.linked}


def test_all_appointments_count(campaign: Town) -> None:
    assert villages(campaign) == {ZHUZHAI}
    import_rows(campaign, f"{GONGYELU},linked_leader,4002 linked_leader,{LEADER}")
    assert villages(campaign) == {ZHUZHAI, GONGYELU}


def test_whoever_stands_in_sees_the_others_villages_while_they_are_away(campaign: Town) -> None:
    absent = campaign.who(Role.LINKED_LEADER, TONGHANG)
    record_absence(
        campaign.desk, absent, str(absent.person_id), date(2012, 4, 24), date(2012, 4, 26), "出差", LEADER
    )
    assert villages(campaign) == {ZHUZHAI}
    assert villages(campaign.at("2012-04-24")) == {ZHUZHAI, TONGHANG}
    assert villages(campaign.at("2012-04-27")) == {ZHUZHAI}


def test_what_climbs_to_the_leader_is_told_before_it_does(campaign: Town) -> None:
    campaign.checked_daily("2012-04-23", "2012-04-25")
    leader = powers_of(campaign.desk, campaign.who(Role.LINKED_LEADER, ZHUZHAI))
    reaching = read_leader(campaign.desk, leader).reaching
    assert {one.role for one in reaching} == {"linked_leader"}
    assert {one.unit for one in reaching} == {ZHUZHAI}
    first = min(reaching, key=lambda one: one.on)
    campaign.checked_daily("2012-04-26", first.on.isoformat())
    assert (first.on.isoformat(), "escalation", first.rung, "linked_leader") in campaign.told(
        ZHUZHAI, first.task
    )


def test_the_console_has_no_villages(campaign: Town) -> None:
    assert read_leader(campaign.desk, powers_of(campaign.desk, CONSOLE)).linked == ()


def test_the_leaders_below_a_unit_are_those_linked_there(campaign: Town) -> None:
    office = powers_of(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE)).paths("leaders")
    assert len(leaders_below(campaign.desk, office)) == len(leaders_below(campaign.desk, (WHOLE,))) == 3
    [mine] = powers_of(campaign.desk, campaign.who(Role.LINKED_LEADER, ZHUZHAI)).paths("leaders")
    assert [card.card.leader for card in leaders_below(campaign.desk, (mine,))] == ["4002 linked_leader"]
    assert leaders_below(campaign.desk, ()) == []

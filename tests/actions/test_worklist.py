"""What a unit owes, and what waits there for whoever looks to verify it."""

from actions import task
from actions.permission import CONSOLE
from actions.sight import powers_of
from actions.worklist import read_worklist
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town


def test_the_office_owes_its_own_tasks_and_verifies_those_of_villages(campaign: Town) -> None:
    campaign.at("2012-04-24").check()
    campaign.submit(ZHUZHAI, "training")
    read = read_worklist(campaign.desk, powers_of(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE)))
    assert read.unit == SUBDISTRICT
    assert {one.standing.key for one in read.owing if one.may_submit} >= {"mobilization-meeting"}
    [waiting] = read.waiting
    assert (waiting.unit, waiting.key, waiting.overdue, waiting.of_village) == (
        ZHUZHAI,
        "training",
        False,
        True,
    )


def test_only_whoever_verifies_sees_what_waits(campaign: Town) -> None:
    campaign.submit(ZHUZHAI, "training")
    for role in (Role.SUPERVISION_OFFICE, Role.LEADING_GROUP_HEAD):
        read = read_worklist(campaign.desk, powers_of(campaign.desk, campaign.who(role)), SUBDISTRICT)
        assert read.waiting == ()
        assert not any(one.may_submit for one in read.owing)
    console = read_worklist(campaign.desk, powers_of(campaign.desk, CONSOLE), SUBDISTRICT)
    assert [one.unit for one in console.waiting] == [ZHUZHAI]


def test_what_was_said_and_why_it_was_sent_back_stand_beside_it(campaign: Town) -> None:
    office = powers_of(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE))
    task.submit(campaign.desk, CONSOLE, ZHUZHAI, "training", "签到表见附件")
    [waiting] = read_worklist(campaign.desk, office).waiting
    assert waiting.said == "签到表见附件"
    task.return_task(campaign.desk, CONSOLE, ZHUZHAI, "training", "缺签名")
    read = read_worklist(campaign.desk, office, ZHUZHAI)
    assert [one.returned for one in read.owing if one.standing.key == "training"] == ["缺签名"]


def test_a_task_may_be_submitted_on_its_first_day_and_not_before(campaign: Town) -> None:
    console = powers_of(campaign.desk, CONSOLE)

    def open_ones() -> set[str]:
        read = read_worklist(campaign.desk, console, ZHUZHAI)
        return {one.standing.key for one in read.owing if one.may_submit}

    campaign.at("2012-05-31").check()
    assert "self-inspection" not in open_ones()
    campaign.at("2012-06-01")
    assert "self-inspection" in open_ones()
    campaign.submit(ZHUZHAI, "self-inspection")
    assert "self-inspection" not in open_ones()


def test_several_are_verified_in_one_transaction(campaign: Town) -> None:
    for unit in (GONGYELU, ZHUZHAI, TONGHANG):
        campaign.submit(unit, "training")
    task.verify_several(campaign.desk, CONSOLE, {"training": [GONGYELU, ZHUZHAI]}, "齐全")
    states = [campaign.task(unit, "training").state for unit in (GONGYELU, ZHUZHAI, TONGHANG)]
    assert states == ["verified", "verified", "submitted"]

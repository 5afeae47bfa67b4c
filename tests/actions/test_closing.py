"""The campaign's close: once, on its day, with full coverage judged; then silence."""

from datetime import date

import pytest

from actions import acceptance, task, village
from actions.appeal import appeal
from actions.board import list_tasks
from actions.campaign import start
from actions.closing import close_campaign, read_verdict
from actions.coming import read_coming
from actions.errors import BadInput, NotAllowed, WrongState
from actions.history import read_history
from actions.permission import CONSOLE
from plans.reader import read_plan, shipped_plan
from states.roles import Role
from tests.actions.test_acceptance import decided
from tests.actions.test_assessment import published
from tests.assessing import OVERDUE
from tests.shelf import After
from tests.town import SUBDISTRICT, TONGHANG, ZHUZHAI, Town

CLOSE = "errand.close-campaign#1"


def closed(town: Town) -> None:
    """The pilot, in which nobody has reported anything, is closed on 31 July."""
    town.issue()
    town.at("2012-07-31").check()
    close_campaign(town.desk, town.who(Role.LEADING_GROUP_HEAD), "期满收官")


def test_on_the_last_day_the_head_is_asked_to_close_it_once(campaign: Town) -> None:
    campaign.at("2012-07-30").check()
    assert CLOSE not in {one.key for _, _, one in list_tasks(campaign.desk, unit_code=SUBDISTRICT)}
    for day in ("2012-07-31", "2012-08-01"):
        campaign.at(day).check()
    [asked] = [one for _, _, one in list_tasks(campaign.desk, unit_code=SUBDISTRICT) if one.key == CLOSE]
    assert asked.due == date(2012, 7, 31)


def test_before_its_day_it_cannot_be_closed(campaign: Town) -> None:
    campaign.at("2012-07-30")
    with pytest.raises(WrongState, match=r"方案规定7月31日（星期二）收官，今天还不能收官"):
        close_campaign(campaign.desk, CONSOLE, "期满收官")


def test_it_is_closed_by_the_head_with_a_reason(campaign: Town) -> None:
    campaign.at("2012-07-31")
    with pytest.raises(NotAllowed, match=r"campaign\.close"):
        close_campaign(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE), "期满收官")
    with pytest.raises(BadInput, match="收官须说明理由"):
        close_campaign(campaign.desk, CONSOLE, "")
    assert read_verdict(campaign.desk) is None


def test_what_nobody_has_measured_is_not_shown(after: After) -> None:
    town = after(closed)
    kept = read_verdict(town.desk)
    assert kept is not None
    [goal] = kept[1].goals
    assert (goal.key, goal.reached, goal.units, goal.unmeasured_count) == ("full-coverage", False, 3, 3)
    assert kept[1].states == {"mobilization": 3}
    assert kept[1].average is None


def test_the_verdict_says_where_the_villages_stood_and_whom_to_commend(after: After) -> None:
    town = after(decided)
    acceptance.commend(town.desk, CONSOLE, ZHUZHAI)
    verdict = close_campaign(town.at("2012-07-31").desk, CONSOLE, "期满收官")
    assert verdict.states == {"accepted": 1, "commended": 1, "not_accepted": 1}
    assert (verdict.assessed, verdict.average) == (3, 93.7)
    assert verdict.commended == ("朱寨社区居民委员会",)


def test_it_waits_for_the_last_answer_to_an_appeal(after: After) -> None:
    town = after(published)
    appeal(town.desk, CONSOLE, TONGHANG, OVERDUE, "下雨")
    with pytest.raises(WrongState, match="还有 1 件申诉没有答复，答复后才能收官"):
        close_campaign(town.at("2012-07-31").desk, CONSOLE, "期满收官")


def test_then_every_clock_is_silent_and_tasks_keep_their_state(after: After) -> None:
    town = after(closed)
    assert town.task(ZHUZHAI, "training").state == "open"
    assert read_coming(town.desk, 365) == []
    assert not any(town.at("2012-08-10").check().counts().values())
    [asked] = [one for _, _, one in list_tasks(town.desk, unit_code=SUBDISTRICT) if one.key == CLOSE]
    assert asked.state == "verified"


def test_then_nothing_more_is_done_in_it(after: After) -> None:
    town = after(closed)
    said = "专项工作 1 已于 2012-07-31 收官，不再办理"
    with pytest.raises(WrongState, match=said):
        town.submit(ZHUZHAI, "training")
    with pytest.raises(WrongState, match=said):
        task.waive(town.desk, CONSOLE, ZHUZHAI, "training", "已参加区里的培训")
    with pytest.raises(WrongState, match=said):
        village.force(town.desk, CONSOLE, ZHUZHAI, "inspection", "特殊情况")
    with pytest.raises(WrongState, match=said):
        acceptance.accept(town.desk, CONSOLE, ZHUZHAI)
    with pytest.raises(WrongState, match=said):
        close_campaign(town.desk, CONSOLE, "再收一次")


def test_the_close_stands_in_the_history(after: After) -> None:
    town = after(closed)
    [row] = [
        one for one in read_history(town.desk) if one.subject == "campaign" and one.trigger == "conclude"
    ]
    assert (row.from_state, row.to_state, row.reason) == ("running", "concluded", "期满收官")


def test_the_same_plan_may_be_issued_again_and_is_then_the_one_that_is_meant(after: After) -> None:
    town = after(closed)
    again = start(town.desk, CONSOLE, read_plan(shipped_plan("2012-pension-pilot")), SUBDISTRICT)
    assert town.board().campaign_id == again

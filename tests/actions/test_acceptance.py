"""Accepted, rejected, made to repeat, commended: by the score and the targets, through the machine."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from actions import acceptance, assessment, task
from actions.appeal import appeal, decide_appeal, list_appeals
from actions.board import list_tasks
from actions.errors import BadInput, NotFound, WrongState
from actions.history import read_history
from actions.notice import list_notices
from actions.permission import CONSOLE
from actions.ranking import ranking
from actions.sheet import read_sheet
from states.roles import Role
from tests.actions.test_assessment import assessed, published
from tests.assessing import OVERDUE
from tests.shelf import After
from tests.town import GONGYELU, TONGHANG, VILLAGES, ZHUZHAI, Town

PASSING = (GONGYELU, ZHUZHAI)
REPAIR = "errand.repair#1"


def decided(town: Town) -> None:
    """The time for appeals is over; who passes is accepted, 通航社区 is not."""
    published(town)
    town.at("2012-07-10")
    head = town.who(Role.LEADING_GROUP_HEAD)
    acceptance.accept(town.desk, head, PASSING)
    acceptance.reject(town.desk, head, TONGHANG, "得分低于合格分")


def phases(town: Town) -> list[str]:
    return [town.phase(unit) for unit in VILLAGES]


# ── Accepted and rejected ─────────────────────────────────────────────────────────────


def test_many_villages_are_accepted_at_once(after: After) -> None:
    town = after(published)
    assert acceptance.accept(town.desk, town.who(Role.LEADING_GROUP_HEAD), PASSING) == 2
    assert phases(town) == ["accepted", "accepted", "assessment"]
    told = [one for one in list_notices(town.desk) if one.rule == "village.accepted.1"]
    assert [one.unit for one in told] == list(PASSING)


def test_one_that_does_not_pass_stops_all(after: After) -> None:
    town = after(published)
    with pytest.raises(WrongState, match=r"通航社区居民委员会 不能验收合格：得分 89.5，合格分 90"):
        acceptance.accept(town.desk, CONSOLE, VILLAGES)
    assert phases(town) == ["assessment"] * 3


def test_nobody_is_accepted_without_the_opinion_of_the_group_above(after: After) -> None:
    town = after(assessed)
    assessment.publish(town.desk, CONSOLE)
    with pytest.raises(WrongState, match="还没有上街区城乡居民社会养老保险工作领导小组的会同意见"):
        acceptance.accept(town.desk, CONSOLE, ZHUZHAI)


def test_nobody_is_accepted_before_the_result_is_announced(after: After) -> None:
    town = after(assessed)
    assessment.concur(town.desk, CONSOLE, None, "同意", "3号")
    with pytest.raises(WrongState, match="考核结果还没有公布"):
        acceptance.accept(town.desk, CONSOLE, ZHUZHAI)


def test_whoever_passes_is_not_rejected_nor_anybody_who_may_still_appeal(after: After) -> None:
    town = after(published)
    with pytest.raises(WrongState, match="应当验收合格"):
        acceptance.reject(town.desk, CONSOLE, ZHUZHAI, "印象不好")
    with pytest.raises(WrongState, match=r"申诉期到7月9日（星期一）为止"):
        acceptance.reject(town.desk, CONSOLE, TONGHANG, "得分低于合格分")


def test_a_rejection_says_why(after: After) -> None:
    town = after(published)
    with pytest.raises(BadInput, match="验收不合格须说明理由"):
        acceptance.reject(town.desk, CONSOLE, TONGHANG, "")


def test_a_village_in_another_state_is_told_which(campaign: Town) -> None:
    with pytest.raises(WrongState, match=r"现为“筹备”，不能验收合格（accept）"):
        acceptance.accept(campaign.desk, CONSOLE, ZHUZHAI)
    with pytest.raises(NotFound, match="不在专项工作 1 的范围内"):
        acceptance.accept(campaign.desk, CONSOLE, "410106004000")


# ── Repeat ────────────────────────────────────────────────────────────────────────────


def test_not_accepted_then_repaired_assessed_again_and_accepted(after: After) -> None:
    town = after(decided)
    head, office = town.who(Role.LEADING_GROUP_HEAD), town.who(Role.LEADING_GROUP_OFFICE)
    acceptance.repeat(town.desk, head, TONGHANG, "补做自查，逐户核对", date(2012, 7, 18))
    assert town.phase(TONGHANG) == "inspection"
    [repair] = [one for _, _, one in list_tasks(town.desk, unit_code=TONGHANG) if one.key == REPAIR]
    assert repair.effective_due == date(2012, 7, 18)
    with pytest.raises(WrongState, match="正在返工"):
        assessment.adjust(town.desk, head, TONGHANG, 1, "态度好")
    town.at("2012-07-17")
    task.submit(town.desk, town.who(Role.VILLAGE_HEAD, TONGHANG), TONGHANG, REPAIR)
    task.verify(town.desk, office, TONGHANG, REPAIR)
    assert town.phase(TONGHANG) == "assessment"
    with pytest.raises(WrongState, match="正在返工，须重新考核"):
        acceptance.accept(town.desk, head, TONGHANG)
    assert assessment.assess(town.desk, office, TONGHANG).assessed == 1
    assessment.adjust(town.desk, head, TONGHANG, Fraction("0.5"), "返工后逐户核对无误")
    assessment.concur(town.desk, head, TONGHANG, "同意", "上社保组〔2012〕5号")
    assessment.publish(town.desk, head)
    acceptance.accept(town.desk, head, TONGHANG)
    assert town.phase(TONGHANG) == "accepted"
    result = read_sheet(town.desk, TONGHANG).result
    assert result is not None
    assert (result.version, result.round) == (2, 2)


def test_a_repair_by_a_day_that_has_passed_or_after_the_close_is_refused(after: After) -> None:
    town = after(decided)
    for day in (date(2012, 7, 9), date(2012, 8, 1)):
        with pytest.raises(BadInput, match="返工期限"):
            acceptance.repeat(town.desk, CONSOLE, TONGHANG, "补做自查", day)
    assert town.phase(TONGHANG) == "not_accepted"


# ── Appeals and honours ───────────────────────────────────────────────────────────────


def test_from_the_assessment_over_an_appeal_to_the_commendation(after: After) -> None:
    town = after(published)
    village, head = town.who(Role.VILLAGE_HEAD, TONGHANG), town.who(Role.LEADING_GROUP_HEAD)
    number = appeal(town.desk, village, TONGHANG, OVERDUE, "6月9日已把自查表送到办公室")
    errand = f"errand.decide-appeal#{number}"
    [owed] = [one for _, _, one in list_tasks(town.desk, unit_code=TONGHANG) if one.key == errand]
    assert owed.effective_due == date(2012, 7, 9)
    with pytest.raises(WrongState, match="还有 1 件申诉没有答复"):
        acceptance.accept(town.desk, head, TONGHANG)
    decide_appeal(town.at("2012-07-06").desk, head, number, upheld=True, answer="签收簿为证")
    sheet = read_sheet(town.desk, TONGHANG)
    assert sheet.result is not None
    assert (sheet.result.version, sheet.result.total) == (2, Fraction("90.5"))
    assert [one.result.total for one in ranking(town.desk)] == [100, Fraction("91.5"), Fraction("90.5")]
    assert f"appeal.decided.{number}" in {one.rule for one in list_notices(town.desk, unit_code=TONGHANG)}
    acceptance.accept(town.desk, head, VILLAGES)
    with pytest.raises(WrongState, match=r"不能表彰：申诉期到7月9日（星期一）为止，名次未定"):
        acceptance.commend(town.desk, head, ZHUZHAI)
    town.at("2012-07-10")
    assert acceptance.commend(town.desk, head, PASSING) == 2
    assert phases(town) == ["commended", "commended", "accepted"]
    with pytest.raises(WrongState, match="列第 3 名，超出表彰比例（至多 70%"):
        acceptance.commend(town.desk, head, TONGHANG)


def test_an_appeal_that_fails_changes_nothing_and_is_answered(after: After) -> None:
    town = after(published)
    number = appeal(town.desk, CONSOLE, TONGHANG, OVERDUE, "下雨")
    decide_appeal(town.desk, CONSOLE, number, upheld=False, answer="下雨不影响自查")
    [answered] = list_appeals(town.desk, unit_code=TONGHANG)
    assert (answered.state, answered.answer) == ("not_upheld", "下雨不影响自查")
    assert read_sheet(town.desk, TONGHANG).score.total == Fraction("89.5")
    with pytest.raises(WrongState, match="已经答复"):
        decide_appeal(town.desk, CONSOLE, number, upheld=True, answer="改主意了")
    with pytest.raises(WrongState, match="已经申诉过"):
        appeal(town.desk, CONSOLE, TONGHANG, OVERDUE, "真的下雨")


def test_an_appeal_names_a_charge_and_says_why_in_time(after: After) -> None:
    town = after(published)
    with pytest.raises(BadInput, match=f"没有扣分项 overdue:survey:1，无从申诉。可以申诉的：{OVERDUE}"):
        appeal(town.desk, CONSOLE, TONGHANG, "overdue:survey:1", "没有迟")
    with pytest.raises(BadInput, match="申诉须说明理由"):
        appeal(town.desk, CONSOLE, TONGHANG, OVERDUE, "")
    town.at("2012-07-10")
    with pytest.raises(WrongState, match=r"申诉期已于7月9日（星期一）结束"):
        appeal(town.desk, CONSOLE, TONGHANG, OVERDUE, "下雨")


def test_before_the_result_is_announced_there_is_nothing_to_appeal(after: After) -> None:
    town = after(assessed)
    with pytest.raises(WrongState, match="还没有公布，公布后才能申诉"):
        appeal(town.desk, CONSOLE, TONGHANG, OVERDUE, "下雨")


def test_only_one_who_is_accepted_is_commended(after: After) -> None:
    town = after(decided)
    with pytest.raises(WrongState, match="不能表彰：现为“验收不合格”，验收合格后才能表彰"):
        acceptance.commend(town.desk, CONSOLE, TONGHANG)
    assert acceptance.commend(town.desk, CONSOLE, PASSING) == 2


def test_where_a_tie_would_exceed_the_share_all_who_tie_are_left_out(after: After) -> None:
    town = after(published)
    assessment.adjust(town.desk, CONSOLE, TONGHANG, 2, "洪水断路三天")
    town.at("2012-07-10")
    acceptance.accept(town.desk, CONSOLE, VILLAGES)
    assert [one.may_be_commended for one in ranking(town.desk)] == [True, False, False]
    with pytest.raises(WrongState, match="同分者同进退"):
        acceptance.commend(town.desk, CONSOLE, ZHUZHAI)


Decision = Callable[[Town], object]


@pytest.mark.parametrize(
    "decision",
    [
        lambda town: acceptance.accept(town.desk, CONSOLE, PASSING),
        lambda town: acceptance.repeat(town.desk, CONSOLE, TONGHANG, "补做自查", date(2012, 7, 18)),
    ],
)
def test_what_has_been_decided_is_not_decided_again(after: After, decision: Decision) -> None:
    town = after(decided)
    if town.phase(TONGHANG) == "not_accepted":
        acceptance.repeat(town.desk, CONSOLE, TONGHANG, "补做自查", date(2012, 7, 18))
    with pytest.raises(WrongState):
        decision(town)


def test_every_decision_stands_in_the_history(after: After) -> None:
    town = after(decided)
    [row] = [one for one in read_history(town.desk, unit_code=TONGHANG) if one.trigger == "reject"]
    assert (row.from_state, row.to_state, row.reason) == ("assessment", "not_accepted", "得分低于合格分")

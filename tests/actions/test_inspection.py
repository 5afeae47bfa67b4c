"""A special inspection's life (三.三.2): proposed, ordered, on site, reported, closed; or dismissed."""

from datetime import date

import pytest

from actions.errors import BadInput, NotFound, WrongState
from actions.history import Happened, read_history
from actions.inspection import (
    InspectionListed,
    close,
    dismiss,
    list_inspections,
    order,
    propose,
    report,
    start,
)
from actions.permission import CONSOLE, Actor
from actions.task import return_task, submit
from states.roles import Role
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town

SELF = "self-inspection"


def proposed(town: Town) -> None:
    """The supervision office proposes to inspect 朱寨社区 on Friday, 1 June."""
    town.issue()
    propose(town.at("2012-06-01").desk, town.who(Role.SUPERVISION_OFFICE), ZHUZHAI, "群众来电反映")


def ladders_end(town: Town) -> None:
    """On 18 June the ladder of the self-inspection has reached the desk for all three."""
    town.issue()
    for day in ("2012-06-01", "2012-06-11", "2012-06-12", "2012-06-14", "2012-06-18"):
        town.at(day).check()


@pytest.fixture
def desk(after: After) -> Town:
    return after(proposed)


def office(town: Town) -> Actor:
    return town.who(Role.SUPERVISION_OFFICE)


def number_of(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


def ordered(town: Town) -> date:
    return order(town.desk, office(town), 1, [number_of(office(town))]).due


def of_inspections(town: Town) -> list[Happened]:
    """What happened to the inspections of 朱寨社区."""
    return [one for one in read_history(town.desk, unit_code=ZHUZHAI) if one.subject == "inspection"]


def only(town: Town) -> InspectionListed:
    [listed] = list_inspections(town.desk)
    return listed


def test_the_supervision_office_proposes_of_its_own_accord(desk: Town) -> None:
    listed = only(desk)
    assert (listed.id, listed.unit, listed.kind, listed.state) == (1, ZHUZHAI, "special", "proposed")
    assert (listed.reasons, listed.inspectors, listed.due) == (("群众来电反映",), (), None)
    row = of_inspections(desk)[-1]
    assert (row.trigger, row.from_state, row.to_state) == ("propose", None, "proposed")
    assert (row.actor, row.reason, row.clause) == ("4000 supervision_office", "群众来电反映", "三.三.2")


def test_the_whole_life_stands_in_the_history(desk: Town) -> None:
    ordered(desk)
    start(desk.at("2012-06-04").desk, office(desk), 1)
    report(desk.desk, office(desk), 1, " 台账齐全，未发现问题 ")
    close(desk.desk, office(desk), 1)
    assert [(one.trigger, one.from_state, one.to_state) for one in of_inspections(desk)] == [
        ("propose", None, "proposed"),
        ("order", "proposed", "ordered"),
        ("notify", "ordered", "notified"),
        ("start", "notified", "on_site"),
        ("report", "on_site", "reported"),
        ("close", "reported", "closed"),
    ]
    assert (only(desk).state, only(desk).report) == ("closed", "台账齐全，未发现问题")


def test_an_order_gives_five_working_days_unless_it_says_otherwise(desk: Town) -> None:
    assert ordered(desk) == date(2012, 6, 8)
    assert only(desk).due == date(2012, 6, 8)


def test_an_order_may_name_its_own_date_and_reason(desk: Town) -> None:
    monday = date(2012, 6, 4)
    assert order(desk.desk, office(desk), 1, [1], monday, "  情况紧急 ").due == monday
    reasons = {one.trigger: one.reason for one in of_inspections(desk)}
    assert reasons["order"] == "情况紧急"


def test_one_order_tells_the_village_and_each_inspector_once(desk: Town) -> None:
    leader = desk.who(Role.LINKED_LEADER, GONGYELU)
    people = [number_of(office(desk)), number_of(leader), number_of(leader)]
    order(desk.desk, office(desk), 1, people)
    told = [n for n in desk.notices(ZHUZHAI) if n.kind == "inspection_ordered"]
    assert sorted((n.form, n.recipient) for n in told) == [
        ("inspection_inspector", "4000 supervision_office"),
        ("inspection_inspector", "4001 linked_leader"),
        ("inspection_village", "4002 assistant"),
        ("inspection_village", "4002 village_head"),
    ]
    assert {(n.task, n.rung, n.due) for n in told} == {(None, None, date(2012, 6, 8))}
    assert set(only(desk).inspectors) == {"4000 supervision_office", "4001 linked_leader"}


def test_a_further_reason_joins_the_open_inspection(desk: Town) -> None:
    assert propose(desk.desk, office(desk), ZHUZHAI, "台账对不上") == 1
    assert only(desk).reasons == ("群众来电反映", "台账对不上")
    ordered(desk)
    assert propose(desk.desk, office(desk), ZHUZHAI, "又一次来电") == 1
    assert len(only(desk).reasons) == 3


def test_the_ladders_reason_joins_it_too(desk: Town) -> None:
    for day in ("2012-06-11", "2012-06-12", "2012-06-14", "2012-06-18"):
        desk.at(day).check()
    mine = [one for one in list_inspections(desk.desk) if one.unit == ZHUZHAI]
    assert [one.id for one in mine] == [1]
    assert "“自查自纠”6月10日（星期日）到期，逐级督办后仍未完成" in mine[0].reasons


def test_after_it_was_closed_a_new_one_may_be_proposed(desk: Town) -> None:
    ordered(desk)
    start(desk.desk, office(desk), 1)
    report(desk.desk, office(desk), 1, "未发现问题")
    close(desk.desk, office(desk), 1)
    assert propose(desk.desk, office(desk), ZHUZHAI, "再次来电") == 2


def test_each_village_has_its_own(desk: Town) -> None:
    assert propose(desk.desk, office(desk), TONGHANG, "群众来电反映") == 2
    assert [one.unit for one in list_inspections(desk.desk, 1)] == [ZHUZHAI, TONGHANG]


def test_what_was_dismissed_comes_back_only_with_a_new_cycle(after: After) -> None:
    town = after(ladders_end)
    of_zhuzhai = next(one for one in list_inspections(town.desk) if one.unit == ZHUZHAI)
    assert len(of_zhuzhai.reasons) > 1
    dismiss(town.desk, office(town), of_zhuzhai.id, "正在防汛，情况已查明")
    town.at("2012-06-29").check()
    assert [one.state for one in list_inspections(town.desk) if one.unit == ZHUZHAI] == ["dismissed"]
    submit(town.desk, CONSOLE, ZHUZHAI, SELF)
    assert return_task(town.desk, CONSOLE, ZHUZHAI, SELF, "自查表不全") == date(2012, 7, 4)
    for day in ("2012-07-05", "2012-07-06", "2012-07-10", "2012-07-12"):
        town.at(day).check()
    mine = [one for one in list_inspections(town.desk) if (one.unit, one.kind) == (ZHUZHAI, "special")]
    assert [one.state for one in mine] == ["dismissed", "proposed"]
    assert mine[1].reasons == ("“自查自纠”7月4日（星期三）到期，逐级督办后仍未完成",)


def test_a_dismissal_stands_in_the_history_with_its_reason(desk: Town) -> None:
    dismiss(desk.desk, office(desk), 1, "情况已查明")
    row = of_inspections(desk)[-1]
    assert (row.trigger, row.to_state, row.reason) == ("dismiss", "dismissed", "情况已查明")


# ── Refusals ──────────────────────────────────────────────────────────────────────────


def test_what_is_not_its_time_is_refused_with_what_is_possible(desk: Town) -> None:
    with pytest.raises(WrongState) as refusal:
        start(desk.desk, office(desk), 1)
    assert str(refusal.value) == (
        "对朱寨社区居民委员会的专项督查（1）现为已提出（proposed），不能开始检查（start）。"
        "现在可以：立项、不予立项、合并办理、撤销。"
    )
    with pytest.raises(WrongState, match=r"不能提交报告（report）"):
        report(desk.desk, office(desk), 1, "未发现问题")
    with pytest.raises(WrongState, match=r"不能销号（close）"):
        close(desk.desk, office(desk), 1)
    ordered(desk)
    with pytest.raises(WrongState, match=r"现为已通知（notified），不能立项（order）"):
        ordered(desk)
    with pytest.raises(WrongState, match=r"不能不予立项（dismiss）"):
        dismiss(desk.desk, office(desk), 1, "情况已查明")


def test_an_order_names_inspectors_who_exist_and_a_day_to_come(desk: Town) -> None:
    with pytest.raises(BadInput, match="至少一名督查人员"):
        order(desk.desk, office(desk), 1, [])
    with pytest.raises(NotFound, match="没有编号为 9999 的人员"):
        order(desk.desk, office(desk), 1, [1, 9999])
    with pytest.raises(BadInput, match=r"完成期限 2012-05-31 已经过去。请用今天（2012-06-01）"):
        order(desk.desk, office(desk), 1, [1], date(2012, 5, 31))
    with pytest.raises(BadInput, match=r"完成期限 9999-12-31 太远"):
        order(desk.desk, office(desk), 1, [1], date.max)
    assert (only(desk).state, only(desk).inspectors) == ("proposed", ())


@pytest.mark.parametrize("text", ["", "  ", "字" * 1001])
def test_proposal_dismissal_and_report_say_why_in_at_most_1000_characters(desk: Town, text: str) -> None:
    for deed in (
        lambda: propose(desk.desk, office(desk), ZHUZHAI, text),
        lambda: dismiss(desk.desk, office(desk), 1, text),
        lambda: report(desk.desk, office(desk), 1, text),
    ):
        with pytest.raises(BadInput, match=r"须说明|最多 1000 字"):
            deed()


def test_so_does_an_order_that_gives_a_reason(desk: Town) -> None:
    with pytest.raises(BadInput, match="最多 1000 字"):
        order(desk.desk, office(desk), 1, [1], reason="字" * 1001)


def test_only_a_village_of_the_campaign_is_inspected(desk: Town) -> None:
    with pytest.raises(NotFound, match="工业路街道 不在专项工作 1 的范围内"):
        propose(desk.desk, office(desk), SUBDISTRICT, "群众反映")
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        propose(desk.desk, office(desk), "999", "群众反映")


@pytest.mark.parametrize("number", [0, -1, 2, 10**30])
def test_an_unknown_inspection_is_refused(desk: Town, number: int) -> None:
    with pytest.raises(NotFound, match=rf"没有编号为 {number} 的督查"):
        start(desk.desk, office(desk), number)


def test_the_inspections_of_an_unknown_campaign_are_refused(desk: Town) -> None:
    with pytest.raises(NotFound, match="没有编号为 2 的专项工作"):
        list_inspections(desk.desk, 2)

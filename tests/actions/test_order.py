"""One order for many, who is sent, what the office itself owes by when, and what villages bear (三.三.2)."""

from datetime import date

import pytest

from actions.board import list_tasks
from actions.burden import Burden, burden
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.history import read_history
from actions.inspection import (
    InspectionListed,
    cancel,
    close,
    dismiss,
    list_inspections,
    merge,
    order,
    order_outright,
    propose,
    replace_inspector,
    report,
    start,
)
from actions.permission import CONSOLE, Actor
from records.absence import ABSENCES
from states.roles import Role
from tests.shelf import After, issued
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town

DECIDE, CARRY_OUT, REPORT = (f"errand.{deed}-inspection#1" for deed in ("decide", "carry-out", "report"))


def proposed(town: Town) -> None:
    """On Friday, 1 June, inspections of two communities are proposed."""
    town.issue()
    for unit in (ZHUZHAI, TONGHANG):
        propose(town.at("2012-06-01").desk, CONSOLE, unit, "群众来电反映")


@pytest.fixture
def town(after: After) -> Town:
    return after(proposed)


def number_of(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


def inspector(town: Town) -> int:
    return number_of(town.who(Role.LINKED_LEADER, GONGYELU))


def one(town: Town, number: int) -> InspectionListed:
    return next(listed for listed in list_inspections(town.desk) if listed.id == number)


def absent(town: Town, person: int, first: date, last: date, substitute: int | None = None) -> None:
    with town.desk.engine.begin() as connection:
        connection.execute(
            ABSENCES.insert().values(
                person_id=person,
                first_day=first,
                last_day=last,
                substitute_id=substitute,
                reason="公出",
                recorded_by="console",
                recorded_at=town.clock.instant,
            )
        )


def owed(town: Town, key: str) -> tuple[date, str]:
    """The date and state of something that the supervision office owes."""
    return next((task.due, task.state) for _, _, task in list_tasks(town.desk) if task.key == key)


def inspected(town: Town) -> list[tuple[str, str]]:
    """Triggers and reasons of what happened to the inspection of 朱寨社区."""
    rows = read_history(town.desk, unit_code=ZHUZHAI)
    return [(row.trigger, row.reason or "") for row in rows if row.subject == "inspection"]


# ── One order for many ────────────────────────────────────────────────────────────────


def test_one_order_sends_the_same_people_to_several_villages(town: Town) -> None:
    ordered = order(town.desk, CONSOLE, [1, 2], [inspector(town)])
    assert (ordered.number, ordered.due, ordered.inspections) == (1, date(2012, 6, 8), (1, 2))
    assert {(one(town, n).state, one(town, n).order_number) for n in (1, 2)} == {("notified", 1)}
    for unit in (ZHUZHAI, TONGHANG):
        told = [n.form for n in town.notices(unit) if n.kind == "inspection_ordered"]
        assert sorted(told) == ["inspection_inspector", "inspection_village", "inspection_village"]


def test_the_next_order_has_the_next_number(town: Town) -> None:
    assert [order(town.desk, CONSOLE, n, [inspector(town)]).number for n in (1, 2)] == [1, 2]


def test_an_order_of_several_is_given_whole_or_not_at_all(town: Town) -> None:
    order(town.desk, CONSOLE, 2, [inspector(town)])
    with pytest.raises(WrongState, match=r"（2）现为已通知（notified），不能立项"):
        order(town.desk, CONSOLE, [1, 2], [inspector(town)])
    with pytest.raises(NotFound, match="没有编号为 9 的督查"):
        order(town.desk, CONSOLE, [1, 9], [inspector(town)])
    with pytest.raises(BadInput, match="至少一项督查"):
        order(town.desk, CONSOLE, [], [inspector(town)])
    assert one(town, 1).state == "proposed"


def test_the_office_may_order_several_villages_outright(after: After) -> None:
    town = after(issued)
    ordered = order_outright(town.desk, CONSOLE, VILLAGES, [inspector(town)], "重点督查")
    assert len(ordered.inspections) == 3
    assert {(i.kind, i.state, i.reasons) for i in list_inspections(town.desk)} == {
        ("special", "notified", ("重点督查",))
    }


def test_outright_only_villages_of_the_campaign_are_inspected(after: After) -> None:
    town = after(issued)
    with pytest.raises(NotFound, match="工业路街道 不在专项工作 1 的范围内"):
        order_outright(town.desk, CONSOLE, [ZHUZHAI, SUBDISTRICT], [1], "重点督查")
    with pytest.raises(BadInput, match="至少一个村（社区）"):
        order_outright(town.desk, CONSOLE, [], [1], "重点督查")
    with pytest.raises(BadInput, match="至少一名督查人员"):
        order_outright(town.desk, CONSOLE, [ZHUZHAI], [], "重点督查")
    assert list_inspections(town.desk) == []


# ── Cancelled, merged ─────────────────────────────────────────────────────────────────


def test_whoever_was_told_of_an_order_is_told_when_it_is_cancelled(town: Town) -> None:
    order(town.desk, CONSOLE, 1, [inspector(town)])
    cancel(town.desk, CONSOLE, 1, "正在防汛")
    assert one(town, 1).state == "cancelled"
    told = {n.recipient for n in town.notices(ZHUZHAI) if n.form == "word"}
    assert told == {"4002 village_head", "4002 assistant", "4001 linked_leader"}
    assert (owed(town, DECIDE)[1], owed(town, CARRY_OUT)[1]) == ("verified", "waived")


def test_of_a_proposal_nobody_was_told(town: Town) -> None:
    cancel(town.desk, CONSOLE, 1, "正在防汛")
    assert [n for n in town.notices(ZHUZHAI) if n.form == "word"] == []
    assert owed(town, DECIDE)[1] == "waived"


def test_whoever_is_on_site_is_not_called_back(town: Town) -> None:
    order(town.desk, CONSOLE, 1, [inspector(town)])
    start(town.desk, CONSOLE, 1)
    with pytest.raises(WrongState, match="不能撤销"):
        cancel(town.desk, CONSOLE, 1, "正在防汛")


def test_only_inspections_of_one_village_are_merged(town: Town) -> None:
    with pytest.raises(BadInput, match="不是同一单位，不能合并"):
        merge(town.desk, CONSOLE, 1, 2, "合并检查")
    with pytest.raises(BadInput, match="不能把一项督查并入它自己"):
        merge(town.desk, CONSOLE, 1, 1, "合并检查")


# ── Who is sent ───────────────────────────────────────────────────────────────────────


def test_whoever_is_away_before_the_order_is_due_is_pointed_out(town: Town) -> None:
    leader, deputy = inspector(town), number_of(town.who(Role.LINKED_LEADER, TONGHANG))
    absent(town, leader, date(2012, 6, 6), date(2012, 6, 12), deputy)
    absent(town, deputy, date(2012, 6, 9), date(2012, 6, 12))
    ordered = order(town.desk, CONSOLE, 1, [leader, deputy])
    assert ordered.warnings == (
        "4001 linked_leader 6月6日（星期三）至6月12日（星期二）不在岗，由4003 linked_leader替岗。",
    )


def test_nobody_stands_in_for_some(town: Town) -> None:
    absent(town, inspector(town), date(2012, 6, 1), date(2012, 6, 4))
    [warning] = order(town.desk, CONSOLE, 1, [inspector(town)]).warnings
    assert warning.endswith("没有替岗人员，请改派他人。")


def test_whoever_stands_in_for_an_inspector_is_told_and_may_act(town: Town) -> None:
    deputy = town.who(Role.LINKED_LEADER, TONGHANG)
    absent(town, inspector(town), date(2012, 6, 1), date(2012, 6, 12), number_of(deputy))
    order(town.desk, CONSOLE, 1, [inspector(town)])
    told = {n.recipient for n in town.notices(ZHUZHAI) if n.form == "inspection_inspector"}
    assert told == {"4003 linked_leader"}
    start(town.desk, deputy, 1)
    with pytest.raises(NotAllowed):
        start(town.desk, deputy, 2)


def test_an_inspector_is_replaced_and_both_are_told(town: Town) -> None:
    old, new = inspector(town), number_of(town.who(Role.LINKED_LEADER, TONGHANG))
    order(town.desk, CONSOLE, 1, [old])
    absent(town, new, date(2012, 6, 7), date(2012, 6, 7))
    [warning] = replace_inspector(town.desk, CONSOLE, 1, old, new)
    assert "4003 linked_leader" in warning
    assert one(town, 1).inspectors == ("4003 linked_leader",)
    assert inspected(town)[-1] == ("replace_inspector", "4001 linked_leader换为4003 linked_leader")
    told = [(n.form, n.recipient) for n in town.notices(ZHUZHAI) if n.role == "inspector"]
    assert told[1:] == [("inspection_inspector", "4003 linked_leader"), ("word", "4001 linked_leader")]
    with pytest.raises(NotAllowed):
        start(town.desk, town.who(Role.LINKED_LEADER, GONGYELU), 1)


def test_a_replacement_fits_the_order(town: Town) -> None:
    leader = inspector(town)
    with pytest.raises(WrongState, match="只有立项之后、报告之前"):
        replace_inspector(town.desk, CONSOLE, 1, leader, 1)
    order(town.desk, CONSOLE, 1, [leader, 1])
    with pytest.raises(NotFound, match="没有派编号为 2 的人员"):
        replace_inspector(town.desk, CONSOLE, 1, 2, 3)
    with pytest.raises(BadInput, match="已在督查 1 的督查人员之中"):
        replace_inspector(town.desk, CONSOLE, 1, leader, 1)
    with pytest.raises(NotFound, match="没有编号为 9999 的人员"):
        replace_inspector(town.desk, CONSOLE, 1, leader, 9999)
    assert len(one(town, 1).inspectors) == 2


# ── What the office itself owes ───────────────────────────────────────────────────────


def test_each_step_of_the_office_has_its_date(town: Town) -> None:
    assert owed(town, DECIDE) == (date(2012, 6, 5), "open")
    order(town.at("2012-06-04").desk, CONSOLE, 1, [inspector(town)])
    assert owed(town, DECIDE) == (date(2012, 6, 5), "verified")
    assert owed(town, CARRY_OUT) == (date(2012, 6, 11), "open")
    start(town.at("2012-06-07").desk, CONSOLE, 1)
    assert owed(town, CARRY_OUT) == (date(2012, 6, 11), "verified")
    assert owed(town, REPORT) == (date(2012, 6, 11), "open")
    report(town.at("2012-06-08").desk, CONSOLE, 1, "台账齐全")
    assert owed(town, REPORT) == (date(2012, 6, 11), "verified")


def test_what_is_dismissed_needs_no_decision(town: Town) -> None:
    dismiss(town.desk, CONSOLE, 1, "情况已查明")
    assert owed(town, DECIDE)[1] == "waived"


def test_a_decision_that_is_late_climbs_like_any_other(town: Town) -> None:
    for day in ("2012-06-06", "2012-06-08"):
        town.at(day).check()
    told = town.told(ZHUZHAI, DECIDE)
    assert told == [
        ("2012-06-06", "escalation", 0, "supervision_office"),
        ("2012-06-08", "escalation", 1, "leading_group_head"),
    ]


def test_the_ladders_proposals_wait_for_a_decision_too(campaign: Town) -> None:
    for day in ("2012-04-25", "2012-04-26", "2012-04-28", "2012-05-03"):
        campaign.at(day).check()
    asked = [task for _, _, task in list_tasks(campaign.desk) if task.key.startswith("errand.decide")]
    assert [(task.due, task.state) for task in asked] == [(date(2012, 5, 7), "open")] * 3
    assert len(list_inspections(campaign.desk)) == 3


def test_a_further_reason_asks_for_no_second_decision(town: Town) -> None:
    propose(town.desk, CONSOLE, ZHUZHAI, "又一次来电")
    asked = [task for _, _, task in list_tasks(town.desk) if task.key.startswith("errand.decide")]
    assert len(asked) == 2


# ── What villages bear ────────────────────────────────────────────────────────────────


def borne(town: Town, times: int, due: str) -> tuple[str, ...]:
    """朱寨社区 is inspected so many times, all by the same date; what the last order says."""
    warnings: tuple[str, ...] = ()
    for _ in range(times):
        number = order_outright(town.desk, CONSOLE, [ZHUZHAI], [1], "重点督查", date.fromisoformat(due))
        [inspection] = number.inspections
        start(town.desk, CONSOLE, inspection)
        report(town.desk, CONSOLE, inspection, "台账齐全")
        close(town.desk, CONSOLE, inspection)
        warnings = number.warnings
    return warnings


def test_above_the_plans_limit_an_order_warns_and_forbids_nothing(after: After) -> None:
    town = after(issued)
    assert borne(town, 2, "2012-05-31") == ()
    assert borne(town, 1, "2012-05-31") == (
        "朱寨社区居民委员会 5 月已安排 3 次督查，超过方案每月 2 次的上限。",
    )
    assert borne(town, 1, "2012-06-01") == ()
    assert burden(town.desk, month=date(2012, 5, 15)) == [
        Burden(ZHUZHAI, "朱寨社区居民委员会", date(2012, 5, 1), 3, 2)
    ]
    assert [one.over for one in burden(town.desk, month=date(2012, 5, 15))] == [True]
    assert [one.over for one in burden(town.desk, month=date(2012, 6, 1))] == [False]


def test_what_was_cancelled_or_only_proposed_burdens_nobody(town: Town) -> None:
    assert burden(town.desk) == []
    order(town.desk, CONSOLE, [1, 2], [1])
    cancel(town.desk, CONSOLE, 1, "正在防汛")
    assert [(one.unit, one.count) for one in burden(town.desk)] == [(TONGHANG, 1)]


def test_december_ends_with_the_year(town: Town) -> None:
    order(town.desk, CONSOLE, [1, 2], [1], date(2012, 12, 31))
    assert len(burden(town.desk, month=date(2012, 12, 1))) == 2
    assert burden(town.desk, month=date(2013, 1, 1)) == []

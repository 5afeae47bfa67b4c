"""What was found, from the report to the second look: repaired, sent back, verified, disputed (三.三.2)."""

from datetime import date

import pytest

from actions.board import list_tasks
from actions.checklist import ChecklistAnswer, Found
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.finding import answer_dispute, dispute, list_findings
from actions.history import read_history
from actions.inspection import list_inspections, order, propose, report, revisit, start
from actions.permission import CONSOLE, Actor
from actions.task import reopen, return_task, submit, verify, waive, withdraw
from states.roles import Role
from tests.shelf import After
from tests.town import ZHUZHAI, Town

FIRST, SECOND = "errand.rectification#1", "errand.rectification#2"
ROSTER = Found("minor", "花名册少列 12 户", "roster-checked")
FIGURES = Found("serious", "上报数值与缴费凭证不符")


def on_site(town: Town) -> None:
    """On Monday, 4 June, the inspectors are at 朱寨社区."""
    town.issue()
    propose(town.at("2012-06-01").desk, CONSOLE, ZHUZHAI, "群众来电反映")
    order(town.desk, CONSOLE, 1, [1])
    start(town.at("2012-06-04").desk, CONSOLE, 1)


def reported(town: Town) -> None:
    """They have found one minor and one serious thing."""
    on_site(town)
    report(town.desk, office(town), 1, "发现两个问题", findings=(ROSTER, FIGURES))


@pytest.fixture
def site(after: After) -> Town:
    return after(on_site)


@pytest.fixture
def town(after: After) -> Town:
    return after(reported)


def office(town: Town) -> Actor:
    return town.who(Role.SUPERVISION_OFFICE)


def head(town: Town) -> Actor:
    return town.who(Role.VILLAGE_HEAD, ZHUZHAI)


def state(town: Town) -> str:
    [one] = list_inspections(town.desk)
    return one.state


def reply(town: Town, *keys: str) -> None:
    for key in keys:
        submit(town.desk, head(town), ZHUZHAI, key, "已整改")


def seen(town: Town, *keys: str) -> None:
    for key in keys:
        verify(town.desk, office(town), ZHUZHAI, key)


# ── Found ─────────────────────────────────────────────────────────────────────────────


def test_each_finding_has_the_date_of_its_severity(town: Town) -> None:
    assert state(town) == "rectifying"
    listed = [(one.severity, one.item, one.due, one.repair) for one in list_findings(town.desk)]
    assert listed == [
        ("minor", "roster-checked", date(2012, 6, 11), "open"),
        ("serious", None, date(2012, 6, 7), "open"),
    ]


def test_the_village_is_told_of_each(town: Town) -> None:
    told = [(one.task, one.form, one.role) for one in town.notices(ZHUZHAI) if one.form == "errand"]
    assert set(told) == {
        (key, "errand", role) for key in (FIRST, SECOND) for role in ("village_head", "assistant")
    }


def test_a_clean_report_leaves_nothing_to_repair(site: Town) -> None:
    assert report(site.desk, office(site), 1, "台账齐全") == ()
    assert (state(site), list_findings(site.desk)) == ("reported", [])


def test_the_checklist_is_answered_whole(site: Town) -> None:
    keys = ("training-attended", "roster-checked", "publicity-seen", "figures-proved", "overdue-explained")
    answers = [ChecklistAnswer(key, "yes") for key in keys]
    with pytest.raises(BadInput, match=r"检查表还有 2 项未答：.*（figures-proved）、.*（overdue-explained）"):
        report(site.desk, office(site), 1, "已查", answers[:3])
    with pytest.raises(BadInput, match="检查表中没有 weather 一项。现有：training-attended"):
        report(site.desk, office(site), 1, "已查", [*answers, ChecklistAnswer("weather", "yes")])
    with pytest.raises(BadInput, match="答了两次"):
        report(site.desk, office(site), 1, "已查", [*answers, answers[0]])
    with pytest.raises(BadInput, match="只能答 yes、no 或 na，不能答 maybe"):
        report(site.desk, office(site), 1, "已查", [ChecklistAnswer(keys[0], "maybe")])
    with pytest.raises(BadInput, match="答“否”的，须写明情况或登记为问题"):
        report(site.desk, office(site), 1, "已查", [ChecklistAnswer(keys[1], "no")])
    assert state(site) == "on_site"
    rest = [ChecklistAnswer(keys[1], "no"), *answers[2:]]
    assert report(site.desk, office(site), 1, "已查", [answers[0], *rest], [ROSTER]) == (1,)


def test_a_finding_has_a_severity_of_the_plan_and_says_what_was_found(site: Town) -> None:
    with pytest.raises(BadInput, match="方案没有问题等次 awful。可用：minor（一般问题）"):
        report(site.desk, office(site), 1, "已查", findings=[Found("awful", "很糟")])
    with pytest.raises(BadInput, match="登记问题须说明"):
        report(site.desk, office(site), 1, "已查", findings=[Found("minor", " ")])
    with pytest.raises(BadInput, match="检查表中没有 weather 一项"):
        report(site.desk, office(site), 1, "已查", findings=[Found("minor", "下雨", "weather")])
    assert (state(site), list_findings(site.desk)) == ("on_site", [])


# ── Repaired ──────────────────────────────────────────────────────────────────────────


def test_when_all_is_repaired_and_seen_the_inspection_is_closed_by_rule(town: Town) -> None:
    reply(town.at("2012-06-06"), FIRST)
    assert state(town) == "rectifying"
    reply(town, SECOND)
    assert state(town) == "rectified"
    seen(town, FIRST)
    assert state(town) == "rectified"
    seen(town, SECOND)
    assert state(town) == "closed"
    mine = [one for one in read_history(town.desk, unit_code=ZHUZHAI) if one.subject == "inspection"]
    assert [(one.trigger, one.actor) for one in mine[-4:]] == [
        ("rectify", "4000 supervision_office"),
        ("repaired", "4002 village_head"),
        ("verify", "4000 supervision_office"),
        ("close", "rule"),
    ]


def test_a_repair_that_fails_goes_back_with_a_short_date(town: Town) -> None:
    reply(town, FIRST, SECOND)
    assert return_task(town.desk, office(town), ZHUZHAI, FIRST, "仍缺 3 户") == date(2012, 6, 11)
    assert state(town) == "rectifying"
    reply(town, FIRST)
    assert state(town) == "rectified"
    seen(town, FIRST, SECOND)
    assert state(town) == "closed"


def test_a_reply_that_is_taken_back_is_owed_again(town: Town) -> None:
    reply(town, FIRST, SECOND)
    withdraw(town.desk, head(town), ZHUZHAI, SECOND)
    assert state(town) == "rectifying"
    assert [one.trigger for one in read_history(town.desk) if one.subject == "inspection"][-1] == "withdraw"


def test_what_is_waived_needs_no_repair(town: Town) -> None:
    waive(town.desk, office(town), ZHUZHAI, FIRST, "已另案处理")
    reply(town, SECOND)
    seen(town, SECOND)
    assert state(town) == "closed"


def test_a_repair_that_is_opened_again_opens_its_inspection(town: Town) -> None:
    reply(town, FIRST, SECOND)
    seen(town, FIRST, SECOND)
    reopen(town.desk, office(town), ZHUZHAI, SECOND, "复查又不符")
    assert state(town) == "rectifying"


def test_beside_another_open_special_inspection_only_the_repair_is_opened(town: Town) -> None:
    reply(town, FIRST, SECOND)
    seen(town, FIRST, SECOND)
    propose(town.desk, office(town), ZHUZHAI, "再次来电")
    reopen(town.desk, office(town), ZHUZHAI, SECOND, "复查又不符")
    assert [one.state for one in list_inspections(town.desk)] == ["closed", "proposed"]
    assert list_findings(town.desk)[1].open


def test_only_the_supervision_office_verifies_a_repair(town: Town) -> None:
    reply(town, FIRST)
    with pytest.raises(NotAllowed, match=r"rectification.verify"):
        verify(town.desk, town.who(Role.LEADING_GROUP_OFFICE), ZHUZHAI, FIRST)


def test_a_village_with_something_to_repair_is_not_assessed_until_it_was_seen(after: After) -> None:
    town = after(reported)
    town.at("2012-06-06").check()
    for key in ("training", "survey", "enrolment", "self-inspection"):
        town.complete(ZHUZHAI, key)
    town.at("2012-07-02").check()
    assert town.phase(ZHUZHAI) == "inspection"
    reply(town, FIRST, SECOND)
    seen(town, FIRST)
    assert town.phase(ZHUZHAI) == "inspection"
    seen(town, SECOND)
    assert town.phase(ZHUZHAI) == "assessment"


# ── Looked at again ───────────────────────────────────────────────────────────────────


def closed(town: Town) -> None:
    reported(town)
    reply(town, FIRST, SECOND)
    seen(town, FIRST, SECOND)


def second_looks(town: Town) -> list[tuple[str, date, str]]:
    """(key, due, state) of the second looks that the supervision office owes."""
    return [
        (one.key, one.due, one.state)
        for _, _, one in list_tasks(town.desk)
        if one.key.startswith("errand.second-look#")
    ]


def test_what_was_serious_is_looked_at_again_after_14_days(after: After) -> None:
    town = after(closed)
    assert second_looks(town) == [("errand.second-look#2", date(2012, 6, 18), "open")]
    revisit(town.at("2012-06-18").desk, office(town), 1, "整改到位")
    assert state(town) == "revisited"
    assert second_looks(town) == [("errand.second-look#2", date(2012, 6, 18), "verified")]


def test_what_does_not_stand_repaired_is_a_new_finding(after: After) -> None:
    town = after(closed)
    assert revisit(town.at("2012-06-18").desk, office(town), 1, "又出现不符", repaired=False) == (3,)
    assert state(town) == "rectifying"
    assert list_findings(town.desk)[-1].severity == "serious"
    reply(town, "errand.rectification#3")
    seen(town, "errand.rectification#3")
    assert state(town) == "closed"
    assert [key for key, _, is_now in second_looks(town) if is_now == "open"] == ["errand.second-look#3"]


def test_only_what_is_closed_is_looked_at_again(town: Town) -> None:
    with pytest.raises(WrongState, match="不能回头看"):
        revisit(town.desk, office(town), 1, "整改到位")


# ── Disputed ──────────────────────────────────────────────────────────────────────────


def test_a_dispute_that_is_upheld_strikes_the_finding(town: Town) -> None:
    assert dispute(town.at("2012-06-05").desk, head(town), 2, "凭证在办事处") == date(2012, 6, 7)
    assert list_findings(town.desk)[1].disputed
    assert state(town) == "rectifying"
    answer_dispute(town.desk, office(town), 2, True, "凭证已核实")
    struck = list_findings(town.desk)[1]
    assert (struck.struck, struck.repair, struck.upheld, struck.open) == (True, "waived", True, False)
    reply(town, FIRST)
    seen(town, FIRST)
    assert state(town) == "closed"
    assert second_looks(town) == []


def test_when_all_that_was_found_is_struck_the_inspection_is_closed(town: Town) -> None:
    for number in (1, 2):
        dispute(town.desk, head(town), number, "情况不实")
        answer_dispute(town.desk, office(town), number, True, "经核实不成立")
    assert state(town) == "closed"


def test_a_dispute_that_is_refused_changes_nothing(town: Town) -> None:
    dispute(town.desk, head(town), 2, "凭证在办事处")
    answer_dispute(town.desk, office(town), 2, False, "凭证仍然不符")
    stands = list_findings(town.desk)[1]
    assert (stands.struck, stands.repair, stands.due) == (False, "open", date(2012, 6, 7))
    told = [one for one in town.notices(ZHUZHAI) if one.form == "word"]
    assert {one.role for one in told} == {"village_head", "assistant", "supervision_office"}


def test_a_dispute_comes_in_time_once_and_of_what_stands(town: Town) -> None:
    with pytest.raises(NotFound, match="没有编号为 9 的问题"):
        dispute(town.desk, head(town), 9, "情况不实")
    with pytest.raises(BadInput, match="提出异议须说明理由"):
        dispute(town.desk, head(town), 1, " ")
    with pytest.raises(WrongState, match="没有异议需要答复"):
        answer_dispute(town.desk, office(town), 1, True, "成立")
    dispute(town.desk, head(town), 1, "情况不实")
    with pytest.raises(WrongState, match="已提过异议"):
        dispute(town.desk, head(town), 1, "情况不实")
    answer_dispute(town.desk, office(town), 1, True, "成立")
    with pytest.raises(WrongState, match="已经答复"):
        answer_dispute(town.desk, office(town), 1, False, "不成立")
    with pytest.raises(WrongState, match="已经撤销"):
        dispute(town.desk, head(town), 1, "情况不实")
    with pytest.raises(WrongState, match=r"异议期至6月6日（星期三）为止，已经过去"):
        dispute(town.at("2012-06-07").desk, head(town), 2, "情况不实")

"""Held to account: against a named role, step by step, and seen only by those whom the plan names."""

from fractions import Fraction

import pytest

from actions import inspection
from actions.checklist import Found
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.history import read_history
from actions.notice import list_notices
from actions.permission import CONSOLE
from actions.referral import add_step, decide_referral, list_referrals, open_referral, read_referral
from actions.sheet import preview
from actions.village_page import read_village
from states.roles import Role
from tests.actions.figures import report, target
from tests.actions.people import appoint
from tests.shelf import After
from tests.town import SUBDISTRICT, TONGHANG, ZHUZHAI, Town

HEAD_OF_THE_UNIT = "单位主要责任人"


def opened(town: Town) -> None:
    """The supervision office refers the head of 朱寨社区 for a figure that was made up."""
    town.issue()
    town.at("2012-06-04")
    office = town.who(Role.SUPERVISION_OFFICE)
    open_referral(
        town.desk, office, ZHUZHAI, "fraud", HEAD_OF_THE_UNIT, "complaint:群众来信", "上报数与缴费凭证不符"
    )


def upheld(town: Town) -> None:
    opened(town)
    head = town.who(Role.LEADING_GROUP_HEAD)
    add_step(town.desk, head, 1, "调阅缴费凭证 30 份，其中 8 份不存在")
    decide_referral(town.at("2012-06-06").desk, head, 1, "upheld", "通报批评，责令更正")


def test_it_goes_from_opened_over_its_steps_to_a_decision_with_a_measure(after: After) -> None:
    town = after(upheld)
    [referral] = list_referrals(town.desk, town.who(Role.LEADING_GROUP_HEAD))
    assert (referral.state, referral.measure) == ("upheld", "通报批评，责令更正")
    assert (referral.against, referral.source) == (HEAD_OF_THE_UNIT, "complaint")
    assert [step.step for step in referral.steps] == ["调阅缴费凭证 30 份，其中 8 份不存在"]


def test_nobody_is_held_to_account_without_a_step(after: After) -> None:
    town = after(opened)
    with pytest.raises(WrongState, match="须先记录至少一步办理情况"):
        decide_referral(town.desk, CONSOLE, 1, "upheld", "通报批评")
    assert read_referral(town.desk, CONSOLE, 1).state == "opened"


def test_what_has_been_decided_stays_decided(after: After) -> None:
    town = after(upheld)
    with pytest.raises(WrongState, match="已经作出处理决定"):
        add_step(town.desk, CONSOLE, 1, "再查")
    with pytest.raises(WrongState, match="已经作出处理决定"):
        decide_referral(town.desk, CONSOLE, 1, "dismissed", "证据不足")


OTHERS = {
    Role.VILLAGE_HEAD: ZHUZHAI,
    Role.ASSISTANT: ZHUZHAI,
    Role.LINKED_LEADER: ZHUZHAI,
    Role.LEADING_GROUP: SUBDISTRICT,
    Role.LEADING_GROUP_OFFICE: SUBDISTRICT,
    Role.SUPERVISION_OFFICE: SUBDISTRICT,
    Role.ADMINISTRATOR: "410000000000",
}


@pytest.mark.parametrize(("role", "unit"), OTHERS.items())
def test_others_are_not_shown_any(after: After, role: Role, unit: str) -> None:
    town = after(opened)
    with pytest.raises(NotAllowed, match="无权查看责任追究：只限"):
        list_referrals(town.desk, town.who(role, unit))
    with pytest.raises(NotAllowed):
        read_referral(town.desk, town.who(role, unit), 1)


def test_the_discipline_committee_sees_those_of_its_own_units(after: After) -> None:
    town = after(opened)
    assert len(list_referrals(town.desk, town.who(Role.DISCIPLINE_COMMITTEE))) == 1
    appoint(town, (Role.DISCIPLINE_COMMITTEE, TONGHANG))
    elsewhere = town.who(Role.DISCIPLINE_COMMITTEE, TONGHANG)
    assert list_referrals(town.desk, elsewhere) == []
    with pytest.raises(NotFound, match="不在可以查看的范围内"):
        read_referral(town.desk, elsewhere, 1)


def test_neither_history_nor_page_nor_notices_give_it_away(after: After) -> None:
    town = after(opened)
    assert [one for one in read_history(town.desk) if one.subject == "referral"] == []
    page = read_village(town.desk, ZHUZHAI)
    assert [one for one in page.history if one.subject == "referral"] == []
    assert [one for one in list_notices(town.desk, unit_code=ZHUZHAI) if "refer" in one.rule] == []


def test_an_established_fraud_is_a_false_report_of_which_the_head_was_told(after: After) -> None:
    town = after(upheld)
    [charge] = [one for one in preview(town.desk, ZHUZHAI).score.charges if one.deduction == "false-report"]
    assert (charge.key, charge.points) == ("false-report:1", Fraction(20))
    assert charge.offence.warning is not None
    assert "false-report:1" not in {one.key for one in preview(town.desk, TONGHANG).score.charges}


@pytest.mark.parametrize(("ground", "outcome"), [("fraud", "dismissed"), ("negligence", "upheld")])
def test_nothing_else_that_is_decided_costs_points(campaign: Town, ground: str, outcome: str) -> None:
    campaign.at("2012-04-23")
    number = open_referral(campaign.desk, CONSOLE, ZHUZHAI, ground, "1", "complaint:群众来信", "数值异常")
    add_step(campaign.desk, CONSOLE, number, "已核实")
    decide_referral(campaign.desk, CONSOLE, number, outcome, "谈话提醒")  # type: ignore[arg-type]
    assert preview(campaign.desk, ZHUZHAI).score.charges == ()


@pytest.mark.parametrize(
    ("ground", "against", "source", "said"),
    [
        (
            "laziness",
            "1",
            "complaint:来信",
            "方案没有追责情形 laziness。可选：against-policy（不按政策规定办事）",
        ),
        ("fraud", "张三", "complaint:来信", "方案没有追责对象“张三”。可选：1 单位主要责任人"),
        ("fraud", "4", "complaint:来信", "方案没有追责对象“4”"),
        ("fraud", "1", "rumour:x", "来源 rumour:x 无法识别"),
        ("fraud", "1", "finding:某项", "督查问题须写编号"),
        ("fraud", "1", "complaint:", "写明来源须说明理由"),
    ],
)
def test_a_referral_names_ground_role_and_source(
    campaign: Town, ground: str, against: str, source: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        open_referral(campaign.desk, CONSOLE, ZHUZHAI, ground, against, source, "数值不符")
    assert list_referrals(campaign.desk, CONSOLE) == []


def test_a_referral_without_a_reason_is_refused(campaign: Town) -> None:
    with pytest.raises(BadInput, match="提请追责须说明理由"):
        open_referral(campaign.desk, CONSOLE, ZHUZHAI, "fraud", "1", "complaint:来信", " ")


def test_a_source_that_there_is_not_is_refused(campaign: Town) -> None:
    for source, said in (
        ("anomaly:7", "没有编号为 7 的数据异常，不能作为追责来源。用 duban anomaly list"),
        ("finding:3", "没有编号为 3 的督查问题，不能作为追责来源。用 duban finding list"),
        (f"finding:{'9' * 30}", "没有编号为 9+ 的督查问题"),
    ):
        with pytest.raises(NotFound, match=said):
            open_referral(campaign.desk, CONSOLE, ZHUZHAI, "fraud", "1", source, "数值不符")
    assert list_referrals(campaign.desk, CONSOLE) == []


def test_a_finding_and_an_anomaly_may_be_its_source(campaign: Town) -> None:
    inspector = campaign.who(Role.SUPERVISION_OFFICE).person_id
    assert inspector is not None
    inspection.order_outright(campaign.desk, CONSOLE, [ZHUZHAI], [inspector], "群众反映")
    inspection.start(campaign.desk, CONSOLE, 1)
    inspection.report(campaign.desk, CONSOLE, 1, "已查看", findings=[Found("serious", "数值不符")])
    target(campaign, TONGHANG, coverage=100)
    report(campaign.at("2012-06-04"), TONGHANG, 90)
    for unit, source in ((ZHUZHAI, "finding:1"), (TONGHANG, "anomaly:1")):
        open_referral(campaign.desk, CONSOLE, unit, "fraud", "1", source, "数值不符")
    found = [(one.source, one.source_ref) for one in list_referrals(campaign.desk, CONSOLE)]
    assert found == [("finding", "1"), ("anomaly", "1")]

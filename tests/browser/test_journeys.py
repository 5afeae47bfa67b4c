"""The main journeys of the three groups of users, from the door to what is done."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Come
from tests.browser.pages import Board, Dates, Desk, Village

ZHUZHAI = "朱寨社区"
SELF_INSPECTION, ENROLMENT = "自查自纠", "完成参保任务"
INSPECTOR = "工业路街道 督查室主任"
FINDING = "三户登记表与缴费凭证不一致"


def test_a_head_reports_the_self_inspection_and_is_told_who_verifies_it_by_when(come: Come) -> None:
    village = Village(come("head"))
    village.shows_heading(ZHUZHAI)
    expect(village.owes(SELF_INSPECTION)).to_contain_text("6月10日")
    task = village.take_on(SELF_INSPECTION)
    questions = task.form.get_by_role("group", name="检查表").locator("select").all()
    assert questions
    for question in questions:
        village.hand.choose(question, "是")
    task.say("办理情况", "逐户自查完毕，资料齐全。")
    task.submit()
    task.is_told("已提交")
    expect(task.state).to_contain_text("核验时限")
    expect(task.state).to_contain_text("领导小组办公室")

    office = Board(come("office"))
    office.search("朱寨")
    verified = office.open(ZHUZHAI).look_at(SELF_INSPECTION)
    expect(verified.page.locator("main")).to_contain_text("逐户自查完毕，资料齐全。")
    verified.verify()
    verified.is_told("核验")
    expect(verified.state).to_contain_text("已核验")


def test_a_head_reports_a_figure_that_the_leading_group_sees(come: Come) -> None:
    task = Village(come("head")).take_on(ENROLMENT)
    task.say("截至今天累计已办", "1020")
    task.submit()
    task.is_told("任务已办结")
    group = Board(come("group"))
    group.go("进度")
    expect(group.page.locator("main")).to_contain_text("1020")


def test_the_head_of_the_group_finds_the_village_that_lags_and_grants_it_time(come: Come) -> None:
    asked = Dates(come("supervision"))
    asked.open()
    asked.favour(ZHUZHAI, "情况属实，建议同意。")
    asked.is_told("已预审")

    board = Board(come("group"))
    board.only("逾期")
    expect(board.page.locator("main")).to_contain_text("看全部")
    village = board.open(ZHUZHAI)
    village.shows_heading(ZHUZHAI)
    decided = Dates(village.hand)
    decided.open()
    decided.grant(ZHUZHAI)
    decided.is_told("已批准")

    head = Village(come("head"))
    expect(head.owes(SELF_INSPECTION)).to_contain_text("6月20日")


def test_the_supervision_office_orders_inspects_and_closes_what_the_village_has_repaired(come: Come) -> None:
    desk = Desk(come("supervision"))
    desk.open()
    number = desk.number(ZHUZHAI)
    desk.order(number, INSPECTOR, "数值异常，须当面核对。")
    desk.is_told("已立项")
    desk.start(number)
    desk.is_told("开始")
    desk.report(number, "逐户核对缴费凭证。", FINDING, "一般")
    desk.is_told("报告")

    village = Village(come("head"))
    repair = village.take_on(FINDING)
    repair.say("整改情况", "三户登记表已按凭证更正。")
    repair.submit()
    repair.is_told("已提交")

    desk.open()
    desk.verify(FINDING)
    expect(desk.ended().get_by_text(re.compile(rf"督查 {number}\b"))).to_be_visible()
    expect(desk.ended().locator(f"#inspection-{number}")).to_contain_text("已销号")

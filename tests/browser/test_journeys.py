"""The main journeys of the three groups of users, from the door to what is done (三.三)."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Come
from tests.browser.pages import Desk, Village

ZHUZHAI = "朱寨社区"
FINDING = "三户登记表与缴费凭证不一致"


def test_the_supervision_office_orders_inspects_and_closes_what_the_village_has_repaired(come: Come) -> None:
    desk = Desk(come("supervision"))
    desk.open()
    number = desk.number(ZHUZHAI)
    desk.order(number, "工业路街道 督查室主任", "数值异常，须当面核对。")
    desk.is_told("已立项")
    desk.start(number)
    desk.is_told("开始")
    desk.report(number, "逐户核对缴费凭证。", FINDING, severity_like(desk, number, "一般"))
    desk.is_told("报告")

    village = Village(come("head"))
    village.shows_heading(ZHUZHAI)
    village.repair(FINDING, "三户登记表已按凭证更正。")
    village.is_told("整改")

    desk.open()
    desk.verify(FINDING)
    expect(desk.ended().get_by_text(re.compile(rf"督查 {number}\b"))).to_be_visible()
    expect(desk.ended().locator(f"#inspection-{number}")).to_contain_text("已销号")


def severity_like(desk: Desk, number: str, name: str) -> str:
    titles = desk.at(number).get_by_label("问题 1 的等次").locator("option").all_inner_texts()
    return next(title for title in titles if title.startswith(name))

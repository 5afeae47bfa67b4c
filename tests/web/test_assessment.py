"""The assessment on the pages: scores with their proof, decisions, appeals; and who is held to account."""

from actions.group import Group, set_groups
from actions.group_figure import report_group, set_group_target
from actions.permission import CONSOLE
from tests.actions.figures import target
from tests.assessing import OVERDUE, at_the_assessment
from tests.town import TONGHANG, ZHUZHAI, Town
from tests.web.conftest import Open


def test_a_village_sees_its_preview_with_every_deduction(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    page = browser.see(f"/villages/{ZHUZHAI}")
    assert "预评：如果今天考核" in page.text
    sheet = browser.see(f"/assessment/{ZHUZHAI}")
    assert "没有上报过数值" in sheet.text
    assert "依据历史记录" in sheet.text


def test_from_the_score_over_an_appeal_to_the_acceptance(town: Town, open_browser: Open) -> None:
    at_the_assessment(town)
    browser = open_browser(town.desk)
    assert "还没有考核结果" in browser.see("/assessment").text
    page = browser.pressed("/assessment/run")
    assert "已考核 3 个村（社区），尚未进入考核验收 0 个。" in page.text
    page = browser.pressed("/assessment/concur", said="同意", reference="上社保组〔2012〕3号")
    assert "已记录对 3 个村（社区）的会同意见" in page.text
    assert "已公布 3 个村（社区）的考核结果，并通知各负责人。" in browser.pressed("/assessment/publish").text
    village = browser.see(f"/villages/{TONGHANG}")
    assert village.form(f"/assessment/{TONGHANG}/appeal").fields["charge"] == OVERDUE
    page = browser.pressed(f"/assessment/{TONGHANG}/appeal", charge=OVERDUE, reason="已按时送交")
    assert "申诉 1 已提交，等待组长答复。" in page.text
    assert "已按时送交" in browser.see("/assessment").text
    page = browser.pressed("/assessment/appeals/1", upheld="true", answer="签收簿为证")
    assert "申诉 1 已答复。" in page.text
    sheet = browser.see(f"/assessment/{TONGHANG}")
    assert "90.5 分" in sheet.text
    assert "申诉成立，已撤销" in sheet.text
    assert "已验收合格。" in browser.pressed(f"/assessment/{TONGHANG}/accept").text


def test_points_by_hand_need_a_number_and_a_reason(town: Town, open_browser: Open) -> None:
    at_the_assessment(town)
    browser = open_browser(town.desk)
    browser.pressed("/assessment/run")
    assert browser.press(f"/assessment/{ZHUZHAI}/adjust", points="2", reason=" ").status_code == 400
    answer = browser.press(f"/assessment/{ZHUZHAI}/adjust", points="两分", reason="特殊情况")
    assert answer.status_code == 400
    page = browser.pressed(f"/assessment/{ZHUZHAI}/adjust", points="2", reason="特殊情况")
    assert "计算得分 91.5" in page.text


def test_the_close_is_offered_on_its_day_and_shows_its_verdict(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    assert "确认收官" not in browser.see("/assessment").text
    june.at("2012-07-31")
    assert "确认收官" in browser.see("/assessment").text
    page = browser.pressed("/assessment/close", reason="期满收官")
    assert "养老保险全覆盖" in page.text
    assert "未实现" in page.text


def test_referrals_lie_on_the_console_with_a_note_who_else_may_see_them(
    june: Town, open_browser: Open
) -> None:
    browser = open_browser(june.desk)
    assert "只限领导小组组长、纪工委查看" in browser.see("/referrals").text
    page = browser.pressed(
        "/referrals",
        unit=ZHUZHAI,
        ground="fraud",
        against="单位主要责任人",
        source="complaint:群众来信",
        reason="数值不符",
    )
    assert "追责事项 1 已受理。" in page.text
    browser.pressed("/referrals/1/step", text="调阅凭证")
    page = browser.pressed("/referrals/1/decide", upheld="true", measure="通报批评")
    assert "查实追责" in page.text
    assert "群众来信" not in browser.see(f"/villages/{ZHUZHAI}").text


def test_the_groups_that_are_to_be_commended_are_named(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    assert "可表彰的村民组、楼院" not in browser.see("/assessment").text
    target(june, ZHUZHAI, coverage=100, renewal=20)
    set_groups(june.desk, CONSOLE, ZHUZHAI, (Group(1, "幸福里", "李明"), Group(2, "二号院", "王芳")))
    for number, count in ((1, 10), (2, 9)):
        for indicator in ("coverage", "renewal"):
            set_group_target(june.desk, CONSOLE, ZHUZHAI, number, indicator, 10)
            report_group(june.desk, CONSOLE, ZHUZHAI, number, indicator, count)
    page = browser.see("/assessment").text
    assert "可表彰的村民组、楼院" in page
    assert "幸福里" in page
    assert "二号院" not in page

"""Findings, lots and self-inspections, as somebody sees and presses them."""

from actions.draw import list_draws
from actions.finding import list_findings
from actions.inspection import list_inspections, order_outright, propose, start
from actions.permission import CONSOLE
from tests.town import SUBDISTRICT, TONGHANG, ZHUZHAI, Town
from tests.web.conftest import Browser

FINDING = {"severity": ["serious", "minor"], "finding": ["上报数值与凭证不符", ""]}


def reported(town: Town, browser: Browser) -> None:
    """Inspection 1, of 朱寨社区, has found something serious on 7 May."""
    order_outright(town.at("2012-05-07").desk, CONSOLE, [ZHUZHAI], [1], "群众来电反映")
    start(town.desk, CONSOLE, 1)
    browser.pressed("/inspections/1/report", text="已查", **FINDING)


def test_a_report_with_findings_shows_them_on_both_pages(campaign: Town, browser: Browser) -> None:
    reported(campaign, browser)
    for page in ("/inspections", f"/villages/{ZHUZHAI}"):
        text = browser.see(page).text
        assert "上报数值与凭证不符" in text
        assert "较重问题" in text


def test_a_checklist_that_is_begun_is_filled_in_whole(campaign: Town, browser: Browser) -> None:
    order_outright(campaign.desk, CONSOLE, [ZHUZHAI], [1], "群众来电反映")
    start(campaign.desk, CONSOLE, 1)
    items = {"item": ["training-attended", "roster-checked"], "answer": ["yes", ""], "note": ["", ""]}
    answer = browser.press("/inspections/1/report", text="已查", **items)
    assert answer.status_code == 400
    assert "检查表还有 4 项未答" in answer.text


def test_the_village_replies_and_the_office_sends_back_or_verifies(campaign: Town, browser: Browser) -> None:
    reported(campaign, browser)
    browser.pressed("/findings/1/reply", note="已更正", back=f"/villages/{ZHUZHAI}")
    browser.pressed("/findings/1/return", reason="仍不符")
    browser.pressed("/findings/1/reply", note="再次更正")
    assert "整改已复核通过" in browser.pressed("/findings/1/verify").text
    assert [one.state for one in list_inspections(campaign.desk)] == ["closed"]
    assert "又不符" in browser.pressed("/inspections/1/revisit", text="又不符", repaired="false").text


def test_a_dispute_is_raised_and_answered(campaign: Town, browser: Browser) -> None:
    reported(campaign, browser)
    browser.pressed("/findings/1/dispute", reason="凭证在办事处")
    assert "待答复" in browser.see("/inspections").text
    assert "异议成立" in browser.pressed("/findings/1/answer", upheld="true", note="已核实").text
    assert list_findings(campaign.desk)[0].struck


def test_a_reply_says_what_was_done(campaign: Town, browser: Browser) -> None:
    reported(campaign, browser)
    answer = browser.press("/findings/1/reply", note=" ")
    assert answer.status_code == 400
    assert "请写明整改情况" in answer.text
    assert browser.press("/findings/77/reply", note="已更正").status_code == 404


def test_several_are_ordered_by_checkboxes(campaign: Town, browser: Browser) -> None:
    for unit in (ZHUZHAI, TONGHANG):
        propose(campaign.desk, CONSOLE, unit, "群众来电反映")
    assert "几项一并立项" in browser.see("/inspections").text
    page = browser.pressed("/inspections/order", inspection=[1, 2], inspector=[1], due="")
    assert "2 项督查已一并立项" in page.text
    assert {one.state for one in list_inspections(campaign.desk)} == {"notified"}
    answer = browser.press("/inspections/order", inspector=[1])
    assert answer.status_code == 400
    assert "请至少勾选一项督查" in answer.text


def test_lots_are_drawn_with_a_seed_and_checked(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-05-07")
    assert "尚未抽签" in browser.see("/inspections").text
    page = browser.pressed(
        "/inspections/draw", unit=SUBDISTRICT, campaign=1, round="2012-05-07", seed="第一轮种子"
    )
    assert "3 个单位中抽出 1 个" in page.text
    assert "第一轮种子" in page.text
    assert list_draws(campaign.desk)[0].seed == "第一轮种子"
    assert "结果一致" in browser.pressed("/inspections/draws/1/check").text
    assert browser.press("/inspections/draw", unit=SUBDISTRICT, campaign=1).status_code == 409


def test_an_order_can_be_cancelled_and_a_drawn_one_merged(campaign: Town, browser: Browser) -> None:
    reported(campaign, browser)
    order_outright(campaign.desk, CONSOLE, [TONGHANG], [1], "重点督查")
    browser.pressed("/inspections/2/cancel", reason="正在防汛")
    assert list_inspections(campaign.desk)[1].state == "cancelled"
    assert browser.press("/inspections/2/merge", into=1, reason="合并检查").status_code == 400

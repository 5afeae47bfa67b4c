"""Meetings, letters, visits and inputs as plain tables with small forms."""

from actions.inputs import input_totals
from actions.letter import list_letters
from actions.meeting import list_meetings
from actions.visit import list_visits
from tests.town import SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Browser

APRIL_23 = "2012-04-23"


def test_from_the_meeting_to_the_follow_up(campaign: Town, browser: Browser) -> None:
    page = browser.pressed("/meetings/hold", place=SUBDISTRICT, title="工作例会", on=APRIL_23)
    assert "会议 1 已登记，请按时形成纪要。" in page.text
    assert "待形成 ，4月25日前" in page.text
    page = browser.pressed("/meetings/1/minutes", said="通报进度。", problems="名册不全\n\n广播未到位\n")
    assert "问题：名册不全" in page.text
    assert "写纪要" not in page.text
    order = {"owner": ZHUZHAI, "about": "补齐名册", "on": "2012-04-27"}
    page = browser.pressed("/meetings/1/follow-up", **order)
    assert "会议 1 的议定事项已交办，4月27日（星期五）前办结。" in page.text
    assert list_meetings(campaign.desk)[0].follow_ups[0].about == "补齐名册"
    text = browser.see(f"/villages/{ZHUZHAI}").text
    assert "会议议定事项" in text
    assert "补齐名册" in text
    assert "补齐名册，4月27日前（进行中）" in text


def test_who_is_ticked_was_there_and_the_others_were_not(campaign: Town, browser: Browser) -> None:
    form = browser.see("/meetings").form("/meetings/hold")
    assert len(form.boxes) == 6
    there = [value for _, value in form.boxes[:4]]
    held = {"place": SUBDISTRICT, "title": "工作例会", "on": APRIL_23}
    assert "4/2" in browser.pressed(form.action, **held, present=there).text
    [meeting] = list_meetings(campaign.desk)
    assert (meeting.present, meeting.absent) == (4, 2)


def test_letters_visits_and_inputs_are_recorded(campaign: Town, browser: Browser) -> None:
    letter = {"level": 2, "giver": SUBDISTRICT, "taker": ZHUZHAI, "gives": "主任甲", "takes": "主任乙"}
    assert "责任书未签 3 份" in browser.pressed("/meetings/letter", **letter, on=APRIL_23).text
    visit = {"place": ZHUZHAI, "seen": "名册已补齐"}
    assert "名册已补齐" in browser.pressed("/meetings/visit", **visit, on=APRIL_23).text
    money = {"place": ZHUZHAI, "kind": "money", "what": "宣传费", "amount": "1,200.50"}
    assert "1,200.50" in browser.pressed("/meetings/input", **money, on=APRIL_23).text
    assert len(list_letters(campaign.desk, unsigned_only=True)) == 3
    assert list_visits(campaign.desk)[0].visitor == "console"
    assert input_totals(campaign.desk)[-1].fen == 120_050


def test_what_cannot_be_is_refused_with_what_would_be_right(browser: Browser) -> None:
    people = {"place": ZHUZHAI, "kind": "people", "what": "协办员", "amount": "四", "on": APRIL_23}
    answer = browser.press("/meetings/input", **people)
    assert (answer.status_code, "应为正整数" in answer.text) == (400, True)
    answer = browser.press("/meetings/hold", place=ZHUZHAI, title="例会", on="2012-04-30")
    assert (answer.status_code, "还没有到" in answer.text) == (400, True)
    assert browser.press("/meetings/77/minutes", said="纪要").status_code == 404


def test_units_that_have_not_met_in_time_are_pointed_out(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-05-08")
    assert "4 个单位已超过会议间隔" in browser.see("/meetings").text
    assert "1 个单位已超过会议间隔" in browser.see(f"/meetings?unit={ZHUZHAI}").text

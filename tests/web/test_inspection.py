"""The supervision office's desk, from the proposal to the end."""

from actions.history import read_history
from actions.inspection import list_inspections, propose
from actions.person import list_people
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Browser, Open


def proposed(town: Town, reason: str = "群众反映宣传不到位") -> int:
    return propose(town.desk, town.who(Role.SUPERVISION_OFFICE), ZHUZHAI, reason)


def inspector(town: Town) -> int:
    return next(
        person.id
        for person in list_people(town.desk)
        if any(role is Role.SUPERVISION_OFFICE for role, _, _ in person.roles)
    )


def state(town: Town) -> str:
    return list_inspections(town.desk)[0].state


def test_the_ladders_proposals_stand_on_the_desk_with_their_reasons(
    overdue: Town, open_browser: Open
) -> None:
    page = open_browser(overdue.desk).see("/inspections")
    assert "待立项 3 项" in page.text
    assert "“自查自纠”6月10日（星期日）到期，逐级督办后仍未完成" in page.text


def test_the_form_offers_the_supervision_office_and_the_plans_date(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-06-08")
    number = proposed(campaign)
    form = browser.see("/inspections").form(f"/inspections/{number}/order")
    assert form.boxes == [("inspector", str(inspector(campaign)))]
    assert form.fields["due"] == "2012-06-15"  # five working days


def test_from_the_order_to_the_end(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-06-08")
    number = proposed(campaign)
    form = browser.see("/inspections").form(f"/inspections/{number}/order")
    page = browser.pressed(form.action, **form.fields, inspector=inspector(campaign))
    assert f"督查 {number} 已立项，须于6月15日（星期五）前完成" in page.text
    assert state(campaign) == "notified"
    assert "已开始现场检查" in browser.pressed(f"/inspections/{number}/start").text
    page = browser.pressed(f"/inspections/{number}/report", text="花名册与实际相符")
    assert "花名册与实际相符" in page.text
    assert "已销号" in browser.pressed(f"/inspections/{number}/close").text
    assert state(campaign) == "closed"


def test_the_order_notifies_village_and_inspectors_and_stands_in_the_history_as_the_consoles(
    campaign: Town, browser: Browser
) -> None:
    number = proposed(campaign)
    browser.pressed(f"/inspections/{number}/order", inspector=inspector(campaign), reason="先查台账")
    text = browser.see("/outbox").text
    assert "督查通知" in text
    assert "督查任务" in text
    last = read_history(campaign.desk, unit_code=ZHUZHAI)
    assert [(one.trigger, one.actor) for one in last if one.subject == "inspection"][1] == (
        "order",
        "console",
    )
    assert "本机控制台：先查台账" in browser.see(f"/villages/{ZHUZHAI}").text


def test_several_inspectors_may_be_sent(campaign: Town, browser: Browser) -> None:
    number = proposed(campaign)
    people = [person.id for person in list_people(campaign.desk)][:2]
    browser.pressed(f"/inspections/{number}/order", inspector=people)
    assert len(list_inspections(campaign.desk)[0].inspectors) == 2


def test_what_has_just_been_done_is_said_once(campaign: Town, browser: Browser) -> None:
    number = proposed(campaign)
    page = browser.pressed(f"/inspections/{number}/dismiss", reason="已另行处理")
    assert "不予立项，理由已记入历史" in page.text
    assert "理由已记入历史" not in browser.see("/inspections").text


def test_a_dismissal_needs_a_reason(campaign: Town, browser: Browser) -> None:
    number = proposed(campaign)
    for fields in ({}, {"reason": ""}, {"reason": "  "}):
        answer = browser.press(f"/inspections/{number}/dismiss", **fields)
        assert answer.status_code == 400
        assert "请写明理由" in answer.text
    assert state(campaign) == "proposed"


def test_an_order_needs_an_inspector_and_a_date_that_can_be(campaign: Town, browser: Browser) -> None:
    number = proposed(campaign)
    order = f"/inspections/{number}/order"
    answer = browser.press(order)
    assert answer.status_code == 400
    assert "请至少勾选一名督查人员" in answer.text
    answer = browser.press(order, inspector=inspector(campaign), due="6月15日")
    assert answer.status_code == 400
    assert "日期格式应如 2012-06-15" in answer.text
    answer = browser.press(order, inspector=inspector(campaign), due="2012-04-01")
    assert answer.status_code == 400
    assert "已经过去" in answer.text
    assert browser.press(order, inspector=99999).status_code == 404
    assert state(campaign) == "proposed"


def test_without_a_date_the_plans_own_counts(campaign: Town, browser: Browser) -> None:
    campaign.at("2012-06-08")
    number = proposed(campaign)
    browser.pressed(f"/inspections/{number}/order", inspector=inspector(campaign), due="")
    assert str(list_inspections(campaign.desk)[0].due) == "2012-06-15"


def test_a_step_that_is_not_next_is_refused_with_what_is(campaign: Town, browser: Browser) -> None:
    number = proposed(campaign)
    answer = browser.press(f"/inspections/{number}/close")
    assert answer.status_code == 409
    assert "现在可以：立项" in answer.text
    assert "回到上一页" in answer.text
    assert 'href="/inspections"' in answer.text


def test_a_button_pressed_twice_does_its_work_once(campaign: Town, browser: Browser) -> None:
    number = proposed(campaign)
    order = f"/inspections/{number}/order"
    assert browser.press(order, inspector=inspector(campaign)).status_code == 303
    assert browser.press(order, inspector=inspector(campaign)).status_code == 409


def test_an_inspection_that_is_not_there(browser: Browser) -> None:
    assert browser.press("/inspections/77/start").status_code == 404
    assert browser.press("/inspections/0/start").status_code == 404
    assert browser.press("/inspections/99999999999999999999/start").status_code == 404
    assert browser.press("/inspections/abc/start").status_code == 404


def test_the_desk_of_one_office_shows_its_own_villages_only(campaign: Town, browser: Browser) -> None:
    proposed(campaign)
    assert "待立项 1 项" in browser.see(f"/inspections?unit={SUBDISTRICT}").text
    assert "待立项 0 项" in browser.see(f"/inspections?unit={GONGYELU}").text


def test_a_deed_leads_back_to_the_desk_as_it_was_looked_at(campaign: Town, browser: Browser) -> None:
    number = proposed(campaign)
    there = f"/inspections?unit={SUBDISTRICT}"
    form = browser.see(there).form(f"/inspections/{number}/dismiss")
    answer = browser.press(form.action, **form.fields, reason="已另行处理")
    assert answer.headers["location"] == f"{there}#inspection-{number}"


def test_an_empty_desk_says_what_will_come_to_it(browser: Browser) -> None:
    text = browser.see("/inspections").text
    assert "没有待立项的专项督查" in text
    assert "没有进行中的督查" in text

"""Who holds what, who is away, who stands in, and where nobody is."""

from actions.absence import list_absences
from actions.hand_over import list_hand_overs
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town, mail
from tests.web.conftest import Browser, Open

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
AWAY = {"person": HEAD, "first": "2012-04-28", "last": "2012-05-03", "reason": "外出学习"}


def test_everybody_in_office_is_listed(browser: Browser) -> None:
    text = browser.see("/people").text
    assert "共 15 人 · 不在岗 0 人" in text
    assert "朱寨社区居民委员会村（居）负责人" in text
    assert "共 3 人" in browser.see(f"/people?unit={ZHUZHAI}").text


def test_an_absence_is_recorded_shown_and_ended(campaign: Town, browser: Browser) -> None:
    form = browser.see("/people").form("/people/absence")
    page = browser.pressed(form.action, **{**form.fields, **AWAY})
    assert "不在岗登记 1 已记下，其间有 5 项时限。" in page.text
    assert "无人替岗" in page.text
    assert "“签订责任书”到期" in page.text
    assert "不在岗 0 人" in browser.see(f"/people?unit={GONGYELU}").text
    campaign.at("2012-04-26")
    assert "无人替岗" in browser.see(f"/?unit={SUBDISTRICT}").text
    browser.pressed("/people/absence/1/end")
    assert list_absences(campaign.desk) == []


def test_a_substitute_for_oneself_is_refused_with_what_would_be_right(
    campaign: Town, browser: Browser
) -> None:
    answer = browser.press("/people/absence", **AWAY, substitute=HEAD)
    assert answer.status_code == 400
    assert "请另指一位这几天在岗的人员" in answer.text
    assert list_absences(campaign.desk) == []


def test_an_office_is_handed_over(campaign: Town, browser: Browser) -> None:
    order = {"person": HEAD, "role": "village_head", "place": ZHUZHAI, "reason": "换届"}
    assert browser.press("/people/hand-over", **order).status_code == 400
    assert browser.press("/people/hand-over", **{**order, "role": "boss", "name": "甲"}).status_code == 400
    page = browser.pressed("/people/hand-over", **order, name="李新", email="li@duban.example")
    assert "职务已移交" in page.text
    assert "→ 李新，换届（本机控制台）" in page.text
    assert list_hand_overs(campaign.desk)[0].successor == "李新"


def test_a_form_that_is_filled_in_wrongly_says_what_would_be_right(browser: Browser) -> None:
    answer = browser.press("/people/absence", **{**AWAY, "first": "28.4."})
    assert answer.status_code == 400
    assert "第一天的日期格式应如 2012-06-15" in answer.text


def test_gaps_stand_beside_absences(overdue: Town, open_browser: Open) -> None:
    assert "派出所（未设）" in open_browser(overdue.desk).see("/people").text

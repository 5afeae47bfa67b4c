"""The plan as a page to read."""

from datetime import date

import pytest

from actions.campaign import list_campaigns
from actions.errors import WrongState
from plans.lint import lint
from plans.reader import read_plan
from plans.rules import rulebook
from states.roles import Role
from states.village import AFTERWARDS
from tests.plans import FOUR_PHASES
from tests.town import GONGYELU, ZHUZHAI, Town
from tests.web.conftest import Browser, Open
from web import forecast
from web.face import Scene
from web.machine import drawing_of
from web.plan import decreed_days
from web.rules import chapters


def scene_at(town: Town) -> Scene:
    [campaign] = list_campaigns(town.desk)
    return Scene(campaign, False, town.board().book, town.clock.instant)


def test_every_task_stands_there_with_its_clause_and_who_owes_it(campaign: Town, browser: Browser) -> None:
    text = browser.see("/plan").text
    for task in campaign.board().book.plan.tasks:
        assert task.title.zh in text
        assert task.clause in text
    assert "提供居民身份信息 派出所 4月23日 至 4月25日 自定" in text


def test_the_rules_stand_there_in_words(browser: Browser) -> None:
    text = browser.see("/plan").text
    assert "到期前 7 天，提醒村（居）负责人、协办员。" in text
    assert "逾期 6 个工作日仍未办结的，以“提请专项督查”告知督查室（第 3 级），并提请专项督查。" in text
    assert "督办到包村（社区）领导之前" in text
    assert "签收督办之后暂缓升级" in text
    assert "不低于 97 %，5月31日前" in text


def test_the_days_stand_there_in_order_with_the_days_off_among_them(campaign: Town, browser: Browser) -> None:
    days = decreed_days(scene_at(campaign))
    assert [one.day for one in days] == sorted({one.day for one in days})
    due = next(one for one in days if one.day == date(2012, 6, 10))
    assert due.off == "休息日"
    assert [one.what for one in due.decreed if one.clause.startswith("三.三")]
    assert "休息日：日期不变，提醒提前，督办顺延" in browser.see("/plan").text


def test_the_picture_shows_every_state_and_every_move_that_is_not_by_force(campaign: Town) -> None:
    machine = campaign.board().book.machine
    drawing = drawing_of(machine, str)
    assert {box.state for box in drawing.boxes} == set(machine.states)
    assert len(drawing.arrows) == len([edge for edge in machine.edges() if not edge[1].startswith("force")])
    assert not [box for box in drawing.boxes if box.here]
    assert all(box.x > 0 and box.x + box.width < drawing.width for box in drawing.boxes)


def test_the_state_of_a_village_is_marked(june: Town, open_browser: Open) -> None:
    head = open_browser(june.desk, actor=june.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert len(head.see(f"/plan?unit={ZHUZHAI}").all("g", **{"class": "box here"})) == 1
    assert head.see("/plan").all("g", **{"class": "box here"}) == []
    assert head.get(f"/plan?unit={GONGYELU}").status_code == 403
    assert f"/plan?unit={ZHUZHAI}#machine" in head.see(f"/villages/{ZHUZHAI}").links


def test_what_the_lint_finds_stands_there_with_code_and_clause(campaign: Town, browser: Browser) -> None:
    text = browser.see("/plan").text
    findings = lint(campaign.board().book.plan)
    assert f"{len(findings)} 处值得办公室留意" in text
    assert all(f"{one.code} {one.clause}" in text for one in findings if one.severity == "warning")


def test_a_plan_of_four_phases_is_drawn_and_told_too() -> None:
    book = rulebook(read_plan(FOUR_PHASES))
    drawing = drawing_of(book.machine, str)
    assert len(drawing.boxes) == 4 + len(("preparing", *AFTERWARDS))
    assert all(chapter.sentences for chapter in chapters(book.plan))


def test_the_plan_is_played_through_on_demand_and_once(
    campaign: Town, browser: Browser, open_browser: Open
) -> None:
    village = open_browser(campaign.desk, actor=campaign.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert village.press("/plan/forecast").status_code == 403
    page = browser.pressed("/plan/forecast")
    assert "已推演：10 个村（社区），共发出通知" in page.text
    assert "最忙的几天" in page.text
    book = campaign.board().book
    assert forecast.play(book) is forecast.known(book)


def test_while_one_is_being_played_nobody_begins_another(campaign: Town) -> None:
    book = rulebook(campaign.board().book.plan)
    with forecast.playing, pytest.raises(WrongState, match="另一次推演正在进行"):
        forecast.play(book)

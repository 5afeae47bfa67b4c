"""A linked leader's page: the villages, what reaches them, visits, answers, a substitute."""

from datetime import date

import pytest

from actions.absence import list_absences
from actions.notice import list_notices
from actions.visit import list_visits
from states.roles import Role
from tests.actions.people import import_rows
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town, mail
from tests.web.conftest import Browser, Open

LEADER = mail(Role.LINKED_LEADER, ZHUZHAI)
OTHER = mail(Role.LINKED_LEADER, TONGHANG)


@pytest.fixture
def leader(overdue: Town, open_browser: Open) -> Browser:
    return open_browser(overdue.desk, actor=overdue.who(Role.LINKED_LEADER, ZHUZHAI))


def test_a_leader_of_several_villages_sees_them_on_one_page(overdue: Town, leader: Browser) -> None:
    name = overdue.who(Role.LINKED_LEADER, ZHUZHAI).name
    import_rows(overdue, f"{GONGYELU},linked_leader,{name},{LEADER}")
    page = leader.see("/leaders")
    assert "联系 2 个村（社区）" in page.text
    assert {f"/villages/{ZHUZHAI}", f"/villages/{GONGYELU}"} <= set(page.links)
    assert f"/villages/{TONGHANG}" not in page.links
    assert page.all("article", **{"class": "card owed red"})


def test_a_leader_says_that_they_are_dealing_with_it(overdue: Town, leader: Browser) -> None:
    mine = [one for one in list_notices(overdue.desk) if one.recipient.endswith("4002 linked_leader")]
    page = leader.see("/leaders")
    first = next(form for form in page.forms if form.action.startswith("/notices/"))
    number = int(first.action.split("/")[2])
    assert number in {one.id for one in mine}
    assert "我正在处理" in page.text
    done = leader.pressed(first.action, **{**first.fields, "until": "2012-06-20"})
    assert f"通知 {number} 已签收" in done.text
    assert "包村领导" in done.text
    kept = next(one for one in list_notices(overdue.desk) if one.id == number)
    assert (kept.state, kept.promised_on) == ("acknowledged", date(2012, 6, 20))
    assert first.action not in {form.action for form in done.forms}


def test_nobody_answers_a_notice_of_another(overdue: Town, open_browser: Open) -> None:
    mine = next(one for one in list_notices(overdue.desk) if one.role == "linked_leader")
    stranger = open_browser(overdue.desk, actor=overdue.who(Role.LEADING_GROUP))
    assert stranger.press(f"/notices/{mine.id}/acknowledge").status_code == 403


def test_a_leader_sees_which_village_is_about_to_reach_them(june: Town, open_browser: Open) -> None:
    leader = open_browser(june.desk, actor=june.who(Role.LINKED_LEADER, ZHUZHAI))
    text = leader.see("/leaders").text
    assert "即将督办到您" in text
    assert "报告领导（第" in text
    june.complete(ZHUZHAI, "self-inspection")
    assert leader.see("/leaders").text.count("报告领导（第") == text.count("报告领导（第") - 1


def test_a_visit_is_planned_and_then_recorded(june: Town, open_browser: Open) -> None:
    leader = open_browser(june.desk, actor=june.who(Role.LINKED_LEADER, ZHUZHAI))
    leader.pressed("/leaders/visits/plan", village=ZHUZHAI, on="2012-06-11")
    [planned] = list_visits(june.desk)
    assert (planned.planned_on, planned.visited_on) == (date(2012, 6, 11), None)
    june.at("2012-06-11")
    page = leader.pressed("/leaders/visits", village=ZHUZHAI, on="2012-06-11", seen="台账齐全")
    assert "台账齐全" in page.text
    [made] = list_visits(june.desk)
    assert (made.id, made.visited_on) == (planned.id, date(2012, 6, 11))
    assert leader.press("/leaders/visits/plan", village=TONGHANG, on="2012-06-12").status_code == 403
    assert leader.press("/leaders/visits/plan", village=ZHUZHAI, on="2012-06-01").status_code == 400


def test_a_leader_lets_somebody_stand_in_who_then_sees_the_villages(june: Town, open_browser: Open) -> None:
    leader = open_browser(june.desk, actor=june.who(Role.LINKED_LEADER, ZHUZHAI))
    other = open_browser(june.desk, actor=june.who(Role.LINKED_LEADER, TONGHANG))
    assert f"/villages/{ZHUZHAI}" not in other.see("/leaders").links
    span = {"first": "2012-06-08", "last": "2012-06-12", "reason": "出差"}
    page = leader.pressed("/leaders/absence", **span, substitute=OTHER)
    assert "4003 linked_leader替岗，出差" in page.text
    assert {f"/villages/{ZHUZHAI}", f"/villages/{TONGHANG}"} <= set(other.see("/leaders").links)
    [away] = list_absences(june.desk)
    leader.pressed(f"/leaders/absence/{away.id}/end")
    assert list_absences(june.desk) == []
    assert f"/villages/{ZHUZHAI}" not in other.see("/leaders").links


def test_nobody_ends_the_absence_of_another(june: Town, open_browser: Open) -> None:
    leader = open_browser(june.desk, actor=june.who(Role.LINKED_LEADER, ZHUZHAI))
    other = open_browser(june.desk, actor=june.who(Role.LINKED_LEADER, TONGHANG))
    span = {"first": "2012-06-08", "last": "2012-06-12", "reason": "出差"}
    leader.pressed("/leaders/absence", **span, substitute=OTHER)
    assert other.press("/leaders/absence/1/end").status_code == 403


def test_the_console_has_no_office_to_pass_on(june: Town, open_browser: Open) -> None:
    console = open_browser(june.desk)
    assert "/leaders/absence" not in {form.action for form in console.see("/leaders").forms}
    span = {"first": "2012-06-08", "last": "2012-06-12", "reason": "出差"}
    assert console.press("/leaders/absence", **span, substitute=OTHER).status_code == 400


def test_the_office_sees_how_each_leaders_villages_stand(overdue: Town, open_browser: Open) -> None:
    office = open_browser(overdue.desk, actor=overdue.who(Role.LEADING_GROUP_OFFICE))
    text = office.see("/leaders").text
    assert "各位包村（社区）领导 3 位" in text
    assert "4001 linked_leader" in text
    assert (
        "各位包村"
        not in open_browser(overdue.desk, actor=overdue.who(Role.LINKED_LEADER, ZHUZHAI)).see("/leaders").text
    )

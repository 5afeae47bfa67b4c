"""A village asks for a later date (延期申请): pre-read, granted or refused."""

from datetime import date

import pytest

from actions.errors import BadInput, NotFound, WrongState
from actions.extension import ExtensionListed, ask, grant, list_extensions, pre_read, refuse, take_back
from actions.history import read_history
from actions.permission import CONSOLE, Actor
from actions.task import submit
from states.roles import Role
from tests.shelf import After
from tests.town import SUBDISTRICT, ZHUZHAI, Town

SELF = "self-inspection"


def on_7_june(town: Town) -> None:
    """Nobody has done anything; it is Thursday, 7 June, after the morning's check."""
    town.issue()
    town.checked_daily("2012-06-01", "2012-06-07")


@pytest.fixture
def june(after: After) -> Town:
    return after(on_7_june)


def head(town: Town) -> Actor:
    return town.who(Role.VILLAGE_HEAD, ZHUZHAI)


def leader(town: Town) -> Actor:
    return town.who(Role.LEADING_GROUP_HEAD)


def asked(town: Town, until: str = "2012-06-20") -> int:
    return ask(town.desk, head(town), ZHUZHAI, SELF, date.fromisoformat(until), "外出人员未返乡", "已查八成")


def favoured(town: Town, number: int) -> None:
    pre_read(town.desk, town.who(Role.SUPERVISION_OFFICE), number, True, "情况属实")


def only(town: Town) -> ExtensionListed:
    [listed] = list_extensions(town.desk)
    return listed


def test_a_granted_extension_is_a_new_date_and_a_new_cycle_and_ends_the_climb(june: Town) -> None:
    june.checked_daily("2012-06-08", "2012-06-12")
    number = asked(june)
    favoured(june, number)
    assert grant(june.at("2012-06-13").desk, leader(june), number) == date(2012, 6, 20)
    standing = june.task(ZHUZHAI, SELF)
    assert (standing.due, standing.effective_due, standing.cycle) == (date(2012, 6, 10), date(2012, 6, 20), 2)
    assert standing.rung == -1
    assert (only(june).state, only(june).granted) == ("granted", date(2012, 6, 20))
    june.checked_daily("2012-06-14", "2012-06-26")
    assert [
        t for t in june.told(ZHUZHAI, SELF, since="2012-06-13") if t[1] in ("reminder", "escalation")
    ] == [
        ("2012-06-15", "reminder", None, "village_head"),
        ("2012-06-15", "reminder", None, "assistant"),
        ("2012-06-19", "reminder", None, "village_head"),
        ("2012-06-19", "reminder", None, "assistant"),
        ("2012-06-21", "escalation", 0, "village_head"),
        ("2012-06-25", "escalation", 1, "linked_leader"),
    ]


def test_a_request_that_nobody_has_decided_holds_nothing(june: Town) -> None:
    asked(june)
    june.checked_daily("2012-06-08", "2012-06-12")
    assert ("2012-06-12", "escalation", 1, "linked_leader") in june.told(ZHUZHAI, SELF)


def test_each_office_owes_its_answer_by_a_day_and_climbs_a_ladder_of_its_own(june: Town) -> None:
    number = asked(june)
    [errand] = [n for n in june.notices(ZHUZHAI) if n.kind == "errand"]
    assert (errand.task, errand.role, errand.due) == (
        f"errand.pre-read-extension#{number}",
        "supervision_office",
        date(2012, 6, 11),
    )
    june.checked_daily("2012-06-08", "2012-06-14")
    climbs = [(n.rule, n.role) for n in june.notices(ZHUZHAI, errand.task) if n.kind == "escalation"]
    assert climbs == [
        ("supervision-overdue", "supervision_office"),
        ("supervision-overdue-above", "leading_group_head"),
    ]
    favoured(june, number)
    [decide] = [n for n in june.notices(ZHUZHAI) if n.kind == "errand" and n.role == "leading_group_head"]
    assert (decide.task, decide.due) == (f"errand.decide-extension#{number}", date(2012, 6, 18))


def test_the_answer_settles_what_was_owed_and_is_told_to_the_village(june: Town) -> None:
    number = asked(june)
    favoured(june, number)
    refuse(june.desk, leader(june), number, "时间充足")
    assert june.told(ZHUZHAI, SELF)[-2:] == [
        ("2012-06-07", "word", None, "village_head"),
        ("2012-06-07", "word", None, "assistant"),
    ]
    june.checked_daily("2012-06-08", "2012-06-20")
    errands = [
        n for n in june.notices(ZHUZHAI) if (n.task or "").startswith("errand.") and n.kind == "escalation"
    ]
    assert [n.task for n in errands if n.task and "extension" in n.task] == []
    assert june.task(ZHUZHAI, SELF).effective_due == date(2012, 6, 10)


def test_the_head_may_grant_another_date(june: Town) -> None:
    number = asked(june, "2012-06-29")
    favoured(june, number)
    assert grant(june.desk, leader(june), number, date(2012, 6, 15), "抓紧办理") == date(2012, 6, 15)
    assert june.task(ZHUZHAI, SELF).effective_due == date(2012, 6, 15)


def test_the_head_decides_alone_once_the_pre_reading_is_overdue(june: Town) -> None:
    number = asked(june)
    with pytest.raises(WrongState, match=r"还没有预审，督查室须在6月11日（星期一）前提出意见"):
        grant(june.at("2012-06-11").desk, leader(june), number)
    assert grant(june.at("2012-06-12").desk, leader(june), number) == date(2012, 6, 20)


def test_a_request_lapses_when_the_village_submits(june: Town) -> None:
    number = asked(june)
    submit(june.desk, head(june), ZHUZHAI, SELF)
    assert only(june).state == "lapsed"
    june.checked_daily("2012-06-08", "2012-06-20")
    assert [
        n for n in june.notices(ZHUZHAI, f"errand.pre-read-extension#{number}") if n.kind != "errand"
    ] == []
    with pytest.raises(WrongState, match="现为已失效"):
        grant(june.desk, leader(june), number)


def test_it_may_be_taken_back_and_asked_again(june: Town) -> None:
    take_back(june.desk, head(june), asked(june), "不需要了")
    assert asked(june) == 2
    assert [one.state for one in list_extensions(june.desk)] == ["taken_back", "asked"]


def test_every_step_stands_in_the_history(june: Town) -> None:
    number = asked(june)
    favoured(june, number)
    grant(june.desk, leader(june), number)
    rows = [one for one in read_history(june.desk, unit_code=ZHUZHAI) if one.subject == "extension"]
    assert [(one.trigger, one.from_state, one.to_state) for one in rows] == [
        ("ask", None, "asked"),
        ("pre_read", "asked", "pre_read"),
        ("grant", "pre_read", "granted"),
    ]
    extended = [one for one in read_history(june.desk, unit_code=ZHUZHAI) if one.trigger == "extend"]
    assert [one.reason for one in extended] == ["延期申请 1 获批，延至6月20日（星期三）"]


# ── Refusals ──────────────────────────────────────────────────────────────────────────


def test_no_extension_reaches_past_the_assessment_day(june: Town) -> None:
    assert asked(june, "2012-07-01") == 1
    take_back(june.desk, head(june), 1)
    with pytest.raises(BadInput, match=r"不能延至 2012-07-02：最迟到考核验收之日（2012-07-01）"):
        asked(june, "2012-07-02")


@pytest.mark.parametrize("until", ["2012-06-10", "2012-06-01"])
def test_a_later_date_must_be_later(june: Town, until: str) -> None:
    with pytest.raises(BadInput, match=r"现行时限是 2012-06-10.*并不更晚"):
        asked(june, until)


def test_reason_and_progress_must_be_given(june: Town) -> None:
    for reason, progress in ((" ", "已查八成"), ("外出人员未返乡", "")):
        with pytest.raises(BadInput, match="申请延期须说明理由"):
            ask(june.desk, head(june), ZHUZHAI, SELF, date(2012, 6, 20), reason, progress)
    assert list_extensions(june.desk) == []


def test_one_request_at_a_time_and_one_extension_as_the_plan_says(june: Town) -> None:
    number = asked(june)
    with pytest.raises(WrongState, match="已有一份延期申请待批复"):
        asked(june)
    favoured(june, number)
    grant(june.desk, leader(june), number)
    with pytest.raises(WrongState, match=r"已获准延期 1 次，按方案最多 1 次"):
        asked(june, "2012-06-29")


def test_nothing_is_extended_where_nothing_is_owed(june: Town) -> None:
    june.submit(ZHUZHAI, SELF)
    with pytest.raises(WrongState, match="现为已提交待核验，没有可以延长的时限"):
        asked(june)
    with pytest.raises(NotFound, match="没有任务 nothing"):
        ask(june.desk, head(june), ZHUZHAI, "nothing", date(2012, 6, 20), "理由", "进展")
    with pytest.raises(NotFound, match="工业路街道 没有任务 self-inspection"):
        ask(june.desk, CONSOLE, SUBDISTRICT, SELF, date(2012, 6, 20), "理由", "进展")
    with pytest.raises(NotFound, match="没有编号为 9 的延期申请"):
        take_back(june.desk, head(june), 9)

"""What it means to acknowledge a notice (签收), on the ladder of the self-inspection of 10 June 2012."""

from datetime import date

import pytest

from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.history import read_history
from actions.notice import NoticeListed, acknowledge, list_notices
from actions.permission import CONSOLE
from actions.task import return_task, submit, waive, withdraw
from states.roles import Role
from tests.actions.people import import_rows
from tests.shelf import After
from tests.town import SHANGHAI, SUBDISTRICT, ZHUZHAI, Town

SELF = "self-inspection"


def two_leaders(town: Town) -> None:
    """朱寨社区 is linked to two leaders; the self-inspection has been reminded of on 8 June."""
    import_rows(town, f"{ZHUZHAI},linked_leader,第二位领导,second.leader@duban.example")
    town.issue()
    town.at("2012-06-01").check()
    town.at("2012-06-08").check()


def overdue(town: Town) -> None:
    """The head's overdue notice of 11 June has gone out."""
    two_leaders(town)
    town.at("2012-06-11").check()


def at_the_leader(town: Town) -> None:
    """The linked leader's notice of 12 June has gone out."""
    overdue(town)
    town.at("2012-06-12").check()


@pytest.fixture
def on_11_june(after: After) -> Town:
    return after(overdue)


@pytest.fixture
def on_12_june(after: After) -> Town:
    return after(at_the_leader)


def notice_to(town: Town, role: Role, kind: str = "escalation") -> NoticeListed:
    """The newest notice about the self-inspection to a holder of the role."""
    mine = [n for n in town.notices(ZHUZHAI, SELF) if n.role == role and n.kind == kind]
    return [n for n in mine if n.recipient != "第二位领导"][-1]


def by_its_recipient(town: Town, notice: NoticeListed, until: date | None = None) -> date | None:
    return acknowledge(town.desk, town.who(Role(notice.role), ZHUZHAI), notice.id, until)


def climbs(town: Town) -> list[tuple[str, str]]:
    return [
        (one.trigger, one.to_state)
        for one in read_history(town.desk, unit_code=ZHUZHAI)
        if one.subject == "escalation" and one.task == SELF
    ]


# ── Lists ─────────────────────────────────────────────────────────────────────────────


def test_a_notice_is_listed_with_what_it_says_to_whom(on_11_june: Town) -> None:
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    assert (notice.unit, notice.unit_name, notice.task) == (ZHUZHAI, "朱寨社区居民委员会", SELF)
    assert (notice.kind, notice.form, notice.rule, notice.rung) == ("escalation", "overdue", "head", 0)
    assert (notice.recipient, notice.due) == ("4002 village_head", date(2012, 6, 10))
    assert (notice.state, notice.acknowledged_at, notice.promised_on) == ("queued", None, None)
    assert notice.queued_at == on_11_june.clock.instant


def test_notices_are_listed_oldest_first_or_newest_first_and_no_more_than_asked(on_11_june: Town) -> None:
    ids = [notice.id for notice in list_notices(on_11_june.desk)]
    assert ids == sorted(ids)
    newest = [notice.id for notice in list_notices(on_11_june.desk, newest_first=True, limit=3)]
    assert newest == ids[-1:-4:-1]
    assert list_notices(on_11_june.desk, 1, unit_code=SUBDISTRICT, limit=1)[0].unit == SUBDISTRICT


def test_the_notices_of_an_unknown_unit_or_campaign_are_refused(on_11_june: Town) -> None:
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        list_notices(on_11_june.desk, unit_code="999")
    with pytest.raises(NotFound, match="没有编号为 2 的专项工作"):
        list_notices(on_11_june.desk, 2)


# ── Acknowledging a rung ──────────────────────────────────────────────────────────────


def test_an_acknowledged_rung_holds_the_ladder_for_three_working_days(on_11_june: Town) -> None:
    assert by_its_recipient(on_11_june, notice_to(on_11_june, Role.VILLAGE_HEAD)) == date(2012, 6, 14)
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    assert notice.state == "acknowledged"
    assert notice.acknowledged_at == on_11_june.clock.instant
    assert climbs(on_11_june) == [("raise", "raised"), ("acknowledge", "acknowledged")]


def test_a_promise_that_is_earlier_holds_it_only_so_long(on_11_june: Town) -> None:
    tuesday = date(2012, 6, 12)
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    assert by_its_recipient(on_11_june, notice, tuesday) == tuesday
    assert notice_to(on_11_june, Role.VILLAGE_HEAD).promised_on == tuesday
    acknowledged = read_history(on_11_june.desk, unit_code=ZHUZHAI)[-1]
    assert (acknowledged.subject, acknowledged.reason) == ("notice", "承诺 6月12日（星期二） 前办结")
    on_11_june.checked_daily("2012-06-12", "2012-06-13")
    assert on_11_june.told(ZHUZHAI, SELF, since="2012-06-12") == 2 * [
        ("2012-06-13", "escalation", 1, "linked_leader")
    ]


def test_a_promise_that_is_later_holds_it_no_longer_than_the_plan_grants(on_11_june: Town) -> None:
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    assert by_its_recipient(on_11_june, notice, date(2012, 7, 31)) == date(2012, 6, 14)


def test_the_next_rung_ends_the_holding(on_11_june: Town) -> None:
    by_its_recipient(on_11_june, notice_to(on_11_june, Role.VILLAGE_HEAD))
    on_11_june.checked_daily("2012-06-14", "2012-06-15")
    assert climbs(on_11_june)[-1] == ("climb", "raised")


def test_an_acknowledgement_never_hastens_a_rung(on_12_june: Town) -> None:
    same_day = date(2012, 6, 12)
    by_its_recipient(on_12_june, notice_to(on_12_june, Role.LINKED_LEADER), same_day)
    on_12_june.checked_daily("2012-06-13", "2012-06-14")
    assert on_12_june.told(ZHUZHAI, SELF, since="2012-06-13") == [
        ("2012-06-14", "escalation", 2, "leading_group")
    ]


def test_each_rung_may_be_held_once_more(on_12_june: Town) -> None:
    assert by_its_recipient(on_12_june, notice_to(on_12_june, Role.LINKED_LEADER)) == date(2012, 6, 15)
    on_12_june.checked_daily("2012-06-16", "2012-06-18")
    letter = notice_to(on_12_june, Role.LEADING_GROUP)
    member = on_12_june.who(Role.LEADING_GROUP)
    assert acknowledge(on_12_june.desk, member, letter.id) == date(2012, 6, 21)


def test_one_holders_acknowledgement_counts_for_the_rung(after: After) -> None:
    town = after(two_leaders)
    town.checked_daily("2012-06-11", "2012-06-12")
    first, second = [n for n in town.notices(ZHUZHAI, SELF) if n.form == "leader"]
    assert acknowledge(town.desk, CONSOLE, first.id, date(2012, 6, 13)) == date(2012, 6, 13)
    assert acknowledge(town.at("2012-06-13").desk, CONSOLE, second.id) is None
    assert climbs(town)[-1] == ("acknowledge", "acknowledged")
    assert len(climbs(town)) == 3


def test_the_holding_is_recorded_on_the_escalation_with_its_last_day(on_11_june: Town) -> None:
    by_its_recipient(on_11_june, notice_to(on_11_june, Role.VILLAGE_HEAD))
    held = next(
        one for one in read_history(on_11_june.desk, newest_first=True) if one.subject == "escalation"
    )
    assert held.reason == "4002 village_head 已签收，暂缓升级至 6月14日（星期四）"
    assert (held.actor, held.clause) == ("4002 village_head", "三.三.1")


def test_the_office_may_hold_its_own_ladder_too(on_11_june: Town) -> None:
    submit(on_11_june.desk, CONSOLE, ZHUZHAI, SELF)
    on_11_june.checked_daily("2012-06-15", "2012-06-15")
    late = notice_to(on_11_june, Role.LEADING_GROUP_OFFICE)
    assert late.rule == "verify.verify-office"
    office = on_11_june.who(Role.LEADING_GROUP_OFFICE)
    assert acknowledge(on_11_june.desk, office, late.id) == date(2012, 6, 20)


# ── What holds nothing ────────────────────────────────────────────────────────────────


def test_an_acknowledged_reminder_is_recorded_and_holds_nothing(on_11_june: Town) -> None:
    reminder = notice_to(on_11_june, Role.VILLAGE_HEAD, "reminder")
    assert by_its_recipient(on_11_june, reminder) is None
    on_11_june.checked_daily("2012-06-12", "2012-06-12")
    assert notice_to(on_11_june, Role.LINKED_LEADER).rung == 1


def test_the_acknowledged_issue_is_recorded_and_holds_nothing(campaign: Town) -> None:
    [issue] = campaign.notices(ZHUZHAI)
    assert by_its_recipient(campaign, issue) is None
    row = read_history(campaign.desk, newest_first=True)[0]
    assert (row.subject, row.task, row.from_state, row.to_state) == (
        "notice",
        None,
        "queued",
        "acknowledged",
    )


def test_what_belongs_to_an_earlier_cycle_holds_nothing(on_11_june: Town) -> None:
    old = notice_to(on_11_june, Role.VILLAGE_HEAD)
    submit(on_11_june.desk, CONSOLE, ZHUZHAI, SELF)
    return_task(on_11_june.desk, CONSOLE, ZHUZHAI, SELF, "自查表不全")
    assert by_its_recipient(on_11_june, old) is None


def test_the_units_rung_holds_nothing_while_the_office_has_the_task(on_11_june: Town) -> None:
    old = notice_to(on_11_june, Role.VILLAGE_HEAD)
    submit(on_11_june.desk, CONSOLE, ZHUZHAI, SELF)
    assert by_its_recipient(on_11_june, old) is None
    withdraw(on_11_june.desk, CONSOLE, ZHUZHAI, SELF)
    assert on_11_june.task(ZHUZHAI, SELF).rung == 0


def test_nor_does_the_rung_of_a_task_that_was_waived(on_11_june: Town) -> None:
    old = notice_to(on_11_june, Role.VILLAGE_HEAD)
    waive(on_11_june.desk, CONSOLE, ZHUZHAI, SELF, "由区里检查")
    assert by_its_recipient(on_11_june, old) is None


def test_the_last_rung_may_be_acknowledged_though_nothing_follows_it(on_12_june: Town) -> None:
    on_12_june.checked_daily("2012-06-14", "2012-06-14")
    on_12_june.checked_daily("2012-06-18", "2012-06-18")
    desk_notice = notice_to(on_12_june, Role.SUPERVISION_OFFICE)
    assert acknowledge(on_12_june.desk, on_12_june.who(Role.SUPERVISION_OFFICE), desk_notice.id) is None
    on_12_june.checked_daily("2012-06-25", "2012-06-25")
    assert climbs(on_12_june)[-1] == ("climb", "raised")


# ── Refusals ──────────────────────────────────────────────────────────────────────────


def test_only_the_addressee_acknowledges(on_11_june: Town) -> None:
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    for role in (Role.ASSISTANT, Role.LINKED_LEADER):
        with pytest.raises(
            NotAllowed, match=rf"通知 {notice.id} 不是发给 4002 {role} 的，只有收件人可以签收"
        ):
            acknowledge(on_11_june.desk, on_11_june.who(role, ZHUZHAI), notice.id)


def test_nobody_acknowledges_twice(on_11_june: Town) -> None:
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    by_its_recipient(on_11_june.at("2012-06-11", 10), notice)
    with pytest.raises(WrongState, match=rf"通知 {notice.id} 已于 2012-06-11 10:00 签收"):
        by_its_recipient(on_11_june.at("2012-06-12"), notice)


def test_nobody_promises_a_day_that_has_passed(on_11_june: Town) -> None:
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    with pytest.raises(BadInput, match=r"承诺日期 2012-06-10 已经过去。请用今天（2012-06-11）或以后的日期"):
        by_its_recipient(on_11_june, notice, date(2012, 6, 10))
    assert notice_to(on_11_june, Role.VILLAGE_HEAD).state == "queued"


@pytest.mark.parametrize("number", [0, -1, 10_000, 10**30])
def test_an_unknown_notice_is_refused(on_11_june: Town, number: int) -> None:
    with pytest.raises(NotFound, match=rf"没有编号为 {number} 的通知"):
        acknowledge(on_11_june.desk, CONSOLE, number)


def test_nothing_is_acknowledged_before_the_last_event(on_11_june: Town) -> None:
    notice = notice_to(on_11_june, Role.VILLAGE_HEAD)
    on_11_june.clock.instant = on_11_june.clock.instant.astimezone(SHANGHAI).replace(hour=8)
    with pytest.raises(BadInput, match="历史不能改写"):
        by_its_recipient(on_11_june, notice)

"""Every move of anything leaves a row: who, when, from where to where, why, after which clause."""

from datetime import date

import pytest
import sqlalchemy as sa

from actions import inspection, task, village
from actions.errors import BadInput, NotFound
from actions.history import Wanted, read_history, search_history
from actions.notice import acknowledge, list_notices
from actions.permission import CONSOLE
from actions.sight import powers_of
from records.escalation import ESCALATIONS
from records.history import HISTORY
from records.inspection import INSPECTIONS
from records.notice import NOTICES
from records.task import TASKS
from records.village import VILLAGES
from states.roles import Role
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town


def eventful(town: Town) -> None:
    """Half of everything that can happen has happened by 18 June."""
    town.issue()
    town.at("2012-04-23").check()
    for unit in (GONGYELU, TONGHANG):
        town.submit(unit, "training")
    town.verify(GONGYELU, "training")
    task.return_task(town.desk, CONSOLE, TONGHANG, "training", "缺签到表")
    task.reopen(town.desk, CONSOLE, GONGYELU, "training", "签到表有误")
    town.at("2012-05-02").check()
    task.withdraw(town.desk, CONSOLE, *submitted(town, ZHUZHAI, "survey"))
    task.waive(town.desk, CONSOLE, ZHUZHAI, "training", "另案处理")
    overdue = next(notice for notice in list_notices(town.desk) if notice.kind == "escalation")
    acknowledge(town.desk, CONSOLE, overdue.id)
    for day in ("2012-05-07", "2012-05-09", "2012-05-14", "2012-06-18"):
        town.at(day).check()
    number = inspection.list_inspections(town.desk)[0].id
    supervisor = town.who(Role.SUPERVISION_OFFICE).person_id
    assert supervisor is not None
    inspection.order(town.desk, CONSOLE, number, [supervisor])
    village.force(town.desk, CONSOLE, TONGHANG, "inspection", "特殊情况")


def submitted(town: Town, unit: str, key: str) -> tuple[str, str]:
    town.submit(unit, key)
    return unit, key


@pytest.fixture
def town_after(after: After) -> Town:
    return after(eventful)


@pytest.mark.parametrize(
    ("subject", "table"),
    [("task", TASKS), ("village", VILLAGES), ("escalation", ESCALATIONS), ("inspection", INSPECTIONS)],
)
def test_the_last_row_of_everything_names_the_state_that_it_is_in(
    town_after: Town, subject: str, table: sa.Table
) -> None:
    mine = HISTORY.c.subject == subject
    newest = sa.select(sa.func.max(HISTORY.c.id)).where(mine).group_by(HISTORY.c.subject_id)
    last = sa.select(HISTORY.c.subject_id, HISTORY.c.to_state).where(HISTORY.c.id.in_(newest))
    with town_after.desk.engine.connect() as connection:
        remembered = dict(connection.execute(last).tuples().all())
        states = dict(connection.execute(sa.select(table.c.id, table.c.state)).tuples().all())
    moved = {number: state for number, state in states.items() if number in remembered}
    assert remembered == moved
    assert {states[number] for number in states if number not in remembered} <= {"planned"}
    assert len(set(moved.values())) > 1


def test_each_move_begins_where_the_last_one_ended(town_after: Town) -> None:
    ended: dict[tuple[str, int], str] = {}
    with town_after.desk.engine.connect() as connection:
        for row in connection.execute(sa.select(HISTORY).order_by(HISTORY.c.id)):
            if row.subject != "notice":
                assert row.from_state == ended.get((row.subject, row.subject_id), row.from_state)
                ended[row.subject, row.subject_id] = row.to_state


def test_an_acknowledged_notice_has_its_row(town_after: Town) -> None:
    acknowledged = sa.select(NOTICES.c.id).where(NOTICES.c.acknowledged_at.is_not(None))
    rows = sa.select(HISTORY.c.subject_id).where(HISTORY.c.subject == "notice")
    with town_after.desk.engine.connect() as connection:
        assert connection.execute(rows).all() == connection.execute(acknowledged).all()


def test_time_never_runs_backward(town_after: Town) -> None:
    instants = [one.at for one in read_history(town_after.desk)]
    assert instants == sorted(instants)


def test_the_clock_names_the_rule_by_which_it_acted(town_after: Town) -> None:
    history = read_history(town_after.desk, unit_code=ZHUZHAI)
    actors = {(one.subject, one.trigger, one.actor) for one in history if one.actor.startswith("clock")}
    assert ("task", "open", "clock") in actors
    assert ("village", "begin", "clock") in actors
    assert ("escalation", "raise", "clock:head") in actors
    assert ("escalation", "climb", "clock:linked-leader") in actors
    climbed = next(one for one in history if one.actor == "clock:head" and one.task == "survey")
    assert climbed.reason is not None
    assert climbed.reason.startswith("4月30日（星期一）到期未办，第 0 级")
    assert climbed.clause == "四.一"


def test_it_may_be_read_for_one_unit_newest_first_and_in_part(town_after: Town) -> None:
    everything = read_history(town_after.desk)
    mine = read_history(town_after.desk, 1, ZHUZHAI)
    assert mine == [one for one in everything if one.unit == ZHUZHAI]
    assert read_history(town_after.desk, newest_first=True, limit=2) == everything[:-3:-1]
    assert read_history(town_after.desk, unit_code=SUBDISTRICT)[0].trigger == "issue"


def test_the_history_of_an_unknown_unit_is_refused(town_after: Town) -> None:
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        read_history(town_after.desk, unit_code="999")


def test_the_history_is_searched_by_unit_person_subject_and_days(town_after: Town) -> None:
    head = town_after.who(Role.VILLAGE_HEAD, GONGYELU)
    found = search_history(town_after.desk, Wanted(person=str(head.person_id), subject="task"), limit=500)
    assert [(one.unit, one.trigger) for one in found] == [(GONGYELU, "submit")]
    assert search_history(town_after.desk, Wanted(person=head.name, subject="task"), limit=500) == found
    day = date(2012, 5, 2)
    of_a_day = search_history(town_after.desk, Wanted(first=day, last=day), limit=500)
    assert {one.at.date() for one in of_a_day} == {day}
    with pytest.raises(BadInput, match="早于起始日期"):
        search_history(town_after.desk, Wanted(first=day, last=date(2012, 5, 1)))
    with pytest.raises(BadInput, match="没有“referral”这一类"):
        search_history(town_after.desk, Wanted(subject="referral"))


def test_pages_of_the_history_hold_each_move_once(town_after: Town) -> None:
    everything = search_history(town_after.desk, Wanted(), limit=10_000)
    paged: list[int] = []
    while more := search_history(town_after.desk, Wanted(), before=paged[-1] if paged else None, limit=7):
        paged += [one.id for one in more]
    assert paged == [one.id for one in everything]
    assert paged == sorted(paged, reverse=True)


def test_below_a_unit_the_history_holds_what_lies_there(town_after: Town) -> None:
    [path] = powers_of(town_after.desk, town_after.who(Role.VILLAGE_HEAD, ZHUZHAI)).paths("history")
    found = search_history(town_after.desk, Wanted((path,)), limit=10_000)
    assert {one.unit for one in found} == {ZHUZHAI}
    assert len(found) == len(read_history(town_after.desk, unit_code=ZHUZHAI))
    assert search_history(town_after.desk, Wanted(()), limit=10) == []

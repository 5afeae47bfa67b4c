"""Two people at the same moment: one of them is first, nothing is done twice and nothing is forgotten."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from actions import reading, task
from actions.campaign import list_campaigns, start
from actions.check import check_deadlines
from actions.history import read_history
from actions.inspection import list_inspections, order, propose
from actions.notice import acknowledge
from actions.permission import CONSOLE
from actions.target import correct_eligible, split_targets
from plans.reader import read_plan, shipped_plan
from states.errors import DubanError
from tests.actions.figures import report, stored, targets
from tests.invariants import broken
from tests.shelf import After
from tests.town import SUBDISTRICT, VILLAGES, ZHUZHAI, Town

PILOT = read_plan(shipped_plan("2012-pension-pilot"))


def both_gates_submitted(town: Town) -> None:
    """On 25 April every village has submitted training and survey; nothing is verified yet."""
    town.issue()
    town.at("2012-04-25").check()
    for unit in VILLAGES:
        town.submit(unit, "training")
        town.submit(unit, "survey")


@pytest.fixture
def april(after: After) -> Town:
    return after(both_gates_submitted)


def at_once(*deeds: Callable[[], object]) -> Counter[str]:
    """Do it all at the same moment; how many succeeded, and how many were refused with what."""
    ready = Barrier(len(deeds))

    def attempt(deed: Callable[[], object]) -> str:
        ready.wait()
        try:
            deed()
        except DubanError as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(deeds)) as people:
        return Counter(people.map(attempt, deeds))


def test_a_task_is_verified_by_whoever_is_first(april: Town) -> None:
    verified = at_once(*[lambda: task.verify(april.desk, CONSOLE, ZHUZHAI, "training")] * 6)
    assert verified == {"done": 1, "WrongState": 5}
    rows = [one for one in read_history(april.desk, unit_code=ZHUZHAI) if one.trigger == "verify"]
    assert len(rows) == 1


def test_a_task_is_either_verified_or_withdrawn(april: Town) -> None:
    outcome = at_once(
        lambda: task.verify(april.desk, CONSOLE, ZHUZHAI, "training"),
        lambda: task.withdraw(april.desk, CONSOLE, ZHUZHAI, "training"),
        lambda: task.return_task(april.desk, CONSOLE, ZHUZHAI, "training", "缺签到表"),
    )
    assert outcome == {"done": 1, "WrongState": 2}


def test_when_the_last_two_gates_are_verified_at_once_the_village_moves_on(april: Town) -> None:
    deeds = [
        lambda unit=unit, key=key: task.verify(april.desk, CONSOLE, unit, key)
        for unit in VILLAGES
        for key in ("training", "survey")
    ]
    assert at_once(*deeds) == {"done": 6}
    assert {village.phase for village in april.board().units} == {"implementation"}
    advanced = [one.unit or "" for one in read_history(april.desk) if one.trigger == "advance"]
    assert Counter(advanced) == Counter(VILLAGES)


def test_a_check_and_people_do_not_stand_in_each_others_way(april: Town) -> None:
    april.at("2012-05-02")
    deeds = [
        lambda unit=unit, key=key: task.verify(april.desk, CONSOLE, unit, key)
        for unit in VILLAGES
        for key in ("training", "survey")
    ]
    assert at_once(lambda: check_deadlines(april.desk), *deeds) == {"done": 7}
    assert not any(april.check().counts().values())
    assert {village.phase for village in april.board().units} == {"implementation"}


def test_a_notice_is_acknowledged_once(april: Town) -> None:
    notice = april.notices(ZHUZHAI)[0]
    outcome = at_once(*[lambda: acknowledge(april.desk, CONSOLE, notice.id)] * 4)
    assert outcome == {"done": 1, "WrongState": 3}


def test_proposals_at_once_become_one_inspection_with_all_their_reasons(april: Town) -> None:
    deeds = [
        lambda reason=reason: propose(april.desk, CONSOLE, ZHUZHAI, reason)
        for reason in ("群众来电", "台账不符", "逾期未报")
    ]
    assert at_once(*deeds) == {"done": 3}
    [one] = list_inspections(april.desk)
    assert set(one.reasons) == {"群众来电", "台账不符", "逾期未报"}


def test_an_inspection_is_ordered_once(april: Town) -> None:
    propose(april.desk, CONSOLE, ZHUZHAI, "群众来电")
    assert at_once(*[lambda: order(april.desk, CONSOLE, 1, [1])] * 3) == {"done": 1, "WrongState": 2}
    told = [notice for notice in april.notices(ZHUZHAI) if notice.kind == "inspection_ordered"]
    assert len(told) == 3


def test_a_plan_is_issued_once(town: Town) -> None:
    town.at("2012-04-23")
    outcome = at_once(*[lambda: start(town.desk, CONSOLE, PILOT, SUBDISTRICT)] * 3)
    assert outcome == {"done": 1, "BadInput": 2}
    assert len(list_campaigns(town.desk)) == 1


def test_of_two_checks_at_once_one_leaves_or_finds_nothing_to_do(campaign: Town) -> None:
    outcome = at_once(*[lambda: check_deadlines(campaign.desk)] * 3)
    assert outcome["done"] + outcome["Busy"] == 3
    assert outcome["done"] >= 1
    opened = [(one.unit, one.task) for one in read_history(campaign.desk) if one.trigger == "open"]
    assert len(opened) == len(set(opened)) == 3 * 2 + 1


# ── Figures ───────────────────────────────────────────────────────────────────────────


def with_a_reading(town: Town) -> None:
    """7 May: every community has 100 people to enrol; 朱寨社区 has reported 5."""
    town.issue()
    town.at("2012-05-02").check()
    targets(town, coverage=100)
    report(town.at("2012-05-07"), ZHUZHAI, 5)


def test_a_reading_is_corrected_by_whoever_is_first(after: After) -> None:
    town = after(with_a_reading)
    outcome = at_once(*[lambda: reading.correct(town.desk, CONSOLE, 1, 4, "重复统计")] * 4)
    assert outcome == {"done": 1, "WrongState": 3}


def test_of_figures_reported_at_once_none_falls_behind_another(after: After) -> None:
    town = after(with_a_reading)
    deeds = [
        lambda count=count: reading.report(town.desk, CONSOLE, ZHUZHAI, "coverage", count)
        for count in (10, 20, 30, 40)
    ]
    assert set(at_once(*deeds)) <= {"done", "BadInput"}
    taken = [one.count for one in reading.list_readings(town.desk)]
    assert taken == sorted(taken)
    assert stored(town).count == 40


def test_targets_imported_at_once_are_there_once(after: After) -> None:
    town = after(with_a_reading)
    assert at_once(*[lambda: targets(town, renewal=50)] * 4) == {"done": 4}
    assert stored(town, ZHUZHAI, "renewal").required == 50


def test_whatever_figures_come_in_at_once_are_all_in_the_sums(after: After) -> None:
    town = after(with_a_reading)
    for day in ("2012-05-08", "2012-05-09", "2012-05-10"):
        town.at(day)
        reports = [
            lambda unit=unit, count=town.today.day * 2: reading.report(
                town.desk, CONSOLE, unit, "coverage", count
            )
            for unit in VILLAGES
        ]
        outcome = at_once(
            *reports,
            lambda: check_deadlines(town.desk),  # freezes what has come since the last one
            lambda: targets(town, VILLAGES[:2], renewal=50),
            lambda: targets(town, VILLAGES[1:], contact=30),
            lambda: split_targets(town.desk, CONSOLE, SUBDISTRICT, "coverage", 280 + town.today.day),
            lambda: correct_eligible(town.desk, CONSOLE, ZHUZHAI, "coverage", 100 + town.today.day, "迁入"),
        )
        assert outcome == {"done": 8}
        assert broken(town.desk.engine) == []

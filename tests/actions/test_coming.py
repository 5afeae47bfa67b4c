"""What will fire next is what a check then queues: foretold day by day, to whom, and nothing else."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from actions import task
from actions.board import list_tasks
from actions.check import check_deadlines
from actions.coming import Coming, next_day, read_coming
from actions.errors import NotFound
from actions.notice import acknowledge, list_notices
from actions.permission import CONSOLE
from states.errors import DubanError
from tests.shelf import After
from tests.town import GONGYELU, SHANGHAI, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town, days

SELF = "self-inspection"
AHEAD = 10


def late_may(town: Town) -> None:
    """On Friday, 25 May much is overdue, much is due soon, and the office has verified nothing."""
    town.issue()
    for day in ("2012-04-23", "2012-04-27", "2012-05-02"):
        town.at(day).check()
    for key in ("training", "survey", "village-meeting"):
        town.submit(GONGYELU, key)
    town.checked_daily("2012-05-08", "2012-05-11")
    town.at("2012-05-25").check()


def told(coming: Coming) -> tuple[object, ...]:
    one = coming
    return (
        one.on,
        one.unit,
        one.task,
        one.kind,
        one.form,
        one.rule,
        one.rung,
        one.role,
        one.recipient,
        one.due,
    )


def queued_since(town: Town, known: set[int], there: set[str]) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            n.queued_at.astimezone(SHANGHAI).date(),
            n.unit,
            n.task,
            n.kind,
            n.form,
            n.rule,
            n.rung,
            n.role,
            n.recipient,
            n.due,
        )
        for n in list_notices(town.desk)
        if n.id not in known and (n.task is None or n.task in there)
    )


def assert_foretold(town: Town, *, checked_today: bool) -> None:
    """Foretell ten days, let them pass with a check each morning, and compare."""
    known = {notice.id for notice in list_notices(town.desk)}
    there = {one.key for _, _, one in list_tasks(town.desk)}  # what is given meanwhile nobody foretells
    foretold = Counter(map(told, read_coming(town.desk, AHEAD)))
    first = town.today + timedelta(days=1 if checked_today else 0)
    last = town.today + timedelta(days=AHEAD)
    for day in days(first.isoformat(), last.isoformat()):
        town.at(day, 9 if day > first else town.clock.instant.hour).check()
    assert queued_since(town, known, there) == foretold


def act_at_random(town: Town, chance: Random) -> None:
    """Somebody does something that may or may not be possible."""
    unit = chance.choice(VILLAGES)
    key = chance.choice(("training", "survey", "publicity", "enrolment", SELF, "measures"))
    deed = chance.choice(("submit", "submit", "withdraw", "verify", "return", "waive", "reopen", "ack"))
    try:
        if deed == "ack":
            until = town.today + timedelta(days=chance.randint(0, 6))
            acknowledge(town.desk, CONSOLE, chance.choice(list_notices(town.desk)).id, until)
        elif deed in ("submit", "withdraw", "verify"):
            getattr(task, deed)(town.desk, CONSOLE, unit, key)
        else:
            name = "return_task" if deed == "return" else deed
            getattr(task, name)(town.desk, CONSOLE, unit, key, "按规定")
    except DubanError:
        pass


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_have_done_what_is_foretold_is_what_is_queued(after: After, seed: int) -> None:
    chance = Random(seed)
    town = after(late_may)
    town.at(date(2012, 5, 25) + timedelta(days=chance.randint(0, 8)), 11)
    checked = chance.random() < 0.5
    if checked:
        town.check()
    for _ in range(25):
        act_at_random(town, chance)
    assert_foretold(town, checked_today=checked)


def test_if_nobody_does_anything_the_ladder_of_the_self_inspection_is_foretold(campaign: Town) -> None:
    coming = read_coming(campaign.at("2012-06-08").desk, 10, unit_code=ZHUZHAI)
    mine = [(one.on, one.kind, one.rung, one.role) for one in coming if one.task == SELF]
    assert mine == [
        (date(2012, 6, 8), "reminder", None, "assistant"),
        (date(2012, 6, 8), "reminder", None, "village_head"),
        (date(2012, 6, 11), "warning", None, "linked_leader"),
        (date(2012, 6, 11), "escalation", 0, "village_head"),
        (date(2012, 6, 12), "escalation", 1, "linked_leader"),
        (date(2012, 6, 14), "escalation", 2, "leading_group"),
        (date(2012, 6, 18), "escalation", 3, "supervision_office"),
    ]


def test_before_the_first_check_its_notices_are_foretold_too(campaign: Town) -> None:
    assert_foretold(campaign, checked_today=False)


def test_a_reminder_that_has_been_sent_is_not_foretold_again_after_a_withdrawal(campaign: Town) -> None:
    campaign.at("2012-06-01").check()
    assert campaign.told(ZHUZHAI, SELF) != []
    campaign.submit(ZHUZHAI, SELF)
    task.withdraw(campaign.desk, CONSOLE, ZHUZHAI, SELF)
    assert {one.on for one in read_coming(campaign.desk, 6, 1, ZHUZHAI) if one.task == SELF} == {
        date(2012, 6, 7)
    }


def test_to_look_ahead_writes_nothing(campaign: Town) -> None:
    first = read_coming(campaign.desk, 30)
    assert read_coming(campaign.desk, 30) == first
    assert len(list_notices(campaign.desk)) == len(VILLAGES)


def test_within_no_days_only_today_is_foretold(campaign: Town) -> None:
    assert {one.on for one in read_coming(campaign.desk, 0)} == {date(2012, 4, 23)}
    check_deadlines(campaign.desk)
    assert read_coming(campaign.desk, 0) == []


def test_it_is_sorted_by_day_and_may_be_narrowed_to_a_unit(campaign: Town) -> None:
    coming = read_coming(campaign.desk, 14)
    assert [one.on for one in coming] == sorted(one.on for one in coming)
    offices = read_coming(campaign.desk, 14, unit_code=SUBDISTRICT)
    assert offices == [one for one in coming if one.unit == SUBDISTRICT]
    assert {one.task for one in offices} == {"mobilization-meeting", "target-allocation"}
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        read_coming(campaign.desk, unit_code="999")


# ── The next day on which anything happens ────────────────────────────────────────────


def test_the_next_day_is_the_next_on_which_a_task_or_a_village_is_spoken_of(campaign: Town) -> None:
    assert next_day(campaign.desk, date(2012, 4, 1)) == date(2012, 4, 22)
    campaign.checked_daily("2012-04-23", "2012-04-23")
    assert next_day(campaign.desk, date(2012, 4, 24)) == date(2012, 4, 24)


def test_when_all_is_done_only_the_assessment_day_remains(campaign: Town) -> None:
    campaign.check()
    for unit, _, standing in list_tasks(campaign.desk):
        task.waive(campaign.desk, CONSOLE, unit, standing.key, "另案处理")
    assert next_day(campaign.desk, date(2012, 4, 24)) == date(2012, 7, 1)
    campaign.at("2012-07-01").check()
    assert next_day(campaign.desk, date(2012, 4, 24)) is None
    assert campaign.phase(TONGHANG) == "assessment"

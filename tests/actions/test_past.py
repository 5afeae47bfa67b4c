"""The board of a past day is the board that was shown on that day; to act in the past is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from actions import hold, task
from actions.board import Board, list_tasks, read_board, read_totals
from actions.errors import BadInput
from actions.notice import acknowledge, list_notices
from actions.permission import CONSOLE
from actions.village import force
from records.database import in_transaction
from records.history import HISTORY
from states.errors import DubanError
from tests.actions import figures
from tests.shelf import After, issued
from tests.town import GONGYELU, SUBDISTRICT, VILLAGES, ZHUZHAI, Town

KEYS = ("training", "survey", "publicity", "enrolment", "self-inspection", "village-meeting")
Seen = tuple[datetime, Board, list[Any], list[Any]]


def as_seen(town: Town) -> Seen:
    """All that may be asked of a day that has passed; who was going to be away is not known later."""
    board = replace(read_board(town.desk), is_past=False, warnings=[])
    return town.clock.instant, board, list_tasks(town.desk), read_totals(town.desk, None, SUBDISTRICT)


def checked_on(town: Town, day: str) -> Town:
    town.at(day).check()
    return town


def act_at_random(town: Town, chance: Random) -> None:
    unit, key = chance.choice(VILLAGES), chance.choice(KEYS)
    until = town.today + timedelta(days=chance.randint(0, 6))
    desk = town.desk
    deeds: list[Callable[[], object]] = [
        lambda: task.submit(desk, CONSOLE, unit, key),
        lambda: task.submit(desk, CONSOLE, list(VILLAGES), key),
        lambda: task.withdraw(desk, CONSOLE, unit, key),
        lambda: task.verify(desk, CONSOLE, unit, key),
        lambda: task.verify(desk, CONSOLE, unit, key),
        lambda: task.return_task(desk, CONSOLE, unit, key, "材料不齐"),
        lambda: task.reopen(desk, CONSOLE, unit, key, "数字有误"),
        lambda: task.waive(desk, CONSOLE, unit, key, "另案处理"),
        lambda: force(desk, CONSOLE, unit, chance.choice(("implementation", "inspection")), "特殊情况"),
        lambda: acknowledge(desk, CONSOLE, chance.choice(list_notices(desk)).id, until),
    ]
    try:
        chance.choice(deeds)()
    except DubanError:
        return


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_each_day_is_shown_later_as_it_was_shown_then(after: After, seed: int) -> None:
    town, chance = after(issued), Random(seed)
    shown = []
    for _ in range(14):
        town.at(town.today + timedelta(days=chance.randint(1, 5)), 8)
        if chance.random() < 0.85:
            town.check()
        town.at(town.today, 11)
        for _ in range(chance.randint(0, 7)):
            act_at_random(town, chance)
        shown.append(as_seen(town))
    town.at(town.today + timedelta(days=20)).check()
    for instant, *then in shown:
        town.clock.instant = instant
        assert list(as_seen(town))[1:] == then


def test_a_held_task_is_shown_as_it_stood(campaign: Town) -> None:
    campaign.at("2012-06-07").check()
    hold.put(campaign.desk, CONSOLE, date(2012, 6, 13), reason="防汛", unit_code=ZHUZHAI)
    shown = [as_seen(campaign.at(day)) for day in ("2012-06-08", "2012-06-12")]
    shown.append(as_seen(checked_on(campaign, "2012-06-14")))
    checked_on(campaign, "2012-06-20")
    for instant, *then in shown:
        campaign.clock.instant = instant
        assert list(as_seen(campaign))[1:] == then


def test_the_pace_of_a_past_day_follows_from_what_had_been_reported_by_then(campaign: Town) -> None:
    figures.targets(campaign.at("2012-05-02"), coverage=100)
    shown = []
    for day, count in (("2012-05-10", 5), ("2012-05-20", 30), ("2012-05-28", 90)):
        checked_on(campaign, day)
        figures.report(campaign.at(day, 10), ZHUZHAI, count)
        shown.append(as_seen(campaign.at(day, 11)))
    assert len({board.units[1].tasks["enrolment"].light for _, board, _, _ in shown}) > 1
    for instant, *then in shown:
        campaign.clock.instant = instant
        assert list(as_seen(campaign))[1:] == then


def test_the_past_can_be_read_and_not_written(campaign: Town) -> None:
    campaign.at("2012-05-02").check()
    campaign.at("2012-04-24")
    assert read_board(campaign.desk).is_past
    with pytest.raises(BadInput, match="历史不能改写"):
        campaign.submit(GONGYELU, "training")


def test_before_the_issue_there_is_no_board(campaign: Town) -> None:
    with pytest.raises(BadInput, match="4月23日（星期一）印发，此前没有看板"):
        read_board(campaign.at("2012-04-20").desk)


def test_moves_of_an_older_database_do_not_say_their_date_so_todays_stands_in(campaign: Town) -> None:
    campaign.at("2012-04-24").check()
    then = as_seen(campaign)
    campaign.at("2012-05-02").check()
    unsaid = HISTORY.update().values(effective_due=None, cycle=None)
    in_transaction(campaign.desk.engine, lambda connection: connection.execute(unsaid))
    campaign.clock.instant = then[0]
    assert list(as_seen(campaign))[1:] == list(then)[1:]


def test_it_takes_as_many_statements_for_one_village_as_for_three(campaign: Town) -> None:
    campaign.at("2012-05-02").check()
    campaign.at("2012-04-24")
    counts = []
    for unit in (ZHUZHAI, None):
        said: list[str] = []

        def note(*arguments: Any, said: list[str] = said) -> None:
            said.append(arguments[2])

        sa.event.listen(campaign.desk.engine, "before_cursor_execute", note)
        read_board(campaign.desk, unit_code=unit)
        sa.event.remove(campaign.desk.engine, "before_cursor_execute", note)
        counts.append(len([one for one in said if "unit.code = " not in one]))
    assert counts[0] == counts[1]

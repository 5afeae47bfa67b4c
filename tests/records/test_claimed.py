"""What is read of a notice to put it into words: whose promise was broken, in one statement."""

from datetime import date

import pytest

from actions.notice import acknowledge
from actions.permission import CONSOLE
from actions.task import return_task, waive
from records.claimed import Claimed, read_told
from records.database import reading
from records.notice import NOTICES
from states.roles import Role
from tests.town import SHANGHAI, ZHUZHAI, Town

SELF = "self-inspection"


@pytest.fixture
def june(campaign: Town) -> Town:
    """朱寨社区 has been told on Monday 11 June that its self-inspection is overdue."""
    campaign.at("2012-04-23", 10)
    for village in campaign.board().units:
        for key, standing in village.tasks.items():
            if key != SELF and standing.state != "waived":
                waive(campaign.desk, CONSOLE, village.unit, key, "另案处理")
    campaign.checked_daily("2012-06-08", "2012-06-11")
    return campaign


def promise(town: Town, until: str) -> None:
    (notice,) = [one for one in town.notices(ZHUZHAI, SELF) if one.rung == 0]
    acknowledge(town.desk, town.who(Role.VILLAGE_HEAD, ZHUZHAI), notice.id, date.fromisoformat(until))


def read(town: Town, form: str) -> Claimed:
    (notice,) = [one for one in town.notices(ZHUZHAI, SELF) if one.form == form][-1:]
    with reading(town.desk.engine) as connection:
        (told,) = read_told(connection, NOTICES.c.id == notice.id)
    return told


def broken(told: Claimed) -> tuple[date, str, str] | None:
    promise = told.broken(told.queued_at.astimezone(SHANGHAI).date())
    return None if promise is None else (promise.on, promise.name, promise.role)


def test_the_next_rung_learns_what_the_village_had_promised(june: Town) -> None:
    promise(june, "2012-06-12")
    june.checked_daily("2012-06-12", "2012-06-20")
    expected = (date(2012, 6, 12), "4002 village_head", "village_head")
    assert broken(read(june, "leader")) == expected
    assert broken(read(june, "supervision_letter")) == expected
    assert broken(read(june, "inspection_proposed")) == expected


def test_a_promise_for_a_later_day_is_not_broken(june: Town) -> None:
    promise(june, "2012-06-29")
    june.checked_daily("2012-06-12", "2012-06-20")
    told = read(june, "leader")
    assert [one.on for one in told.promises] == [date(2012, 6, 29)]
    assert broken(told) is None


def test_without_a_promise_none_is_broken(june: Town) -> None:
    june.checked_daily("2012-06-12", "2012-06-14")
    assert read(june, "leader").promises == ()


def test_a_promise_of_an_earlier_round_is_none_of_this_one(june: Town) -> None:
    promise(june, "2012-06-12")
    june.at("2012-06-13", 10).submit(ZHUZHAI, SELF)
    return_task(june.desk, CONSOLE, ZHUZHAI, SELF, "缺第3页")
    june.checked_daily("2012-06-14", "2012-06-25")
    assert read(june, "leader").cycle == 2
    assert read(june, "leader").promises == ()


def test_what_is_no_rung_speaks_of_no_promise(june: Town) -> None:
    promise(june, "2012-06-12")
    june.at("2012-06-13", 10).submit(ZHUZHAI, SELF)
    return_task(june.desk, CONSOLE, ZHUZHAI, SELF, "缺第3页")
    assert read(june, "returned").promises == ()

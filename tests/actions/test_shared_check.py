"""One check, shared out among several processes, does what one process would have done."""

import pytest
import sqlalchemy as sa

from actions.check import check_deadlines, lease_of
from actions.desk import Desk
from actions.shared_check import (
    SharedCheck,
    check_shard,
    finish,
    is_free,
    list_neglected,
    share,
    waiting_shards,
)
from records.check import CHECK_RUNS
from records.database import reading
from records.lease import Busy, alone
from tests.same import differences
from tests.shelf import After, issued
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town

SELF = "self-inspection"


def state_of(desk: Desk, check: SharedCheck) -> str:
    with reading(desk.engine) as connection:
        mine = sa.select(CHECK_RUNS.c.state).where(CHECK_RUNS.c.id == check.run_id)
        return str(connection.execute(mine).scalar_one())


def test_what_differs_is_named(after: After) -> None:
    one, other = after(issued), after(issued)
    one.at("2012-04-24").check()
    found = differences(one.desk.engine, other.desk.engine)
    assert {"task", "history", "rollup", "check_run"} <= set(found)
    assert "unit" not in found


def test_a_shard_holds_whole_townships_and_all_shards_hold_everybody(campaign: Town) -> None:
    check = share(campaign.at("2012-04-24").desk, 1, villages_a_shard=1)
    assert check.shards == 1, "one township is not parted"


def test_whoever_comes_second_joins_the_check_that_is_under_way(campaign: Town) -> None:
    first = share(campaign.at("2012-04-24").desk, 1)
    assert share(campaign.desk, 1) == first
    assert state_of(campaign.desk, first) == "running"
    check_shard(campaign.desk, first, 1)
    assert share(campaign.desk, 1) == first, "it is done but not finished"
    finish(campaign.desk, first)
    assert state_of(campaign.desk, first) == "done"
    assert share(campaign.desk, 1) != first


def test_a_shard_is_checked_by_one_at_a_time_and_once(campaign: Town) -> None:
    desk = campaign.at("2012-04-24").desk
    check = share(desk, 1)
    with alone(desk.engine, f"{lease_of(1)}/1"), pytest.raises(Busy):
        check_shard(desk, check, 1)
    done = check_shard(desk, check, 1)
    assert done is not None
    assert done.moves
    assert check_shard(desk, check, 1) is None


def test_while_a_shard_is_checked_nobody_checks_the_whole_campaign(campaign: Town) -> None:
    desk = campaign.at("2012-04-24").desk
    check = share(desk, 1)
    with alone(desk.engine, f"{lease_of(1)}/1"):
        with pytest.raises(Busy):
            check_deadlines(desk, 1)
        assert share(desk, 1) == check
    with alone(desk.engine, lease_of(1)), pytest.raises(Busy):
        check_shard(desk, check, 1)


def test_a_check_that_is_not_shared_is_not_joined(campaign: Town) -> None:
    with alone(campaign.desk.engine, lease_of(1)), pytest.raises(Busy):
        share(campaign.desk, 1)


def test_a_check_is_finished_only_when_every_shard_is_done(campaign: Town) -> None:
    desk = campaign.at("2012-04-24").desk
    check = share(desk, 1)
    assert finish(desk, check) is None
    assert state_of(desk, check) == "running"
    check_shard(desk, check, 1)
    closed = finish(desk, check)
    assert closed is not None
    assert state_of(desk, check) == "done"
    again = finish(desk, check)
    assert again is not None
    assert again.counts() == closed.counts(), "finished twice, it says the same"


def test_what_was_left_unfinished_yesterday_is_begun_anew(campaign: Town) -> None:
    yesterday = share(campaign.at("2012-04-24").desk, 1)
    today = share(campaign.at("2012-04-25").desk, 1)
    assert today != yesterday
    assert state_of(campaign.desk, yesterday) == "interrupted"
    check_shard(campaign.desk, today, 1)
    finish(campaign.desk, today)
    assert {campaign.task(unit, "training").state for unit in (GONGYELU, ZHUZHAI, TONGHANG)} == {"open"}


def test_a_check_that_nobody_is_at_is_neglected_until_it_is_done(campaign: Town) -> None:
    desk = campaign.at("2012-04-24").desk
    check = share(desk, 1)
    with alone(desk.engine, f"{lease_of(1)}/1"):
        assert not is_free(desk, check, 1)
        assert list_neglected(desk, None) == [], "somebody is at one of its shards"
    assert is_free(desk, check, 1)
    assert list_neglected(desk, None) == [1]
    check_shard(desk, check, 1)
    assert list_neglected(desk, None) == [1], "nobody has closed it"
    finish(desk, check)
    assert list_neglected(desk, campaign.clock.instant) == []


def test_a_check_that_never_began_is_neglected_once_it_is_due(campaign: Town) -> None:
    campaign.at("2012-04-24", 7).check()
    at_eight = campaign.at("2012-04-25", 8).clock.instant
    before, after = campaign.at("2012-04-25", 7).desk, campaign.desk
    assert list_neglected(before, at_eight) == []
    campaign.at("2012-04-25", 9)
    assert list_neglected(after, at_eight) == [1]
    assert list_neglected(after, None) == [], "on a day without one"


def test_a_shard_that_was_left_half_done_goes_on_where_it_stopped(campaign: Town) -> None:
    desk = campaign.at("2012-04-24").desk
    check = share(desk, 1)

    class Killed(BaseException):
        pass

    done: list[int] = []

    def dies_after_two_slices(size: int) -> None:
        done.append(size)
        if len(done) == 2:
            raise Killed

    with pytest.raises(Killed):
        check_shard(desk, check, 1, dies_after_two_slices)
    assert waiting_shards(desk, check) == [1]
    check_shard(desk, check, 1)
    whole = finish(desk, check)
    assert whole is not None
    other = campaign.at("2012-04-24").check()
    assert other.counts()["moves"] == {}, "nothing was left to do"
    assert whole.moves["village.begin"] == 3
    assert whole.moves["task.open"] >= 3

"""A month of a district of 64 villages, in which everybody behaves after the seed, whoever checks."""

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from actions.campaign import start
from actions.desk import Desk
from actions.permission import CONSOLE
from actions.shared_check import SharedCheck, check_shard, finish, share, waiting_shards
from flows.simulate import Play, Setting, populate
from plans.reader import read_plan, shipped_plan
from plans.rules import rulebook
from records.clock import FixedClock
from records.database import open_engine
from records.lease import Busy
from tests.town import SHANGHAI

VILLAGES, SEED, DAYS = 64, 7, 31
VILLAGES_A_SHARD = 15

Check = Callable[[Desk], object]

SETTING = Setting(read_plan(shipped_plan("2012-pension-pilot")), VILLAGES, "mixed", SEED)
FIRST_DAY = SETTING.days[0]


def founded(address: str, folder: Path) -> None:
    """The district in an empty database, with the pilot issued to it."""
    desk = Desk(open_engine(address), FixedClock(datetime.combine(FIRST_DAY, time(8), SHANGHAI)))
    populate(desk, folder, SETTING)
    start(desk, CONSOLE, SETTING.plan)
    desk.engine.dispose()


def played(address: str, check: Check, days: int = DAYS) -> None:
    """The first days of the campaign, with this check each morning."""
    clock = FixedClock(datetime.combine(FIRST_DAY, time(8), SHANGHAI))
    desk = Desk(open_engine(address), clock)
    play = Play(desk, clock, rulebook(SETTING.plan), SETTING, check)
    for day in SETTING.days[:days]:
        play.day(day)
    desk.engine.dispose()


def in_shards(desk: Desk) -> None:
    """A check in shards, all by one process, the last shard first."""
    check = share(desk, 1, VILLAGES_A_SHARD)
    for number in reversed(waiting_shards(desk, check)):
        check_shard(desk, check, number)
    finish(desk, check)


def taken(desk: Desk, check: SharedCheck) -> None:
    """Take shards that nobody is at, until none is left."""
    for number in waiting_shards(desk, check):
        try:
            check_shard(desk, check, number)
        except Busy:
            continue
